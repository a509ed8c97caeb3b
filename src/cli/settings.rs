//! `tillrail settings`: show, export, import or set the settings of the site.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::context::Context;
use super::out::{self, Failure, Outcome};
use crate::domain::command::Command;
use crate::domain::rights::Act as Right;
use crate::domain::settings::{Settings, SettingsPatch};
use crate::runtime::boot;

/// Show or change the settings of the site: currency, taxes, rights, tables and the like.
#[derive(Debug, Clone, Args)]
pub struct SettingsArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Clone, Subcommand)]
enum Act {
    /// Show all settings, or one of them
    Show {
        /// Which one
        key: Option<String>,
    },
    /// Write all settings as a file that `import` reads
    Export {
        /// Where to; on the output without it
        file: Option<PathBuf>,
    },
    /// Take over what a TOML file sets, and leave the rest
    Import {
        /// The file
        file: PathBuf,
    },
    /// Set one setting, for instance `cash_step 5` or `guest_lines '["Thank you."]'`
    Set {
        /// Which one
        key: String,
        /// The value, as TOML; a word without quotes is text
        value: String,
    },
}

/// Runs the verb.
///
/// # Errors
/// One sentence that names the setting; nothing has changed then.
pub fn run(context: &Context, args: &SettingsArgs) -> Result<Outcome, Failure> {
    match &args.act {
        Act::Show { key } => show(context, key.as_deref()),
        Act::Export { file } => export(context, file.as_deref()),
        Act::Import { file } => import(context, file),
        Act::Set { key, value } => set(context, key, value),
    }
}

/// The settings of the site as they are known here.
pub fn known(context: &Context) -> Result<Settings, Failure> {
    let (replica, mut reader) = context.reader()?;
    Ok(boot::load(&mut reader, &replica.identity, context.now())?.settings().clone())
}

/// The settings as a table; a setting that is off is not in it.
fn fields(settings: Settings) -> Result<Map<String, Value>, Failure> {
    let patch = SettingsPatch::from(settings);
    match serde_json::to_value(patch) {
        Ok(Value::Object(fields)) => {
            Ok(fields.into_iter().filter(|(_, value)| !value.is_null()).collect())
        }
        other => Err(Failure::error(format!("the settings cannot be written ({other:?})"))),
    }
}

fn as_toml(value: &impl serde::Serialize) -> Result<String, Failure> {
    toml::to_string_pretty(value)
        .map_err(|error| Failure::error(format!("the settings cannot be written ({error})")))
}

fn show(context: &Context, key: Option<&str>) -> Result<Outcome, Failure> {
    let settings = known(context)?;
    let rights = rights(&settings);
    let mut fields = fields(settings)?;
    if let Some(key) = key {
        let names = names(&fields);
        fields.retain(|name, _| name == key);
        if fields.is_empty() {
            return Err(Failure::error(format!("`{key}` is not set; what is set: {names}")));
        }
    }
    if context.json {
        out::value(&json!({ "schema": "settings/1", "settings": fields, "usual_rights": rights }))?;
    } else {
        out::text(with_rights(&as_toml(&fields)?, &rights).trim_end())?;
    }
    Ok(Outcome::Done)
}

/// Who may do what as long as the setting says nothing about it: the act and the roles.
fn rights(settings: &Settings) -> BTreeMap<&'static str, Vec<&'static str>> {
    let unset = Right::ALL.into_iter().filter(|act| !settings.permissions.contains_key(act.word()));
    let roles = |act: Right| act.usual().iter().map(|role| role.word()).collect();
    unset.map(|act| (act.word(), roles(act))).collect()
}

