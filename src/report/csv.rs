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
        let cell = cell.as_ref();
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
