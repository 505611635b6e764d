//! An SMTP server that accepts every mail and keeps each as a file.
//!
//! The protocol is the library `mailin`'s; here are the socket and the file. A line ends with CR LF and
//! nothing else does, so that a body passes byte for byte and a full stop after a bare LF is not taken for
//! the end of the mail.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use mailin::response::{NO_SERVICE, OK};
use mailin::{Action, Handler, Response, SessionBuilder};

/// How often a connection that is silent looks whether the sink is being stopped.
const LOOK_UP: Duration = Duration::from_millis(200);

/// A mail sink on a free port of 127.0.0.1. Dropping it ends it; the files stay.
#[derive(Debug)]
pub struct MailSink {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

impl MailSink {
    /// Starts to listen. Each mail becomes `<milliseconds since 1970>-<number>.eml` in `folder`, as it came
    /// over the wire, so that names sort by arrival; a file appears whole or not at all.
    ///
    /// - `announce`: called with the path and the bytes of each mail once the file is there; `|_, _| ()` to
    ///   stay silent
    ///
    /// # Errors
    /// When the folder cannot be made or no port is free.
    pub fn start(folder: &Path, announce: fn(&Path, &[u8])) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let socket = TcpListener::bind(("127.0.0.1", 0)).context("no free port on 127.0.0.1")?;
        let address = socket.local_addr()?;
        let stopping = Arc::new(AtomicBool::new(false));
        let shelf = Arc::new(Shelf { folder: folder.to_owned(), count: AtomicU64::new(0), announce });
        let stop = Arc::clone(&stopping);
        let listener = thread::spawn(move || accept(&socket, &stop, &shelf));
        Ok(Self { address, stopping, listener: Some(listener) })
    }

    /// Its address: `smtp://127.0.0.1:<port>`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Accepts no further connection, and closes those that are open within a quarter of a second.
    pub fn stop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // A connection of our own wakes the listener, which then sees the flag.
        let woken = TcpStream::connect(self.address).is_ok();
        if let Some(listener) = self.listener.take().filter(|_| woken) {
            // A panic in there has been printed already, and there is nothing left to stop.
            let _ended = listener.join();
        }
    }
}

impl Drop for MailSink {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Where mails are put.
struct Shelf {
    folder: PathBuf,
    count: AtomicU64,
    announce: fn(&Path, &[u8]),
}

impl Shelf {
    fn put(&self, mail: &[u8]) -> std::io::Result<()> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the name of a file on a developer's machine, not a time that a rule depends on"
        )]
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let name = format!("{:013}-{:06}", now.as_millis(), self.count.fetch_add(1, Ordering::SeqCst));
        let (unfinished, file) = (self.folder.join(format!(".{name}")), self.folder.join(format!("{name}.eml")));
        fs::write(&unfinished, mail)?;
        fs::rename(&unfinished, &file)?;
        (self.announce)(&file, mail);
        Ok(())
    }
}

/// What one connection has of the mail it is sending.
struct Receiver {
    mail: Vec<u8>,
    shelf: Arc<Shelf>,
}

impl Handler for Receiver {
    fn data_start(&mut self, _domain: &str, _from: &str, _is8bit: bool, _to: &[String]) -> Response {
        self.mail.clear();
        OK
    }

    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.mail.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        match self.shelf.put(&self.mail) {
            Ok(()) => OK,
            Err(error) => {
                eprintln!("cannot keep a mail in {}: {error}", self.shelf.folder.display());
                NO_SERVICE
            }
        }
    }
}

fn accept(socket: &TcpListener, stopping: &Arc<AtomicBool>, shelf: &Arc<Shelf>) {
    for stream in socket.incoming() {
        if stopping.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let (stopping, shelf) = (Arc::clone(stopping), Arc::clone(shelf));
        // A client that hangs up in the middle of a word is the client's business.
        thread::spawn(move || drop(converse(&stream, &stopping, shelf)));
    }
}

fn converse(stream: &TcpStream, stopping: &AtomicBool, shelf: Arc<Shelf>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LOOK_UP))?;
    let remote: IpAddr = stream.peer_addr()?.ip();
    let mut session = SessionBuilder::new("localhost").build(remote, Receiver { mail: Vec::new(), shelf });
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    session.greeting().write_to(&mut writer)?;
    let mut line = Vec::new();
    while read_line(&mut reader, &mut line, stopping)? {
        let response = session.process(&line);
        writer.write_all(&response.buffer()?)?;
        if response.action == Action::Close {
            break;
        }
        line.clear();
    }
    Ok(())
}

/// Reads up to and with the next CR LF; `false` when the client has left or the sink is being stopped.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>, stopping: &AtomicBool) -> std::io::Result<bool> {
    while !line.ends_with(b"\r\n") {
        match reader.read_until(b'\n', line) {
            Ok(0) => return Ok(false),
            Ok(_) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if stopping.load(Ordering::SeqCst) {
                    return Ok(false);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}
