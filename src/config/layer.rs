//! The layers of settings: the shipped file, a file, the environment, flags; each as flat keys with their places.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ConfigError;
use super::{SHIPPED, keys};

/// Every variable of ours begins with this.
const VARIABLE_PREFIX: &str = "TILLRAIL_";

/// Short names of variables, and their keys.
const SHORT_VARIABLES: &[(&str, &str)] = &[("TILLRAIL_HUB", "hub.url")];

/// The variable that names the file; it is no setting itself.
const FILE_VARIABLE: &str = "TILLRAIL_CONFIG";

/// Variables of commands, which say who does something; they are no settings either.
const COMMAND_VARIABLES: [&str; 3] = ["TILLRAIL_STAFF", "TILLRAIL_PIN", "TILLRAIL_CREDENTIAL"];

/// Where a setting was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// In the shipped defaults, on this line.
    Shipped(usize),
    /// In a file, on this line.
    File(PathBuf, usize),
    /// In a variable of the environment.
    Variable(String),
    /// On the command line.
    Flag,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped(line) => write!(f, "shipped config.toml:{line}"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => write!(f, "variable {name}"),
            Self::Flag => write!(f, "command line"),
        }
    }
}

/// What was written for one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// One text, or the members of a list; a variable or flag writes a list with commas.
    pub written: Written,
    /// Where it was written.
    pub origin: Origin,
}

/// A value as it was written, before anybody asked what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A text, a number or a switch.
    One(String),
    /// A list.
    Many(Vec<String>),
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(text) => write!(f, "{text}"),
            Self::Many(texts) => write!(f, "[{}]", texts.join(", ")),
        }
    }
}

/// Everything the settings are read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// The path and the text of the file, if there is one.
    pub file: Option<(PathBuf, String)>,
    /// Variables of the environment, in any order; those of others are left alone.
    pub variables: Vec<(String, String)>,
    /// Keys and values from the command line.
    pub flags: Vec<(String, String)>,
    /// What `~` stands for in paths.
    pub home: Option<PathBuf>,
    /// The data directory when no layer names one.
    pub default_data: Option<PathBuf>,
}

impl Sources {
    /// The sources of this machine. `file` must exist; without it the variable `TILLRAIL_CONFIG`
    /// or the user's own file is read, the last only if it is there.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of_this_machine(
        file: Option<&Path>,
        flags: &[(String, String)],
    ) -> Result<Self, ConfigError> {
        let variables: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let read = |name: &str| {
            let found = variables.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
        };
        let home = read("HOME").or_else(|| read("USERPROFILE")).map(PathBuf::from);
        let below_home = |folder: &str| home.as_ref().map(|home| home.join(folder));
        let xdg = |variable: &str, folder: &str| {
            read(variable).map(PathBuf::from).or_else(|| below_home(folder))
        };
        let (path, named) = file_of(file, &read);
        let file = match path {
            Some(path) if named || path.exists() => Some(read_file(path)?),
            Some(_) | None => None,
        };
        let default_data =
            xdg("XDG_DATA_HOME", ".local/share").map(|folder| folder.join("tillrail"));
        Ok(Self { file, flags: flags.to_vec(), home, default_data, variables })
    }
}

/// The file with the settings of this machine: the one that is named, else the user's own; and
/// whether it was named.
fn file_of<'a>(
    file: Option<&Path>,
    read: &impl Fn(&str) -> Option<&'a str>,
) -> (Option<PathBuf>, bool) {
    let named = file.map(Path::to_owned).or_else(|| read(FILE_VARIABLE).map(PathBuf::from));
    if named.is_some() {
        return (named, true);
    }
    let home = read("HOME").or_else(|| read("USERPROFILE")).map(PathBuf::from);
    let folder = read("XDG_CONFIG_HOME").map(PathBuf::from);
    let folder = folder.or_else(|| home.map(|home| home.join(".config")));
    (folder.map(|folder| folder.join("tillrail").join("config.toml")), false)
}

/// The file with the settings of this machine, there or not.
pub(super) fn own_file(file: Option<&Path>) -> Option<PathBuf> {
    let names = [FILE_VARIABLE, "HOME", "USERPROFILE", "XDG_CONFIG_HOME"];
    let found: Vec<(&str, String)> =
        names.into_iter().filter_map(|name| Some((name, std::env::var(name).ok()?))).collect();
    let read = |name: &str| {
        let known = found.iter().find(|(known, _)| *known == name);
        known.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    };
    file_of(file, &read).0
}

