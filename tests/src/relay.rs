//! A mail relay that does not only say yes.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What the relay does with whoever connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes every mail and throws it away.
    Accepts,
    /// Answers every recipient with this line: `550 5.1.1 no such user`.
    Answers(&'static str),
    /// Hangs up before it has said a word.
    Away,
}

/// An SMTP server on a free port of 127.0.0.1 whose mood a story sets. Its thread ends with the test program.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    mood: Arc<Mutex<Mood>>,
}

impl Relay {
    /// Starts it.
    #[must_use]
    pub fn start(mood: Mood) -> Self {
        let socket = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let (address, mood) = (socket.local_addr().unwrap(), Arc::new(Mutex::new(mood)));
        let shared = Arc::clone(&mood);
        thread::spawn(move || {
            for stream in socket.incoming().flatten() {
                let mood = *shared.lock().unwrap();
                // Who hangs up in the middle of a word is not missed.
                drop(converse(&stream, mood));
            }
        });
        Self { address, mood }
    }

    /// Sets the mood for connections to come.
    pub fn becomes(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }
}

/// One mail a connection: afterwards the relay hangs up, so that the next meets its mood of then.
fn converse(mut stream: &TcpStream, mood: Mood) -> std::io::Result<()> {
    if mood == Mood::Away {
        return Ok(());
    }
    let mut lines = BufReader::new(stream).lines();
    writeln!(stream, "220 relay\r")?;
    while let Some(line) = lines.next().transpose()? {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer = match (word.as_str(), mood) {
            ("RCPT", Mood::Answers(answer)) => answer,
            ("DATA", _) => "354 go on",
            ("QUIT", _) => "221 bye",
            _ => "250 fine",
        };
        writeln!(stream, "{answer}\r")?;
        match word.as_str() {
            "DATA" => {
                while lines.next().transpose()?.is_some_and(|line| line != ".") {}
                return writeln!(stream, "250 taken\r");
            }
            "QUIT" => return Ok(()),
            _ => {}
        }
    }
    Ok(())
}
