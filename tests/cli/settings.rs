//! The settings: where they are, what they do, and what happens when something is wrong with them.

use std::fs;

use super::*;

/// The program with a file of settings that says this.
fn with(text: &str, arguments: &[&str]) -> (Run, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.toml");
    fs::write(&path, text).expect("written");
    let output = stacklore().args(arguments).env("STACKLORE_CONFIG", &path).output();
    (output.expect("the program starts").into(), path.display().to_string())
}

#[test]
fn the_settings_are_at_the_usual_place_unless_a_variable_names_another() {
    let home = tempfile::tempdir().expect("a folder");
    let at = |name: &str, value: &str| {
        let output = stacklore().args(["config", "path"]).env(name, value).output();
        Run::from(output.expect("the program starts")).out
    };
    let folder = home.path().display().to_string();
    assert_eq!(at("XDG_CONFIG_HOME", &folder), format!("{folder}/stacklore/config.toml\n"));
    assert_eq!(at("HOME", &folder), format!("{folder}/.config/stacklore/config.toml\n"));
    assert_eq!(at("STACKLORE_CONFIG", "mine.toml"), "mine.toml\n");
    assert!(at("STACKLORE_CONFIG", "").ends_with("/stacklore/config.toml\n"));
    let value = json_of(&["config", "path", "--json"]);
    assert_eq!((&value["exists"], &value["by_variable"]), (&json!(false), &json!(false)));
}

#[test]
fn every_setting_is_shown_with_its_value_and_where_that_comes_from() {
    let (shown, path) = with("ascii = true\n\n[limits]\nbytes = 1048576\n", &["config", "show"]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    assert_eq!(
        shown.out,
        format!(
            "colour\t\"auto\"\tdefault\nascii\ttrue\t{path}:1\nkeys.escape_ms\t\tdefault\nopen.command\t\tdefault\n\
             open.passages\ttrue\tdefault\nopen.no_passage_hosts\t\tdefault\n\
             limits.bytes\t\"1 MiB\"\t{path}:4\nlimits.entries\t1000000\tdefault\nstacks.default\t\tdefault\n\
             stacks.library\t\tdefault\n"
        )
    );
    let (shown, path) = with("ascii = true\n", &["config", "show", "--json"]);
    let value: Value = serde_json::from_str(&shown.out).expect("JSON");
    assert_eq!(value["path"], path);
    assert_eq!(value["settings"][1], json!({"key": "ascii", "value": "true", "origin": "file", "line": 1}));
    assert_eq!(value["settings"][2], json!({"key": "keys.escape_ms", "origin": "default"}));
    assert_eq!(value["settings"][3], json!({"key": "open.command", "origin": "default"}));
    assert_eq!(value["findings"], json!([]));
}

#[test]
fn the_default_file_says_everything_and_changes_nothing() {
    let text = run(&["config", "default"]).out;
    assert!(text.contains("#bytes = \"512 MiB\"") && text.contains("[limits]"), "{text}");
    let (shown, _) = with(&text, &["config", "show"]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    assert_eq!(shown.out, run(&["config", "show"]).out);
}

#[test]
fn a_broken_file_is_told_with_its_place_and_counts_for_nothing() {
    let text = "ascii = true\nlimits.entries = 1\ncolour = blue\n";
    let (shown, path) = with(text, &["config", "show"]);
    assert_eq!(shown.code, 1);
    assert!(shown.err.starts_with("error[syntax.toml]"), "{}", shown.err);
    assert!(shown.err.contains(&format!("{path}:3:10")), "{}", shown.err);
    assert!(shown.out.contains("ascii\t\"auto\"\tdefault\n"), "{}", shown.out);
    // Other commands go on with what holds without it, and say so in a line.
    let (list, path) = with(text, &["list", &orchard()]);
    assert_eq!((list.code, list.out.lines().count()), (0, 5));
    assert!(list.err.starts_with(&format!("warning: {path}:3:10: ")), "{}", list.err);
    assert!(list.err.ends_with("; using the default settings\n"), "{}", list.err);
    let (shown, _) = with("x = \"caf\u{e9}\"\n", &["config", "show", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&shown.out).expect("JSON")["findings"][0]["column"], 1);
}

#[test]
fn an_unknown_key_is_told_with_the_nearest_and_the_rest_holds() {
    let (shown, _) = with("color = \"never\"\nascii = true\n", &["config", "show"]);
    assert_eq!(shown.code, 0);
    assert!(shown.err.starts_with("warning[schema.unknown-key]: `color` is not a setting"), "{}", shown.err);
    assert!(shown.err.contains("did you mean `colour`?"), "{}", shown.err);
    assert!(shown.out.contains("ascii\ttrue\t"), "{}", shown.out);
    let (list, path) = with("\"\\u001b[2J\" = 1\n", &["list", &orchard()]);
    assert_eq!(list.code, 0);
    assert!(list.err.starts_with(&format!("warning: {path}:1:1: ")) && is_inert(&list.err), "{}", list.err);
}

#[test]
fn a_file_that_was_named_and_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |path: &std::path::Path, arguments: &[&str]| {
        Run::from(stacklore().args(arguments).env("STACKLORE_CONFIG", path).output().expect("it starts"))
    };
    for path in [folder.path().to_owned(), folder.path().join("gone.toml")] {
        assert_eq!(of(&path, &["config", "show"]).code, 3);
        let list = of(&path, &["list", &orchard()]);
        assert_eq!(list.code, 0);
        assert!(
            list.err.starts_with("warning: ") && list.err.contains("using the default settings"),
            "{}",
            list.err
        );
    }
    assert_eq!(of(&folder.path().join("gone.toml"), &["config", "path"]).code, 0);
}

#[test]
fn the_limits_are_settings_and_named_where_they_bite() {
    let (list, _) = with("limits.bytes = \"1 KiB\"", &["list", &orchard()]);
    assert_eq!((list.code, list.out.as_str()), (3, ""));
    assert!(list.err.contains("more than 1 KiB") && list.err.contains("`limits.bytes`"), "{}", list.err);
    let (check, _) = with("limits.bytes = 1000", &["check", "--json", &orchard()]);
    assert_eq!(check.code, 3);
    let value: Value = serde_json::from_str(&check.out).expect("JSON");
    assert_eq!(value["findings"][0]["code"], "limit.size");
    let (list, _) = with("limits.entries = 4", &["list", &orchard()]);
    assert_eq!((list.code, list.out.as_str()), (3, ""));
    assert!(list.err.contains("5 entries") && list.err.contains("`limits.entries`"), "{}", list.err);
    let (check, _) = with("limits.entries = 4", &["check", "--json", &orchard()]);
    assert_eq!(check.code, 1);
    let value: Value = serde_json::from_str(&check.out).expect("JSON");
    assert_eq!(value["findings"][0]["code"], "limit.count");
    let (list, _) = with("limits.entries = 5", &["list", &orchard()]);
    assert_eq!(list.code, 0);
}

#[test]
fn the_stacks_that_open_by_themselves_are_a_setting() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(orchard(), folder.path().join("mine.toml")).expect("copied");
    let path = folder.path().join("settings.toml");
    let of = |default: &str, arguments: &[&str]| {
        fs::write(&path, format!("stacks.default = {default}")).expect("written");
        Run::from(stacklore().args(arguments).env("STACKLORE_CONFIG", &path).output().expect("it starts"))
    };
    // A file is looked for beside the settings, wherever the program is run.
    assert_eq!(of("\"mine.toml\"", &["list"]).out.lines().count(), 5);
    assert_eq!(of("\"mine.toml\"", &["--plain"]).out.lines().count(), 5);
    assert!(of("\"mine.toml\"", &["show", "tokio"]).out.starts_with("id\ttokio\n"));
    assert!(of("[\"mine.toml\", \"discord\"]", &["list"]).out.lines().count() > 100);
    assert!(of("\"mine.toml\"", &["list", "discord"]).out.lines().count() > 100);
    let gone = of("\"gone.toml\"", &["list"]);
    assert_eq!((gone.code, gone.out.as_str()), (3, ""));
    assert!(gone.err.contains("`stacks.default` in "), "{}", gone.err);
}

