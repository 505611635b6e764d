//! Reads a stored bank file and takes its statements over, or rejects it.

use domain::actor::Actor;
use domain::bank::{self, upload};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use schema::jobs::{ImportBankFile, Payload};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// A file that was decided before is not read again.
pub(crate) async fn run(job: ImportBankFile, cx: Cx) -> Result<Done, JobError> {
    let id = job.bank_upload_id;
    let Some(key) = cx.step(move |conn, _| upload::awaiting_import(conn, id)).await? else {
        return cx.done().await;
    };
    let bytes = fetch(cx.parts().objects.as_ref(), key).await?;
    // Reading is work for a processor, not for the thread that serves the others.
    let reading = tokio::task::spawn_blocking(move || bank::read_file(&bytes)).await;
    let reading = reading.map_err(|lost| JobError::of(lost, true))?;
    let actor = Actor::system(ImportBankFile::NAME);
    cx.complete(move |conn, now| bank::import(conn, now, &actor, id, reading).map(drop)).await
}

async fn fetch(objects: &dyn ObjectStore, key: String) -> Result<Vec<u8>, JobError> {
    let failed = |error| {
        let is_lost = matches!(error, object_store::Error::NotFound { .. });
        JobError::of(error, !is_lost)
    };
    let path = Path::parse(key).map_err(|error| JobError::of(error, false))?;
    let file = objects.get(&path).await.map_err(failed)?;
    Ok(file.bytes().await.map_err(failed)?.to_vec())
}
