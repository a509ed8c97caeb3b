//! The address of a hub as people type it.

use std::fmt;
use std::str::FromStr;

use super::LinkError;

/// The port of a hub when none is written.
const PORT: u16 = 7700;

/// Where a hub is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubUrl {
    /// The host: a name or an address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
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
        format!("ws://{}/v1/sync", self.shown())
    }

    /// The root of the REST calls.
    pub fn rest(&self) -> String {
        format!("http://{}", self.shown())
    }
}

impl fmt::Display for HubUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ws://{}", self.shown())
    }
}

impl FromStr for HubUrl {
    type Err = LinkError;

    /// Reads `host`, `host:port`, `[v6]:port`, with or without `ws://` or `http://` before it.
    fn from_str(text: &str) -> Result<Self, LinkError> {
        let bad = || LinkError::BadAddress(text.to_owned());
        let trimmed = text.trim();
        if trimmed.starts_with("wss://") || trimmed.starts_with("https://") {
            return Err(LinkError::Encrypted(text.to_owned()));
        }
        let rest = ["ws://", "http://"].iter().find_map(|scheme| trimmed.strip_prefix(scheme));
        let rest = rest.unwrap_or(trimmed);
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
        if good { Ok(Self { host: host.to_owned(), port }) } else { Err(bad()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        let read = |text: &str| text.parse::<HubUrl>().map(|url| url.sync());
        for text in
            ["till.local", "ws://till.local:7700", "http://till.local:7700/", " till.local "]
        {
            assert_eq!(read(text).unwrap(), "ws://till.local:7700/v1/sync", "{text}");
        }
        assert_eq!(read("[::1]:9").unwrap(), "ws://[::1]:9/v1/sync");
        assert_eq!(read("10.0.0.2:81").unwrap(), "ws://10.0.0.2:81/v1/sync");
        for text in ["", "a b", "host:port", "host:99999", "[::1", "x/y", "wss://till.local"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