/// The path with the text of the file there.
fn read_file(path: PathBuf) -> Result<(PathBuf, String), ConfigError> {
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok((path, text)),
        Err(error) => {
            let what = format!("{} cannot be read ({error})", path.display());
            Err(ConfigError::new("config", None, &what)
                .remedy("give --config a readable file or leave it out"))
        }
    }
}

/// All layers in one, the later over the earlier, by key.
pub(super) fn merge(sources: &Sources) -> Result<BTreeMap<String, Setting>, ConfigError> {
    let mut settings = BTreeMap::new();
    add_file(&mut settings, SHIPPED, Origin::Shipped)?;
    if let Some((path, text)) = &sources.file {
        add_file(&mut settings, text, |line| Origin::File(path.clone(), line))?;
    }
    let mut variables: Vec<&(String, String)> = sources.variables.iter().collect();
    variables.sort();
    for (name, value) in variables {
        if let Some(key) = key_of_variable(name) {
            let written = Written::One(value.clone());
            add(&mut settings, key, written, Origin::Variable(name.clone()))?;
        }
    }
    for (key, value) in &sources.flags {
        let key = key.replace('-', "_");
        add(&mut settings, key, Written::One(value.clone()), Origin::Flag)?;
    }
    Ok(settings)
}

/// The key a variable stands for; `None` if it is no setting of ours.
fn key_of_variable(name: &str) -> Option<String> {
    if name == FILE_VARIABLE || COMMAND_VARIABLES.contains(&name) {
        return None;
    }
    if let Some((_, key)) = SHORT_VARIABLES.iter().find(|(short, _)| *short == name) {
        return Some((*key).to_owned());
    }
    name.strip_prefix(VARIABLE_PREFIX).map(|rest| rest.to_lowercase().replace("__", "."))
}

/// Puts a setting in its place, if there is such a key.
fn add(
    settings: &mut BTreeMap<String, Setting>,
    key: String,
    written: Written,
    origin: Origin,
) -> Result<(), ConfigError> {
    keys::known(&key, &origin)?;
    // A value for every service replaces what an earlier layer said by service.
    settings.retain(|other, _| !(keys::is_by_service(&key) && is_below(other, &key)));
    settings.insert(key, Setting { written, origin });
    Ok(())
}

/// Whether `key` is a part of `above`.
fn is_below(key: &str, above: &str) -> bool {
    key.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}

/// Adds the settings of a TOML text; `origin` makes a place of a line.
fn add_file(
    settings: &mut BTreeMap<String, Setting>,
    text: &str,
    origin: impl Fn(usize) -> Origin,
) -> Result<(), ConfigError> {
    let line_of = |at: usize| text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1;
    let table = DeTable::parse(text).map_err(|error| {
        let place = origin(line_of(error.span().map_or(0, |span| span.start)));
        let what = format!("is not valid TOML ({})", error.message().replace('\n', " "));
        ConfigError::new("config", Some(&place), &what).remedy("mend that line")
    })?;
    let mut flat = Vec::new();
    flatten("", table.get_ref(), &mut flat);
    for (key, at, value) in flat {
        let place = origin(line_of(at));
        let written = written(value).ok_or_else(|| {
            ConfigError::new(&key, Some(&place), &format!("is a {}", value.type_str()))
                .remedy("write a text in quotation marks, a whole number, a switch or a list")
        })?;
        add(settings, key, written, place)?;
    }
    Ok(())
}

/// The leaves of a table with their full keys and the byte where each key begins, in the order of
/// the text.
fn flatten<'t, 'i>(
    above: &str,
    table: &'t DeTable<'i>,
    flat: &mut Vec<(String, usize, &'t DeValue<'i>)>,
) {
    for (name, value) in table {
        let name_below = name.get_ref().replace('-', "_");
        let key = if above.is_empty() { name_below } else { format!("{above}.{name_below}") };
        match value.get_ref().as_table() {
            Some(table) => flatten(&key, table, flat),
            None => flat.push((key, Spanned::span(name).start, value.get_ref())),
        }
    }
    flat.sort_by_key(|(_, at, _)| *at);
}

/// A value as text; `None` for what no setting is made of.
fn written(value: &DeValue<'_>) -> Option<Written> {
    if let Some(members) = value.as_array() {
        let texts: Option<Vec<String>> =
            members.iter().map(|member| one(member.get_ref())).collect();
        return texts.map(Written::Many);
    }
    one(value).map(Written::One)
}

/// A text, a whole number or a switch as text.
fn one(value: &DeValue<'_>) -> Option<String> {
    if let Some(text) = value.as_str() {
        return Some(text.to_owned());
    }
    if let Some(switch) = value.as_bool() {
        return Some(if switch { "on" } else { "off" }.to_owned());
    }
    value.as_integer().map(|number| number.as_str().replace('_', ""))
}
