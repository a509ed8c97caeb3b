//! The control socket: how one program asks another, which owns a folder, to act in its journal.
//!
//! The owner listens on `control.sock` in its folder, readable by its user alone. One connection
//! carries one question and one answer, each one line of JSON. The owner decides: its thread hands
//! every [`Request`] with a [`Reply`] to whoever drives the journal.

mod words;

pub use words::{Announced, Answer, ControlError, OwnerStatus, Request, SiteStatus};

use std::fs::Permissions;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::Serialize;

use crate::domain::customer::PersonalRow;
use crate::domain::menu::MENU_LIMIT_BYTES;
use crate::store::Writer;

/// The name of the socket in its folder.
pub const SOCKET: &str = "control.sock";

/// The most bytes of one question or answer: a menu and what stands around it.
pub const LINE_LIMIT_BYTES: u64 = 2 * MENU_LIMIT_BYTES as u64;

/// What is said of a customer's row that is not the newest any more.
pub const CHANGED_MEANWHILE: &str =
    "this customer was erased or changed elsewhere meanwhile: look again";

/// The most questions that are answered at the same time.
pub const QUESTIONS_MAX: usize = 16;

/// How long a question waits for its answer.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// The longest path that a socket can have on every system.
const PATH_LIMIT_BYTES: usize = 100;

/// Takes the answer to one question and sends it; one that is dropped is answered as refused.
#[derive(Debug)]
pub struct Reply {
    stream: Option<UnixStream>,
    open: Arc<AtomicUsize>,
}

impl Reply {
    /// Sends the answer. Whether the asker still listens does not matter to the owner.
    pub fn send(mut self, answer: &Answer) {
        self.write(answer);
    }

    fn write(&mut self, answer: &Answer) {
        let Some(mut stream) = self.stream.take() else { return };
        self.open.fetch_sub(1, Ordering::SeqCst);
        if let Err(error) = write_line(&mut stream, answer) {
            tracing::debug!(%error, "the asker did not wait for the answer");
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        let sentence = "the program ended before it could answer: look whether it was done";
        self.write(&Answer::Refused { sentence: sentence.to_owned() });
    }
}

/// A listening owner; dropping it takes the socket away.
#[derive(Debug)]
pub struct Serving {
    path: PathBuf,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    _folder: std::fs::File,
    address: PathBuf,
    /// The listener itself, as something that can be shut down.
    listening: UnixStream,
}

/// Listens in a folder whose lock this program holds. `hand` is called on threads of its own with
/// every question; it passes it on and returns at once.
///
/// # Errors
/// As the system says when the socket cannot be made.
pub fn serve(
    folder: &Path,
    hand: impl Fn(Request, Reply) + Send + Sync + 'static,
) -> io::Result<Serving> {
    let path = folder.join(SOCKET);
    // Who holds the folder's lock may take away what an earlier program left behind.
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let (handle, address) = short(folder)?;
    let listener = UnixListener::bind(&address)?;
    std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    let listening = UnixStream::from(OwnedFd::from(listener.try_clone()?));
    let stop = Arc::new(AtomicBool::new(false));
    let ended = Arc::clone(&stop);
    let hand = Arc::new(hand);
    let open = Arc::new(AtomicUsize::new(0));
    let thread = std::thread::Builder::new().name("control".to_owned()).spawn(move || {
        for stream in listener.incoming() {
            if ended.load(Ordering::SeqCst) {
                return;
            }
            let Ok(stream) = stream else { continue };
            if open.fetch_add(1, Ordering::SeqCst) >= QUESTIONS_MAX {
                open.fetch_sub(1, Ordering::SeqCst);
                continue;
            }
            let (hand, open) = (Arc::clone(&hand), Arc::clone(&open));
            let listen = std::thread::Builder::new().name("question".to_owned());
            let spawned = listen.spawn(move || question(stream, open, &*hand));
            if let Err(error) = spawned {
                tracing::warn!(%error, "a question could not be heard");
            }
        }
    })?;
    Ok(Serving { path, stop, thread: Some(thread), _folder: handle, address, listening })
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // The listener wakes up as it is shut down, sees the mark and ends, also when the folder has
        // gone meanwhile; where a system does not do that it wakes up by a connection.
        let woken = self.listening.shutdown(Shutdown::Both).is_ok()
            || UnixStream::connect(&self.address).is_ok();
        let _: io::Result<()> = std::fs::remove_file(&self.path);
        if let Some(thread) = self.thread.take()
            && woken
            && thread.join().is_err()
        {
            tracing::error!("the control socket ended by a panic");
        }
    }
}

fn question(stream: UnixStream, open: Arc<AtomicUsize>, hand: &dyn Fn(Request, Reply)) {
    let asked = stream
        .set_read_timeout(Some(ANSWER_WITHIN))
        .and_then(|()| stream.try_clone())
        .and_then(|reading| read_line(&reading));
    let reply = Reply { stream: Some(stream), open };
    match asked.map(|line| serde_json::from_str(&line)) {
        Ok(Ok(request)) => hand(request, reply),
        Ok(Err(_)) => {
            let sentence = "this program is of another version: restart it, or ask with its own";
            reply.send(&Answer::Refused { sentence: sentence.to_owned() });
        }
        Err(error) => {
            reply.send(&Answer::Refused { sentence: format!("the question broke off: {error}") });
        }
    }
}

