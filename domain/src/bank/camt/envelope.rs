//! What stands around the message: a document, a business application header, the envelope of a channel.

use super::super::finding::{FindingCode, Problem, excerpt};
use super::super::xml::Tag;
use super::family::{self, Family};

/// Namespaces remembered at a time; prefixes of more than [`PREFIX`] bytes are not.
const NAMESPACES: usize = 32;
/// See [`NAMESPACES`].
const PREFIX: usize = 64;

/// The elements that are open around the message.
#[derive(Default)]
pub(super) struct Envelope {
    /// What the first element of the file is called.
    root: Option<String>,
    /// Where `Document` is open: how many elements are, it among them.
    document: Option<usize>,
    namespaces: Vec<Namespace>,
    /// The first message that was found: `camt.053.001.08`, or without a version.
    format: Option<String>,
}

/// A namespace while the element that declares it is open.
struct Namespace {
    depth: usize,
    prefix: String,
    /// The message it names, if it does.
    message: Option<String>,
}

impl Envelope {
    /// An element begins outside of a message, the `depth`-th that is open.
    ///
    /// Returns the message that begins with it.
    ///
    /// # Errors
    /// [`FindingCode::WrongMessage`]: there is nothing here to read.
    pub(super) fn open(&mut self, tag: &Tag<'_>, depth: usize) -> Result<Option<Family>, Problem> {
        self.root.get_or_insert_with(|| tag.name().to_owned());
        for (prefix, namespace) in tag.declarations() {
            if self.namespaces.len() < NAMESPACES && prefix.len() <= PREFIX {
                let message = family::named_in(&namespace);
                self.namespaces.push(Namespace { depth, prefix: prefix.to_owned(), message });
            }
        }
        let message = self.message_of(tag);
        if let Some(family) = Family::of(tag.name()) {
            let format = message.unwrap_or(family.name()).to_owned();
            if !format.starts_with(family.name()) {
                family::check(&format)?;
                let message = format!("{} does not belong in {format}", excerpt(tag.name()));
                return Err(Problem::new(FindingCode::WrongMessage, message));
            }
            if format != family.name() {
                family::check(&format)?;
            }
            self.format.get_or_insert(format);
            return Ok(Some(family));
        }
        if tag.name() == "Document" {
            message.map_or(Ok(()), family::check)?;
            self.document = Some(depth);
        } else if self.document.is_some_and(|document| depth == document + 1) {
            return Err(family::wrong(message.filter(|name| family::check(name).is_err()).unwrap_or(tag.name())));
        }
        Ok(None)
    }

    /// The `depth`-th open element, not one of a message, ends.
    pub(super) fn close(&mut self, depth: usize) {
        self.namespaces.retain(|namespace| namespace.depth < depth);
        self.document = self.document.filter(|document| *document < depth);
    }

    /// The file has no message: what it has instead.
    pub(super) fn wrong(&self) -> Problem {
        family::wrong(self.root.as_deref().unwrap_or_default())
    }

    /// Whether the first element of the file is none that a message stands in.
    pub(super) fn is_foreign(&self) -> bool {
        self.format.is_none() && self.root.as_deref().is_some_and(|root| root != "Document")
    }

    /// The message of the file; empty when there is none.
    pub(super) fn format(&self) -> &str {
        self.format.as_deref().unwrap_or_default()
    }

    /// The message that the namespace of an element names.
    fn message_of(&self, tag: &Tag<'_>) -> Option<&str> {
        let prefix = tag.prefix();
        let declared = self.namespaces.iter().rev().find(|namespace| namespace.prefix == prefix);
        declared.and_then(|namespace| namespace.message.as_deref())
    }
}
