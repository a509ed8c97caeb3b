//! What may be typed at the first start, and what is said when it cannot be meant.

use crate::domain::name::is_site_name;
use crate::domain::number::Letter;

/// The port of a hub when none is typed.
const PORT: &str = "7700";
/// The longest name of a terminal, in characters.
pub(super) const NAME_CHARS: usize = 24;
/// A pairing code has this many digits.
pub(super) const CODE_DIGITS: usize = 6;

/// The address of a hub as a link needs it: `https://host:port`, with the usual port when none is
/// typed. What stays on this machine needs no encryption: `http://127.0.0.1:7700`.
///
/// # Errors
/// One sentence that says what to write instead.
pub fn address(typed: &str) -> Result<String, String> {
    let refused =
        || format!("`{typed}` is not an address: write for example 10.0.0.5:{PORT} or bistro-hub.");
    let typed = typed.trim();
    if typed.is_empty() {
        let words = "Type the address of the hub, for example 10.0.0.5";
        return Err(format!("{words}:{PORT}. It stands on the hub's screen."));
    }
    let (scheme, rest) = typed.split_once("://").unwrap_or(("", typed));
    let scheme = match scheme {
        "" if is_here(rest) => "http",
        "http" | "ws" => "http",
        "" | "https" | "wss" => "https",
        _ => return Err(refused()),
    };
    let rest = rest.trim_end_matches('/');
    // A hub of many sites has each below a name of its own.
    let (rest, site) = rest.split_once('/').map_or((rest, None), |(at, site)| (at, Some(site)));
    let below = site.map(|site| format!("/{site}")).unwrap_or_default();
    // In an IPv6 address the colons stand inside brackets.
    let behind = rest.rfind(']').map_or(rest, |end| rest.get(end..).unwrap_or_default());
    let (host, port) = match behind.rfind(':') {
        Some(_) => rest.rsplit_once(':').unwrap_or((rest, PORT)),
        None => (rest, PORT),
    };
    let good_host = !host.is_empty()
        && host
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']' | ':'));
    match port.parse::<u16>() {
        Ok(port) if port > 0 && good_host && site.is_none_or(is_site_name) => {
            Ok(format!("{scheme}://{host}:{port}{below}"))
        }
        Ok(_) | Err(_) => Err(refused()),
    }
}

/// Whether an address never leaves this machine.
fn is_here(rest: &str) -> bool {
    rest.starts_with("127.") || rest.starts_with("[::1]") || rest.starts_with("localhost")
}

pub(super) fn name(typed: &str) -> Result<String, String> {
    let name = crate::domain::name::clean_name(typed);
    if name.is_empty() {
        return Err("Give this terminal a name, for example Front.".to_owned());
    }
    Ok(name)
}

pub(super) fn letter(typed: &str) -> Result<Letter, String> {
    typed.trim().to_ascii_uppercase().parse().map_err(|_| {
        format!(
            "`{typed}` is not an order letter: write 1 to 3 letters from A to Z, for example A."
        )
    })
}

pub(super) fn code(typed: &str) -> Result<String, String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == CODE_DIGITS {
        return Ok(digits);
    }
    Err(format!("A pairing code has {CODE_DIGITS} digits: copy it from the hub's screen."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed_or_refused_in_words() {
        let good = |typed| address(typed).unwrap();
        assert_eq!(good("10.0.0.5"), "https://10.0.0.5:7700");
        assert_eq!(good(" bistro-hub:7410 "), "https://bistro-hub:7410");
        assert_eq!(good("ws://127.0.0.1:7700/"), "http://127.0.0.1:7700");
        assert_eq!(good("127.0.0.1"), "http://127.0.0.1:7700");
        assert_eq!(good("http://10.0.0.5"), "http://10.0.0.5:7700", "as it was typed");
        assert_eq!(good("https://hub.example"), "https://hub.example:7700");
        assert_eq!(good("[::1]"), "http://[::1]:7700");
        assert_eq!(good("[::1]:80"), "http://[::1]:80");
        for bad in ["", "ftp://hub", "a b", "hub:0", "hub:70000", ":7700", "hub:", "http://"] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn letters_codes_and_names() {
        assert_eq!(letter("b").map(|l| l.to_string()), Ok("B".to_owned()));
        assert!(letter("ABCD").is_err() && letter("").is_err() && letter("7").is_err());
        assert_eq!(code("123 456"), Ok("123456".to_owned()));
        assert!(code("12345").is_err());
        assert_eq!(name("  Front  bar "), Ok("Front bar".to_owned()));
        assert!(name(" ").is_err());
    }
}
