//! Lines of a file, whatever they end with, and the text in them.

use std::io::BufRead;
use std::str;

use encoding_rs::WINDOWS_1252;

use super::super::finding::{FindingCode, Problem};

/// Bytes a line may have. SWIFT allows 65 and a tag; banks that do not wrap write some hundreds.
const LINE_LIMIT: usize = 16 * 1024;

/// Reads lines that end with CR LF, LF or CR. Empty ones are left out, but counted.
pub(super) struct Lines<R> {
    input: R,
    /// How many lines there were, the last included.
    number: usize,
    /// The last line ended with CR: an LF that follows belongs to it.
    ended_with_cr: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, number: 0, ended_with_cr: false }
    }

    /// The next line that is not empty and its number; nothing at the end of the file.
    ///
    /// # Errors
    /// [`FindingCode::InvalidTag`] for a line that is longer than [`LINE_LIMIT`], [`FindingCode::UnknownFormat`] when
    /// the file cannot be read on.
    pub(super) fn next(&mut self) -> Result<Option<(usize, Vec<u8>)>, Problem> {
        let mut line = Vec::new();
        loop {
            let is_last = self.fill(&mut line)?;
            self.number += 1;
            if self.number == 1 && line.starts_with(b"\xEF\xBB\xBF") {
                line.drain(..3);
            }
            if !line.trim_ascii().is_empty() {
                return Ok(Some((self.number, line)));
            }
            if is_last {
                return Ok(None);
            }
            line.clear();
        }
    }

    /// The number of the line that was read last.
    pub(super) fn number(&self) -> usize {
        self.number.max(1)
    }

    /// Reads to the end of the line; says whether the file ends there.
    fn fill(&mut self, line: &mut Vec<u8>) -> Result<bool, Problem> {
        loop {
            let unreadable = |_| Problem::new(FindingCode::UnknownFormat, "the file cannot be read on");
            let mut buffer = self.input.fill_buf().map_err(unreadable)?;
            if buffer.is_empty() {
                return Ok(true);
            }
            let mut used = 0;
            if std::mem::take(&mut self.ended_with_cr)
                && let Some(rest) = buffer.strip_prefix(b"\n")
            {
                (buffer, used) = (rest, 1);
            }
            let end = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let (text, _) = buffer.split_at_checked(end.unwrap_or(buffer.len())).unwrap_or((buffer, &[]));
            if line.len() + text.len() > LINE_LIMIT {
                let message = format!("a line of more than {LINE_LIMIT} bytes");
                return Err(Problem::new(FindingCode::InvalidTag, message));
            }
            line.extend_from_slice(text);
            used += text.len();
            if let Some(end) = end {
                self.ended_with_cr = buffer.get(end) == Some(&b'\r');
                used += 1;
            }
            self.input.consume(used);
            if end.is_some() {
                return Ok(false);
            }
        }
    }
}

/// The lines of a field as text: UTF-8 when all of the field is, else Windows-1252, which has a character for every
/// byte and is what banks mean by Latin-1. A character that a line break cuts in two goes to the second line.
pub(super) fn decode(lines: &[Vec<u8>]) -> Vec<String> {
    if str::from_utf8(&lines.concat()).is_err() {
        let latin = |line: &Vec<u8>| WINDOWS_1252.decode_without_bom_handling(line).0.into_owned();
        return lines.iter().map(latin).collect();
    }
    let mut begun: Vec<u8> = Vec::new();
    let whole = |line: &Vec<u8>| {
        begun.extend_from_slice(line);
        let valid = match str::from_utf8(&begun) {
            Ok(_) => begun.len(),
            Err(error) => error.valid_up_to(),
        };
        let rest = begun.split_off(valid);
        String::from_utf8(std::mem::replace(&mut begun, rest)).unwrap_or_default()
    };
    lines.iter().map(whole).collect()
}
