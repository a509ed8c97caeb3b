//! Changing single settings in the user's own file, with everything else in it left as it is.

use std::path::{Path, PathBuf};

use super::{Config, ConfigError, Sources};

/// The file that settings of this machine are written into: the one that is read, else the user's
/// own, which may not be there yet.
///
/// # Errors
/// When the machine has no home directory and no file is named.
pub fn own_file(file: Option<&Path>) -> Result<PathBuf, ConfigError> {
    super::layer::own_file(file).ok_or_else(|| {
        ConfigError::new("config", None, "has no place: there is no home directory")
            .remedy("name a file with --config")
    })
}

/// Writes settings, each as section, key and value, into a file; comments and other settings stay.
///
/// # Errors
/// When the file cannot be read or written, or would not be understood afterwards; it is then as
/// it was.
pub fn write(path: &Path, settings: &[(&str, &str, &str)]) -> Result<(), ConfigError> {
    let failed = |error: std::io::Error| {
        let what = format!("{} cannot be written ({error})", path.display());
        ConfigError::new("config", None, &what).remedy("make it writable, or write it by hand")
    };
    let mut text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error)),
    };
    for (section, key, value) in settings {
        text = with(&text, section, key, value);
    }
    let file = Some((path.to_owned(), text.clone()));
    Config::from_sources(&Sources { file, ..Sources::default() })?;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    // Written beside and moved over, so that a power cut leaves the old file or the new one.
    let beside = path.with_extension("toml.new");
    std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path)).map_err(failed)
}

/// The text with one setting changed or added.
fn with(text: &str, section: &str, key: &str, value: &str) -> String {
    let line = format!("{key} = \"{value}\"");
    let names = |row: &str, name: &str| {
        let rest = row.trim_start().strip_prefix(name);
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut inside = false;
    let mut head = None;
    let dotted = format!("{section}.{key}");
    for at in 0..rows.len() {
        let Some(row) = rows.get_mut(at) else { break };
        let trimmed = row.trim();
        if trimmed.starts_with('[') {
            inside = trimmed.split('#').next().unwrap_or_default().trim() == format!("[{section}]");
            if inside {
                head = Some(at);
            }
        } else if inside && names(row, key) {
            *row = line;
            return joined(&rows);
        } else if head.is_none() && names(row, &dotted) {
            *row = format!("{dotted} = \"{value}\"");
            return joined(&rows);
        }
    }
    if let Some(at) = head {
        rows.insert(at.saturating_add(1), line);
    } else {
        if !rows.is_empty() {
            rows.push(String::new());
        }
        rows.extend([format!("[{section}]"), line]);
    }
    joined(&rows)
}

fn joined(rows: &[String]) -> String {
    let mut text = rows.join("\n");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_setting_changes_and_everything_else_stays() {
        let text = "# mine\nlog = \"warn\"\n[ui]  # looks\n# dark here\ntheme = \"dark\"\n[hub]\n";
        let changed = with(text, "ui", "theme", "mono");
        assert_eq!(changed, text.replace("\"dark\"", "\"mono\""));
        let added = with(text, "ui", "glyphs", "ascii");
        assert_eq!(added, text.replace("looks\n", "looks\nglyphs = \"ascii\"\n"));
        assert_eq!(with("", "ui", "glyphs", "ascii"), "[ui]\nglyphs = \"ascii\"\n");
        assert_eq!(with("ui.theme = \"dark\"\n", "ui", "theme", "mono"), "ui.theme = \"mono\"\n");
    }

    #[test]
    fn a_file_is_made_and_one_that_would_be_wrong_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tillrail").join("config.toml");
        write(&path, &[("ui", "glyphs", "ascii"), ("ui", "theme", "mono")]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "[ui]\ntheme = \"mono\"\nglyphs = \"ascii\"\n");
        assert!(write(&path, &[("ui", "glyphs", "braille")]).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}
