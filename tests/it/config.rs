//! Machine settings: what the layers give together, and what a wrong setting says.

use std::path::PathBuf;

use tillrail::config::{
    AmountEntry, Config, ConfigError, Layout, OrderType, Prices, ServiceName, Slots, Sources, Theme,
};

/// Sources with a file of `text`.
fn file(text: &str) -> Sources {
    let file = Some((PathBuf::from("/etc/tillrail.toml"), text.to_owned()));
    Sources { file, home: Some(PathBuf::from("/home/anna")), ..Sources::default() }
}

fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
    given.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn variables(given: &[(&str, &str)]) -> Sources {
    Sources { variables: pairs(given), ..Sources::default() }
}

#[track_caller]
fn read(sources: &Sources) -> Config {
    Config::from_sources(sources).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn refusal(sources: &Sources) -> String {
    Config::from_sources(sources).expect_err("a setting that cannot be used").to_string()
}

#[test]
fn the_shipped_defaults_are_those_of_the_design() {
    let config = read(&Sources::default());
    assert_eq!(config.ui.layout, Layout::Auto);
    assert_eq!(config.ui.theme, Theme::Auto);
    assert!(config.ui.mouse && !config.ui.emoji);
    assert_eq!(config.counter.order_type, OrderType::Takeaway);
    assert_eq!(config.counter.amount_entry, AmountEntry::Minor);
    assert!(config.counter.enter_opens_pay && config.counter.blind_count);
    assert_eq!(config.counter.lock_after_ms, 120_000);
    assert_eq!(config.counter.notes, Vec::<i64>::new());
    assert_eq!(config.kitchen.warn_ms.of(ServiceName::DineIn), 300_000);
    assert_eq!(config.kitchen.late_ms.of(ServiceName::Online), 600_000);
    assert!(config.kitchen.start_step && !config.kitchen.direct_bump && config.kitchen.bell);
    assert_eq!((config.kitchen.slots, config.kitchen.max_slots), (Slots::Packed, 10));
    let repeat = config.kitchen.bell_repeat;
    assert_eq!((repeat.every_ms, repeat.times), (15_000, 8));
    let recall = config.kitchen.recall_keep;
    assert_eq!((recall.tickets, recall.within_ms), (50, 3_600_000));
    assert_eq!((config.display.page_ms, config.display.ready_for_ms), (8_000, 900_000));
    assert!(!config.display.dine_in);
    assert_eq!((config.hub.url, config.terminal.letter, config.site.currency), (None, None, None));
    assert_eq!(config.log, "info");
}

#[test]
fn what_is_commented_out_in_the_shipped_file_is_valid_when_switched_on() {
    let switched_on: Vec<String> = tillrail::config::SHIPPED
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.split(" = ").next().is_some_and(is_a_key) => rest.to_owned(),
            _ => line.to_owned(),
        })
        .filter(|line| !line.starts_with("warn = {"))
        .collect();
    let config = read(&file(&switched_on.join("\n")));
    assert_eq!(config.hub.url.as_deref(), Some("https://bistro-hub:7700"));
    assert_eq!(config.terminal.letter.as_deref(), Some("A"));
    assert_eq!(config.counter.notes, [500, 1000, 2000, 5000, 10000]);
    assert_eq!(config.keys.taught["counter"]["pay"], "F9");
    assert_eq!(config.site.cut_off_minutes, Some(240));
    assert_eq!(config.site.prices, Some(Prices::Inclusive));
}

/// Whether a comment's beginning is a key rather than prose.
fn is_a_key(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.')
}

#[test]
fn a_later_layer_wins_and_every_value_knows_its_place() {
    let mut sources = file("log = \"warn\"\n[ui]\ntheme = \"dark\"\nlayout = \"wide\"\n");
    sources.variables = pairs(&[("TILLRAIL_UI__THEME", "light"), ("TILLRAIL_DATA", "/srv/till")]);
    sources.flags = pairs(&[("log", "debug")]);
    let config = read(&sources);
    assert_eq!(config.ui.layout, Layout::Wide);
    assert_eq!(config.ui.theme, Theme::Light);
    assert_eq!(config.log, "debug");
    assert_eq!(config.data_dir().unwrap(), PathBuf::from("/srv/till"));
    let place = |key: &str| config.origin(key).unwrap().to_string();
    assert_eq!(place("ui.layout"), "/etc/tillrail.toml:4");
    assert_eq!(place("ui.theme"), "variable TILLRAIL_UI__THEME");
    assert_eq!(place("log"), "command line");
    assert!(place("ui.glyphs").starts_with("shipped config.toml:"));
    assert!(
        config.settings().any(|(key, set)| key == "ui.layout" && set.written.to_string() == "wide")
    );
}

