//! Hubs on the local network: saying that one is here, and listing those that are.
//!
//! What is heard there is believed by nobody: it saves typing an address, and the fingerprint is
//! compared by a person as ever. A network without multicast costs nothing but the list.

#[cfg(any(feature = "mdns", test))]
use std::net::IpAddr;

#[cfg(any(feature = "mdns", test))]
use crate::domain::name::is_site_name;
use crate::sync::wire::PROTOCOL_VERSION;
#[cfg(any(feature = "mdns", test))]
use crate::tls::Fingerprint;

#[cfg(feature = "mdns")]
mod mdns;

#[cfg(feature = "mdns")]
pub use mdns::{Voice, announce, look};

/// The sort of service that a hub is.
pub const SERVICE: &str = "_tillrail._tcp.local.";

/// The most hubs that are listed.
pub const HUBS_MAX: usize = 32;

/// The most sites of one hub that are listed.
#[cfg(any(feature = "mdns", test))]
const SITES_MAX: usize = 32;

/// A hub that was heard on the local network.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nearby {
    /// What people call it.
    pub name: String,
    /// Its address and port.
    pub address: String,
    /// Its site: 13 characters.
    pub site: String,
    /// The fingerprint that it says it has, in the form that people compare; empty without one.
    pub fingerprint: String,
    /// The version of the protocol that it speaks.
    pub version: u16,
    /// The names of its other sites; each is reached below its name: `10.0.0.5:7700/bistro`.
    pub sites: Vec<String>,
}

impl Nearby {
    /// What can be joined there: the hub's first site, and each of the others by its name.
    pub fn places(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let first = (self.name.clone(), self.address.clone());
        let other = |site: &String| (site.clone(), format!("{}/{site}", self.address));
        std::iter::once(first).chain(self.sites.iter().map(other))
    }

    /// Why it cannot be joined from here.
    pub fn problem(&self) -> Option<&'static str> {
        match self.version.cmp(&PROTOCOL_VERSION) {
            std::cmp::Ordering::Less => Some("version too old"),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some("newer version"),
        }
    }
}

/// What a hub says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The identity of the hub: 13 characters, its name on the network.
    pub hub: String,
    /// What people call it.
    pub name: String,
    /// Its site: 13 characters.
    pub site: String,
    /// All digits of its fingerprint; empty without a certificate.
    pub fingerprint: String,
    /// Where it listens.
    pub listens: std::net::SocketAddr,
    /// The names of its other sites, when it serves more than one.
    pub sites: Vec<String>,
}

/// The most bytes of the names of sites in a record: one word of it has at most 255.
#[cfg(feature = "mdns")]
const SITES_BYTES_MAX: usize = 240;

#[cfg(feature = "mdns")]
impl Card {
    /// The words of its record, by key.
    fn words(&self) -> Vec<(&'static str, String)> {
        let mut sites = String::new();
        for site in self.sites.iter().filter(|site| is_site_name(site)) {
            // What has no room is reached by its address, as every site is.
            if sites.len().saturating_add(site.len()) < SITES_BYTES_MAX {
                sites.push_str(if sites.is_empty() { "" } else { "," });
                sites.push_str(site);
            }
        }
        let sites = (!sites.is_empty()).then_some(("sites", sites));
        let words = [
            ("v", PROTOCOL_VERSION.to_string()),
            ("site", self.site.clone()),
            // One word of a record has at most 255 bytes.
            ("name", self.name.chars().take(40).collect()),
            ("fp", self.fingerprint.clone()),
        ];
        words.into_iter().chain(sites).collect()
    }
}

#[cfg(any(feature = "mdns", test))]
/// Reads what was heard; nothing when it cannot be a hub of ours. `word` gives the words of the
/// record by key.
fn read<'a>(
    addresses: impl IntoIterator<Item = IpAddr>,
    port: u16,
    word: impl Fn(&str) -> Option<&'a str>,
) -> Option<Nearby> {
    let version = word("v")?.parse().ok()?;
    let site = word("site").filter(|site| site.len() == 13)?.to_owned();
    let name = crate::domain::name::clean_name(word("name").unwrap_or_default());
    let name = if name.is_empty() { "Hub".to_owned() } else { name.chars().take(24).collect() };
    // The address that people can read and type comes first; one of this link alone is no use.
    let mut usable: Vec<IpAddr> = addresses.into_iter().filter(is_usable).collect();
    usable.sort_by_key(|address| (address.is_loopback(), address.is_ipv6(), *address));
    let address = std::net::SocketAddr::new(*usable.first()?, port).to_string();
    let fingerprint = word("fp").and_then(|full| full.parse::<Fingerprint>().ok());
    let fingerprint = fingerprint.map(|one| one.to_string()).unwrap_or_default();
    let sites = word("sites").unwrap_or_default().split(',').filter(|word| is_site_name(word));
    let sites = sites.take(SITES_MAX).map(str::to_owned).collect();
    Some(Nearby { name, address, site, fingerprint, version, sites })
}

