//! Menus by command: checked, imported whole or not at all, and exported in three formats.

use super::Machine;

const MENU: &str = r#"
[[category]]
code = "drinks"
name = "Drinks"

[[item]]
code = "1"
name = "Water"
category = "drinks"
price = "2.00"

[[item]]
code = "2"
name = "Juice"
category = "drinks"
price = "3.50"
"#;

#[test]
fn a_menu_is_imported_and_comes_back_in_every_format() {
    let machine = Machine::new();
    let file = machine.file("menu.toml", MENU);
    let file = file.to_str().unwrap();
    assert_eq!(machine.json(&["menu", "check", file])["items"], 2);
    assert!(!machine.data().exists(), "a check sets nothing up");
    assert_eq!(machine.json(&["menu", "import", file])["schema"], "menu_file/1");
    for format in ["toml", "csv", "json"] {
        let target = machine.file(&format!("out.{format}"), "");
        let target = target.to_str().unwrap();
        machine.run(&["menu", "export", target]).done();
        machine.run(&["menu", "import", target]).done();
        let text = machine.run(&["menu", "export", "--format", format]).done().out;
        assert_eq!(text, std::fs::read_to_string(target).unwrap(), "{format}");
    }
    let order = machine.json(&["order", "new", "--item", "juice:3"]);
    assert_eq!(order["money"]["total"], 1_050);
}

#[test]
fn a_menu_with_an_error_names_file_line_and_remedy_and_imports_nothing() {
    let machine = Machine::new();
    machine.json(&["order", "new", "--item", "12"]);
    let before = machine.journal();
    let file = machine.file("bad.toml", &MENU.replace("\"3.50\"", "\"3.50 or so\""));
    let file = file.to_str().unwrap();
    machine.run(&["menu", "import", file]).refused(1, "bad.toml:16: ");
    machine.run(&["menu", "check", file]).refused(1, "bad.toml:16: ");
    let torn = machine.file("torn.json", "{\"item\": [");
    machine.run(&["menu", "import", torn.to_str().unwrap()]).refused(1, "torn.json:1: ");
    machine.run(&["menu", "import", "/nowhere/menu.toml"]).refused(1, "cannot be read");
    let odd = machine.file("menu.doc", MENU);
    machine.run(&["menu", "import", odd.to_str().unwrap()]).refused(1, "name it .toml");
    assert_eq!(machine.journal(), before, "nothing was imported");
}

#[test]
fn the_card_with_codes_names_every_item() {
    let machine = Machine::new();
    let file = machine.file("menu.toml", MENU);
    machine.run(&["menu", "import", file.to_str().unwrap()]).done();
    let card = machine.run(&["menu", "card"]).done().out;
    assert!(card.contains("1 DRINKS") && card.contains("1 Water"), "{card}");
    assert!(card.lines().any(|line| line.contains("Juice") && line.contains("3.50")), "{card}");
}
