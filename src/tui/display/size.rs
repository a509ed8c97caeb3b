//! How large the numbers are: the largest size that shows all ready ones on at most four pages.

use ratatui::layout::Rect;

use crate::tui::text;
use crate::tui::widgets::DigitSize;

/// All ready numbers fit on this many pages, so that each is seen often enough.
pub(super) const PAGES: usize = 4;
/// A page holds at least this many numbers, so that a board does not change its size with each one.
const LEAST_ON_A_PAGE: usize = 4;
/// Long numbers leave room for fewer: two large ones are read from further than a list of small ones.
const LEAST_LONG: usize = 2;
/// With so many columns between two numbers a column at each side of the frame stays free too.
const ROOMY: u16 = 4;
/// Columns of a number in plain text, which `ABC1234` fits.
const TEXT_COLUMNS: u16 = 7;

/// One size of numbers and the room around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    /// Large digits, or plain text.
    pub(super) digits: Option<DigitSize>,
    /// Columns between two numbers.
    gap: u16,
    /// Rows from one number to the one below.
    pitch: u16,
    /// Rows above the first one.
    top: u16,
    /// Blanks between a number and the frame around it when it is new; `None` for no frame.
    pub(super) pad: Option<u16>,
}

const TEN: Size = Size { digits: Some(DigitSize::TEN), gap: 12, pitch: 12, top: 3, pad: Some(2) };
const SIX: Size = Size { digits: Some(DigitSize::SIX), gap: 8, pitch: 8, top: 2, pad: Some(1) };
const SIX_TIGHT: Size =
    Size { digits: Some(DigitSize::SIX_TIGHT), gap: 4, pitch: 8, top: 2, pad: Some(0) };
const SIX_PREPARING: Size =
    Size { digits: Some(DigitSize::SIX), gap: 8, pitch: 7, top: 2, pad: None };
const TEXT: Size = Size { digits: None, gap: 6, pitch: 5, top: 2, pad: Some(1) };
const LIST: Size = Size { digits: None, gap: 2, pitch: 2, top: 1, pad: None };
const TIGHT: Size = Size { digits: None, gap: 1, pitch: 1, top: 0, pad: None };

/// The sizes of ready numbers and, one size smaller, of those in preparation.
const LADDER: [(Size, Size); 6] = [
    (TEN, SIX_PREPARING),
    (SIX, TEXT),
    (SIX_TIGHT, TEXT),
    (TEXT, LIST),
    (LIST, TIGHT),
    (TIGHT, TIGHT),
];

/// Sizes for the ready numbers in `area` and for those in preparation.
pub(super) fn choose(ready: &[&str], area: Rect) -> (Size, Size) {
    let fits = |(size, _): &&(Size, Size), least: usize| {
        let page = size.places(area, ready).len();
        page >= least && ready.len() <= page * PAGES
    };
    // Sizes of the same height are tried together: first for a page of four, then for fewer.
    let seven = LADDER.iter().take(1);
    let five = LADDER.iter().skip(1).take(2);
    let all_on_one = LEAST_LONG.max(ready.len());
    seven
        .clone()
        .find(|step| fits(step, LEAST_ON_A_PAGE))
        .or_else(|| seven.clone().find(|step| fits(step, all_on_one)))
        .or_else(|| five.clone().find(|step| fits(step, LEAST_ON_A_PAGE)))
        .or_else(|| five.clone().find(|step| fits(step, LEAST_LONG)))
        .or_else(|| LADDER.iter().skip(3).find(|step| fits(step, LEAST_ON_A_PAGE)))
        .copied()
        .unwrap_or((TIGHT, TIGHT))
}

impl Size {
    /// Columns and rows of one number; all places are as wide as the widest number.
    fn number(self, numbers: &[&str]) -> (u16, u16) {
        if let Some(size) = self.digits {
            let widest = numbers.iter().map(|number| size.width(number)).max();
            return (widest.unwrap_or_else(|| size.width("A88")), size.height());
        }
        let widest = numbers.iter().map(|number| text::width(number)).max().unwrap_or(0);
        (u16::try_from(widest).unwrap_or(u16::MAX).max(TEXT_COLUMNS), 1)
    }

