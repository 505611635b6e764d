//! The watched folder: files that a bank's own program leaves there.
//!
//! A file is taken in when nobody has written to it for a while, and then moved to `done` below the folder, or to
//! `rejected` when it is empty, too large, or known; what is found in it when it is read stands in its upload. Names that
//! begin with a dot or end in `.part` or `.tmp` are still being written. Several processes may watch one folder: who
//! takes a file gives it a name that begins with `.taking-` first, and after a crash in between it gets its own back.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::Actor;
use domain::bank::state::UploadStatus;
use domain::bank::upload::{self, Arrival, MOST_BYTES};
use domain::bank::{self, BankUpload};
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use schema::ids::ObjectId;
use sha2::{Digest, Sha256};
use tokio::fs;
use tokio::io::AsyncReadExt;

use crate::parts::Parts;

/// How long a file must have lain unchanged.
const UNCHANGED_FOR: TimeDelta = TimeDelta::seconds(2);

/// How a file is called while a process takes it in: this, an id, a hyphen, its own name.
const TAKING: &str = ".taking-";

/// After how long a claimed file counts as lost by its process.
const CLAIMED_FOR: TimeDelta = TimeDelta::minutes(10);

/// Bytes read at a time.
const PIECE: usize = 256 * 1024;

/// Parts on their way to the object store at a time.
const PARTS_IN_FLIGHT: usize = 2;

/// Why files stay where they are.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The folder or a file in it cannot be read or moved.
    #[error("BANK_INBOX: {0} cannot be read or moved")]
    Folder(PathBuf, #[source] std::io::Error),
    /// The object store failed.
    #[error("the object store failed")]
    Store(#[from] object_store::Error),
    /// The file could not be taken note of.
    #[error(transparent)]
    Bank(#[from] bank::Error),
}

/// The folder and what is needed to take files in from it.
#[derive(Clone)]
pub(crate) struct Inbox {
    pub(crate) folder: Arc<PathBuf>,
    pub(crate) parts: Parts,
}

/// Takes in every file that lies there whole.
pub(crate) async fn look(inbox: Inbox) -> Result<(), Error> {
    let unreadable = |error| Error::Folder(inbox.folder.to_path_buf(), error);
    let mut names = fs::read_dir(inbox.folder.as_ref()).await.map_err(unreadable)?;
    while let Some(entry) = names.next_entry().await.map_err(unreadable)? {
        let path = entry.path();
        give_back_lost(&inbox, &path).await?;
        if is_whole(&inbox, &path).await
            && let Some(ours) = claim(&inbox, &path).await?
        {
            take_in(&inbox, &ours, name_of(&path)).await?;
        }
    }
    Ok(())
}

/// Makes the file this process's; none when another was faster.
async fn claim(inbox: &Inbox, path: &Path) -> Result<Option<PathBuf>, Error> {
    let ours = inbox.folder.join(format!("{TAKING}{}-{}", ObjectId::new(), name_of(path)));
    match fs::rename(path, &ours).await {
        Ok(()) => Ok(Some(ours)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::Folder(path.to_path_buf(), error)),
    }
}

/// Gives a file that somebody claimed and did not take in for long its own name back.
async fn give_back_lost(inbox: &Inbox, path: &Path) -> Result<(), Error> {
    let name = name_of(path);
    let Some((_, own)) = name.strip_prefix(TAKING).and_then(|rest| rest.split_once('-')) else { return Ok(()) };
    // A claim changes the file's entry, not what is in it.
    let Ok(metadata) = fs::symlink_metadata(path).await else { return Ok(()) };
    let claimed_at = DateTime::from_timestamp(metadata.ctime(), 0).unwrap_or_default();
    if claimed_at > inbox.parts.clock.now().minus(CLAIMED_FOR) {
        return Ok(());
    }
    fs::rename(path, inbox.folder.join(own)).await.map_err(|error| Error::Folder(path.to_path_buf(), error))
}

/// Whether the path is a file that nobody writes to any more. What vanished meanwhile somebody else took in.
async fn is_whole(inbox: &Inbox, path: &Path) -> bool {
    let name = name_of(path);
    let is_partial = name.starts_with('.') || name.ends_with(".part") || name.ends_with(".tmp");
    let Ok(metadata) = fs::symlink_metadata(path).await else { return false };
    let Ok(modified_at) = metadata.modified().map(DateTime::<Utc>::from) else { return false };
    let now = inbox.parts.clock.now();
    metadata.is_file() && !is_partial && modified_at <= now.minus(UNCHANGED_FOR)
}

/// Takes in a file that is this process's.
///
/// - `name`: its own
async fn take_in(inbox: &Inbox, path: &Path, name: String) -> Result<(), Error> {
    let Inbox { parts, folder } = inbox;
    let key = Key::from(format!("bank/{}", ObjectId::new()));
    let arrival = store(parts.objects.as_ref(), &key, path).await?;
    let (now, file_name) = (parts.clock.now(), name.clone());
    let actor = Actor::system("bank_inbox");
    let upload: BankUpload = parts.db.tx(move |conn| upload::take_in(conn, now, &actor, &file_name, &arrival)).await?;
    if upload.object_key.as_deref() != Some(key.as_ref())
        && let Err(error) = parts.objects.delete(&key).await
    {
        tracing::warn!(%key, error = %error, "an object nobody needs stays");
    }
    let place = if upload.state == UploadStatus::Rejected { "rejected" } else { "done" };
    tracing::info!(upload = %upload.id, state = upload.state.as_str(), "taken in from the watched folder");
    put_away(path, &folder.join(place), &format!("{}-{name}", upload.id)).await
}

/// Copies the file to `key` and hashes it on its way; of one that is too large, nothing.
async fn store(objects: &dyn ObjectStore, key: &Key, path: &Path) -> Result<Arrival, Error> {
    let unreadable = |error| Error::Folder(path.to_path_buf(), error);
    let mut file = fs::File::open(path).await.map_err(unreadable)?;
    if file.metadata().await.map_err(unreadable)?.len() > MOST_BYTES {
        return Ok(Arrival::TooLarge);
    }
    let mut object = WriteMultipart::new(objects.put_multipart(key).await?);
    let (mut size_bytes, mut hash, mut piece) = (0_u64, Sha256::new(), vec![0; PIECE]);
    loop {
        let count = file.read(&mut piece).await.map_err(unreadable)?;
        let Some(read) = piece.get(..count).filter(|read| !read.is_empty()) else { break };
        size_bytes = size_bytes.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        hash.update(read);
        object.wait_for_capacity(PARTS_IN_FLIGHT).await?;
        object.write(read);
    }
    object.finish().await?;
    Ok(Arrival::Stored { size_bytes, sha256: hash.finalize().to_vec(), object_key: key.to_string() })
}

/// Moves the file into `place`, under a name that nothing has there: that of the upload before its own.
async fn put_away(path: &Path, place: &Path, name: &str) -> Result<(), Error> {
    fs::create_dir_all(place).await.map_err(|error| Error::Folder(place.to_path_buf(), error))?;
    fs::rename(path, place.join(name)).await.map_err(|error| Error::Folder(path.to_path_buf(), error))
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
