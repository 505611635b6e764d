//! The lives of an uploaded file and of an entry.
//!
//! An entry of our books is decided once. What is held waits for a person;
//! later parts add their events here.

use schema::text_enum;

text_enum! {
    /// Where an upload stands.
    pub enum UploadStatus {
        /// The ticket was given out.
        AwaitingFile = "awaiting_file",
        /// The file is stored and will be read.
        Received = "received",
        /// Its statements were taken in.
        Imported = "imported",
        /// Nothing of it was taken in; its findings say why.
        Rejected = "rejected",
    }
}

text_enum! {
    /// What can happen to an upload.
    pub enum UploadEvent {
        /// The file came in.
        Receive = "receive",
        /// Its statements are right.
        Import = "import",
        /// It cannot be taken in.
        Reject = "reject",
    }
}

text_enum! {
    /// Where an entry stands (domain.md 3.6, BankReceipt).
    pub enum EntryStatus {
        /// Not decided yet.
        Received = "received",
        /// The partner has the money.
        Credited = "credited",
        /// It waits for a person; no money moved.
        Held = "held",
        /// It is no money that came in.
        Ignored = "ignored",
        /// The same receipt stands in another statement, or twice in this one.
        Duplicate = "duplicate",
    }
}

text_enum! {
    /// What can happen to an entry.
    pub enum EntryEvent {
        /// It belongs to a partner beyond doubt.
        Credit = "credit",
        /// It does not.
        Hold = "hold",
        /// It is none of ours to decide.
        Ignore = "ignore",
        /// It was seen before.
        Repeat = "repeat",
    }
}

/// The upload or entry is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what is {from} cannot {event}")]
pub struct Refused {
    /// Where it stands.
    pub from: &'static str,
    /// What was asked for.
    pub event: &'static str,
}

impl UploadStatus {
    /// Where `event` leads from here.
    ///
    /// # Errors
    /// [`Refused`] for every pair that is not listed.
    pub const fn on(self, event: UploadEvent) -> Result<Self, Refused> {
        match (self, event) {
            (Self::AwaitingFile, UploadEvent::Receive) => Ok(Self::Received),
            (Self::Received, UploadEvent::Import) => Ok(Self::Imported),
            (Self::AwaitingFile | Self::Received, UploadEvent::Reject) => Ok(Self::Rejected),
            (from, event) => Err(Refused { from: from.as_str(), event: event.as_str() }),
        }
    }
}

impl EntryStatus {
    /// Where `event` leads from here.
    ///
    /// # Errors
    /// [`Refused`] for every pair that is not listed.
    pub const fn on(self, event: EntryEvent) -> Result<Self, Refused> {
        match (self, event) {
            (Self::Received, EntryEvent::Credit) => Ok(Self::Credited),
            (Self::Received, EntryEvent::Hold) => Ok(Self::Held),
            (Self::Received, EntryEvent::Ignore) => Ok(Self::Ignored),
            (Self::Received, EntryEvent::Repeat) => Ok(Self::Duplicate),
            (from, event) => Err(Refused { from: from.as_str(), event: event.as_str() }),
        }
    }
}
