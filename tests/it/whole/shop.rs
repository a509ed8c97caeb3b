//! A shop of real programs: a data directory of its own, terminals in pseudo terminals, and the
//! command line beside them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::pty::{Pty, Start, noon, starting};

/// The setting that says where a hub listens, as a variable of the environment.
const LISTEN: &str = "TILLRAIL_HUB__LISTEN";

/// A place for one machine: nothing outside of it is read or written.
pub struct Shop {
    home: TempDir,
    listen: String,
}

/// What a command answered.
#[derive(Debug)]
pub struct Said {
    /// Its exit status.
    pub status: i32,
    /// What it wrote on its output.
    pub out: String,
    /// What it wrote on its error output.
    pub error: String,
}

impl Said {
    /// The answer as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Shop {
    /// A machine on which nothing was set up; a hub there takes any free port.
    pub fn new() -> Self {
        Self::listening("127.0.0.1:0")
    }

    /// A machine whose hub listens at an address.
    pub fn listening(listen: &str) -> Self {
        Self { home: tempfile::tempdir().unwrap(), listen: listen.to_owned() }
    }

    /// The data directory.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("shop")
    }

    /// A folder of the data directory: `counter`, `kitchen`, `hub`.
    pub fn folder(&self, mode: &str) -> PathBuf {
        self.data().join(mode)
    }

    /// The program on this machine, not started yet.
    pub fn program(&self, args: &[&str]) -> Start {
        let data = self.data();
        let mut all = vec!["--data", data.to_str().unwrap()];
        all.extend(args);
        Start::tillrail(&all).home(self.home.path()).env(LISTEN, &self.listen)
    }

    /// A shell on this machine; `$TILLRAIL` is the program.
    pub fn shell(&self, script: &str) -> Start {
        Start::program(Path::new("/bin/sh"), &["-c", script])
            .home(self.home.path())
            .env(LISTEN, &self.listen)
            .env("TILLRAIL_DATA", self.data())
            .env("TILLRAIL", env!("CARGO_BIN_EXE_tillrail"))
    }

    /// The first start of a counter that works alone: Enter, Enter.
    pub fn first_counter(&self) -> Pty {
        set_up(self.program(&[]))
    }

    /// The counter of a machine that is set up.
    pub fn counter(&self) -> Pty {
        let counter = self.program(&[]).start();
        selling(&counter);
        counter
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Said {
        let alone = starting();
        let running = Command::new(env!("CARGO_BIN_EXE_tillrail"))
            .args(["--data", self.data().to_str().unwrap()])
            .args(args)
            .env_clear()
            .env("HOME", self.home.path())
            .env("TZ", noon())
            .env(LISTEN, &self.listen)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a program that runs");
        drop(alone);
        let output = running.wait_with_output().expect("a program that ends");
        Said {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            error: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that must succeed, and answers its JSON.
    #[track_caller]
    pub fn ask(&self, args: &[&str]) -> Value {
        let said = self.run(&[&["--json"], args].concat());
        assert_eq!(said.status, 0, "{args:?}: {said:?}");
        said.json()
    }

    /// An order as the journal of this machine holds it.
    #[track_caller]
    pub fn order(&self, number: &str) -> Value {
        self.ask(&["order", "show", number])
    }

    /// Every row of every journal has its hash, and the day's report is this.
    #[track_caller]
    pub fn verified(&self, orders: u64, sales: i64) {
        let verified = self.ask(&["journal", "verify"]);
        assert_eq!(verified["whole"], true, "{verified}");
        let report = self.ask(&["report", "day"]);
        assert_eq!(report["total"]["orders"], orders, "{report}");
        assert_eq!(report["total"]["sales_minor"], sales, "{report}");
    }
}

/// Enter, Enter on the set-up screen of a counter.
#[track_caller]
pub fn set_up(start: Start) -> Pty {
    let counter = start.start();
    counter.wait_for_text("step 1 of 3");
    counter.type_keys("Enter");
    counter.wait_for_text("step 2 of 3");
    counter.type_keys("Enter");
    selling(&counter);
    counter
}

/// Waits until a counter sells.
#[track_caller]
pub fn selling(counter: &Pty) -> String {
    counter.wait_for(|text| text.contains("ENTRY") && text.contains("COUNTER"))
}

/// The number of the order that stands on a screen as paid: `A3` of `PAID A3`.
pub fn paid(text: &str) -> Option<String> {
    let behind = text.split("PAID ").nth(1)?;
    let number: String = behind.chars().take_while(char::is_ascii_alphanumeric).collect();
    (!number.is_empty()).then_some(number)
}

/// The receipt that stands on a screen: what is behind `Receipt `.
pub fn receipt(text: &str) -> Option<String> {
    let behind = text.split("Receipt ").nth(1)?;
    Some(behind.split_whitespace().next()?.to_owned())
}

/// An amount of JSON.
#[track_caller]
pub fn minor(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no amount"))
}

/// The texts of a list in JSON.
pub fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(|one| one.as_str().map(str::to_owned)).collect()
}
