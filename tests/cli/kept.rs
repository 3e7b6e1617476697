//! What is kept, on the command line: `kept` and `list --marked`.

use std::fs;
use std::path::Path;

use stacklore::dataset::{Date, SourceUrl};
use stacklore::kept::{Bookmark, Kept, Note, QueuedPage, StackName, Thing, text_hash};

use super::*;

const CLAIM: &str = "All apples moved to it in May 2022.";

/// A folder with a copy of the orchard, of which some things are kept.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().expect("a folder"));
        fs::copy(orchard(), home.path("orchard.toml")).expect("copied");
        home
    }

    fn path(&self, name: &str) -> String {
        self.0.path().canonicalize().expect("it is there").join(name).display().to_string()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).expect("a text")
    }

    fn keep(&self, kept: &Kept) {
        let folder = self.0.path().join("state/stacklore");
        fs::create_dir_all(&folder).expect("made");
        fs::write(folder.join("kept"), kept.write()).expect("written");
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = stacklore();
        command.args(arguments).current_dir(self.0.path());
        command.env("XDG_STATE_HOME", Path::new(self.0.path()).join("state"));
        command.output().expect("the program starts").into()
    }

    fn thing(&self, entry: &str) -> Thing {
        let stack = StackName { id: "orchard".to_owned(), path: Some(self.path("orchard.toml")) };
        Thing { stack, entry: entry.to_owned(), claim: None }
    }
}

fn built_in(entry: &str) -> Thing {
    Thing { stack: StackName::built_in("discord"), entry: entry.to_owned(), claim: None }
}

fn collected(home: &Home) -> Kept {
    let added = Date::parse("2026-11-30").ok();
    let claim = Thing { claim: Some(text_hash(CLAIM)), ..home.thing("scylladb") };
    let bookmark = |thing, name: &str| Bookmark { thing, name: name.to_owned(), added };
    let page = |url: &str, title: &str, from| QueuedPage {
        url: SourceUrl::parse(url).expect("a URL"),
        title: title.to_owned(),
        from,
        name: "Rust".to_owned(),
        added,
    };
    let note = Note {
        thing: claim.clone(),
        name: CLAIM.to_owned(),
        text: "Ask & <check>\nagain".into(),
        written: added,
    };
    Kept {
        bookmarks: vec![bookmark(claim, CLAIM), bookmark(built_in("rust"), "Rust")],
        queue: vec![
            page("https://example.org/unknown?a=1&b=2", "An <odd> & \"new\" page", None),
            page("https://example.org/again", "", Some(built_in("rust"))),
        ],
        notes: vec![note],
        ..Kept::default()
    }
}

/// Things of every kind that are kept, of the built-in stack.
pub fn some() -> Kept {
    let home = Home::new();
    let Kept { queue, notes, .. } = collected(&home);
    let bookmark = Bookmark { thing: built_in("rust"), name: "Rust".to_owned(), added: None };
    Kept { bookmarks: vec![bookmark], queue, notes, ..Kept::default() }
}

#[test]
fn nothing_is_kept_at_first() {
    let home = Home::new();
    for (arguments, said) in [
        (&["kept"][..], "nothing is kept\n"),
        (&["kept", "queue"], "the queue is empty\n"),
        (&["kept", "bookmarks", "--format", "urls"], "no bookmark is kept\n"),
        (&["list", "--marked"], "no bookmarked entries in Discord\n"),
    ] {
        let run = home.run(arguments);
        assert_eq!((run.code, &*run.out, &*run.err), (1, "", said));
    }
    assert_eq!(home.run(&["kept", "else"]).code, 2);
    assert_eq!(home.run(&["kept", "--format", "toml"]).code, 2);
}

#[test]
fn what_is_kept_is_listed_for_people_scripts_and_programs() {
    let home = Home::new();
    home.keep(&collected(&home));
    let human = home.run(&["kept", "--format", "human"]).out;
    for wanted in
        ["BOOKMARKS 2", "QUEUE 2", "NOTES 1", "An <odd> & \"new\" page", "discord/rust  2026-11-30", "again"]
    {
        assert!(human.contains(wanted), "{wanted}\n{human}");
    }
    let plain = home.run(&["kept", "--plain"]);
    assert_eq!((plain.code, &*plain.err), (0, ""));
    let lines: Vec<Vec<&str>> = plain.out.lines().map(|line| line.split('\t').collect()).collect();
    assert!(lines.iter().all(|line| line.len() == 9), "{}", plain.out);
    assert_eq!(lines[1], ["bookmark", "2026-11-30", "", "discord", "rust", "Rust", "", "", ""]);
    assert_eq!(lines[4][8], "Ask & <check> again");
    assert!(is_inert(&plain.out) && is_inert(&human));
    let value: Value = serde_json::from_str(&home.run(&["kept", "--json"]).out).expect("JSON");
    assert_eq!(
        value["bookmarks"][1],
        json!({"stack": "discord", "entry": "rust", "name": "Rust", "added": "2026-11-30"})
    );
    assert_eq!(value["bookmarks"][0]["claim"], CLAIM);
    assert_eq!(value["notes"][0]["text"], "Ask & <check>\nagain");
    let queue = home.run(&["kept", "queue", "--format", "json"]).out;
    let queue: Value = serde_json::from_str(&queue).expect("JSON");
    assert!(queue.get("bookmarks").is_none() && queue["queue"][0].get("stack").is_none(), "{queue}");
}

