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
pub(super) struct Home(tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("a folder"));
        home.write("list.md", LIST);
        home
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).expect("written");
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap_or_default()
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
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
    assert!(refused.err.contains("a.toml: already exists"), "{}", refused.err);
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

#[test]
fn what_both_have_changed_stays_and_is_told_with_what_the_list_says() {
    let home = Home::new();
    home.run(&["import", "list.md", "-o", "a.toml"]);
    let mine = home.text("a.toml").replace("\"Cuts.\"", "\"Mine.\"").replace("\"Axe\"", "\"Hatchet\"");
    home.write("a.toml", &mine);
    let same = home.run(&["import", "list.md", "--into", "a.toml"]);
    assert!(
        same.err
            .ends_with("0 added, 0 changed, 0 gone from the list and kept, 2 as before; 1 warning; a.toml\n")
    );
    assert_eq!(home.text("a.toml"), mine);
    home.write("list.md", &LIST.replace("- Cuts.", "- Cuts well.").replace("# Orchard", "# Orchards"));
    let dry = home.run(&["import", "list.md", "--into", "a.toml", "--dry-run"]);
    assert_eq!((dry.code, dry.out.as_str(), home.text("a.toml")), (0, "", mine));
    assert!(dry.err.ends_with("; nothing is written\n"), "{}", dry.err);
    let json = home.run(&["import", "list.md", "--into", "a.toml", "--dry-run", "--json"]);
    let value: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(
        value["changes"][1],
        json!({"part": "entry", "change": "conflict", "id": "saw", "name": "Saw", "keys": ["summary"],
            "listed": ["Cuts well."]})
    );
    let run = home.run(&["import", "list.md", "--into", "a.toml"]);
    let told: Vec<&str> = run.err.lines().skip_while(|line| !line.starts_with("changed")).collect();
    assert_eq!(
        told[..3],
        ["changed orchard (stack): name", "conflict saw: summary", "        summary in the list: Cuts well."]
    );
    assert!(
        run.err
            .contains("; 1 change of categories or the stack; 1 conflict: the values of the file are kept;")
    );
    assert!(home.text("a.toml").contains("summary = \"Mine.\"\n") && home.text("a.toml").contains("Hatchet"));
    assert_eq!(home.run(&["import", "list.md", "--dry-run"]).code, 2);
}

#[test]
fn line_ends_and_a_mark_at_the_beginning_stay() {
    let home = Home::new();
    home.run(&["import", "list.md", "-o", "a.toml"]);
    let windows = format!("\u{feff}{}", home.text("a.toml").replace('\n', "\r\n"));
    home.write("a.toml", &windows);
    home.run(&["import", "list.md", "--into", "a.toml"]);
    assert_eq!(home.text("a.toml"), windows);
    home.write("list.md", &LIST.replace("- Cuts.", "- Cuts well."));
    home.run(&["import", "list.md", "--into", "a.toml"]);
    assert_eq!(home.text("a.toml").replace("Cuts well.", "Cuts."), {
        let sums = |text: &str| text.lines().find(|line| line.starts_with("# line 5")).map(str::to_owned);
        windows.replace(&sums(&windows).expect("there"), &sums(&home.text("a.toml")).expect("there"))
    });
}

#[test]
fn a_list_goes_only_where_there_is_room_for_it() {
    let home = Home::new();
    let head = "schema = 1\n[stack]\nid = \"a\"\nname = \"A\"\n";
    home.write("stack.toml", head);
    let inline = "schema = 1\ncategory = [\n  { id = \"b\", name = \"B\" }, # mine\n]\n[stack]\nid = \"a\"\nname = \"A\"\nkind = \"list\"\n";
    home.write("inline.toml", inline);
    home.write("copy.md", LIST);
    for (into, code, wanted) in [
        (
            "stack.toml",
            2,
            "stack.toml is of kind \"stack\"; a list is merged into one of kind \"list\"\nhint: ",
        ),
        (
            "inline.toml",
            3,
            "no room for what a list brings\nhint: write each of them as a [[category]] block",
        ),
        ("copy.md", 2, "copy.md is a list in Markdown, not a stack in TOML\nhint: "),
    ] {
        let run = home.run(&["import", "list.md", "--into", into]);
        assert_eq!((run.code, run.out.as_str()), (code, ""), "{}", run.err);
        assert!(run.err.contains(wanted) && run.err.lines().count() == 2, "{}", run.err);
    }
    assert_eq!((home.text("inline.toml"), home.text("copy.md")), (inline.to_owned(), LIST.to_owned()));
}

