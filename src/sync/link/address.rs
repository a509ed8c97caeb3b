//! The address of a hub as people type it.

use std::fmt;
use std::str::FromStr;

use super::LinkError;
use crate::tls::is_loopback;

/// The port of a hub when none is written.
const PORT: u16 = 7700;

/// Where a hub is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubUrl {
    /// The host: a name or an address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Whether the line is encrypted. Without a scheme it is, unless it stays on this machine.
    pub tls: bool,
}

impl HubUrl {
    /// The address as screens show it.
    pub fn shown(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Where the frames go.
    pub fn sync(&self) -> String {
        format!("{self}/v1/sync")
    }

    /// The root of the REST calls.
    pub fn rest(&self) -> String {
        format!("{}://{}", if self.tls { "https" } else { "http" }, self.shown())
    }

    /// Whether it never leaves this machine.
    pub fn is_here(&self) -> bool {
        is_loopback(&self.host)
    }
}

impl fmt::Display for HubUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}", if self.tls { "wss" } else { "ws" }, self.shown())
    }
}

impl FromStr for HubUrl {
    type Err = LinkError;

    /// Reads `host`, `host:port`, `[v6]:port`, with or without a scheme before it: `ws`,
    /// `http`, `wss` or `https`.
    fn from_str(text: &str) -> Result<Self, LinkError> {
        let bad = || LinkError::BadAddress(text.to_owned());
        let trimmed = text.trim();
        let schemes = [("ws://", false), ("http://", false), ("wss://", true), ("https://", true)];
        let scheme = schemes
            .iter()
            .find_map(|(scheme, tls)| Some((trimmed.strip_prefix(scheme)?, Some(*tls))));
        let (rest, tls) = scheme.unwrap_or((trimmed, None));
        let rest = rest.strip_suffix("/v1/sync").unwrap_or(rest).trim_end_matches('/');
        let (host, port) = match rest.strip_prefix('[') {
            Some(inner) => {
                let (host, after) = inner.split_once(']').ok_or_else(bad)?;
                (host, after.strip_prefix(':'))
            }
            None => rest.rsplit_once(':').map_or((rest, None), |(host, port)| (host, Some(port))),
        };
        let port = port.map_or(Ok(PORT), |port| port.parse().map_err(|_| bad()))?;
        let good = !host.is_empty() && !host.contains(['/', ' ', '@', '?', '#']);
        let tls = tls.unwrap_or_else(|| !is_loopback(host));
        if good { Ok(Self { host: host.to_owned(), port, tls }) } else { Err(bad()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        let read = |text: &str| text.parse::<HubUrl>().map(|url| url.sync());
        for text in ["ws://till.local:7700", "http://till.local:7700/", "http://till.local"] {
            assert_eq!(read(text).unwrap(), "ws://till.local:7700/v1/sync", "{text}");
        }
        for text in ["till.local", "wss://till.local:7700/", " https://till.local"] {
            assert_eq!(read(text).unwrap(), "wss://till.local:7700/v1/sync", "{text}");
        }
        for text in ["localhost", "127.0.0.1:7700", "[::1]"] {
            let url: HubUrl = text.parse().unwrap();
            assert!(!url.tls && url.is_here(), "{text} stays on this machine");
        }
        assert_eq!(read("[::1]:9").unwrap(), "ws://[::1]:9/v1/sync");
        assert_eq!(read("10.0.0.2:81").unwrap(), "wss://10.0.0.2:81/v1/sync");
        for text in ["", "a b", "host:port", "host:99999", "[::1", "x/y", "ftp://till.local"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
