//! XML from outside, one element at a time.
//!
//! Knows nothing of banks. What it holds never grows with the file, and what it
//! refuses, it refuses before it costs anything:
//!
//! | refused | bound |
//! |---|---|
//! | document type declarations, entities beyond the five of XML | none is ever expanded |
//! | elements in elements | 64 deep |
//! | one piece of text or markup, read or skipped | 1 MiB |
//! | control characters, bytes that are no text in the encoding | none |
//! | text or elements after the root element, a file that breaks off | none |
//!
//! Encodings: UTF-8, UTF-16 with or without byte order mark, and whatever else
//! of the WHATWG encodings the declaration names (ISO-8859-1, GB18030 …).
//!
//! Source: XML 1.0, fifth edition; Namespaces in XML 1.0.

mod source;

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use self::source::{PIECE_LIMIT, Source, Stop};
use super::finding::{FindingCode, Problem, excerpt};

/// Elements in elements at most; an ISO 20022 account report needs 13.
const DEPTH_LIMIT: usize = 64;

/// The elements of a file, as they open and close.
pub(super) struct Elements<R: BufRead> {
    reader: Reader<Source<R>>,
    buffer: Vec<u8>,
    state: State,
}

/// What comes next in the file.
pub(super) enum Node<'n> {
    /// An element begins.
    Open(Tag<'n>),
    /// The innermost open element ends. A leaf comes with its text, references
    /// resolved; an element with elements in it comes without.
    Close(Option<&'n str>),
    /// Nothing to act on: a piece of text, a comment, an instruction.
    Other,
    /// The document has ended as it should.
    End,
}

/// A start tag.
pub(super) struct Tag<'n>(BytesStart<'n>);

impl<R: BufRead> Elements<R> {
    /// Chooses the encoding; reads nothing else yet.
    ///
    /// # Errors
    /// [`FindingCode::InvalidEncoding`] for an unknown encoding.
    pub(super) fn new(input: R) -> Result<Self, Problem> {
        let mut reader = Reader::from_reader(Source::new(input)?);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { reader, buffer: Vec::new(), state: State::default() })
    }

    /// The line reading has come to, from 1.
    pub(super) fn line(&self) -> usize {
        self.reader.get_ref().line()
    }

    /// The next node and the line it ends in. After an error or [`Node::End`]
    /// there is nothing more to ask for.
    ///
    /// # Errors
    /// The table of the module, as [`FindingCode::NotXml`] or one of the `Xml…` codes.
    pub(super) fn next(&mut self) -> Result<(Node<'_>, usize), Problem> {
        self.buffer.clear();
        self.reader.get_mut().begin_piece();
        let event = self.reader.read_event_into(&mut self.buffer);
        let line = self.reader.get_ref().line();
        let state = &mut self.state;
        if let Some(stop) = self.reader.get_ref().stop() {
            return Err(state.stopped(stop));
        }
        match event.map_err(|error| state.broken(&error))? {
            Event::Start(tag) => {
                state.open()?;
                return Ok((Node::Open(Tag(tag)), line));
            }
            Event::End(_) => return Ok((Node::Close(state.close()), line)),
            Event::Text(text) => state.append(&text.xml10_content())?,
            Event::CData(text) => state.append(&text.xml10_content())?,
            Event::GeneralRef(reference) => state.append(resolve(&reference)?.encode_utf8(&mut [0; 4]))?,
            Event::DocType(doctype) => return Err(forbidden(&format!("<!DOCTYPE {}", &*doctype))),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Empty(_) => state.is_xml = true,
            Event::Eof => return Ok((state.end()?, line)),
        }
        Ok((Node::Other, line))
    }
}

impl Tag<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of the attribute of that name, as written.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        // Without its check for repeated attributes, which is quadratic.
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|attribute| attribute.key.into_inner() == name);
        found.map(|attribute| attribute.value.into_owned())
    }

    /// The prefix of the name; empty when it has none.
    pub(super) fn prefix(&self) -> &str {
        self.0.name().prefix().map_or("", quick_xml::name::Prefix::into_inner)
    }

    /// The namespaces this tag declares, as written, each with its prefix.
    pub(super) fn declarations(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        attributes.flatten().filter_map(|attribute| {
            let rest = attribute.key.into_inner().strip_prefix("xmlns")?;
            let prefix = if rest.is_empty() { rest } else { rest.strip_prefix(':')? };
            Some((prefix, attribute.value))
        })
    }
}

