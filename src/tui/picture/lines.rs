//! Line-drawing signs as paths, so that frames in a picture have no gaps whatever the font.

/// Width of a cell in picture units.
pub(super) const CELL_WIDTH: u32 = 10;
/// Height of a cell in picture units.
pub(super) const CELL_HEIGHT: u32 = 20;

/// The path of a line-drawing sign inside its cell, whose top left corner is `x`, `y`; `None` for
/// every other sign. Double lines are two units from the middle on each side.
pub(super) fn path(symbol: &str, x: u32, y: u32) -> Option<String> {
    let (left, right) = (x, x + CELL_WIDTH);
    let (top, bottom) = (y, y + CELL_HEIGHT);
    let (cx, cy) = (x + CELL_WIDTH / 2, y + CELL_HEIGHT / 2);
    let (west, east) = (cx - 2, cx + 2);
    let (north, south) = (cy - 2, cy + 2);
    Some(match symbol {
        "─" => format!("M{left} {cy}H{right}"),
        "│" => format!("M{cx} {top}V{bottom}"),
        "┌" => format!("M{right} {cy}H{cx}V{bottom}"),
        "┐" => format!("M{left} {cy}H{cx}V{bottom}"),
        "└" => format!("M{right} {cy}H{cx}V{top}"),
        "┘" => format!("M{left} {cy}H{cx}V{top}"),
        "├" => format!("M{cx} {top}V{bottom}M{cx} {cy}H{right}"),
        "┤" => format!("M{cx} {top}V{bottom}M{left} {cy}H{cx}"),
        "═" => format!("M{left} {north}H{right}M{left} {south}H{right}"),
        "║" => format!("M{west} {top}V{bottom}M{east} {top}V{bottom}"),
        "╔" => format!("M{right} {north}H{west}V{bottom}M{right} {south}H{east}V{bottom}"),
        "╗" => format!("M{left} {north}H{east}V{bottom}M{left} {south}H{west}V{bottom}"),
        "╚" => format!("M{right} {south}H{west}V{top}M{right} {north}H{east}V{top}"),
        "╝" => format!("M{left} {south}H{east}V{top}M{left} {north}H{west}V{top}"),
        "╠" => format!(
            "M{west} {top}V{bottom}M{right} {north}H{east}V{top}M{right} {south}H{east}V{bottom}"
        ),
        "╣" => format!(
            "M{east} {top}V{bottom}M{left} {north}H{west}V{top}M{left} {south}H{west}V{bottom}"
        ),
        _ => return None,
    })
}