#[test]
fn a_write_protected_file_is_left_as_it_is() {
    let home = Home::new();
    home.run(&["import", "list.md", "-o", "a.toml"]);
    let mut permissions = fs::metadata(home.path("a.toml")).expect("there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(home.path("a.toml"), permissions).expect("ours");
    let before = home.text("a.toml");
    home.write("list.md", &LIST.replace("- Cuts.", "- Cuts well."));
    let run = home.run(&["import", "list.md", "--into", "a.toml"]);
    assert_eq!((run.code, home.text("a.toml")), (4, before));
    assert!(run.err.ends_with("a.toml: write-protected\n"), "{}", run.err);
}

#[test]
fn the_limit_of_entries_holds_for_what_comes_of_it() {
    let home = Home::new();
    home.run(&["import", "list.md", "-o", "a.toml"]);
    let before = home.text("a.toml");
    home.write("more.md", &LIST.replace("saw.example.org", "hoe.example.org").replace("[Saw]", "[Hoe]"));
    home.write("config.toml", "limits.entries = 2\n");
    let mut command = stacklore();
    command.args(["import", "more.md", "--into", "a.toml"]).env("STACKLORE_CONFIG", "config.toml");
    let run: Run = command.current_dir(home.path("")).output().expect("it starts").into();
    assert_eq!((run.code, home.text("a.toml")), (3, before));
    assert!(run.err.contains("3 entries are more than the 2 that are allowed"), "{}", run.err);
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_told_of_a_stack_that_did_not_come_out() {
    let home = Home::new();
    let full = fs::File::options().write(true).open("/dev/full").expect("there on Linux");
    let mut command = stacklore();
    let run: Run = command
        .args(["import", "list.md"])
        .current_dir(home.path(""))
        .stdout(full)
        .output()
        .expect("it starts")
        .into();
    assert_eq!(run.code, 4);
    assert!(!run.err.contains("imported") && run.err.contains("cannot write"), "{}", run.err);
}

#[test]
fn what_the_list_has_dropped_goes_and_is_reported() {
    let home = Home::new();
    let old = "# Apps\n\n## Editors\n\n- [Alpha](https://a.example.org) - An editor. [Store](https://s.example.org/1) [Docs](https://d.example.org)\n\
               - [Beta](https://b.example.org) - Another. [Store](https://s.example.org/2)\n- [Gamma](https://c.example.org) - A third.\n";
    let newer = old
        .replace("/1)", "/1?new=1)")
        .replace(" [Store](https://s.example.org/2)", "")
        .replace(" - A third.", "");
    home.write("list.md", old);
    home.run(&["import", "list.md", "-o", "a.toml"]);
    let before = home.text("a.toml");
    home.write("list.md", &newer);
    let dry = home.run(&["import", "list.md", "--into", "a.toml", "--dry-run"]);
    assert_eq!((dry.code, home.text("a.toml")), (0, before));
    let run = home.run(&["import", "list.md", "--into", "a.toml"]);
    for line in [
        "changed alpha: links",
        "dropped alpha: links",
        "        links no longer in the list: https://s.example.org/1",
        "dropped beta: links",
        "dropped gamma: summary",
        "        summary no longer in the list: A third.",
    ] {
        assert!(run.err.lines().any(|said| said == line), "{line}\n{}", run.err);
        assert!(dry.err.lines().any(|said| said == line), "{line}\n{}", dry.err);
    }
    let counts = "0 added, 3 changed, 0 gone from the list and kept, 0 as before; 3 values dropped by the list and removed;";
    assert!(run.err.contains(counts) && dry.err.contains(counts), "{}", run.err);
    home.run(&["import", "list.md", "-o", "b.toml"]);
    let diff = home.run(&["diff", "a.toml", "b.toml"]);
    assert_eq!((diff.code, diff.out.as_str()), (0, ""), "{}", diff.err);
}

#[test]
fn data_and_web_pages_are_no_lists() {
    let home = Home::new();
    home.write("a.yml", "name: Alpha\nurl: https://example.org\n");
    home.write("b.json", "{\"url\": \"https://example.org\"}");
    for (name, title) in [("a.yml", "YAML"), ("b.json", "JSON")] {
        for arguments in
            [&["list", name][..], &["import", name], &["check", name], &["import", name, "-o", "c.toml"]]
        {
            let run = home.run(arguments);
            let code = if arguments[0] == "check" { 1 } else { 3 };
            assert_eq!((run.code, home.text("c.toml").as_str()), (code, ""), "{arguments:?}");
            let text = format!("{}{}", run.out, run.err);
            assert!(text.contains(&format!("\"{name}\" looks like {title}, which is not read")), "{text}");
            assert!(text.contains("stacklore reads TOML, lists in Markdown, bookmark files, OPML"), "{text}");
        }
    }
    let into = home.run(&["import", "list.md", "--into", "a.yml"]);
    assert!(into.code == 2 && into.err.contains("a.yml is YAML, not a stack in TOML\n"), "{}", into.err);
    assert!(!into.err.contains("hint: convert it"), "{}", into.err);
}

#[test]
fn a_format_is_found_by_the_contents_or_named() {
    let home = Home::new();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/import/");
    for (name, entries) in [
        ("bookmarks.html", 3),
        ("feeds.opml", 3),
        ("radar.json", 3),
        ("radar.csv", 3),
        ("table.csv", 2),
        ("catalog-info.yaml", 5),
    ] {
        let run = home.run(&["import", &format!("{fixtures}{name}"), "-o", &format!("{name}.toml")]);
        assert!(
            run.code == 0 && run.err.contains(&format!("imported {entries} entries in ")),
            "{name}: {}",
            run.err
        );
        assert_eq!(home.run(&["check", &format!("{name}.toml")]).code, 0, "{name}");
        let listed = home.run(&["list", "--plain", &format!("{fixtures}{name}")]);
        assert_eq!((listed.code, listed.out.lines().count()), (0, entries), "{name}: {}", listed.err);
    }
    let text = std::fs::read_to_string(format!("{fixtures}radar.csv")).expect("a fixture");
    home.write("a.txt", &text);
    assert_eq!(home.run(&["import", "a.txt", "--from", "radar"]).code, 0);
    assert_eq!(home.run(&["import", "a.txt", "--from", "opml"]).code, 3);
    let run = home.run(&["import", "a.txt", "--from", "toml"]);
    assert!(run.code == 2 && run.err.contains("is a stack in TOML already"), "{}", run.err);
}
