//! Which rows of a long list are seen.

/// The first row to show so that the chosen one is visible, moving as little as possible from
/// `first`, with no empty rows at the end while there are rows before.
pub fn scroll(first: usize, chosen: usize, len: usize, rows: usize) -> usize {
    let rows = rows.max(1);
    let lowest = chosen.saturating_add(1).saturating_sub(rows);
    let last_first = len.saturating_sub(rows);
    first.clamp(lowest, chosen.max(lowest)).min(last_first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_list_moves_only_as_far_as_needed() {
        assert_eq!(scroll(0, 3, 20, 5), 0);
        assert_eq!(scroll(0, 5, 20, 5), 1);
        assert_eq!(scroll(10, 7, 20, 5), 7);
        assert_eq!(scroll(18, 19, 20, 5), 15);
        assert_eq!(scroll(4, 0, 0, 5), 0);
    }

    proptest! {
        #[test]
        fn the_chosen_row_is_always_seen(
            first in 0_usize..100, chosen in 0_usize..100, more in 1_usize..100, rows in 1_usize..30,
        ) {
            let at = scroll(first, chosen, chosen + more, rows);
            prop_assert!(at <= chosen && chosen < at + rows);
        }
    }
}
