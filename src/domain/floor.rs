//! The floor plan of a site: rooms with tables on a grid, and what makes a plan sound.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decide::TABLE_LIMIT_CHARS;

/// The most rooms of a site.
pub const ROOMS_MAX: usize = 20;
/// The most tables of a room.
pub const ROOM_TABLES_MAX: usize = 200;
/// The last row and the last column of a room.
pub const PLACE_MAX: u8 = 50;
/// The longest name of a room, in characters.
const ROOM_CHARS_MAX: usize = 24;
/// The longest note of a table, in characters: it stands inside its cell.
const NOTE_CHARS_MAX: usize = 11;
/// The most seats of a table.
const SEATS_MAX: u8 = 99;

/// A room: tables on a grid.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// What it is called.
    pub name: String,
    /// Its tables.
    #[serde(default)]
    pub tables: Vec<Table>,
}

/// A table of a room.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What it is called: a number or a short word, unique in the site.
    pub name: String,
    /// Its row, counted from 1.
    pub row: u8,
    /// Its column, counted from 1.
    pub column: u8,
    /// How many seats it has; 0 for unknown.
    #[serde(default)]
    pub seats: u8,
    /// A word that is shown instead of the seats, such as `bar`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whether a word can name a table: 1 to 8 letters, digits or `-`.
pub fn is_table_name(name: &str) -> bool {
    (1..=TABLE_LIMIT_CHARS).contains(&name.chars().count())
        && name.chars().all(|sign| sign.is_alphanumeric() || sign == '-')
}

/// The table of a name, with its room.
pub fn table<'a>(rooms: &'a [Room], name: &str) -> Option<(&'a Room, &'a Table)> {
    rooms.iter().find_map(|room| {
        room.tables.iter().find(|table| table.name == name).map(|table| (room, table))
    })
}

/// Checks a plan.
///
/// # Errors
/// One sentence that names the room and, where two tables are in each other's way, both of them.
pub fn check(rooms: &[Room]) -> Result<(), String> {
    if rooms.len() > ROOMS_MAX {
        return Err(format!("a floor has at most {ROOMS_MAX} rooms: take some out"));
    }
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (at, room) in rooms.iter().enumerate() {
        let number = at.saturating_add(1);
        check_text(&room.name, ROOM_CHARS_MAX)
            .map_err(|limit| format!("room {number} needs a name of 1 to {limit} characters"))?;
        if rooms.iter().take(at).any(|other| other.name == room.name) {
            return Err(format!("two rooms are called {}: rename one of them", room.name));
        }
        if room.tables.len() > ROOM_TABLES_MAX {
            let name = &room.name;
            return Err(format!("{name} has more than {ROOM_TABLES_MAX} tables: make two rooms"));
        }
        let mut places: BTreeMap<(u8, u8), &str> = BTreeMap::new();
        for table in &room.tables {
            check_table(room, table)?;
            if let Some(other) = names.insert(&table.name, &room.name) {
                let name = &table.name;
                return Err(if other == room.name {
                    format!("table {name} stands twice in {other}: give one of them another name")
                } else {
                    format!("table {name} stands in {other} and in {}: rename one", room.name)
                });
            }
            if let Some(other) = places.insert((table.row, table.column), &table.name) {
                let (row, column) = (table.row, table.column);
                return Err(format!(
                    "tables {other} and {} of {} both stand at row {row}, column {column}: move one",
                    table.name, room.name
                ));
            }
        }
    }
    Ok(())
}

fn check_table(room: &Room, table: &Table) -> Result<(), String> {
    let room = &room.name;
    let name = &table.name;
    if name.is_empty() {
        let (row, column) = (table.row, table.column);
        return Err(format!(
            "the table at row {row}, column {column} of {room} has no name: give it one"
        ));
    }
    if !is_table_name(name) {
        return Err(format!(
            "`{name}` in {room} is not a table: use up to {TABLE_LIMIT_CHARS} letters or digits"
        ));
    }
    let on_grid = (1..=PLACE_MAX).contains(&table.row) && (1..=PLACE_MAX).contains(&table.column);
    if !on_grid {
        return Err(format!(
            "table {name} of {room} needs a row and a column from 1 to {PLACE_MAX}"
        ));
    }
    if table.seats > SEATS_MAX {
        return Err(format!("table {name} of {room} has {} seats: at most 99", table.seats));
    }
    match &table.note {
        Some(note) => check_text(note, NOTE_CHARS_MAX).map_err(|limit| {
            format!("the note of table {name} of {room} must have 1 to {limit} characters")
        }),
        None => Ok(()),
    }
}