#[test]
fn an_export_has_what_the_stacks_say_of_the_pages() {
    let home = Home::new();
    home.keep(&collected(&home));
    let bibtex = home.run(&["kept", "bookmarks", "--format", "bibtex"]);
    assert_eq!((bibtex.code, &*bibtex.err), (0, ""));
    assert!(bibtex.out.contains("keywords = {Orchard, ScyllaDB}"), "{}", bibtex.out);
    assert!(
        bibtex
            .out
            .contains(&format!("annote = {{Ask \\& \\textless{{}}check\\textgreater{{}} again {CLAIM}}}")),
        "{}",
        bibtex.out
    );
    assert!(bibtex.out.matches("\n  url = {https://").count() == 2, "{}", bibtex.out);
    let urls = home.run(&["kept", "queue", "--format", "urls"]).out;
    assert_eq!(urls, "https://example.org/unknown?a=1&b=2\nhttps://example.org/again\n");
    let wrote = home.run(&["kept", "-o", "all.html"]);
    assert_eq!((wrote.code, &*wrote.out, &*wrote.err), (0, "", "wrote all.html: 5 items\n"));
    let html = home.read("all.html");
    for wanted in [
        "<H3>Queue</H3>",
        ">An &lt;odd&gt; &amp; &quot;new&quot; page</A>",
        "a=1&amp;b=2\"",
        "<H3>Orchard</H3>",
    ] {
        assert!(html.contains(wanted), "{wanted}\n{html}");
    }
    assert_eq!(home.run(&["kept", "-o", "all.html"]).code, 2);
    assert_eq!(home.run(&["kept", "-o", "all.html", "--force"]).code, 0);
    for name in ["all.xyz", "all.json"] {
        let refused = home.run(&["kept", "-o", name]);
        assert!(
            refused.code == 2 && refused.err.contains(&format!("no format for {name}")),
            "{}",
            refused.err
        );
    }
    let markdown = home.run(&["kept", "notes", "--format", "md"]).out;
    assert!(markdown.contains("# Notes\n\n## Orchard\n\n### ScyllaDB\n\n- ["), "{markdown}");
    assert!(
        home.run(&["kept", "--format", "opml"]).out.contains("_note=\"Ask &amp; &lt;check&gt;&#10;again\"")
    );
}

#[test]
fn of_a_stack_that_is_gone_there_is_what_was_kept() {
    let home = Home::new();
    home.keep(&collected(&home));
    fs::remove_file(home.path("orchard.toml")).expect("removed");
    let run = home.run(&["kept", "bookmarks", "--format", "markdown"]);
    assert!(run.code == 0 && run.err.contains("orchard.toml cannot be read"), "{}", run.err);
    assert!(run.out.contains(&format!("## orchard\n\n- {CLAIM}\n")), "{}", run.out);
}

#[test]
fn marked_entries_of_the_named_stacks_are_listed() {
    let home = Home::new();
    home.keep(&collected(&home));
    assert_eq!(home.run(&["list", "--marked", "--plain"]).out.lines().count(), 1);
    let both = home.run(&["list", "--marked", "discord", "orchard.toml"]);
    let ids: Vec<&str> = both.out.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!((both.code, ids), (0, vec!["discord/rust", "orchard/scylladb"]));
    // No page is known to back a claim that the entry no longer has.
    fs::write(home.path("orchard.toml"), home.read("orchard.toml").replace("All apples", "All pears"))
        .expect("written");
    let changed = home.run(&["kept", "bookmarks", "--format", "md"]).out;
    assert!(changed.contains(&format!("### ScyllaDB\n\n- {CLAIM}\n")), "{changed}");
    assert_eq!(home.run(&["list", "--marked", "orchard.toml"]).out.lines().count(), 1);
    // A bookmark is of one file, whatever its stack is called.
    fs::copy(home.path("orchard.toml"), home.path("copy.toml")).expect("copied");
    assert_eq!(home.run(&["list", "--marked", "copy.toml"]).code, 1);
    let human = home.run(&["list", "--marked", "orchard.toml", "--json"]).out;
    assert!(human.contains("\"id\":\"scylladb\"") && !human.contains("\"id\":\"redis\""), "{human}");
}

#[test]
fn the_number_of_a_page_is_on_the_line_of_its_title() {
    let home = Home::new();
    home.keep(&collected(&home));
    let out = home.run(&["kept", "queue", "--format", "human"]).out;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "QUEUE 2", "{out}");
    assert_eq!(lines[1], "  1  An <odd> & \"new\" page");
    assert!(lines[2].starts_with("     https://example.org/unknown"), "{out}");
    assert!(lines.contains(&"  2  https://example.org/again"), "{out}");
    let all = home.run(&["kept", "--format", "human"]).out;
    assert!(all.starts_with("BOOKMARKS 2\n") && !all.contains("\n\n\n"), "{all}");
}
