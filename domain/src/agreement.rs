//! Agreements: texts that parties accept, and who accepted which version.
//!
//! A version is published in every language at once and never changes; the next
//! one supersedes it, and has to be accepted anew (domain.md 2.3, "re-signing").
//! Accepted in one language it is accepted in all.
//!
//! | purpose | what has to be accepted |
//! |---|---|
//! | register | user agreement, privacy statement |
//! | associate, by mode | notice of that mode, association terms, consent to share data |
//! | operate | commitment for acting on behalf of customers |

mod lists;
mod refusals;
mod store;

use schema::ids::{AcceptanceId, AgreementId, PartyId, StaffId};
use schema::text_enum;

use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party::{self, EdgeKind, Kind, Locale};
use crate::plain_text::{self, NotPlain};

pub use lists::{acceptances_by_ids, acceptances_of, count_acceptances_of};
pub use refusals::Error;
pub use store::{Acceptance, Agreement};

/// Characters of a text.
const MOST_CONTENT: usize = 20_000;
/// Agreements that can be accepted in one go: more than there are in force.
const MOST_AT_ONCE: usize = 20;

text_enum! {
    /// A text that is accepted (domain.md 2.3).
    pub enum Key {
        /// What a user of the platform agrees to.
        UserAgreement = "user_agreement",
        /// What is done with personal data.
        PrivacyStatement = "privacy_statement",
        /// What a customer should know before it associates; differs with the mode.
        AssociationNotice = "association_notice",
        /// The terms of an association.
        AssociationTerms = "association_terms",
        /// The consent that the partner gets the customer's account data.
        DataSharing = "data_sharing",
        /// What a partner commits itself to before it acts on behalf of customers.
        OperationCommitment = "operation_commitment",
    }
}

text_enum! {
    /// What somebody wants to do that needs agreements.
    pub enum Purpose {
        /// Open an account.
        Register = "register",
        /// Associate with a partner and buy from it.
        AssociateResale = "associate_resale",
        /// Associate with a partner and be advised by it.
        AssociateAdvisory = "associate_advisory",
        /// Act on behalf of customers.
        Operate = "operate",
    }
}

impl Purpose {
    /// The purpose of who associates in this way; none for edges between partners.
    #[must_use]
    pub const fn of_association(kind: EdgeKind) -> Option<Self> {
        match kind {
            EdgeKind::Resale => Some(Self::AssociateResale),
            EdgeKind::Advisory => Some(Self::AssociateAdvisory),
            EdgeKind::Partner | EdgeKind::Reseller => None,
        }
    }

    /// Whether `agreement` has to be accepted for it.
    #[must_use]
    pub fn needs(self, agreement: &Agreement) -> bool {
        let kind = agreement.association_kind;
        match agreement.key {
            Key::UserAgreement | Key::PrivacyStatement => self == Self::Register,
            Key::AssociationNotice => kind.and_then(Self::of_association) == Some(self),
            Key::AssociationTerms | Key::DataSharing => matches!(self, Self::AssociateResale | Self::AssociateAdvisory),
            Key::OperationCommitment => self == Self::Operate,
        }
    }
}

/// A new version to be published.
#[derive(Debug, Clone)]
pub struct Publish {
    /// Which text.
    pub key: Key,
    /// For the notice, and for it alone: resale or advisory.
    pub association_kind: Option<EdgeKind>,
    /// The text, once in each language.
    pub texts: Vec<Text>,
}

/// A text in one language.
#[derive(Debug, Clone)]
pub struct Text {
    /// Which language.
    pub locale: Locale,
    /// What it is called, 1 to 200 characters.
    pub title: String,
    /// What it says, 1 to 20 000 characters; a line each paragraph.
    pub content: String,
}

/// Publishes a new version in every language; it is in force at once, and the one before is not.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Languages`], [`Error::Text`], [`Error::AssociationKind`], [`Error::Superseded`].
///
/// # Source
/// domain.md 2.3 (agreement management: name, version, time, content).
pub fn publish(conn: &mut Conn, now: Now, actor: &Actor, input: &Publish) -> Result<Vec<Agreement>, Error> {
    let person = actor.person_with(Permission::PolicyManage)?;
    let is_whole = Locale::ALL.iter().all(|locale| input.texts.iter().filter(|it| it.locale == *locale).count() == 1);
    if !is_whole || input.texts.len() != Locale::ALL.len() {
        return Err(Error::Languages);
    }
    let Publish { key, association_kind, .. } = *input;
    let version = store::newest_version(conn, key, association_kind)?.saturating_add(1);
    let row = |text: &Text| {
        Ok::<_, Error>(Agreement {
            id: AgreementId::new(),
            key,
            association_kind,
            version,
            locale: text.locale,
            title: plain_text::required(&text.title, "title", 200)?,
            content: paragraphs(&text.content)?,
            published_at: now.instant(),
            published_by_id: Some(person.staff_id),
        })
    };
    let rows: Vec<Agreement> = input.texts.iter().map(row).collect::<Result<_, _>>()?;
    store::insert(conn, &rows)?;
    let details = serde_json::json!({ "associationKind": association_kind, "version": version });
    let line =
        audit::Line { party_id: person.party_id, operation: "agreement.publish", subject: key.to_string(), details };
    audit::record(conn, now, actor, &line)?;
    Ok(rows)
}

/// What has to be accepted for `purpose` today, in one language. For anybody.
///
/// # Errors
/// When the database does not answer.
pub fn for_purpose(conn: &mut Conn, purpose: Purpose, locale: Locale) -> db::Result<Vec<Agreement>> {
    let in_force = store::in_force(conn)?;
    Ok(in_force.into_iter().filter(|it| it.locale == locale && purpose.needs(it)).collect())
}

