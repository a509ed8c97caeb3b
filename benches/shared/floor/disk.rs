//! A bare table on a disk, with the durability of the real journal and nothing else.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use color_eyre::eyre::{Result, eyre};
use rusqlite::{Connection, params};
use tillrail::domain::envelope::{Hash, Sealed};

/// The most rows of one group commit, as in the real store.
const GROUP_ROWS_MAX: usize = 4_096;

/// One row: the bytes of an envelope as they are.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its place.
    pub seq: i64,
    bytes: String,
    hash: Hash,
}

impl Row {
    /// The row of an envelope.
    pub fn new(seq: i64, sealed: &Sealed) -> Self {
        Self { seq, bytes: sealed.bytes.to_string(), hash: sealed.hash }
    }
}

/// Rows as one text: a line each.
pub fn encode(rows: &[Row]) -> String {
    let lines = rows.iter().map(|row| format!("{} {} {}", row.seq, row.hash, row.bytes));
    lines.collect::<Vec<_>>().join("\n")
}

/// Rows from their text.
///
/// # Errors
/// When it is none.
pub fn decode(text: &str) -> Result<Vec<Row>> {
    text.lines()
        .map(|line| {
            let mut parts = line.splitn(3, ' ');
            let mut next = || parts.next().ok_or_else(|| eyre!("a row with too few parts"));
            let (seq, hash, bytes) = (next()?.parse()?, next()?.parse()?, next()?.to_owned());
            Ok(Row { seq, bytes, hash })
        })
        .collect()
}

/// The rows that a table holds, in the order of their arrival, as texts of at most `most` rows.
///
/// # Errors
/// As the database says.
pub fn texts(path: &Path, most: usize, mut give: impl FnMut(String) -> Result<()>) -> Result<()> {
    let conn = Connection::open(path)?;
    let mut select = conn.prepare("SELECT seq, bytes, hash FROM rows ORDER BY id")?;
    let mut found = select.query([])?;
    let mut rows = Vec::with_capacity(most);
    while let Some(row) = found.next()? {
        rows.push(Row { seq: row.get(0)?, bytes: row.get(1)?, hash: Hash(row.get(2)?) });
        if rows.len() == most {
            give(encode(&std::mem::take(&mut rows)))?;
        }
    }
    if rows.is_empty() { Ok(()) } else { give(encode(&rows)) }
}

/// Called once rows are durable.
pub type Done = Box<dyn FnOnce() + Send>;

/// A table and the thread that writes to it.
pub struct Disk {
    jobs: Sender<(Vec<Row>, Done)>,
    thread: JoinHandle<Result<()>>,
}

impl Disk {
    /// Makes the table.
    ///
    /// # Errors
    /// As the database says.
    pub fn open(path: &Path) -> Result<Self> {
        let conn = Connection::open(path)?;
        conn.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        conn.pragma_update(None, "synchronous", "full")?;
        conn.execute_batch(
            "CREATE TABLE rows (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, bytes TEXT NOT NULL,
                hash BLOB NOT NULL) STRICT",
        )?;
        let (jobs, waiting) = channel();
        let thread = std::thread::spawn(move || write(conn, &waiting));
        Ok(Self { jobs, thread })
    }

    /// Writes rows; `done` is called once they are durable.
    ///
    /// # Errors
    /// When the writer has ended.
    pub fn write(&self, rows: Vec<Row>, done: Done) -> Result<()> {
        self.jobs.send((rows, done)).map_err(|_| eyre!("the floor's writer has ended"))
    }

    /// Waits until everything given is durable.
    ///
    /// # Errors
    /// When the writer has ended.
    pub fn barrier(&self) -> Result<()> {
        let (tell, told) = channel();
        self.write(Vec::new(), Box::new(move || _ = tell.send(())))?;
        Ok(told.recv()?)
    }

    /// Ends the writer.
    ///
    /// # Errors
    /// What went wrong in it.
    pub fn close(self) -> Result<()> {
        drop(self.jobs);
        self.thread.join().map_err(|_| eyre!("the floor's writer panicked"))?
    }
}

/// Commits what waits as one transaction, over and over.
fn write(mut conn: Connection, waiting: &Receiver<(Vec<Row>, Done)>) -> Result<()> {
    while let Ok(first) = waiting.recv() {
        let mut count = first.0.len();
        let mut group = vec![first];
        while count < GROUP_ROWS_MAX
            && let Ok(next) = waiting.try_recv()
        {
            count += next.0.len();
            group.push(next);
        }
        if count > 0 {
            let tx = conn.transaction()?;
            {
                let mut insert =
                    tx.prepare_cached("INSERT INTO rows (seq, bytes, hash) VALUES (?1, ?2, ?3)")?;
                for row in group.iter().flat_map(|(rows, _)| rows) {
                    insert.execute(params![row.seq, row.bytes, row.hash.0])?;
                }
            }
            tx.commit()?;
        }
        for (_, done) in group {
            done();
        }
    }
    Ok(())
}
