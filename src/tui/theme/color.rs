//! Colour arithmetic: what a colour is in red, green and blue, contrast, and the nearest of 256.

use ratatui::style::Color;

/// The sixteen basic colours as most terminals show them.
const BASIC: [(u8, u8, u8); 16] = [
    (0, 0, 0),
    (205, 49, 49),
    (13, 188, 121),
    (229, 229, 16),
    (36, 114, 200),
    (188, 63, 188),
    (17, 168, 205),
    (229, 229, 229),
    (102, 102, 102),
    (241, 76, 76),
    (35, 209, 139),
    (245, 245, 67),
    (59, 142, 234),
    (214, 112, 214),
    (41, 184, 219),
    (255, 255, 255),
];

/// The six levels of a channel in the colour cube of 256-colour terminals.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Red, green and blue of a colour, `None` for the terminal's own colour.
pub fn rgb_of(color: Color) -> Option<(u8, u8, u8)> {
    let basic = |at: usize| BASIC.get(at).copied();
    match color {
        Color::Reset => None,
        Color::Rgb(red, green, blue) => Some((red, green, blue)),
        Color::Indexed(index) => Some(indexed(index)),
        Color::Black => basic(0),
        Color::Red => basic(1),
        Color::Green => basic(2),
        Color::Yellow => basic(3),
        Color::Blue => basic(4),
        Color::Magenta => basic(5),
        Color::Cyan => basic(6),
        Color::Gray => basic(7),
        Color::DarkGray => basic(8),
        Color::LightRed => basic(9),
        Color::LightGreen => basic(10),
        Color::LightYellow => basic(11),
        Color::LightBlue => basic(12),
        Color::LightMagenta => basic(13),
        Color::LightCyan => basic(14),
        Color::White => basic(15),
    }
}

fn indexed(index: u8) -> (u8, u8, u8) {
    if let Some(basic) = BASIC.get(usize::from(index)) {
        return *basic;
    }
    if index >= 232 {
        let level = (index - 232) * 10 + 8;
        return (level, level, level);
    }
    let cube = usize::from(index) - 16;
    let level = |at: usize| CUBE.get(at % 6).copied().unwrap_or_default();
    (level(cube / 36), level(cube / 6), level(cube))
}

/// The nearest colour of the cube and the greys; the first sixteen are left out, because every
/// terminal shows them differently.
pub(super) fn nearest_indexed(color: Color) -> Color {
    let Color::Rgb(red, green, blue) = color else {
        return color;
    };
    let far = |index: u8| {
        let (r, g, b) = indexed(index);
        let square = |a: u8, b: u8| {
            let d = u32::from(a.abs_diff(b));
            d * d
        };
        square(r, red) + square(g, green) + square(b, blue)
    };
    (16..=255).min_by_key(|index| far(*index)).map_or(color, Color::Indexed)
}

/// The contrast of two colours by the WCAG formula, 1.0 to 21.0; `None` if one of them is the
/// terminal's own.
pub fn contrast(one: Color, other: Color) -> Option<f64> {
    let (one, other) = (luminance(rgb_of(one)?), luminance(rgb_of(other)?));
    let (light, dark) = (one.max(other), one.min(other));
    Some((light + 0.05) / (dark + 0.05))
}

fn luminance((red, green, blue): (u8, u8, u8)) -> f64 {
    let linear = |channel: u8| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_and_white_are_21_apart() {
        let ratio = contrast(Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255)).unwrap();
        assert!((ratio - 21.0).abs() < 0.001);
        assert_eq!(contrast(Color::Reset, Color::White), None);
    }

    #[test]
    fn the_nearest_of_256_is_exact_where_it_exists() {
        assert_eq!(nearest_indexed(Color::Rgb(95, 135, 255)), Color::Indexed(69));
        assert_eq!(nearest_indexed(Color::Rgb(8, 8, 8)), Color::Indexed(232));
        assert_eq!(nearest_indexed(Color::Red), Color::Red);
        for index in 16..=255 {
            let (r, g, b) = indexed(index);
            let found = rgb_of(nearest_indexed(Color::Rgb(r, g, b)));
            assert_eq!(found, Some((r, g, b)));
        }
    }
}
