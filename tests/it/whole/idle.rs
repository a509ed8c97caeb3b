//! Screens that nobody touches: what they draw while only time passes.

use super::links::Hub;
use super::shop::Shop;
use crate::pty::Pty;

/// Seconds that are watched, by the clock that the kitchen shows.
const SECONDS: usize = 6;

/// The age of the only ticket in seconds: `00:07` in its frame.
fn age(kitchen: &str) -> Option<usize> {
    let row = kitchen.lines().find(|row| row.contains("1 A1 "))?;
    let (minutes, seconds) = row.split_whitespace().find_map(|word| {
        let digits = word.trim_matches(|sign: char| !sign.is_ascii_digit());
        digits.split_once(':')
    })?;
    Some(minutes.parse::<usize>().ok()? * 60 + seconds.parse::<usize>().ok()?)
}

#[test]
fn s24_idle_screens_draw_at_most_one_frame_in_a_second() {
    let hub = Hub::start();
    let [front, back, hall] = [Shop::new(), Shop::new(), Shop::new()];
    let counter = hub.counter(&front);
    let kitchen = hub.join(&back, "kitchen");
    kitchen.wait_for_text("Is there a bump bar at this kitchen?");
    kitchen.type_keys("Enter");
    kitchen.wait_for_text("ONLINE");
    let display = hub.join(&hall, "display");
    front.ask(&["order", "new", "--item", "41", "--send"]);
    kitchen.wait_for(|text| age(text).is_some());
    display.wait_for(|text| text.contains("A1") && text.contains("Your number is on the receipt"));
    counter.wait_for_text("0 unsent");
    // The sale itself has come to rest once the clock has gone on twice.
    let next = |from: usize| {
        let shown = kitchen.wait_for(|text| age(text).is_some_and(|age| age > from));
        age(&shown).unwrap_or(from)
    };
    let begun = next(next(age(&kitchen.text()).unwrap_or(0)));
    let drawn = |screens: [&Pty; 3]| screens.map(Pty::frames);
    let screens = [&counter, &kitchen, &display];
    let before = drawn(screens);
    let mut now = begun;
    while now < begun + SECONDS {
        now = next(now);
    }
    for ((name, before), after) in
        ["counter", "kitchen", "display"].into_iter().zip(before).zip(drawn(screens))
    {
        // Each program has a clock of its own, so one second may be begun at either end.
        let (frames, seconds) = (after - before, now - begun);
        assert!(frames <= seconds + 2, "the {name} drew {frames} frames in {seconds} s");
    }
}
