//! Rows with a header as comma-separated text.

/// Writes rows below a header, quoted where it is needed.
pub fn rows<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut text = String::new();
    line(&mut text, &header);
    for row in rows {
        line(&mut text, &row);
    }
    text
}

/// Writes lines of cells, the header first, quoted where it is needed.
pub fn lines(lines: &[Vec<String>]) -> String {
    let mut text = String::new();
    for cells in lines {
        line(&mut text, cells);
    }
    text
}

fn line(text: &mut String, cells: &[impl AsRef<str>]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        let cell = &harmless(cell.as_ref());
        if cell.contains(['"', ',', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}

/// Words that a spreadsheet would take for a formula stand behind an apostrophe: a name or a reason
/// is typed by anybody, and must not be worked out on the owner's machine. Figures stay as they are.
fn harmless(cell: &str) -> std::borrow::Cow<'_, str> {
    let figures = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let is_figure = figures.starts_with(|first: char| first.is_ascii_digit())
        && figures.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    if !is_figure && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_figure_stays_one() {
        let cells = [
            "=HYPERLINK(\"http://evil\",\"x\")",
            "+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "-2+3+cmd",
            "-360",
            "-0.350",
            "Soup",
            "",
        ];
        let text = rows(["name"], cells.map(|cell| [cell.to_owned()]));
        let wanted = "name\n\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"\n'+cmd|' /C calc'!A0\n\
                      '@SUM(A1)\n'-2+3+cmd\n-360\n-0.350\nSoup\n\n";
        assert_eq!(text, wanted);
    }
}