/// What the actor's party has yet to accept, in one language: of what a customer needs for its account and its
/// association, and of what it accepted in an earlier version.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// domain.md 2.3 (new versions can be presented for re-signing).
pub fn pending(conn: &mut Conn, now: Now, actor: &Actor, locale: Locale) -> db::Result<Vec<Agreement>> {
    let Some(person) = actor.person() else { return Ok(Vec::new()) };
    let mut purposes = Vec::new();
    if person.party_kind == Kind::Customer {
        let mut edges = party::upper(conn, now, actor, &[person.party_id])?;
        let association = edges.remove(&person.party_id).and_then(|(edge, _)| Purpose::of_association(edge.kind));
        purposes.push(Purpose::Register);
        purposes.extend(association);
    }
    let accepted = store::accepted(conn, person.party_id)?;
    let is_due = |it: &Agreement| {
        let is_needed = purposes.iter().any(|purpose| purpose.needs(it));
        !is_among(it, &accepted) && (is_needed || accepted.iter().any(|old| is_same_text(it, old)))
    };
    Ok(store::in_force(conn)?.into_iter().filter(|it| it.locale == locale && is_due(it)).collect())
}

/// Accepts agreements in force for the actor's party; those that it accepted before stay as they are.
///
/// - `ids`: 1 to 20
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Count`], [`Error::NotFound`], [`Error::Missing`] for one that is superseded.
pub fn sign(conn: &mut Conn, now: Now, actor: &Actor, ids: &[AgreementId]) -> Result<Vec<Agreement>, Error> {
    let person = actor.person_with(Permission::AccountInfoManage)?;
    if !(1..=MOST_AT_ONCE).contains(&ids.len()) {
        return Err(Error::Count(MOST_AT_ONCE));
    }
    let in_force = store::in_force(conn)?;
    let chosen = store::by_ids(conn, ids)?;
    if ids.iter().any(|id| chosen.iter().all(|it| it.id != *id)) {
        return Err(Error::NotFound);
    }
    if let Some(old) = chosen.iter().find(|it| !in_force.contains(it)) {
        return Err(Error::Missing(old.key.as_str()));
    }
    let accepted = store::accepted(conn, person.party_id)?;
    let fresh: Vec<Agreement> = chosen.iter().filter(|it| !is_among(it, &accepted)).cloned().collect();
    record(conn, now, actor, (person.party_id, person.staff_id), &fresh)?;
    Ok(chosen)
}

/// Makes sure that the party has accepted what `purpose` needs, in the versions in force: before, or now by `chosen`.
/// What else is chosen is left alone. Whoever calls it has decided that the person may bind the party.
///
/// # Errors
/// [`Error::Missing`] with the key of the first that was not accepted.
///
/// # Source
/// domain.md 2.3: what was accepted is recorded by version.
pub(crate) fn accept(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    party_id: PartyId,
    staff_id: StaffId,
    purpose: Purpose,
    chosen: &[AgreementId],
) -> Result<(), Error> {
    let in_force = store::in_force(conn)?;
    let accepted = store::accepted(conn, party_id)?;
    let due = |it: &&Agreement| purpose.needs(it) && !is_among(it, &accepted);
    let now_chosen: Vec<Agreement> =
        in_force.iter().filter(due).filter(|it| chosen.contains(&it.id)).cloned().collect();
    if let Some(missing) = in_force.iter().filter(due).find(|it| !is_among(it, &now_chosen)) {
        return Err(Error::Missing(missing.key.as_str()));
    }
    record(conn, now, actor, (party_id, staff_id), &now_chosen)
}

/// Those of `ids` that are there: agreements are for everybody.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, ids: &[AgreementId]) -> db::Result<Vec<Agreement>> {
    store::by_ids(conn, ids)
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    (party_id, staff_id): (PartyId, StaffId),
    chosen: &[Agreement],
) -> Result<(), Error> {
    let row = |it: &Agreement| Acceptance {
        id: AcceptanceId::new(),
        agreement_id: it.id,
        party_id,
        staff_id,
        accepted_at: now.instant(),
    };
    let rows: Vec<Acceptance> = chosen.iter().map(row).collect();
    if store::accept(conn, &rows)? == 0 {
        return Ok(());
    }
    let agreements: Vec<String> = chosen.iter().map(|it| it.id.to_string()).collect();
    let details = serde_json::json!({ "agreements": agreements });
    let subject = party_id.to_string();
    Ok(audit::record(conn, now, actor, &audit::Line { party_id, operation: "agreement.accept", subject, details })?)
}

/// Whether the two are versions of one text.
fn is_same_text(left: &Agreement, right: &Agreement) -> bool {
    (left.key, left.association_kind) == (right.key, right.association_kind)
}

/// Whether the version is there, in any language.
fn is_among(agreement: &Agreement, versions: &[Agreement]) -> bool {
    versions.iter().any(|it| is_same_text(it, agreement) && it.version == agreement.version)
}

/// The text with its line breaks, each line cleaned.
fn paragraphs(text: &str) -> Result<String, NotPlain> {
    let lines: Vec<String> = text.lines().map(plain_text::clean).collect();
    let text = lines.join("\n").trim().to_owned();
    let is_fine = (1..=MOST_CONTENT).contains(&text.chars().count());
    if is_fine { Ok(text) } else { Err(NotPlain { field: "content", min: 1, max: MOST_CONTENT }) }
}