/// What is known of the document so far.
#[derive(Default)]
struct State {
    /// Markup was seen, so the file means to be XML.
    is_xml: bool,
    /// The root element has begun.
    has_root: bool,
    depth: usize,
    /// No element has ended since the last one began: it may be a leaf.
    is_leaf: bool,
    text: String,
}

impl State {
    fn open(&mut self) -> Result<(), Problem> {
        if self.has_root && self.depth == 0 {
            return Err(malformed("a second root element"));
        }
        if self.depth == DEPTH_LIMIT {
            let message = format!("more than {DEPTH_LIMIT} elements in each other");
            return Err(Problem::new(FindingCode::XmlTooDeep, message));
        }
        self.is_xml = true;
        self.has_root = true;
        self.depth += 1;
        self.is_leaf = true;
        self.text.clear();
        Ok(())
    }

    fn close(&mut self) -> Option<&str> {
        self.depth = self.depth.saturating_sub(1);
        std::mem::replace(&mut self.is_leaf, false).then_some(self.text.as_str())
    }

    fn append(&mut self, text: &str) -> Result<(), Problem> {
        if self.depth == 0 {
            return if text.trim_ascii().is_empty() {
                Ok(())
            } else if self.has_root {
                Err(malformed(format!("text after the end of the document: {}", excerpt(text.trim()))))
            } else {
                Err(not_xml(format!("it begins with {}", excerpt(text.trim()))))
            };
        }
        if self.is_leaf {
            self.text.push_str(text);
        }
        if self.text.len() > PIECE_LIMIT { Err(too_long()) } else { Ok(()) }
    }

    fn end(&self) -> Result<Node<'static>, Problem> {
        match (self.has_root, self.depth) {
            (true, 0) => Ok(Node::End),
            (true, _) => Err(malformed("the file breaks off before its root element ends")),
            (false, _) => Err(not_xml("there is no element in it")),
        }
    }

    fn stopped(&self, stop: Stop) -> Problem {
        match stop {
            Stop::TooLong => too_long(),
            Stop::Forbidden(byte) if self.is_xml => malformed(format!("control character U+{byte:04X}")),
            Stop::Forbidden(byte) => not_xml(format!("control character U+{byte:04X}")),
        }
    }

    fn broken(&self, error: &Error) -> Problem {
        if let Error::Syntax(SyntaxError::UnclosedDoctype) = error {
            return forbidden("<!DOCTYPE");
        }
        if !self.is_xml {
            return not_xml("it does not begin with an element");
        }
        if let Error::Encoding(_) | Error::Io(_) = error {
            return Problem::new(FindingCode::InvalidEncoding, "bytes that are no text in the file's encoding");
        }
        malformed(match error {
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                format!("{} was to end, but {} ends", excerpt(expected), excerpt(found))
            }
            Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => {
                format!("{} ends, but no element is open", excerpt(found))
            }
            Error::IllFormed(IllFormedError::UnclosedReference) => "an ampersand that begins no reference".to_owned(),
            Error::Syntax(error) => error.to_string(),
            Error::IllFormed(_)
            | Error::Io(_)
            | Error::InvalidAttr(_)
            | Error::Encoding(_)
            | Error::Escape(_)
            | Error::Namespace(_) => "it breaks the rules of XML".to_owned(),
        })
    }
}

/// The character a reference stands for.
fn resolve(reference: &BytesRef<'_>) -> Result<char, Problem> {
    let name: &str = reference;
    if let Some(character) = resolve_xml_entity(name).and_then(|text| text.chars().next()) {
        return Ok(character);
    }
    match reference.resolve_char_ref() {
        Ok(None) => Err(forbidden(&format!("&{name};"))),
        Ok(Some(character)) if character >= ' ' || matches!(character, '\t' | '\n' | '\r') => Ok(character),
        Ok(Some(_)) | Err(_) => Err(malformed(format!("{} is no character", excerpt(&format!("&{name};"))))),
    }
}

fn not_xml(why: impl std::fmt::Display) -> Problem {
    Problem::new(FindingCode::NotXml, format!("the file is not XML: {why}"))
}

fn malformed(message: impl Into<String>) -> Problem {
    Problem::new(FindingCode::XmlMalformed, message)
}

fn forbidden(what: &str) -> Problem {
    let message = format!("document types and entities are not allowed: {}", excerpt(what));
    Problem::new(FindingCode::XmlDtdForbidden, message)
}

fn too_long() -> Problem {
    Problem::new(FindingCode::XmlTextTooLong, format!("a piece of text or markup of more than {PIECE_LIMIT} bytes"))
}