#[test]
fn variables_of_commands_are_no_settings() {
    let said =
        [("TILLRAIL_STAFF", "Anna K."), ("TILLRAIL_PIN", "1234"), ("TILLRAIL_CREDENTIAL", "x")];
    assert_eq!(read(&variables(&said)).data, read(&variables(&[])).data);
    assert!(refusal(&variables(&[("TILLRAIL_PINS", "1234")])).contains("TILLRAIL_PINS"));
}

#[test]
fn short_variables_name_the_data_directory_and_the_hub() {
    let config = read(&variables(&[
        ("TILLRAIL_HUB", "ws://hub.local:7410/"),
        ("TILLRAIL_DATA", "/srv/till"),
        ("TILLRAIL_CONFIG", "/etc/tillrail.toml"),
        ("PATH", "/usr/bin"),
    ]));
    assert_eq!(config.hub.url.as_deref(), Some("http://hub.local:7410"));
    assert_eq!(config.data, Some(PathBuf::from("/srv/till")));
}

#[test]
fn the_data_directory_falls_back_to_the_machines_and_then_asks() {
    let own = Some(PathBuf::from("/home/anna/.local/share/tillrail"));
    let config = read(&Sources { default_data: own.clone(), ..Sources::default() });
    assert_eq!(config.data, own);
    let nowhere = read(&Sources::default());
    assert_eq!(
        nowhere.data_dir().unwrap_err().to_string(),
        "`data` is not set and there is no home directory: give --data DIR or set TILLRAIL_DATA."
    );
    assert_eq!(read(&file("data = \"~/till\"\n")).data, Some(PathBuf::from("/home/anna/till")));
}

#[test]
fn ages_differ_by_service_and_a_later_plain_age_replaces_them() {
    let own = "[kitchen]\nwarn = { default = \"4:00\", dine-in = \"8 min\" }\n";
    let config = read(&file(own));
    assert_eq!(config.kitchen.warn_ms.of(ServiceName::DineIn), 480_000);
    assert_eq!(config.kitchen.warn_ms.of(ServiceName::Takeaway), 240_000);
    let mut sources = file(own);
    sources.variables = pairs(&[("TILLRAIL_KITCHEN__WARN", "90")]);
    assert_eq!(read(&sources).kitchen.warn_ms.of(ServiceName::DineIn), 90_000);
    sources.variables = pairs(&[("TILLRAIL_KITCHEN__WARN__DINE_IN", "3:30")]);
    let config = read(&sources);
    assert_eq!(config.kitchen.warn_ms.of(ServiceName::DineIn), 210_000);
    assert_eq!(config.kitchen.warn_ms.of(ServiceName::Online), 240_000);
}