/// Keeps rows of customers for another program; what was changed elsewhere meanwhile is refused.
pub fn keep_persons(writer: &Writer, rows: Vec<PersonalRow>, reply: Reply) {
    let wanted = rows.len();
    writer.keep_persons(crate::store::Priority::Sale, rows, move |answer| {
        let refused = |sentence: String| Answer::Refused { sentence };
        reply.send(&match answer {
            Ok(committed) if committed.stored == wanted => Answer::Done { changed: Vec::new() },
            Ok(_) => refused(CHANGED_MEANWHILE.to_owned()),
            Err(error) => refused(error.to_string()),
        });
    });
}

/// How the owner of a folder is; `None` when nobody runs there.
pub fn status(folder: &Path) -> Option<OwnerStatus> {
    match ask(folder, &Request::Status) {
        Ok(Answer::Status(status)) => Some(*status),
        Ok(
            Answer::Done { .. }
            | Answer::Code { .. }
            | Answer::Sites { .. }
            | Answer::Refused { .. },
        )
        | Err(_) => None,
    }
}

/// Asks the owner of a folder and waits for its answer. The sites of a hub are asked through their
/// hub.
///
/// # Errors
/// [`ControlError`]; after [`ControlError::Broken`] it is not known whether it was done.
pub fn ask(folder: &Path, request: &Request) -> Result<Answer, ControlError> {
    if let Some((hub, site)) = super::sites::hub_of(folder)
        && !folder.join(SOCKET).exists()
    {
        return put(&hub, &Request::Site { site, request: Box::new(request.clone()) });
    }
    put(folder, request)
}

fn put(folder: &Path, request: &Request) -> Result<Answer, ControlError> {
    let nobody = |_| ControlError::Nobody { folder: folder.to_owned() };
    let broken = |source| ControlError::Broken { folder: folder.to_owned(), source };
    let (_handle, address) = short(folder).map_err(nobody)?;
    let mut stream = UnixStream::connect(address).map_err(nobody)?;
    stream.set_read_timeout(Some(ANSWER_WITHIN)).map_err(broken)?;
    write_line(&mut stream, request).map_err(broken)?;
    let line = read_line(&stream).map_err(broken)?;
    serde_json::from_str(&line).map_err(|_| ControlError::Version { folder: folder.to_owned() })
}

/// An address for the socket that is short enough for the system, also below a long path: then
/// it goes through the open folder, which must stay open as long as the address is used.
fn short(folder: &Path) -> io::Result<(std::fs::File, PathBuf)> {
    let handle = std::fs::File::open(folder)?;
    let whole = folder.join(SOCKET);
    if whole.as_os_str().len() <= PATH_LIMIT_BYTES {
        return Ok((handle, whole));
    }
    let through = format!("/proc/self/fd/{}/{SOCKET}", handle.as_raw_fd());
    Ok((handle, PathBuf::from(through)))
}

fn write_line(stream: &mut UnixStream, what: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_string(what)?;
    line.push('\n');
    stream.write_all(line.as_bytes())?;
    stream.flush()
}

fn read_line(stream: &UnixStream) -> io::Result<String> {
    let mut line = String::new();
    BufReader::new(stream.take(LINE_LIMIT_BYTES)).read_line(&mut line)?;
    if line.ends_with('\n') {
        Ok(line)
    } else {
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the line has no end"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::command::Command;
    use crate::domain::id::AggregateId;

    fn refuse_all(_: Request, reply: Reply) {
        reply.send(&Answer::Refused { sentence: "no".to_owned() });
    }

    #[test]
    fn a_question_is_answered_and_the_socket_belongs_to_its_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let serving = serve(folder.path(), |request, reply| {
            let changed = match request {
                Request::Act { commands } => commands.len(),
                Request::KeepPersons { rows } => rows.len(),
                Request::HubPair
                | Request::HubRecover { .. }
                | Request::Site { .. }
                | Request::Sites
                | Request::Status => 0,
            };
            let changed = vec![AggregateId::Item(changed.to_string())];
            reply.send(&Answer::Done { changed });
        })
        .unwrap();
        let mode = std::fs::metadata(folder.path().join(SOCKET)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let commands = vec![Command::Restore86("12".to_owned()), Command::NoteDrift(7)];
        let answer = ask(folder.path(), &Request::Act { commands }).unwrap();
        assert_eq!(answer, Answer::Done { changed: vec![AggregateId::Item("2".to_owned())] });
        drop(serving);
        assert!(matches!(ask(folder.path(), &Request::Status), Err(ControlError::Nobody { .. })));
    }

    #[test]
    fn a_long_path_is_no_obstacle() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("a".repeat(90)).join("b".repeat(90));
        std::fs::create_dir_all(&folder).unwrap();
        let _serving = serve(&folder, refuse_all).unwrap();
        let answer = ask(&folder, &Request::HubPair).unwrap();
        assert_eq!(answer, Answer::Refused { sentence: "no".to_owned() });
    }

    #[test]
    fn what_a_dead_program_left_behind_is_no_obstacle_and_a_dropped_question_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(SOCKET), "left behind").unwrap();
        let _serving = serve(folder.path(), |_, reply| drop(reply)).unwrap();
        let answer = ask(folder.path(), &Request::Status).unwrap();
        assert!(matches!(answer, Answer::Refused { .. }));
    }
}
