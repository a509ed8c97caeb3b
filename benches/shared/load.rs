//! The load generator: terminals in a process of their own that speak the real protocol to a real
//! hub, or the bare lines of the floor to a bare one, with the same rows, batches and windows.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use color_eyre::eyre::{Result, bail, eyre};
use serde::{Deserialize, Serialize};

pub mod away;
pub mod bare;
pub mod flat;
pub mod generate;
pub mod growth;
pub mod join;
pub mod line;
pub mod many;
pub mod orders;
pub mod site;
pub mod twenty;

/// The variable that makes a bench another process: its value is the part to play.
const ROLE: &str = "TILLRAIL_BENCH_ROLE";

/// What the generator is to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Load {
    /// The data directory of the site, for its menu and its terminals.
    pub data: PathBuf,
    /// The data directories of the other sites of the hub, each with terminals of its own that do
    /// the same; none for a hub of one site.
    #[serde(default)]
    pub others: Vec<PathBuf>,
    /// The port of the hub on this machine.
    pub port: u16,
    /// Whether it is the hub of the floor.
    pub bare: bool,
    /// The first terminal of the site that takes part; the others follow it.
    pub first: usize,
    /// How many only push.
    pub pushing: usize,
    /// How many receive.
    pub taking: usize,
    /// How many are connected, ask for nothing and say nothing but their beats.
    pub idle: usize,
    /// Orders of each one that pushes; each order is one frame.
    pub orders: usize,
    /// The pause between two orders of one terminal, milliseconds; 0 for as fast as it can.
    pub pace_ms: u64,
}

/// What came of it, by the generator's own clock.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    /// All orders.
    pub orders: usize,
    /// All envelopes.
    pub rows: usize,
    /// From the start until the last acknowledgement, microseconds.
    pub acked_us: u64,
    /// From the start until one that receives had everything, microseconds; 0 when none does.
    pub received_us: u64,
    /// From each push to its acknowledgement, microseconds.
    pub acks: Vec<u64>,
    /// From each push to the moment one that receives has it, microseconds; only when paced.
    pub visible: Vec<u64>,
}

/// Plays the part that the parent asked for. False when this is the bench itself.
///
/// # Errors
/// What went wrong in the part.
pub fn play() -> Result<bool> {
    let Ok(role) = std::env::var(ROLE) else { return Ok(false) };
    let asked = std::env::args().nth(1).unwrap_or_default();
    match role.as_str() {
        "generator" => generate::run(&serde_json::from_str(&asked)?)?,
        "bare" => bare::run(&PathBuf::from(asked))?,
        "bare-all" => bare::give_all(&PathBuf::from(asked))?,
        other => bail!("`{other}` is no part that a bench plays"),
    }
    Ok(true)
}

/// A child of the bench that plays a part and talks in lines.
pub struct Part {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Part {
    fn start(role: &str, asked: &str) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .env(ROLE, role)
            .arg(asked)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().ok_or_else(|| eyre!("a part without an input"))?;
        let output = child.stdout.take().ok_or_else(|| eyre!("a part without an output"))?;
        Ok(Self { child, input, output: BufReader::new(output) })
    }

    fn hear(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            bail!("a part of the bench ended early: {}", self.child.wait()?);
        }
        Ok(line.trim().to_owned())
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A generator whose terminals are connected and whose orders are made.
pub struct Generator(Part);

impl Generator {
    /// Starts it and waits until it is ready.
    ///
    /// # Errors
    /// What went wrong in it.
    pub fn ready(load: &Load) -> Result<Self> {
        let mut part = Part::start("generator", &serde_json::to_string(load)?)?;
        match part.hear()?.as_str() {
            "ready" => Ok(Self(part)),
            other => bail!("the generator said `{other}` instead of ready"),
        }
    }

    /// Lets it go, and waits for the end.
    ///
    /// # Errors
    /// What went wrong in it.
    pub fn go(self) -> Result<Outcome> {
        self.start()?.end()
    }

    /// Lets it go.
    ///
    /// # Errors
    /// When it has ended.
    pub fn start(mut self) -> Result<Going> {
        self.0.input.write_all(b"go\n")?;
        Ok(Going(self.0))
    }
}

/// A generator at work.
pub struct Going(Part);

impl Going {
    /// Waits for its end.
    ///
    /// # Errors
    /// What went wrong in it.
    pub fn end(mut self) -> Result<Outcome> {
        Ok(serde_json::from_str(&self.0.hear()?)?)
    }
}

/// The hub of the floor in a process of its own.
pub struct BareHub {
    part: Part,
    /// Where it listens.
    pub port: u16,
}

impl BareHub {
    /// Starts it with its file in a folder.
    ///
    /// # Errors
    /// As disk and network say.
    pub fn start(folder: &Path) -> Result<Self> {
        Self::playing("bare", folder)
    }

    /// Starts one that gives everything in its file to the one who comes.
    ///
    /// # Errors
    /// As disk and network say.
    pub fn full(folder: &Path) -> Result<Self> {
        Self::playing("bare-all", folder)
    }

    fn playing(role: &str, folder: &Path) -> Result<Self> {
        let mut part = Part::start(role, &folder.to_string_lossy())?;
        let said = part.hear()?;
        Ok(Self { port: said.parse()?, part })
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.part.process()
    }
}