#[test]
fn lengths_of_time_are_read_as_people_write_them() {
    let cases = [
        ("5:00", 300_000),
        ("1:00:00", 3_600_000),
        ("120 s", 120_000),
        ("15min", 900_000),
        ("0", 0),
        ("45", 45_000),
        ("1500 ms", 1_500),
    ];
    for (written, ms) in cases {
        let config = read(&variables(&[("TILLRAIL_COUNTER__LOCK_AFTER", written)]));
        assert_eq!(config.counter.lock_after_ms, ms, "{written}");
    }
    for wrong in ["5:7", "5:60", "1:2:3:4", "-1", "soon", "5 days", "", "99999999999999999999 h"] {
        let said = refusal(&variables(&[("TILLRAIL_COUNTER__LOCK_AFTER", wrong)]));
        assert!(said.contains("write a time such as 5:00"), "{wrong}: {said}");
    }
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_known_one() {
    assert_eq!(
        refusal(&file("[ui]\n\nthem = \"dark\"\n")),
        "`ui.them` (/etc/tillrail.toml:3) is not a setting: the nearest is `ui.theme`."
    );
    assert_eq!(
        refusal(&variables(&[("TILLRAIL_COUNTER__BLINDCOUNT", "on")])),
        "`counter.blindcount` (variable TILLRAIL_COUNTER__BLINDCOUNT) is not a setting: \
         the nearest is `counter.blind_count`."
    );
    let far = refusal(&file("tax_rate = 18\n"));
    assert!(far.ends_with("the shipped config.toml lists every key."), "{far}");
}

#[test]
fn a_wrong_value_names_key_place_and_remedy() {
    let cases = [
        (
            "[ui]\ntheme = \"purple\"",
            "`ui.theme` (/etc/tillrail.toml:2) is \"purple\": write one of auto, dark,",
        ),
        ("[kitchen]\nmax_slots = 3", "is \"3\": write a number from 4 to 30."),
        (
            "[hub]\nurl = \"bistro\"",
            "is \"bistro\": write an address such as https://bistro-hub:7700.",
        ),
        ("[terminal]\nletter = \"A1\"", "is \"A1\": write 1 to 3 letters from A to Z."),
        ("[counter]\nlock_after = \"2 h\"", "is \"2 h\": write 0 s to 3600 s."),
        (
            "[counter]\nnotes = [500, 0]",
            "is \"[500, 0]\": write whole amounts in minor units above 0",
        ),
        ("[kitchen]\nbell_repeat = \"often\"", "write a time and a count up to 99, as in 15 s x 8"),
        ("[site]\ntime_zone = \"Vienna\"", "write a name of the IANA database"),
        ("[site]\ncut_off = \"25:00\"", "write a time of day between 00:00 and 23:59."),
        ("[ui]\nmouse = 7", "is \"7\": write on or off."),
        ("[kitchen.warn]\nlunch = \"5:00\"", "it is for no service"),
        ("log = 1.5", "`log` (/etc/tillrail.toml:1) is a float"),
    ];
    for (text, words) in cases {
        let said = refusal(&file(text));
        assert!(said.contains(words), "{said}");
        assert!(said.contains("/etc/tillrail.toml:"), "{said}");
    }
}

#[test]
fn a_broken_file_names_the_line() {
    let said = refusal(&file("log = \"info\"\n[ui\ntheme = \"dark\"\n"));
    assert!(said.starts_with("`config` (/etc/tillrail.toml:2) is not valid TOML"), "{said}");
}

#[test]
fn a_missing_file_is_refused_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.toml");
    let error: ConfigError = Config::load(Some(&path), &[]).unwrap_err();
    assert!(error.to_string().contains("none.toml cannot be read"), "{error}");
}

#[test]
fn a_file_on_disk_is_read_and_its_lines_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.toml");
    std::fs::write(&path, "[terminal]\nname = \"Front\"\nletter = \"b\"\n").unwrap();
    let config =
        Config::load(Some(&path), &[("ui.layout".to_owned(), "touch".to_owned())]).unwrap();
    assert_eq!(config.terminal.name.as_deref(), Some("Front"));
    assert_eq!(config.terminal.letter.as_deref(), Some("B"));
    assert_eq!(config.ui.layout, Layout::Touch);
    assert_eq!(
        config.origin("terminal.letter").unwrap().to_string(),
        format!("{}:3", path.display())
    );
}

#[test]
fn a_ticket_is_never_late_before_it_is_marked() {
    let said = refusal(&file("[kitchen]\nwarn = \"12:00\"\n"));
    assert!(said.contains("`kitchen.late` (shipped config.toml:"), "{said}");
    assert!(said.contains("comes before `kitchen.warn` for dine-in"), "{said}");
    let said = refusal(&file("[kitchen]\nlate = { delivery = \"1:00\" }\n"));
    assert!(said.starts_with("`kitchen.late.delivery` (/etc/tillrail.toml:2)"), "{said}");
}

#[test]
fn a_key_taught_twice_on_one_screen_is_refused_with_both_names() {
    let said = refusal(&file("[keys]\nkitchen.bump = \"f8\"\nkitchen.recall = \"F8\"\n"));
    assert_eq!(
        said,
        "`keys.kitchen.recall` (/etc/tillrail.toml:3) is F8, which `keys.kitchen.bump` has too: \
         give one of them another key."
    );
    let apart = read(&file(
        "[keys]\nkitchen.bump = \"F8\"\ncounter.find = \"F8\"\nkitchen.page = \"ctrl+P\"\n",
    ));
    assert_eq!(apart.keys.taught["counter"]["find"], "F8");
    assert_eq!(apart.keys.taught["kitchen"]["page"], "Ctrl+p");
    let said = refusal(&file("[keys]\nkitchen.bump = \"Hyper\"\n"));
    assert!(said.contains("write one character, F1 to F12"), "{said}");
}

#[test]
fn lists_can_be_written_in_a_variable() {
    let config = read(&variables(&[("TILLRAIL_COUNTER__NOTES", "2000, 500,1000,500")]));
    assert_eq!(config.counter.notes, [500, 1000, 2000]);
}

#[test]
fn theme_files_are_paths_that_end_in_toml() {
    let config = read(&file("[ui]\ntheme = \"/etc/tillrail/blue.toml\"\n"));
    assert_eq!(config.ui.theme, Theme::File(PathBuf::from("/etc/tillrail/blue.toml")));
}