#[cfg(any(feature = "mdns", test))]
fn is_usable(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !v4.is_link_local() && !v4.is_unspecified(),
        IpAddr::V6(v6) => !v6.is_unicast_link_local() && !v6.is_unspecified(),
    }
}

/// Adds what was heard to a list in its order; the same hub heard again replaces itself.
pub fn add(list: &mut Vec<Nearby>, heard: Nearby) {
    list.retain(|one| one.address != heard.address);
    if list.len() < HUBS_MAX {
        list.push(heard);
        list.sort();
    }
}

/// Without the feature nobody is heard.
#[cfg(not(feature = "mdns"))]
pub struct Voice;

#[cfg(not(feature = "mdns"))]
impl Voice {
    /// Without the feature nothing is said.
    ///
    /// # Errors
    /// Never.
    pub fn say(&self, _card: &Card) -> Result<(), String> {
        Ok(())
    }
}

/// Without the feature nothing is said.
///
/// # Errors
/// Always.
#[cfg(not(feature = "mdns"))]
pub fn announce(_card: &Card) -> Result<Voice, String> {
    Err("this build does not speak on the local network".to_owned())
}

/// Without the feature nobody is heard.
///
/// # Errors
/// Always.
#[cfg(not(feature = "mdns"))]
pub fn look(
    _clock: &crate::clock::Clock,
    _within_ms: u64,
    _heard: impl FnMut(Option<Nearby>) -> bool,
) -> Result<(), String> {
    Err("this build does not listen on the local network".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(words: &[(&'static str, &'static str)], addresses: &[&str]) -> Option<Nearby> {
        let words = words.to_vec();
        let word = |key: &str| words.iter().find(|(name, _)| *name == key).map(|(_, word)| *word);
        read(addresses.iter().map(|text| text.parse().unwrap()), 7700, word)
    }

    #[test]
    fn what_is_heard_is_read_with_care() {
        let full = Fingerprint::of(b"abc").full();
        let full: &'static str = full.leak();
        let site = ("site", "000000000002D");
        let sites = ("sites", "bistro,cafe-2,Not one,");
        let words = [("v", "1"), site, ("name", "Bistro\u{7} Lumen"), ("fp", full), sites];
        let found = heard(&words, &["fe80::1", "fd00::5", "127.0.0.1", "10.0.0.5"]).unwrap();
        assert_eq!(found.address, "10.0.0.5:7700");
        assert_eq!(found.fingerprint, "BA78-16BF-8F01-CFEA-4141-40DE");
        assert!(!found.name.contains('\u{7}') && found.problem().is_none(), "{found:?}");
        let places: Vec<String> = found.places().map(|(_, address)| address).collect();
        assert_eq!(places, ["10.0.0.5:7700", "10.0.0.5:7700/bistro", "10.0.0.5:7700/cafe-2"]);
        let bare = heard(&[("v", "0"), site], &["fd00::5"]).unwrap();
        assert_eq!((bare.name.as_str(), bare.address.as_str()), ("Hub", "[fd00::5]:7700"));
        assert_eq!(bare.problem(), Some("version too old"));
        assert_eq!(heard(&[site], &["10.0.0.5"]), None, "no version");
        assert_eq!(heard(&[("v", "1"), ("site", "short")], &["10.0.0.5"]), None);
        assert_eq!(heard(&words, &["fe80::1"]), None, "no address that can be used");
    }

    #[test]
    fn a_hub_that_is_heard_again_stands_once_in_the_list() {
        let words = [("v", "1"), ("site", "000000000002D")];
        let mut list = Vec::new();
        for n in (1..=40_u8).chain([7, 7]) {
            let address = format!("10.0.0.{n}");
            add(&mut list, heard(&words, &[&address]).unwrap());
        }
        assert_eq!(list.len(), HUBS_MAX);
        assert_eq!(list.iter().filter(|one| one.address == "10.0.0.7:7700").count(), 1);
    }
}
