//! Mails as they arrived over SMTP.

use std::fs;
use std::path::Path;

use mail_parser::MessageParser;

/// A mail, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The Message-ID, without angle brackets.
    pub message_id: String,
    /// The first recipient's address.
    pub to: String,
    /// The subject, decoded.
    pub subject: String,
    /// The text part, decoded.
    pub text: String,
    /// The HTML part, decoded.
    pub html: String,
}

/// The mails in a sink's folder, in the order of their arrival.
pub(crate) fn read(folder: &Path) -> Vec<Mail> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> =
        files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|it| it == "eml")).collect();
    paths.sort();
    paths.iter().map(|path| parse(&fs::read(path).unwrap())).collect()
}

fn parse(bytes: &[u8]) -> Mail {
    let message = MessageParser::default().parse(bytes).expect("a mail that can be parsed");
    let to = message.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
    Mail {
        message_id: message.message_id().unwrap_or_default().to_owned(),
        to: to.to_owned(),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
        html: message.body_html(0).unwrap_or_default().replace("\r\n", "\n"),
    }
}