fn check_text(text: &str, limit: usize) -> Result<(), usize> {
    let good =
        (1..=limit).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control);
    if good { Ok(()) } else { Err(limit) }
}

/// The plan of the sample shop: fifteen tables in the main room, of which the last is the bar, and
/// five on the terrace.
pub fn sample() -> Vec<Room> {
    let main: [(&str, u8); 15] = [
        ("1", 2),
        ("2", 2),
        ("3", 2),
        ("4", 4),
        ("5", 4),
        ("6", 4),
        ("7", 4),
        ("8", 2),
        ("9", 4),
        ("10", 4),
        ("11", 6),
        ("12", 4),
        ("14", 8),
        ("15", 2),
        ("16", 2),
    ];
    let terrace: [(&str, u8); 5] = [("21", 2), ("22", 2), ("23", 4), ("24", 4), ("25", 4)];
    let mut rooms = vec![room("Main room", &main), room("Terrace", &terrace)];
    let bar = rooms.first_mut().and_then(|room| room.tables.last_mut());
    if let Some(bar) = bar {
        bar.note = Some("bar".to_owned());
    }
    rooms
}

/// A room with five tables in each row.
fn room(name: &str, tables: &[(&str, u8)]) -> Room {
    let places = (1..=PLACE_MAX).flat_map(|row| (1..=5).map(move |column| (row, column)));
    let tables = tables.iter().zip(places).map(|((name, seats), (row, column))| Table {
        name: (*name).to_owned(),
        row,
        column,
        seats: *seats,
        note: None,
    });
    Room { name: name.to_owned(), tables: tables.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(rooms: &mut [Room], room: usize, table: usize) -> &mut Table {
        rooms.get_mut(room).and_then(|room| room.tables.get_mut(table)).unwrap()
    }

    #[test]
    fn the_sample_is_sound_and_has_the_grid_of_the_screen() {
        let rooms = sample();
        check(&rooms).unwrap();
        let (main, bar) = table(&rooms, "16").unwrap();
        assert_eq!((main.name.as_str(), bar.row, bar.column), ("Main room", 3, 5));
        assert_eq!(bar.note.as_deref(), Some("bar"));
        assert_eq!(table(&rooms, "13"), None);
    }

    #[test]
    fn a_plan_that_overlaps_is_refused_with_both_tables() {
        let mut rooms = sample();
        at(&mut rooms, 0, 6).column = 1;
        let sentence = check(&rooms).unwrap_err();
        assert_eq!(sentence, "tables 6 and 7 of Main room both stand at row 2, column 1: move one");
        let mut rooms = sample();
        at(&mut rooms, 1, 0).name = "7".to_owned();
        let sentence = check(&rooms).unwrap_err();
        assert_eq!(sentence, "table 7 stands in Main room and in Terrace: rename one");
        let mut rooms = sample();
        at(&mut rooms, 0, 1).name = "1".to_owned();
        assert!(check(&rooms).unwrap_err().contains("stands twice in Main room"));
    }

    #[test]
    fn names_and_places_must_be_possible() {
        for (edit, words) in [("", "has no name: give it one"), ("by the window", "is not a table")]
        {
            let mut rooms = sample();
            at(&mut rooms, 0, 3).name = edit.to_owned();
            assert!(check(&rooms).unwrap_err().contains(words), "{edit}");
        }
        let mut rooms = sample();
        at(&mut rooms, 0, 3).row = 0;
        assert!(check(&rooms).unwrap_err().contains("needs a row and a column"));
        let mut rooms = sample();
        for room in &mut rooms {
            room.name = "Main room".to_owned();
        }
        assert_eq!(
            check(&rooms).unwrap_err(),
            "two rooms are called Main room: rename one of them"
        );
    }
}