#[cfg(unix)]
#[test]
fn the_program_that_opens_pages_is_a_setting_and_comes_first() {
    let open = |text: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("settings.toml");
        fs::write(&path, text).expect("written");
        let mut command = stacklore();
        command.args(["open", "scylladb", "--stack", &orchard()]);
        command.env("STACKLORE_CONFIG", &path).env("PATH", "/usr/bin:/bin").env("STACKLORE_BROWSER", "false");
        Run::from(command.output().expect("the program starts"))
    };
    let good = open("open.command = [\"true\", \"{url}\"]");
    assert_eq!(good.code, 0, "{}", good.err);
    assert!(good.err.contains("opened by true"), "{}", good.err);
    assert_eq!(open("open.command = \"true\"").code, 0);
    assert_eq!(open("").code, 4, "the variable comes after it");
    let missing = open("open.command = \"no-such-lens\"");
    assert_eq!((missing.code, missing.out.as_str()), (4, "https://example.org/blog/move\n"));
    assert!(missing.err.contains("open.command"), "{}", missing.err);
}

#[test]
fn a_stack_names_no_program_no_key_and_no_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let orchard = fs::read_to_string(orchard()).expect("text");
    for hostile in [
        "[open]\ncommand = \"x\"\n",
        "[keys]\nquit = \"x\"\n",
        "[limits]\nbytes = 1\n",
        "[stacks]\ndefault = \"/x\"\n",
    ] {
        let path = folder.path().join("stack.toml");
        fs::write(&path, format!("{orchard}\n{hostile}")).expect("written");
        let run = run(&["check", &path.display().to_string()]);
        assert_eq!(run.code, 1, "{hostile}");
        assert!(run.out.contains("schema.unknown-key"), "{}", run.out);
    }
}

#[cfg(unix)]
#[test]
fn a_person_sees_the_settings_as_they_could_be_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("s.toml").display().to_string();
    fs::write(&path, "[limits]\nentries = 5\n").expect("written");
    let variables = [("STACKLORE_CONFIG", &*path), ("NO_COLOR", "1")];
    let shown = streams::on_terminal(100, &variables, &["config", "show"]);
    assert_eq!(
        shown.replace("\r\n", "\n"),
        format!(
            "colour = \"auto\"                   # default\n\
             ascii = \"auto\"                    # default\n\
             keys.escape_ms is not set         # default\n\
             open.command is not set           # default\n\
             open.passages = true              # default\n\
             open.no_passage_hosts is not set  # default\n\
             limits.bytes = \"512 MiB\"          # default\n\
             limits.entries = 5                # {path}:2\n\
             stacks.default is not set         # default\n\
             stacks.library is not set         # default\n"
        )
    );
}

#[cfg(unix)]
#[test]
fn colours_are_a_setting() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.toml");
    let of = |text: &str, no_color: &str| {
        fs::write(&path, text).expect("written");
        let path = path.display().to_string();
        let variables = [("STACKLORE_CONFIG", &*path), ("NO_COLOR", no_color)];
        streams::on_terminal(80, &variables, &["show", "redis", "--stack", &orchard()]).contains('\u{1b}')
    };
    assert!(of("", "") && !of("", "1"));
    assert!(of("colour = \"always\"", "1"));
    assert!(!of("colour = \"never\"", ""));
}
