//! Where a server keeps its files, and as whom it runs.
//!
//! PostgreSQL refuses to run as root, so root's instances run as another user. That user must be able to
//! reach the folder, and a clone below `/root` cannot be reached: such a folder is moved into the system's
//! folder for temporary files while the server is up, with a file beside its home that says where it is, and
//! moved back when the server is down.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use nix::unistd::{User, geteuid};

use super::random_hex;

/// Whom a server runs as: root's run as `postgres`, else `nobody`; anybody else's run as themselves.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunAs(Option<(u32, u32)>);

impl RunAs {
    pub(super) fn find() -> Result<Self> {
        if !geteuid().is_root() {
            return Ok(Self(None));
        }
        for name in ["postgres", "nobody"] {
            if let Some(user) = User::from_name(name)? {
                return Ok(Self(Some((user.uid.as_raw(), user.gid.as_raw()))));
            }
        }
        bail!("servers do not run as root, and the system has neither a user postgres nor a user nobody")
    }

    /// `program`, to be run as this user and from a folder that everybody may be in.
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/");
        if let Self(Some((user, group))) = self {
            command.uid(user).gid(group);
        }
        command
    }

    /// Makes `path` this user's own and nobody else's.
    pub(super) fn own(self, path: &Path, mode: u32) -> Result<()> {
        fs::set_permissions(path, Permissions::from_mode(mode))?;
        if let Self(Some((user, group))) = self {
            chown(path, Some(user), Some(group))?;
        }
        Ok(())
    }

    fn can_reach(self, folder: &Path) -> bool {
        let open = |at: &Path| at.metadata().is_ok_and(|found| found.mode() & 0o001 != 0);
        self.0.is_none() || folder.ancestors().all(open)
    }
}

/// A folder that belongs to the user a server runs as. Dropping it brings the folder home.
#[derive(Debug)]
pub(super) struct Place {
    home: PathBuf,
    path: PathBuf,
}

impl Place {
    /// The folder `home`, created when missing, moved when `run_as` cannot reach it.
    pub(super) fn open(home: PathBuf, run_as: RunAs) -> Result<Self> {
        let parent = home.parent().context("a place has a parent folder")?;
        let path = match fs::read_to_string(pointer(&home)) {
            Ok(moved) if Path::new(&moved).is_dir() => PathBuf::from(moved),
            _ if run_as.can_reach(parent) => home.clone(),
            _ => move_away(&home, run_as)?,
        };
        let place = Self { home, path };
        if !place.path.exists() {
            fs::create_dir(&place.path).with_context(|| format!("cannot make {}", place.path.display()))?;
            run_as.own(&place.path, 0o700)?;
        }
        Ok(place)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn bring_home(&self) -> Result<()> {
        if self.path == self.home {
            return Ok(());
        }
        rename(&self.path, &self.home)?;
        if let Some(shelter) = self.path.parent() {
            fs::remove_dir(shelter)?;
        }
        Ok(fs::remove_file(pointer(&self.home))?)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Err(error) = self.bring_home() {
            eprintln!("cannot move {} back to {}: {error:#}", self.path.display(), self.home.display());
        }
    }
}

fn pointer(home: &Path) -> PathBuf {
    home.with_extension("moved-to")
}

fn move_away(home: &Path, run_as: RunAs) -> Result<PathBuf> {
    let candidates = [std::env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from("/var/tmp")];
    let base = candidates.iter().find(|folder| run_as.can_reach(folder));
    let shelter = base
        .context("no folder for temporary files that every user can reach")?
        .join(format!("headwater-{}", random_hex(8)?));
    fs::create_dir(&shelter).with_context(|| format!("cannot make {}", shelter.display()))?;
    run_as.own(&shelter, 0o700)?;
    let path = shelter.join("cluster");
    fs::write(pointer(home), path.display().to_string())?;
    if home.exists() {
        rename(home, &path)?;
    }
    Ok(path)
}

/// `mv` and not a rename, because the two folders may be on different file systems.
fn rename(from: &Path, to: &Path) -> Result<()> {
    let status = Command::new("mv").arg(from).arg(to).status().context("cannot run mv")?;
    if !status.success() {
        bail!("cannot move {} to {}", from.display(), to.display());
    }
    Ok(())
}
