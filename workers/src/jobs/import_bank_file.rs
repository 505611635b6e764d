//! Reads a stored bank file and takes its statements and entries over, or rejects it.
//!
//! The file is fetched to a temporary file and read twice from there: is all of it right; then its entries, a batch a
//! transaction. An attempt that ends in between is taken up where it was.

use std::fs::File;
use std::io::{BufReader, Seek, Write};

use domain::actor::Actor;
use domain::bank::finding::Finding;
use domain::bank::import::{self, Batch, Survey};
use domain::bank::mapping::BankCsvMapping;
use domain::bank::state::UploadStatus;
use domain::bank::{format, saved_mapping, upload};
use futures_util::StreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use schema::ids::BankUploadId;
use schema::jobs::{ImportBankFile, Payload};
use tokio::sync::mpsc;

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Bytes of the file in memory at a time.
const BUFFER: usize = 64 * 1024;

/// Batches that are read ahead.
const AHEAD: usize = 2;

/// A file that was imported or rejected before is not read again.
pub(crate) async fn run(job: ImportBankFile, cx: Cx) -> Result<Done, JobError> {
    let id = job.bank_upload_id;
    let Some(key) = cx.step(move |conn, _| upload::awaiting_import(conn, id)).await? else {
        return cx.done().await;
    };
    let file = fetch(cx.parts().objects.as_ref(), key).await?;
    let mappings = cx.step(|conn, _| saved_mapping::in_use(conn)).await?;
    let surveyed = survey(file.try_clone().map_err(lost)?, mappings.clone()).await?;
    let actor = Actor::system(ImportBankFile::NAME);
    let by = actor.clone();
    let upload = cx.step(move |conn, now| import::accept(conn, now, &by, id, surveyed)).await?;
    if upload.state != UploadStatus::Importing {
        return cx.done().await;
    }
    store(&cx, id, file, mappings, usize::try_from(upload.stored_count).unwrap_or_default()).await?;
    cx.complete(move |conn, now| import::finish(conn, now, &actor, id).map(drop)).await
}

/// The file from the object store, as a temporary one that nobody else sees.
async fn fetch(objects: &dyn ObjectStore, key: String) -> Result<File, JobError> {
    let failed = |error| {
        let is_lost = matches!(error, object_store::Error::NotFound { .. });
        JobError::of(error, !is_lost)
    };
    let path = Path::parse(key).map_err(|error| JobError::of(error, false))?;
    let mut pieces = objects.get(&path).await.map_err(failed)?.into_stream();
    let mut file = tempfile::tempfile().map_err(lost)?;
    while let Some(piece) = pieces.next().await {
        file.write_all(&piece.map_err(failed)?).map_err(lost)?;
    }
    file.rewind().map_err(lost)?;
    Ok(file)
}

/// Reading is work for a processor, not for the thread that serves the others.
async fn survey(file: File, mappings: Vec<BankCsvMapping>) -> Result<Survey, JobError> {
    let read = move || import::survey(BufReader::with_capacity(BUFFER, file), &mappings);
    tokio::task::spawn_blocking(read).await.map_err(|error| JobError::of(error, true))
}

/// Reads the entries again and stores them batch by batch.
async fn store(
    cx: &Cx,
    id: BankUploadId,
    mut file: File,
    mappings: Vec<BankCsvMapping>,
    stored: usize,
) -> Result<(), JobError> {
    file.rewind().map_err(lost)?;
    let (send, mut batches) = mpsc::channel::<Batch>(AHEAD);
    let reading = tokio::task::spawn_blocking(move || read(file, &mappings, stored, &send));
    while let Some(batch) = batches.recv().await {
        cx.step(move |conn, now| import::store_batch(conn, now, id, &batch)).await?;
    }
    // A file that reads otherwise the second time is short of entries, which the end of the import notices.
    let _: Result<(), Vec<Finding>> = reading.await.map_err(|error| JobError::of(error, true))?;
    Ok(())
}

fn read(
    file: File,
    mappings: &[BankCsvMapping],
    stored: usize,
    send: &mpsc::Sender<Batch>,
) -> Result<(), Vec<Finding>> {
    let mut reader = format::open(BufReader::with_capacity(BUFFER, file), mappings)?;
    for batch in import::batches(reader.as_mut(), stored) {
        if send.blocking_send(batch).is_err() {
            break;
        }
    }
    Ok(())
}

fn lost(error: std::io::Error) -> JobError {
    JobError::of(error, true)
}
