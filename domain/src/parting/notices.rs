//! Who is told of a parting.

use schema::ids::StaffId;
use schema::notices::{Notice, PartingReader};

use super::{Error, Parting, store};
use crate::actor::Role;
use crate::clock::Now;
use crate::db::Conn;
use crate::mail;
use crate::staff;

/// Tells the lower party's administrators.
pub(super) fn tell_lower(
    conn: &mut Conn,
    now: Now,
    parting: &Parting,
    notice: impl Fn(PartingReader) -> Notice,
) -> Result<(), Error> {
    let administrators = staff::with_roles(conn, parting.lower_id, &[Role::Administrator])?;
    tell(conn, now, &administrators, &notice(PartingReader::Lower))
}

/// Tells the upper party's administrators, and who of it looks after the lower.
pub(super) fn tell_upper(
    conn: &mut Conn,
    now: Now,
    parting: &Parting,
    notice: impl Fn(PartingReader) -> Notice,
) -> Result<(), Error> {
    let mut readers = staff::with_roles(conn, parting.upper_id, &[Role::Administrator])?;
    readers.extend(store::manager_of(conn, parting)?);
    tell(conn, now, &readers, &notice(PartingReader::Upper))
}

/// Tells both.
pub(super) fn tell_both(
    conn: &mut Conn,
    now: Now,
    parting: &Parting,
    notice: impl Fn(PartingReader) -> Notice,
) -> Result<(), Error> {
    tell_lower(conn, now, parting, &notice)?;
    tell_upper(conn, now, parting, &notice)
}

fn tell(conn: &mut Conn, now: Now, readers: &[StaffId], notice: &Notice) -> Result<(), Error> {
    for reader in readers {
        mail::enqueue(conn, now, *reader, notice)?;
    }
    Ok(())
}