    /// The places of one page, row by row.
    pub(super) fn places(self, area: Rect, numbers: &[&str]) -> Vec<Rect> {
        let (width, height) = self.number(numbers);
        // Numbers with room around them keep off the frame, those that may get one of their own by
        // its width too; a dense list takes every column.
        let edge = match self.pad {
            Some(pad) => 2 * (pad + 1),
            None if self.gap >= ROOMY => 2,
            None => 0,
        };
        let room = area.width.saturating_sub(edge).saturating_add(self.gap);
        let columns = room / width.saturating_add(self.gap).max(1);
        let rows = area.height.saturating_sub(self.top) / self.pitch;
        let used = columns
            .saturating_mul(width.saturating_add(self.gap))
            .saturating_sub(self.gap.min(area.width));
        let left = area.x.saturating_add(area.width.saturating_sub(used) / 2);
        let mut places = Vec::new();
        for row in 0..rows {
            let y = area.y.saturating_add(self.top).saturating_add(row * self.pitch);
            for column in 0..columns {
                let x = left.saturating_add(column * (width + self.gap));
                places.push(Rect::new(x, y, width, height).intersection(area));
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIG: Rect = Rect::new(65, 2, 94, 40);
    const SMALL: Rect = Rect::new(31, 2, 48, 19);

    #[test]
    fn places_are_those_of_the_drawn_boards() {
        let places = TEN.places(BIG, &["A51"]);
        assert_eq!(places.len(), 6);
        assert_eq!((places[1], places[4].y), (Rect::new(118, 5, 34, 7), 29));
        let places = SIX_TIGHT.places(SMALL, &["A51"]);
        assert_eq!(places.len(), 4);
        assert_eq!((places[0].x, places[3].x, places[3].y), (33, 57, 12));
        let places = TEXT.places(Rect::new(1, 2, 28, 19), &["B12"]);
        assert_eq!((places.len(), places[0].x, places[1].x, places[5].y), (6, 5, 18, 14));
        let places = TEXT.places(Rect::new(1, 2, 46, 31), &["B12"]);
        assert_eq!((places[0].x, places[2].right()), (7, 40), "as far from both frames");
        let places = SIX_PREPARING.places(Rect::new(1, 2, 62, 40), &["B12"]);
        assert_eq!((places.len(), places[0].x, places[1].x, places[9].y), (10, 6, 36, 32));
    }

    #[test]
    fn s23_sixty_numbers_fit_on_four_pages_at_every_size() {
        let numbers = vec!["A100"; 60];
        for area in [BIG, SMALL, Rect::new(16, 2, 23, 7)] {
            let (size, _) = choose(&numbers, area);
            let page = size.places(area, &numbers).len();
            assert!(page * PAGES >= 60, "{page} on a page of {area}");
        }
        assert_eq!(choose(&["A1"; 6], BIG).0, TEN);
        assert_eq!(choose(&["A1"; 24], BIG).0, TEN, "short numbers leave room for large digits");
        assert_eq!(choose(&["A100"; 30], BIG).0, SIX);
        assert_eq!(choose(&["A51"; 2], SMALL), (SIX_TIGHT, TEXT));
        // A busy day has numbers of four signs: few are as large as they can be.
        assert_eq!(choose(&["B127"; 2], SMALL).0, SIX);
        assert_eq!(choose(&["B127"; 8], SMALL).0, SIX);
        assert_eq!(choose(&["B127"; 2], BIG).0, TEN);
        assert_eq!(choose(&["B127"; 9], SMALL).0, TEXT);
    }

    #[test]
    fn s23_no_number_overlaps_another_or_loses_a_cell() {
        let areas = [BIG, SMALL, Rect::new(16, 2, 23, 7), Rect::new(49, 2, 70, 31)];
        for (area, count) in areas.into_iter().flat_map(|area| (1..=60).map(move |n| (area, n))) {
            for names in ["A", "AB", "ABC"] {
                let numbers: Vec<String> =
                    (0..count).map(|index| format!("{names}{}", 940 + index)).collect();
                let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
                let (size, smaller) = choose(&numbers, area);
                for size in [size, smaller] {
                    let (width, height) = size.number(&numbers);
                    let places = size.places(area, &numbers);
                    for (at, place) in places.iter().enumerate() {
                        let whole = (place.width, place.height) == (width, height);
                        assert!(whole, "{count} of {names} in {area}: {place}");
                        let apart =
                            places.iter().skip(at + 1).all(|other| !place.intersects(*other));
                        assert!(apart, "{count} of {names} in {area}: {place}");
                        let frame = size.pad.map_or(0, |pad| pad + 1);
                        let inside =
                            place.x >= area.x + frame && place.right() + frame <= area.right();
                        assert!(inside, "{count} of {names} in {area}: the frame of {place}");
                    }
                }
            }
        }
    }

    #[test]
    fn no_area_fails() {
        for width in 0..60 {
            for height in 0..20 {
                let area = Rect::new(3, 2, width, height);
                for (size, smaller) in LADDER {
                    let places = [size.places(area, &["ABC9999"]), smaller.places(area, &[])];
                    assert!(places.iter().flatten().all(|p| p.right() <= area.right()));
                }
            }
        }
    }
}
