//! Fields of a file, and what stands around them.

use std::collections::VecDeque;
use std::io::BufRead;

use super::super::finding::Problem;
use super::lines::{Lines, decode};

/// Bytes kept of a field: more than any of its values may have. What is longer is cut.
const FIELD_LIMIT: usize = 32 * 1024;

/// Tags that are read, and those that are known to say nothing that is needed here.
const KNOWN: [&str; 24] = [
    "20", "21", "25", "25P", "28", "28C", "13", "13D", "34F", "60F", "60M", "61", "86", "62F", "62M", "64", "65",
    "90D", "90C", "NS", "940", "941", "942", "950",
];

/// What a file is made of.
pub(super) enum Piece {
    /// A tag and what follows it.
    Field(Field),
    /// A message of this type begins: `940`.
    Begin(String),
    /// The message ends.
    End,
    /// A line that belongs to no field.
    Stray(String),
}

/// A tag with its value.
pub(super) struct Field {
    /// Without colons: `28C`.
    pub(super) tag: String,
    /// The line it begins in, from 1.
    pub(super) line: usize,
    lines: Vec<Vec<u8>>,
    size: usize,
}

impl Field {
    fn new(tag: &str, line: usize, text: &[u8]) -> Self {
        Self { tag: tag.to_owned(), line, lines: vec![text.to_vec()], size: text.len() }
    }

    /// Goes on in the next line.
    fn push(&mut self, line: Vec<u8>) {
        self.size += line.len();
        if self.size <= FIELD_LIMIT {
            self.lines.push(line);
        }
    }

    /// `:61:, line 12`.
    pub(super) fn place(&self) -> String {
        format!(":{}:, line {}", self.tag, self.line)
    }

    /// What follows the tag, line by line; see [`decode`].
    pub(super) fn text(&self) -> Vec<String> {
        decode(&self.lines)
    }

    /// The first line, without blanks around it.
    pub(super) fn first(&self) -> String {
        self.text().first().map(|line| line.trim().to_owned()).unwrap_or_default()
    }
}

/// Whether `line` begins with a tag that is known, or with a block of a message.
pub(super) fn begins(line: &[u8]) -> bool {
    let line = bare(line);
    is_block(line) || tag(line).is_some_and(|(tag, _)| KNOWN.contains(&tag))
}

/// Reads a file field by field.
pub(super) struct Fields<R> {
    lines: Lines<R>,
    open: Option<Field>,
    ready: VecDeque<Piece>,
}

impl<R: BufRead> Fields<R> {
    pub(super) fn new(input: R) -> Self {
        Self { lines: Lines::new(input), open: None, ready: VecDeque::new() }
    }

    /// The number of the line that was read last.
    pub(super) fn line(&self) -> usize {
        self.lines.number()
    }

    /// The next piece; nothing at the end of the file.
    ///
    /// # Errors
    /// Those of [`Lines::next`].
    pub(super) fn next(&mut self) -> Result<Option<Piece>, Problem> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Ok(Some(piece));
            }
            let Some((number, line)) = self.lines.next()? else {
                return Ok(self.open.take().map(Piece::Field));
            };
            self.take(number, line);
        }
    }

    fn take(&mut self, number: usize, line: Vec<u8>) {
        let text = bare(&line);
        if let Some((tag, rest)) = tag(text).filter(|(tag, _)| self.is_meant(tag)) {
            let field = Field::new(tag, number, rest);
            self.close();
            self.open = Some(field);
        } else if text.trim_ascii_end() == b"-" || text.starts_with(b"-}") {
            self.close();
            self.ready.push_back(Piece::End);
            self.enter_blocks(number, text.get(1..).unwrap_or_default());
        } else if is_block(text) {
            self.close();
            self.enter_blocks(number, text);
        } else if let Some(open) = &mut self.open {
            open.push(line);
        } else {
            let text = decode(&[text.to_vec()]).concat();
            let header = text.trim().trim_start_matches("MT");
            let is_type = header.len() == 3 && header.bytes().all(|byte| byte.is_ascii_digit());
            self.ready.push_back(if is_type { Piece::Begin(header.to_owned()) } else { Piece::Stray(text) });
        }
    }

    /// In a text a tag that nobody knows is text.
    fn is_meant(&self, tag: &str) -> bool {
        KNOWN.contains(&tag) || self.open.as_ref().is_none_or(|open| open.tag != "86")
    }

    fn close(&mut self) {
        self.ready.extend(self.open.take().map(Piece::Field));
    }

    /// `{1:…}{2:…}{4:`, and the field that may follow in the same line.
    fn enter_blocks(&mut self, number: usize, text: &[u8]) {
        let kind = find(text, b"{2:").and_then(|rest| rest.get(1..4));
        if let Some(kind) = kind.filter(|kind| kind.iter().all(u8::is_ascii_digit)) {
            self.ready.push_back(Piece::Begin(decode(&[kind.to_vec()]).concat()));
        }
        let first = find(text, b"{4:").map(bare).and_then(tag);
        self.open = first.map(|(tag, rest)| Field::new(tag, number, rest));
    }
}

/// What follows `what` in `text`.
fn find<'t>(text: &'t [u8], what: &[u8]) -> Option<&'t [u8]> {
    let at = text.windows(what.len()).position(|window| window == what)?;
    text.get(at + what.len()..)
}

/// A line without the control characters that some systems put before it.
fn bare(line: &[u8]) -> &[u8] {
    let begin = line.iter().position(|byte| *byte >= b' ').unwrap_or(line.len());
    line.get(begin..).unwrap_or_default()
}

fn is_block(line: &[u8]) -> bool {
    matches!(line, [b'{', digit, b':', ..] if digit.is_ascii_digit())
}

/// The tag a line begins with, and the rest: two digits and perhaps a letter, three digits, or two letters.
fn tag(line: &[u8]) -> Option<(&str, &[u8])> {
    let rest = line.strip_prefix(b":")?;
    let end = rest.iter().take(4).position(|byte| *byte == b':')?;
    let (tag, rest) = rest.split_at_checked(end)?;
    let is_tag = match tag {
        [a, b] => [a, b].iter().all(|it| it.is_ascii_digit()) || [a, b].iter().all(|it| it.is_ascii_uppercase()),
        [a, b, c] => a.is_ascii_digit() && b.is_ascii_digit() && (c.is_ascii_digit() || c.is_ascii_uppercase()),
        _ => false,
    };
    if is_tag { Some((str::from_utf8(tag).ok()?, rest.get(1..).unwrap_or_default())) } else { None }
}