/// Puts the usual rights below those that are set, as comments that can be taken in.
fn with_rights(text: &str, rights: &BTreeMap<&'static str, Vec<&'static str>>) -> String {
    const HEAD: &str = "[permissions]\n";
    let Some((before, after)) = text.split_once(HEAD).filter(|_| !rights.is_empty()) else {
        return text.to_owned();
    };
    let next = if after.starts_with('[') { Some(0) } else { after.find("\n[") };
    let (own, rest) = after.split_at(next.unwrap_or(after.len()));
    let mut lines = vec![
        "# The owner may everything. Usual rights; take the # off a line and change its roles:"
            .to_owned(),
    ];
    lines.extend(rights.iter().map(|(act, roles)| format!("# {act} = {roles:?}")));
    let own = if own.trim().is_empty() { String::new() } else { format!("{}\n", own.trim_end()) };
    let rest = rest.trim_start();
    let gap = if rest.is_empty() { "" } else { "\n" };
    format!("{before}{HEAD}{own}{}\n{gap}{rest}", lines.join("\n"))
}

fn names(fields: &Map<String, Value>) -> String {
    let names: Vec<&str> = fields.keys().map(String::as_str).collect();
    names.join(", ")
}

fn export(context: &Context, file: Option<&Path>) -> Result<Outcome, Failure> {
    let settings = known(context)?;
    let rights = rights(&settings);
    let text = with_rights(&as_toml(&fields(settings)?)?, &rights);
    match file {
        None => out::text(text.trim_end())?,
        Some(file) => {
            std::fs::write(file, &text).map_err(|error| {
                let name = file.display();
                Failure::error(format!("{name} cannot be written ({error}): name another file"))
            })?;
            out::text(&format!("settings written to {}", file.display()))?;
        }
    }
    Ok(Outcome::Done)
}

fn import(context: &Context, file: &Path) -> Result<Outcome, Failure> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::error(format!("{name} cannot be read ({error}): name a file that is there"))
    })?;
    let table: toml::Table = text.parse().map_err(|error| {
        Failure::error(format!("{name} is not TOML, nothing was changed: {error}"))
    })?;
    match serde_json::to_value(&table) {
        Ok(Value::Object(fields)) => change(context, fields),
        other => Err(Failure::error(format!("{name} holds no settings ({other:?})"))),
    }
}

fn set(context: &Context, key: &str, value: &str) -> Result<Outcome, Failure> {
    // What is no TOML value is text, so that nobody has to quote quotes.
    let parsed = format!("value = {value}").parse::<toml::Table>().ok();
    let parsed = parsed.and_then(|mut table| table.remove("value"));
    let json = match parsed {
        None if value == "off" => Ok(Value::Null),
        None => Ok(Value::String(value.to_owned())),
        Some(parsed) => serde_json::to_value(parsed),
    };
    let value = json.map_err(|error| Failure::usage(format!("`{value}`: {error}")))?;
    change(context, Map::from_iter([(key.to_owned(), value)]))
}

fn change(context: &Context, given: Map<String, Value>) -> Result<Outcome, Failure> {
    let keys: Vec<String> = given.keys().cloned().collect();
    let patch: SettingsPatch = serde_json::from_value(Value::Object(given)).map_err(|error| {
        Failure::error(format!("a value does not fit, nothing was changed: {error}"))
    })?;
    check_taken(&keys, &patch)?;
    context.replica()?;
    let mut errand = context.selling()?;
    errand.act(vec![Command::ChangeSettings(Box::new(patch))])?;
    if context.json {
        out::value(&json!({ "schema": "settings/1", "changed": keys }))?;
    } else {
        out::text(&format!("changed: {}", keys.join(", ")))?;
    }
    Ok(Outcome::Done)
}

/// Refuses what the change did not take over, so that a slip never looks as if it were done.
fn check_taken(keys: &[String], patch: &SettingsPatch) -> Result<(), Failure> {
    let taken = serde_json::to_value(patch).unwrap_or_default();
    let lost = keys.iter().find(|key| taken.get(key.as_str()).is_none());
    let Some(key) = lost else { return Ok(()) };
    let names = names(&fields(Settings::default())?);
    Err(Failure::usage(format!(
        "`{key}` is not a setting of the site, or it cannot be off; nothing was changed. \
         Settings are {names} and service_charge"
    )))
}
