//! The full-screen modes and what they share: keys, theme, text, layout, widgets.
//!
//! Every mode is a pure `update` and a pure `view`; the runtime feeds them and executes effects.
//! What they share, in the order a frame needs it:
//!
//! * [`input`]: `Input::{Press(Press { key, repeat }), Mouse(Mouse), Paste(String), Resize}` and
//!   `Key`, which reads from and shows as the names people know (`"F9".parse()`, `to_string()`).
//!   `keys("c a p Enter F9 Ctrl+Q Space")` makes the keys of a test. `Burst::press(press, now_ms)`
//!   tells scanners from people: copy the half-typed fields on `BurstStep::First`, put the copy back
//!   on `BurstStep::Scan(code)` and swallow that key. `read_inputs(&stop, send)` blocks on a thread.
//! * [`look`]: [`Look`] holds `theme`, `glyphs`, the layout setting, `emoji` and `reduce_motion`, and
//!   goes into every view; `Look::dark()` and `Look::plain()` (no colour, ASCII) are for tests.
//! * [`layout`]: `look.layout(screen)` gives `kind` (`TooSmall`, `Compact`, `Touch`, `Wide`),
//!   `order_panel_width()` and `rows(screen)` with `status`, `content`, `message`, `keys`.
//!   `overlay(content, width, height)` centres, `split_row(area, n)` divides,
//!   `too_small(buffer, look, safe, state)` draws the refusal, `TouchWatch` notices taps without keys.
//! * [`widgets`]: `Pen::new(frame.buffer_mut(), look)` draws by [`theme::Role`]:
//!   `fill`, `tint`, `left`, `right`, `centre`, `spread(area, (name, role), (amount, role))`,
//!   `badge` (answers its width), `paragraph` (answers its rows), `button`,
//!   `status(area, &[StatusField::new(text, role).or(rank, shorter)])`,
//!   `key_bar(area, &[KeyEntry::new("F9", "PAY").keep()])`, `message(area, row.current())`,
//!   `digits_right` and `digits_left(area, "9.80", DigitSize::SIX, role)` (false if it does not fit),
//!   `field(area, &text_field, role)` (answers the caret). The bars answer `Vec<(Rect, index)>`, the
//!   places to tap. `Panel::new("MENU").right("PgUp/PgDn").focused(true).separators(&[2])
//!   .draw(&mut pen, area)` answers the inner rectangle.
//!   `HitMap<T>` and `Clicker<T>` turn the mouse into `Click::{Tap, Right, Wheel}`; `scroll` keeps the
//!   chosen row in view; `MessageRow` knows how long messages stay; `TextField` is an edited line.
//! * [`text`]: `clean`, `reduce_emoji`, `width`, `cut`, `fit`, `pad_left`, `pad_right`, `spread`,
//!   `wrap`, `age(ms)`.
//! * [`theme`] and [`glyphs`]: `Theme::choose(ThemeName, &Offer)`, `Theme::parse(file)`,
//!   `theme.style(role)`, `theme.badge(role, word)`; `Glyphs::choose(GlyphSet, utf8, term)`.
//! * [`keymap`]: `Keymap::new(defaults, settings)` refuses clashes; `DigitRow::digit(c)` reads digits
//!   from keyboards whose digit row needs Shift.
//! * [`terminal`]: `Screen::enter(stdout, mouse)`, then `screen.draw(|frame| Some(Caret::shown(at)))`;
//!   `redraw`, `bell`, `size`; `ask_background()` before entering.
//! * [`check`] tests screen and keyboard, [`inuse`] says that another program holds the data; both are
//!   models of their own with a `Wish` as answer.
//! * [`picture`]: `to_text(&buffer)` for tests, `to_svg(&buffer, &theme, title)` for pages.

pub mod check;
pub mod counter;
pub mod customers;
pub mod display;
pub mod effect;
pub mod front;
pub mod glyphs;
pub mod input;
pub mod inuse;
pub mod keymap;
pub mod kitchen;
pub mod layout;
pub mod look;
pub mod msg;
pub mod pairfield;
pub mod picture;
pub mod pinfield;
pub mod search;
pub mod setup;
mod spoken;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod widgets;

pub use look::Look;
