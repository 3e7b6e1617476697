//! `keys`: every action with the keys in use.

use std::fs;

use super::*;

/// The settings of the tests: an own key, an action without a key, and two own commands.
const SETTINGS: &str = "[keys]\nzoom = [\"x\", \"ctrl-x a\"]\nquit = []\n\n[commands.archive]\ntitle = \"keep a copy\"\n\
    keys = \"X\"\nrun = [\"archive\", \"{url}\"]\n\n[commands.jot]\nrun = [\"vi\", \"{file}\"]\n";

/// What `keys` prints with these settings, and the path of their file.
fn shown(arguments: &[&str]) -> (String, String) {
    shown_with(SETTINGS, arguments)
}

fn shown_with(settings: &str, arguments: &[&str]) -> (String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.toml");
    fs::write(&path, settings).expect("written");
    let mut command = stacklore();
    command.arg("keys").args(arguments).env("STACKLORE_CONFIG", &path);
    let run = Run::from(command.output().expect("the program starts"));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    (run.out, path.display().to_string())
}

#[test]
fn plain_keys_are_columns_with_the_line_that_sets_them() {
    let (out, path) = shown(&["--plain"]);
    let record = |name: &str| {
        let line = out.lines().find(|line| line.starts_with(&format!("{name}\t")));
        line.unwrap_or_else(|| panic!("no {name} in\n{out}"))
            .split('\t')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        record("zoom"),
        ["zoom", "zoom: detail, then list", "x Ctrl-x+a", "tree detail", &format!("{path}:2"), ""]
    );
    assert_eq!(record("quit"), ["quit", "quit", "", "tree detail", &format!("{path}:3"), ""]);
    assert_eq!(record("links"), ["links", "all links", "u", "tree detail", "default", ""]);
    assert_eq!(record("theme")[2..], ["", "tree detail", "default", ""]);
    assert_eq!(
        record("commands.archive"),
        ["commands.archive", "keep a copy", "X", "tree detail", &format!("{path}:7"), ""]
    );
    assert_eq!(record("commands.jot")[..3], ["commands.jot", "jot", ""]);
    let mut names: Vec<&str> = out.lines().filter_map(|line| line.split('\t').next()).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "each action once");
}

#[test]
fn keys_in_json_have_file_and_line() {
    let (out, path) = shown(&["--json"]);
    let value: Value = serde_json::from_str(&out).expect("JSON");
    let record = |name: &str| {
        let actions = value["actions"].as_array().expect("a list");
        actions.iter().find(|action| action["action"] == name).unwrap_or_else(|| panic!("no {name}")).clone()
    };
    assert_eq!(
        record("zoom"),
        json!({"action": "zoom", "title": "zoom: detail, then list", "keys": ["x", "Ctrl-x a"],
            "contexts": ["tree", "detail"], "origin": "file", "file": path, "line": 2})
    );
    assert_eq!(
        record("links"),
        json!({"action": "links", "title": "all links", "keys": ["u"], "contexts": ["tree", "detail"],
            "origin": "default"})
    );
    let archive = record("commands.archive");
    assert_eq!((&archive["keys"], &archive["line"]), (&json!(["X"]), &json!(7)));
    assert_eq!(record("commands.jot")["keys"], json!([]));
}

#[test]
fn keys_for_people_are_in_columns() {
    let (out, path) = shown(&["--format", "human"]);
    let line = |name: &str| out.lines().find(|line| line.split(' ').next() == Some(name)).expect("a line");
    assert!(line("zoom").ends_with(&format!("zoom: detail, then list  # {path}:2")), "{out}");
    assert!(line("commands.archive").contains(" X "), "{out}");
    let title = |name: &str, title: &str| line(name).rfind(title).expect("its title");
    assert_eq!(title("links", "all links"), title("theme", "choose a theme"));
}

/// Keys that `links` takes from `quit`, and `zoom` in one of the contexts of `next`.
const TAKING: &str = "[keys]\nlinks = [\"u\", \"q\"]\nzoom = \"j\"\n";

#[test]
fn an_action_that_lost_a_key_is_not_as_by_default_and_names_the_one_that_has_it() {
    let (plain, path) = shown_with(TAKING, &["--plain"]);
    let record = |name: &str| {
        let line = plain.lines().find(|line| line.starts_with(&format!("{name}\t"))).expect(name);
        line.split('\t').skip(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let (second, third) = (format!("{path}:2"), format!("{path}:3"));
    assert_eq!(record("quit"), ["", "tree detail", &second, "q=links"]);
    assert_eq!(record("links"), ["u q", "tree detail", &second, ""]);
    let next = record("next");
    assert_eq!((&*next[0], &*next[2], &*next[3]), ("j Down Ctrl-n", &*third, "j=zoom"));
    let (json, path) = shown_with(TAKING, &["--json"]);
    let value: Value = serde_json::from_str(&json).expect("JSON");
    let actions = value["actions"].as_array().expect("a list");
    assert_eq!(
        actions.iter().find(|action| action["action"] == "quit"),
        Some(&json!({"action": "quit", "title": "quit", "keys": [], "contexts": ["tree", "detail"],
            "origin": "file", "file": path, "line": 2,
            "taken": [{"key": "q", "action": "links", "line": 2}]}))
    );
    let (human, path) = shown_with(TAKING, &["--format", "human"]);
    let quit = human.lines().find(|line| line.starts_with("quit ")).expect("a line");
    assert!(quit.ends_with(&format!("quit  # {path}:2: q is links")), "{human}");
}
