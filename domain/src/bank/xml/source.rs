//! The bytes of a file as UTF-8, bounded and counted in lines.

use std::io::{self, BufRead, Read};

use quick_xml::encoding::{DecodingReader, DetectedEncoding, detect_encoding};
use quick_xml::events::{BytesDecl, BytesStart};

use super::super::finding::{FindingCode, Problem, excerpt};

/// Longest piece of text or markup, in bytes of UTF-8; the longest element of
/// an ISO 20022 account report has 2 000 characters.
pub(super) const PIECE_LIMIT: usize = 1 << 20;

/// Bytes looked through for the XML declaration.
const DECLARATION_LIMIT: usize = 1_024;

/// Bytes handed on at once, so that no more than that is read past a bound.
const CHUNK: usize = 8_192;

/// What reading stopped at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stop {
    /// A piece longer than [`PIECE_LIMIT`].
    TooLong,
    /// A control character that XML 1.0 does not allow (section 2.2, `Char`).
    Forbidden(u8),
}

/// The decoded file. Notices what must stop the reader as the reader takes bytes.
pub(super) struct Source<R> {
    input: Input<R>,
    line: usize,
    piece: usize,
    stop: Option<Stop>,
}

enum Input<R> {
    /// The reader checks the encoding itself, piece by piece.
    Utf8(R),
    Decoded(DecodingReader<R>),
}

impl<R: BufRead> Source<R> {
    /// Chooses the encoding: byte order mark first, then the declaration, else UTF-8.
    pub(super) fn new(input: R) -> Result<Self, Problem> {
        Ok(Self { input: Input::new(input)?, line: 1, piece: 0, stop: None })
    }

    /// A new piece begins: [`PIECE_LIMIT`] counts from here.
    pub(super) fn begin_piece(&mut self) {
        self.piece = 0;
    }

    /// The line of the last byte taken, from 1.
    pub(super) const fn line(&self) -> usize {
        self.line
    }

    pub(super) const fn stop(&self) -> Option<Stop> {
        self.stop
    }
}

impl<R: BufRead> Input<R> {
    fn new(mut input: R) -> Result<Self, Problem> {
        let unreadable = |_| Problem::new(FindingCode::NotXml, "the file cannot be read");
        let bytes = input.fill_buf().map_err(unreadable)?;
        let detected = detect_encoding(bytes);
        if matches!(detected, Some(DetectedEncoding::Utf8Bom)) {
            return Ok(Self::Utf8(input));
        }
        if detected.is_some_and(|d| d.encoding().name().starts_with("UTF-16")) {
            return Ok(Self::Decoded(DecodingReader::new(input)));
        }
        let Some(declaration) = declaration(bytes) else { return Ok(Self::Utf8(input)) };
        let Some(name) = declaration.encoding() else { return Ok(Self::Utf8(input)) };
        let Some(encoding) = declaration.encoder() else {
            let name = name.unwrap_or_default();
            return Err(Problem::new(FindingCode::InvalidEncoding, format!("unknown encoding {}", excerpt(&name))));
        };
        // A declaration that can be read byte by byte is not in UTF-16, whatever
        // it says: some writers put the encoding of their own strings there.
        if encoding.name().starts_with("UTF-") {
            return Ok(Self::Utf8(input));
        }
        let mut reader = DecodingReader::new(input);
        reader.set_encoding(encoding);
        Ok(Self::Decoded(reader))
    }
}

/// The XML declaration, when the file has one in single bytes.
fn declaration(bytes: &[u8]) -> Option<BytesDecl<'_>> {
    let head = bytes.get(..DECLARATION_LIMIT).unwrap_or(bytes).trim_ascii_start().strip_prefix(b"<?")?;
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let content = std::str::from_utf8(head.get(..end)?).ok()?;
    content.starts_with("xml").then(|| BytesDecl::from_start(BytesStart::from_content(content, 3)))
}

impl<R: BufRead> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece > PIECE_LIMIT {
            self.stop.get_or_insert(Stop::TooLong);
        }
        if self.stop.is_some() {
            return Err(io::Error::other("stopped"));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let taken = self.input.fill_buf().ok().and_then(|chunk| chunk.get(..amount)).unwrap_or_default();
        let forbidden = taken.iter().position(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'));
        let allowed = forbidden.and_then(|at| taken.get(..at)).unwrap_or(taken);
        self.line += allowed.iter().filter(|byte| **byte == b'\n').count();
        if let Some(byte) = forbidden.and_then(|at| taken.get(at)) {
            self.stop.get_or_insert(Stop::Forbidden(*byte));
        }
        self.piece += amount;
        self.input.consume(amount);
    }
}

impl<R: BufRead> BufRead for Input<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Utf8(input) => input.fill_buf().map(|bytes| bytes.get(..CHUNK).unwrap_or(bytes)),
            Self::Decoded(reader) => reader.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match self {
            Self::Utf8(input) => input.consume(amount),
            Self::Decoded(reader) => reader.consume(amount),
        }
    }
}

impl<R: BufRead> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> Read for Input<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}
