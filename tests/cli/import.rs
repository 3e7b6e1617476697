//! A Markdown list: opened, imported, and brought into a file.

use std::fs;

use super::*;

const LIST: &str = "\
# Orchard

## Tools

- [Saw](https://saw.example.org) - Cuts.
- [Saw](javascript:alert(1)) - Hides a script.
- [Axe](https://github.com/example/axe) - Cuts, too.
";

/// A folder with a list, in which the program is run.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("a folder"));
        home.write("list.md", LIST);
        home
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).expect("written");
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap_or_default()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        stacklore().args(arguments).current_dir(self.0.path()).output().expect("the program starts").into()
    }
}

#[test]
fn a_list_opens_as_it_is() {
    let home = Home::new();
    let run = home.run(&["list", "list.md"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let ids: Vec<_> = run.out.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(ids, ["saw", "axe"]);
    assert_eq!(
        home.run(&["open", "--print", "axe", "--stack", "list.md"]).out,
        "https://github.com/example/axe\n"
    );
    let check = home.run(&["check", "--json", "list.md"]);
    let value: Value = serde_json::from_str(&check.out).expect("JSON");
    assert_eq!(check.code, 0);
    assert_eq!(
        (&value["findings"][0]["code"], &value["findings"][0]["line"]),
        (&json!("url.scheme"), &json!(6))
    );
}

#[test]
fn a_list_without_a_name_is_read_by_what_it_says() {
    let mut child = stacklore()
        .args(["list", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::io::Write::write_all(&mut child.stdin.take().expect("piped"), LIST.as_bytes()).expect("taken");
    let run: Run = child.wait_with_output().expect("it ends").into();
    assert_eq!((run.code, run.out.lines().count()), (0, 2));
}

#[test]
fn import_writes_a_stack_that_is_sound() {
    let home = Home::new();
    let run = home.run(&["import", "list.md"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.out);
    assert!(run.err.contains("warning[url.scheme]") && run.err.contains("list.md:6:"), "{}", run.err);
    assert!(run.err.ends_with("imported 2 entries in 1 category; 1 warning\n"), "{}", run.err);
    home.write("list.toml", &run.out);
    assert_eq!(home.run(&["check", "list.toml"]).code, 0);
    assert_eq!(home.run(&["list", "list.toml"]).out, home.run(&["list", "list.md"]).out);
}

#[test]
fn a_file_is_replaced_only_when_told_to() {
    let home = Home::new();
    assert_eq!(home.run(&["import", "list.md", "-o", "a.toml"]).out, "");
    let written = home.text("a.toml");
    assert_eq!(written, home.run(&["import", "list.md", "-o", "-"]).out);
    home.write("a.toml", "mine");
    let refused = home.run(&["import", "list.md", "-o", "a.toml"]);
    assert_eq!((refused.code, home.text("a.toml").as_str()), (2, "mine"));
    assert!(refused.err.contains("a.toml: it is there already"), "{}", refused.err);
    assert_eq!(home.run(&["import", "list.md", "-o", "a.toml", "--force"]).code, 0);
    assert_eq!(home.text("a.toml"), written);
    assert_eq!(home.run(&["import", "list.md", "--force"]).code, 2);
}

#[test]
fn a_newer_list_goes_into_a_file_in_place() {
    let home = Home::new();
    home.run(&["import", "list.md", "-o", "a.toml"]);
    let mine = home.text("a.toml").replace("name = \"Saw\"", "name = \"Saw\" # sharp\nkind = \"tool\"");
    home.write("a.toml", &mine);
    home.write(
        "new.md",
        &LIST
            .replace("- Cuts.", "- Cuts well.")
            .replace("- [Axe](https://github.com/example/axe)", "- [Hoe](https://hoe.example.org)"),
    );
    let dry = home.run(&["import", "new.md", "--into", "a.toml", "-o", "-"]);
    assert_eq!((dry.code, home.text("a.toml")), (0, mine), "it goes elsewhere");
    let run = home.run(&["import", "new.md", "--into", "a.toml"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert_eq!(home.text("a.toml"), dry.out);
    for line in [
        "changed saw: summary",
        "added   hoe",
        "gone    axe",
        "1 added, 1 changed, 1 gone from the list and kept, 0 as before; 1 warning; a.toml",
    ] {
        assert!(run.err.lines().any(|said| said == line), "{line}\n{}", run.err);
    }
    let after = home.text("a.toml");
    assert!(
        after.contains("name = \"Saw\" # sharp\nkind = \"tool\"")
            && after.contains("# no longer in the list")
    );
    assert_eq!(home.run(&["check", "a.toml"]).code, 0);
}

#[test]
fn import_tells_programs_what_it_found_and_what_it_did() {
    let home = Home::new();
    let run = home.run(&["import", "list.md", "--json", "-o", "a.toml"]);
    let value: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(value["findings"][0]["code"], "url.scheme");
    assert_eq!(
        (&value["entries"], &value["warnings"], &value["changes"]),
        (&json!(2), &json!(1), &Value::Null)
    );
    home.write("list.md", &LIST.replace("Cuts.", "Cuts well."));
    let run = home.run(&["import", "list.md", "--json", "--into", "a.toml"]);
    let value: Value = serde_json::from_str(&run.out).expect("JSON");
    let change =
        json!({"part": "entry", "change": "changed", "id": "saw", "name": "Saw", "keys": ["summary"]});
    assert_eq!(value["changes"], json!([change]));
}

#[test]
fn what_is_no_list_is_not_imported() {
    let home = Home::new();
    home.write("prose.md", "# Prose\n\nNo list at all.\n");
    home.write("a.toml", "broken");
    let run = home.run(&["import", "prose.md", "-o", "b.toml"]);
    assert_eq!((run.code, run.out.as_str(), home.text("b.toml").as_str()), (3, "", ""));
    assert!(run.err.contains("error[markdown.no-entries]"), "{}", run.err);
    let json = home.run(&["import", "prose.md", "--json"]);
    assert!(json.code == 3 && json.out.contains("markdown.no-entries"), "{json:?}");
    assert_eq!(home.run(&["list", "prose.md"]).code, 3);
    for (arguments, code) in [
        (&["import", "a.toml"][..], 2),
        (&["import", "."], 2),
        (&["import", "discord"], 2),
        (&["import", "none.md"], 3),
        (&["import", "list.md", "--into", "none.toml"], 3),
        (&["import", "list.md", "--into", "a.toml"], 3),
        (&["import", "list.md", "--into", "."], 2),
        (&["import", "list.md", "-o", "none/a.toml"], 4),
    ] {
        let run = home.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{arguments:?} {}", run.err);
    }
    assert_eq!(home.text("a.toml"), "broken");
}
