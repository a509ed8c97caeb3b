//! A site made ready in its files before its hub starts: its menu and as many paired terminals as
//! are needed, without a pairing code for each.

use std::path::{Path, PathBuf};

use color_eyre::eyre::{Result, eyre};
use serde::{Deserialize, Serialize};
use tillrail::clock::Clock;
use tillrail::domain::command::Command;
use tillrail::domain::event::TerminalPaired;
use tillrail::domain::id::{SiteId, TerminalId, TerminalKind};
use tillrail::domain::number::Letter;
use tillrail::domain::settings::Settings;
use tillrail::domain::time::At;
use tillrail::runtime::boot::{Founding, Mode, found, open};
use tillrail::store::{Batch, Priority};
use tillrail::sync::wire::Credential;

use super::super::big::Big;
use super::super::shop::sample_menu;

/// Where the terminals of a site are listed.
const MEMBERS: &str = "members.json";

/// A terminal that belongs to the site, with its secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Member {
    /// The site.
    pub site: SiteId,
    /// Who.
    pub terminal: TerminalId,
    /// What it shows when it connects.
    pub credential: Credential,
    /// Its order letter.
    pub letter: Letter,
}

/// A site in a data directory.
pub struct Site {
    /// The data directory; its hub lives in `hub`.
    pub data: PathBuf,
}

impl Site {
    /// Makes a site with `terminals` paired counters; `from` gives it years of orders.
    ///
    /// # Errors
    /// As the store says.
    pub fn make(data: &Path, from: Option<&Big>, terminals: usize, clock: &Clock) -> Result<Self> {
        std::fs::create_dir_all(data)?;
        let mut station = if let Some(big) = from {
            copy(&big.counter(), &Mode::Hub.folder(data))?;
            open(data, &Mode::Hub, clock)?
        } else {
            let founding = Founding {
                name: "Bench".to_owned(),
                letter: Some(Letter::hub()),
                menu: Some(sample_menu()?),
                settings: Settings::default(),
            };
            found(data, &Mode::Hub, founding, clock)?
        };
        let site = station.identity.site;
        let mut members = Vec::with_capacity(terminals);
        let mut envelopes = Vec::new();
        for number in 0..terminals {
            let bytes: [u8; 32] = clock.entropy_bytes();
            let credential = Credential(tillrail::domain::envelope::Hash(bytes).to_string());
            let letter = letter(number)?;
            let terminal = TerminalId(clock.entropy_u64());
            let paired = TerminalPaired {
                terminal,
                terminal_kind: TerminalKind::Counter,
                name: format!("Bench {number}"),
                letter: Some(letter.clone()),
                credential: Some(credential.digest()),
            };
            let command = Command::PairTerminal(Box::new(paired));
            envelopes.extend(station.desk.act(&command, At(clock.now_ms()))?);
            members.push(Member { site, terminal, credential, letter });
        }
        let batch = Batch { priority: Priority::Sale, envelopes };
        station.store.writer().append_and_wait(batch)?;
        station.store.close();
        std::fs::write(data.join(MEMBERS), serde_json::to_vec(&members)?)?;
        Ok(Self { data: data.to_owned() })
    }
}

/// The terminals of a site.
///
/// # Errors
/// As the disk says.
pub fn members(data: &Path) -> Result<Vec<Member>> {
    Ok(serde_json::from_slice(&std::fs::read(data.join(MEMBERS))?)?)
}

/// A letter code of three letters: `AAA`, `AAB` and so on; then they repeat.
fn letter(number: usize) -> Result<Letter> {
    let digit = |place: usize| -> Result<char> {
        let at = u8::try_from(number / place % 26)?;
        Ok(char::from(b'A' + at))
    };
    let text: String = [digit(676)?, digit(26)?, digit(1)?].iter().collect();
    text.parse().map_err(|error| eyre!("{error}"))
}

/// Copies the files of a folder that nobody has open.
fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.metadata()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
