//! A real hub in a process of its own, with the sample menu, and codes to join it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

use color_eyre::eyre::{Result, bail, eyre};
use tillrail::menu_file::SAMPLE;

/// A running hub; dropping it ends it.
pub struct Hub {
    child: Child,
    data: PathBuf,
    // Kept open, so that the hub can go on writing to it.
    notices: BufReader<ChildStderr>,
    /// Its address, for `--hub`.
    pub url: String,
    /// Its port on this machine.
    pub port: u16,
}

/// Starts the program as a hub on a port and waits until it says that it listens.
fn serving(data: &Path, port: u16) -> Result<(Child, BufReader<ChildStderr>)> {
    let address = format!("127.0.0.1:{port}");
    let mut child = program(data)
        .args(["hub", "--name", "Bench", "--listen", &address])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let out = child.stderr.take().ok_or_else(|| eyre!("a hub without an output"))?;
    let mut line = String::new();
    let mut notices = BufReader::new(out);
    notices.read_line(&mut line)?;
    if !line.contains(&address) {
        bail!("the hub said `{line}` instead of its address");
    }
    Ok((child, notices))
}

impl Hub {
    /// Starts a hub of a new site with its data in a folder.
    ///
    /// # Errors
    /// When it does not listen, or does not take the menu.
    pub fn start(data: &Path) -> Result<Self> {
        let hub = Self::over(data)?;
        let menu = data.join("cafe.toml");
        std::fs::write(&menu, SAMPLE)?;
        hub.ask(&["menu", "import", &menu.to_string_lossy()])?;
        Ok(hub)
    }

    /// Starts the hub of the site that is in a folder.
    ///
    /// # Errors
    /// When it does not listen.
    pub fn over(data: &Path) -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let (child, notices) = serving(data, port)?;
        let url = format!("http://127.0.0.1:{port}");
        Ok(Self { child, data: data.to_owned(), notices, url, port })
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a loss of power does.
    ///
    /// # Errors
    /// When it had ended by itself.
    pub fn lose(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Starts it again where it was.
    ///
    /// # Errors
    /// When it does not listen.
    pub fn come_back(&mut self) -> Result<()> {
        (self.child, self.notices) = serving(&self.data, self.port)?;
        Ok(())
    }

    /// Sends it a signal by name: `STOP`, `CONT`.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn signal(&self, name: &str) -> Result<()> {
        let status = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.process().to_string())
            .status()?;
        if status.success() { Ok(()) } else { bail!("kill -{name} ended with {status}") }
    }

    fn ask(&self, args: &[&str]) -> Result<String> {
        let output = program(&self.data).arg("--json").args(args).output()?;
        if !output.status.success() {
            bail!("`{}`: {}", args.join(" "), String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// A code with which one terminal can join.
    ///
    /// # Errors
    /// When the hub gives none.
    pub fn code(&self) -> Result<String> {
        self.code_of("first")
    }

    /// A code with which one terminal can join a site of the hub.
    ///
    /// # Errors
    /// When the hub gives none.
    pub fn code_of(&self, site: &str) -> Result<String> {
        let pairing = self.ask(&["--site", site, "hub", "pair"])?;
        let answer: serde_json::Value = serde_json::from_str(&pairing)?;
        let code = answer.get("code").and_then(|code| code.as_str());
        Ok(code.ok_or_else(|| eyre!("no code in {answer}"))?.to_owned())
    }
}

/// The real program over a data directory.
pub fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tillrail"));
    command.arg("--data").arg(data).env("HOME", data).current_dir(data);
    command
}

impl Drop for Hub {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
