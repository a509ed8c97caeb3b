//! A small table of text for reports and lists: columns, alignment, and cutting to a width.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Blanks between two columns.
const GAP: usize = 2;

/// The narrowest that a column which gives way becomes.
const NARROWEST: usize = 10;

/// On which side the blanks of a cell stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// The text begins at the left edge.
    Left,
    /// The text ends at the right edge: amounts and counts.
    Right,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    title: String,
    align: Align,
    min: usize,
    gives_way: bool,
}

impl Column {
    /// A column of texts.
    pub fn left(title: impl Into<String>) -> Self {
        Self { title: title.into(), align: Align::Left, min: 0, gives_way: false }
    }

    /// A column of amounts or counts, which is never cut.
    pub fn right(title: impl Into<String>) -> Self {
        Self { align: Align::Right, ..Self::left(title) }
    }

    /// At least this many cells wide.
    #[must_use]
    pub fn min(mut self, cells: usize) -> Self {
        self.min = cells;
        self
    }

    /// Cut with the cut sign when the table is wider than its place.
    #[must_use]
    pub fn gives_way(mut self) -> Self {
        self.gives_way = true;
        self
    }
}

/// A table of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns and no rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row; missing cells are empty, cells beyond the columns are left out.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().take(self.columns.len()).map(Into::into).collect());
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as lines with line ends and without blanks at the ends. With a width, the columns
    /// that give way are cut until it fits, down to ten cells each; `cut` is the cut sign, `…`
    /// or `~`. A line of titles comes first unless all titles are empty.
    pub fn render(&self, width: Option<usize>, cut: &str) -> String {
        let widths = self.widths(width);
        let titles: Vec<String> = self.columns.iter().map(|column| column.title.clone()).collect();
        let titles = titles.iter().any(|title| !title.is_empty()).then_some(&titles);
        let mut text = String::new();
        for row in titles.into_iter().chain(&self.rows) {
            let mut line = String::new();
            for (index, (column, cells)) in self.columns.iter().zip(&widths).enumerate() {
                if index > 0 {
                    line.push_str(&" ".repeat(GAP));
                }
                let cell = row.get(index).map_or("", String::as_str);
                line.push_str(&pad(&fit(cell, *cells, cut), *cells, column.align));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// The cells that each column gets.
    fn widths(&self, width: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let cells = self.rows.iter().filter_map(|row| row.get(index));
                let widest = cells.map(|cell| cell.width()).max().unwrap_or(0);
                widest.max(column.title.width()).max(column.min)
            })
            .collect();
        let Some(width) = width else { return widths };
        let gaps = self.columns.len().saturating_sub(1) * GAP;
        let mut excess = (widths.iter().sum::<usize>() + gaps).saturating_sub(width);
        while excess > 0 {
            let widest = self
                .columns
                .iter()
                .zip(widths.iter_mut())
                .filter(|(column, cells)| column.gives_way && **cells > NARROWEST)
                .max_by_key(|(_, cells)| **cells);
            let Some((_, cells)) = widest else { break };
            *cells -= 1;
            excess -= 1;
        }
        widths
    }
}

/// The text cut to a number of cells, with the cut sign when something is missing. A wide
/// character is never split.
pub fn fit(text: &str, cells: usize, cut: &str) -> String {
    if text.width() <= cells {
        return text.to_owned();
    }
    let room = cells.saturating_sub(cut.width());
    let mut kept = String::new();
    for cluster in text.graphemes(true) {
        if kept.width() + cluster.width() > room {
            break;
        }
        kept.push_str(cluster);
    }
    kept + cut
}

/// The text with blanks up to a number of cells; a longer text stays as it is.
pub fn pad(text: &str, cells: usize, align: Align) -> String {
    let blanks = " ".repeat(cells.saturating_sub(text.width()));
    match align {
        Align::Left => format!("{text}{blanks}"),
        Align::Right => format!("{blanks}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new([
            Column::left("Order"),
            Column::left("Name").gives_way(),
            Column::right("Due"),
        ]);
        table.row(["A47", "豚骨ラーメン and friends", "1,204.80"]);
        table.row(["A48", "Anna", "3.60"]);
        table
    }

    #[test]
    fn columns_stay_straight_with_wide_characters() {
        let wanted = "Order  Name                           Due\n\
                      A47    豚骨ラーメン and friends  1,204.80\n\
                      A48    Anna                          3.60\n";
        assert_eq!(table().render(None, "…"), wanted);
    }

    #[test]
    fn only_what_gives_way_is_cut_and_a_wide_character_is_never_split() {
        let wanted = "Order  Name             Due\n\
                      A47    豚骨ラー…   1,204.80\n\
                      A48    Anna            3.60\n";
        assert_eq!(table().render(Some(27), "…"), wanted);
        assert_eq!(table().render(Some(5), "…"), wanted, "ten cells of a name always stay");
        assert_eq!(fit("豚骨", 3, "~"), "豚~");
        assert_eq!(fit("豚骨", 2, "~"), "~");
    }

    #[test]
    fn without_titles_there_is_no_line_of_titles() {
        let mut table = Table::new([Column::left(""), Column::right("")]);
        assert!(table.is_empty());
        table.row(["a", "1"]);
        table.row(["bb", "10"]);
        assert_eq!(table.render(None, "…"), "a    1\nbb  10\n");
    }
}
