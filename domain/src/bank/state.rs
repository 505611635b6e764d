//! The lives of an uploaded file and of an entry.
//!
//! An entry of our books is decided by rule once. What is held waits for a person, an agreement or a claim; what was
//! credited can be taken back, by the bank or by a person who corrects a match.

use schema::text_enum;

text_enum! {
    /// Where an upload stands.
    pub enum UploadStatus {
        /// The ticket was given out.
        AwaitingFile = "awaiting_file",
        /// The file is stored and will be read.
        Received = "received",
        /// It was found right; its entries are being stored.
        Importing = "importing",
        /// Its statements were taken in.
        Imported = "imported",
        /// Nothing of it was taken in; its findings say why.
        Rejected = "rejected",
    }
}

text_enum! {
    /// How a file came.
    pub enum UploadSource {
        /// Somebody sent it in exchange for a ticket.
        Upload = "upload",
        /// It lay in the watched folder.
        Inbox = "inbox",
    }
}

text_enum! {
    /// What can happen to an upload.
    pub enum UploadEvent {
        /// The file came in.
        Receive = "receive",
        /// Its statements are right.
        Accept = "accept",
        /// All of its entries are stored.
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
        /// It goes back to the payer; no money of ours moved.
        Returned = "returned",
        /// It was credited, and the bank took it back.
        Reversed = "reversed",
        /// It is the reversal that took a credit back.
        Applied = "applied",
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
        /// A person takes a match back.
        Unmatch = "unmatch",
        /// A person sends it back to the payer.
        Return = "return",
        /// The bank takes it back.
        Reverse = "reverse",
        /// It takes back the credit that it reverses.
        Apply = "apply",
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
            (Self::Received, UploadEvent::Accept) => Ok(Self::Importing),
            (Self::Importing, UploadEvent::Import) => Ok(Self::Imported),
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
            (Self::Received | Self::Held, EntryEvent::Credit) => Ok(Self::Credited),
            (Self::Received, EntryEvent::Hold) => Ok(Self::Held),
            (Self::Received | Self::Held, EntryEvent::Ignore) => Ok(Self::Ignored),
            (Self::Received, EntryEvent::Repeat) => Ok(Self::Duplicate),
            (Self::Credited, EntryEvent::Unmatch) => Ok(Self::Held),
            (Self::Held, EntryEvent::Return) => Ok(Self::Returned),
            (Self::Credited, EntryEvent::Reverse) => Ok(Self::Reversed),
            (Self::Received | Self::Held, EntryEvent::Apply) => Ok(Self::Applied),
            (from, event) => Err(Refused { from: from.as_str(), event: event.as_str() }),
        }
    }
}
