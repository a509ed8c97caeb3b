//! The local network itself, by multicast DNS.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddrV4};
use std::time::Duration;

use mdns_sd::{MDNS_PORT, RecvTimeoutError, ScopedIp, ServiceDaemon, ServiceEvent, ServiceInfo};

use rustix::net::{AddressFamily, SocketType, bind, socket, sockopt};

use super::{Card, Nearby, SERVICE, read};
use crate::clock::Clock;

/// How long one wait takes at most, milliseconds.
const STEP_MS: u64 = 500;

/// Whether the port of multicast DNS can be shared here. The daemon would say nothing when it cannot:
/// it would go on and hear nobody.
fn is_possible() -> Result<(), String> {
    let tried = socket(AddressFamily::INET, SocketType::DGRAM, None).and_then(|socket| {
        sockopt::set_socket_reuseaddr(&socket, true)?;
        sockopt::set_socket_reuseport(&socket, true)?;
        bind(&socket, &SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, MDNS_PORT))
    });
    tried.map_err(|error| format!("port {MDNS_PORT}: {error}"))
}

/// A hub that says it is here, until this is dropped.
pub struct Voice {
    daemon: ServiceDaemon,
    name: String,
}

/// Says on the local network that a hub is here.
///
/// # Errors
/// Why that is not possible, in a few words.
pub fn announce(card: &Card) -> Result<Voice, String> {
    is_possible()?;
    let info = spoken(card)?;
    let name = info.get_fullname().to_owned();
    let daemon = ServiceDaemon::new().map_err(|error| error.to_string())?;
    daemon.register(info).map_err(|error| error.to_string())?;
    Ok(Voice { daemon, name })
}

impl Voice {
    /// Says something else from now on, for instance after another site was added.
    ///
    /// # Errors
    /// Why that is not possible, in a few words; what was said before stands.
    pub fn say(&self, card: &Card) -> Result<(), String> {
        self.daemon.register(spoken(card)?).map_err(|error| error.to_string())
    }
}

/// What a hub says, in the words of the network.
fn spoken(card: &Card) -> Result<ServiceInfo, String> {
    let words: HashMap<String, String> =
        card.words().into_iter().map(|(key, word)| (key.to_owned(), word)).collect();
    let host = format!("tillrail-{}.local.", card.hub.to_lowercase());
    let ip = card.listens.ip();
    let everywhere = ip.is_unspecified();
    let addresses: Vec<IpAddr> = if everywhere { Vec::new() } else { vec![ip] };
    let port = card.listens.port();
    let info = ServiceInfo::new(SERVICE, &card.hub, &host, &addresses[..], port, words);
    let info = info.map_err(|error| error.to_string())?;
    Ok(if everywhere { info.enable_addr_auto() } else { info })
}

impl Drop for Voice {
    fn drop(&mut self) {
        // The others notice it in time also when the goodbye is not heard.
        if let Ok(gone) = self.daemon.unregister(&self.name) {
            let _ = gone.recv_timeout(Duration::from_millis(200));
        }
        let _ = self.daemon.shutdown();
    }
}

/// Listens for hubs for so long, or until `heard` says that it is enough. It is asked with nothing
/// from time to time.
///
/// # Errors
/// Why that is not possible, in a few words.
pub fn look(
    clock: &Clock,
    within_ms: u64,
    mut heard: impl FnMut(Option<Nearby>) -> bool,
) -> Result<(), String> {
    is_possible()?;
    let said = |error: mdns_sd::Error| error.to_string();
    let daemon = ServiceDaemon::new().map_err(said)?;
    let events = daemon.browse(SERVICE).map_err(said)?;
    let until = clock.monotonic_ms().saturating_add(within_ms);
    loop {
        let left = until.saturating_sub(clock.monotonic_ms());
        let found = match events.recv_timeout(Duration::from_millis(left.min(STEP_MS))) {
            Ok(ServiceEvent::ServiceResolved(service)) => {
                let addresses = service.get_addresses().iter().map(ScopedIp::to_ip_addr);
                let word = |key: &str| service.get_property_val_str(key);
                read(addresses, service.get_port(), word)
            }
            Ok(_) => continue,
            Err(RecvTimeoutError::Timeout) if left > 0 => None,
            Err(_) => break,
        };
        if !heard(found) {
            break;
        }
    }
    // A daemon that has ended needs no word.
    let _ = daemon.shutdown();
    Ok(())
}
