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
    _notices: BufReader<ChildStderr>,
    /// Its address, for `--hub`.
    pub url: String,
}

impl Hub {
    /// Starts a hub with its data in a folder.
    ///
    /// # Errors
    /// When it does not listen, or does not take the menu.
    pub fn start(data: &Path) -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
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
        let url = format!("http://{address}");
        let hub = Self { child, data: data.to_owned(), _notices: notices, url };
        if !line.contains(&address) {
            bail!("the hub said `{line}` instead of its address");
        }
        let menu = data.join("cafe.toml");
        std::fs::write(&menu, SAMPLE)?;
        hub.ask(&["menu", "import", &menu.to_string_lossy()])?;
        Ok(hub)
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
        let answer: serde_json::Value = serde_json::from_str(&self.ask(&["hub", "pair"])?)?;
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
