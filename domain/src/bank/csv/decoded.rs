//! The bytes of a file as UTF-8, a piece at a time, for the reader of rows.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8, UTF_16LE, WINDOWS_1252};

use super::super::finding::{FindingCode, Problem};
use super::super::mapping::Encoding;

/// Bytes of text that a row may have: more than all of its cells may say.
const ROW_LIMIT: usize = 64 * 1024;
/// Bytes of text that are decoded at a time.
const PIECE: usize = 8 * 1024;

/// Decodes a file, leaves lines above its header out, and refuses to go on within an endless row.
pub(super) struct Decoded<R> {
    input: R,
    decoder: Decoder,
    encoding: Encoding,
    piece: Vec<u8>,
    /// How much of `piece` was read.
    read: usize,
    is_ended: bool,
    /// What follows `piece` is no text in the encoding.
    is_malformed: bool,
    /// Lines that are still to be left out.
    skip: u32,
    ended_with_cr: bool,
    /// Bytes that may be read until the row must have ended.
    allowance: usize,
    /// Why it cannot be read on.
    problem: Option<Problem>,
}

impl<R: BufRead> Decoded<R> {
    pub(super) fn new(input: R, encoding: Encoding, skip: u32) -> Self {
        let known = match encoding {
            Encoding::Utf8 => UTF_8,
            Encoding::Windows1252 => WINDOWS_1252,
            Encoding::Gb18030 => GB18030,
            Encoding::Utf16 => UTF_16LE,
        };
        Self {
            input,
            // It believes a byte order mark before what it was told.
            decoder: known.new_decoder(),
            encoding,
            piece: Vec::new(),
            read: 0,
            is_ended: false,
            is_malformed: false,
            skip,
            ended_with_cr: false,
            allowance: ROW_LIMIT,
            problem: None,
        }
    }

    /// A row has ended: the next may be as long.
    pub(super) fn row_ended(&mut self) {
        self.allowance = ROW_LIMIT;
    }

    /// Why reading failed.
    pub(super) fn take_problem(&mut self) -> Option<Problem> {
        self.problem.take()
    }

    fn refuse(&mut self, code: FindingCode, message: String) -> io::Error {
        let error = io::Error::other(message.clone());
        self.problem = Some(Problem::new(code, message));
        error
    }

    /// Decodes the next piece.
    fn fill(&mut self) -> io::Result<()> {
        let mut text = vec![0; PIECE];
        let bytes = self.input.fill_buf()?;
        let is_last = bytes.is_empty();
        let (result, used, written) = self.decoder.decode_to_utf8_without_replacement(bytes, &mut text, is_last);
        self.input.consume(used);
        text.truncate(written);
        // What stands before it is read first: the header may fit.
        self.is_malformed = matches!(result, DecoderResult::Malformed(..));
        self.is_ended = is_last && result == DecoderResult::InputEmpty;
        (self.piece, self.read) = (text, 0);
        Ok(())
    }

    /// Leaves lines above the header out.
    fn leave_out(&mut self) {
        while self.skip > 0 || self.ended_with_cr {
            let Some(byte) = self.piece.get(self.read).copied() else { return };
            let follows_cr = std::mem::take(&mut self.ended_with_cr);
            if self.skip == 0 && !(follows_cr && byte == b'\n') {
                return;
            }
            self.read += 1;
            match byte {
                b'\n' if follows_cr => {}
                b'\n' => self.skip -= 1,
                b'\r' => (self.skip, self.ended_with_cr) = (self.skip - 1, true),
                _ => {}
            }
        }
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read >= self.piece.len() {
            if self.is_malformed {
                let message = format!("the file is not {}, as its mapping says", self.encoding);
                return Err(self.refuse(FindingCode::InvalidEncoding, message));
            }
            if self.is_ended {
                return Ok(0);
            }
            self.fill()?;
            self.leave_out();
        }
        if self.allowance == 0 {
            return Err(self.refuse(FindingCode::InvalidRow, format!("a row of more than {ROW_LIMIT} bytes")));
        }
        let text = self.piece.get(self.read..).unwrap_or_default();
        let length = text.len().min(buffer.len()).min(self.allowance);
        for (to, from) in buffer.iter_mut().zip(text.iter().take(length)) {
            *to = *from;
        }
        self.read += length;
        self.allowance -= length;
        Ok(length)
    }
}
