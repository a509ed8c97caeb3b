//! The functions of the fuzz targets over inputs of proptest: any bytes, and good ones made bad.

use std::path::Path;

use proptest::prelude::*;

#[path = "../../fuzz/src/targets.rs"]
mod targets;

/// The small corpus of a target.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// A good input with a part of it replaced, doubled or cut off.
fn spoilt(name: &str) -> impl Strategy<Value = Vec<u8>> {
    let all = corpus(name);
    assert!(!all.is_empty(), "there is something to spoil");
    for good in &all {
        run(name, good);
    }
    let noise = prop::collection::vec(any::<u8>(), 0..12);
    let digits = "[0-9eE.,:{}\"\\\\-]{0,8}".prop_map(String::into_bytes);
    let part = prop_oneof![noise, digits];
    (prop::sample::select(all), any::<prop::sample::Index>(), 0_usize..40, part, any::<bool>())
        .prop_map(|(mut bytes, at, len, part, cut)| {
            let at = at.index(bytes.len());
            let to = (at + len).min(bytes.len());
            bytes.splice(at..to, part);
            if cut {
                bytes.truncate(at + len);
            }
            bytes
        })
}

fn run(name: &str, bytes: &[u8]) {
    match name {
        "frame" => targets::frame(bytes),
        "envelope" => targets::envelope(bytes),
        "menu" => targets::menu(bytes),
        "sales" => targets::sales(bytes),
        _ => targets::entry_line(bytes),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_no_frame_no_envelope_and_no_trouble(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        text in "\\PC{0,60}",
    ) {
        for name in ["frame", "envelope", "entry_line", "menu", "sales"] {
            run(name, &bytes);
            run(name, text.as_bytes());
        }
    }

    #[test]
    fn a_spoilt_frame_is_refused_or_reads_as_it_writes(bytes in spoilt("frame")) {
        run("frame", &bytes);
    }

    #[test]
    fn a_spoilt_envelope_is_taken_with_its_own_hash_only(bytes in spoilt("envelope")) {
        run("envelope", &bytes);
    }

    #[test]
    fn a_spoilt_entry_line_is_read(bytes in spoilt("entry_line")) {
        run("entry_line", &bytes);
    }

    #[test]
    fn a_spoilt_menu_file_is_refused_in_words_or_comes_back_as_written(bytes in spoilt("menu")) {
        run("menu", &bytes);
    }

    #[test]
    fn a_spoilt_file_of_past_sales_is_read_row_by_row(bytes in spoilt("sales")) {
        run("sales", &bytes);
    }
}
