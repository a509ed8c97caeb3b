//! The address of a hub as people type it.

use std::fmt;
use std::str::FromStr;

use super::LinkError;
use crate::domain::name::is_site_name;
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
    /// Which site of the hub, where it is not the first.
    pub site: Option<String>,
}

impl HubUrl {
    /// The address as screens show it.
    pub fn shown(&self) -> String {
        let site = self.site.as_ref().map(|site| format!("/{site}")).unwrap_or_default();
        if self.host.contains(':') {
            format!("[{}]:{}{site}", self.host, self.port)
        } else {
            format!("{}:{}{site}", self.host, self.port)
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
    /// `http`, `wss` or `https`, and with or without a site behind it: `host:port/bistro`.
    fn from_str(text: &str) -> Result<Self, LinkError> {
        let bad = || LinkError::BadAddress(text.to_owned());
        let trimmed = text.trim();
        let schemes = [("ws://", false), ("http://", false), ("wss://", true), ("https://", true)];
        let scheme = schemes
            .iter()
            .find_map(|(scheme, tls)| Some((trimmed.strip_prefix(scheme)?, Some(*tls))));
        let (rest, tls) = scheme.unwrap_or((trimmed, None));
        let rest = rest.strip_suffix("/v1/sync").unwrap_or(rest).trim_end_matches('/');
        let (rest, site) = rest.split_once('/').map_or((rest, None), |(at, site)| (at, Some(site)));
        let (host, port) = match rest.strip_prefix('[') {
            Some(inner) => {
                let (host, after) = inner.split_once(']').ok_or_else(bad)?;
                (host, after.strip_prefix(':'))
            }
            None => rest.rsplit_once(':').map_or((rest, None), |(host, port)| (host, Some(port))),
        };
        let port = port.map_or(Ok(PORT), |port| port.parse().map_err(|_| bad()))?;
        let good = !host.is_empty()
            && !host.contains([' ', '@', '?', '#'])
            && site.is_none_or(is_site_name);
        let tls = tls.unwrap_or_else(|| !is_loopback(host));
        let site = site.map(str::to_owned);
        if good { Ok(Self { host: host.to_owned(), port, tls, site }) } else { Err(bad()) }
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
        let site: HubUrl = "10.0.0.2/bistro/".parse().unwrap();
        assert_eq!(site.sync(), "wss://10.0.0.2:7700/bistro/v1/sync");
        assert_eq!(site.rest().parse::<HubUrl>().unwrap(), site);
        for text in
            ["", "a b", "host:port", "host:99999", "[::1", "x/y/z", "x/V1", "ftp://till.local"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
