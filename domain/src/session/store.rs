//! Rows of sessions and refresh tokens.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use schema::ids::{RefreshTokenId, SessionId, StaffId};
use schema::tables::{refresh_tokens, sessions};

use crate::db::{Conn, Result};

/// A refresh token to be given out.
#[derive(Insertable)]
#[diesel(table_name = refresh_tokens)]
pub(super) struct NewToken {
    pub(super) id: RefreshTokenId,
    pub(super) session_id: SessionId,
    pub(super) token_sha256: Vec<u8>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// A refresh token that came back.
#[derive(Queryable)]
pub(super) struct Token {
    pub(super) id: RefreshTokenId,
    pub(super) session_id: SessionId,
    pub(super) staff_id: StaffId,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) spent_at: Option<DateTime<Utc>>,
}

pub(super) fn insert(conn: &mut Conn, id: SessionId, staff_id: StaffId, at: DateTime<Utc>) -> Result<()> {
    let row = (sessions::id.eq(id), sessions::staff_id.eq(staff_id), sessions::created_at.eq(at));
    diesel::insert_into(sessions::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn insert_token(conn: &mut Conn, token: &NewToken) -> Result<()> {
    diesel::insert_into(refresh_tokens::table).values(token).execute(conn)?;
    Ok(())
}

/// Locks the session with the token, so that two exchanges of one token follow each other.
pub(super) fn lock_token(conn: &mut Conn, token_sha256: &[u8]) -> Result<Option<Token>> {
    let token = refresh_tokens::table
        .inner_join(sessions::table)
        .filter(refresh_tokens::token_sha256.eq(token_sha256))
        .select((
            refresh_tokens::id,
            refresh_tokens::session_id,
            sessions::staff_id,
            refresh_tokens::expires_at,
            refresh_tokens::spent_at,
        ))
        .for_update();
    Ok(token.get_result(conn).optional()?)
}

pub(super) fn spend(conn: &mut Conn, id: RefreshTokenId, at: DateTime<Utc>) -> Result<()> {
    diesel::update(refresh_tokens::table.find(id)).set(refresh_tokens::spent_at.eq(at)).execute(conn)?;
    Ok(())
}

pub(super) fn revoke(conn: &mut Conn, id: SessionId, at: DateTime<Utc>) -> Result<()> {
    let open = sessions::table.filter(sessions::id.eq(id).and(sessions::revoked_at.is_null()));
    diesel::update(open).set(sessions::revoked_at.eq(at)).execute(conn)?;
    Ok(())
}

pub(super) fn revoke_all(conn: &mut Conn, staff_id: StaffId, at: DateTime<Utc>) -> Result<()> {
    let open = sessions::table.filter(sessions::staff_id.eq(staff_id).and(sessions::revoked_at.is_null()));
    diesel::update(open).set(sessions::revoked_at.eq(at)).execute(conn)?;
    Ok(())
}

pub(super) fn is_open(conn: &mut Conn, id: SessionId, staff_id: StaffId) -> Result<bool> {
    let open = sessions::table
        .filter(sessions::id.eq(id).and(sessions::staff_id.eq(staff_id)).and(sessions::revoked_at.is_null()));
    Ok(diesel::select(exists(open)).get_result(conn)?)
}

pub(super) fn delete_expired(conn: &mut Conn, at: DateTime<Utc>, limit: i64) -> Result<usize> {
    let live = refresh_tokens::table
        .filter(refresh_tokens::session_id.eq(sessions::id).and(refresh_tokens::expires_at.gt(at)));
    let ended: Vec<SessionId> =
        sessions::table.filter(not(exists(live))).limit(limit).select(sessions::id).load(conn)?;
    Ok(diesel::delete(sessions::table.filter(sessions::id.eq_any(ended))).execute(conn)?)
}
