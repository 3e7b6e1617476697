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
            "colour\t\"auto\"\tdefault\nascii\ttrue\t{path}:1\ntheme\t\"terminal\"\tdefault\nresume\ttrue\tdefault\nmouse\ttrue\tdefault\nhyperlinks\t\"auto\"\tdefault\n\
             keys.escape_ms\t\tdefault\nkeys.letters\t\tdefault\nopen.command\t\tdefault\n\
             open.passages\ttrue\tdefault\nopen.no_passage_hosts\t\tdefault\n\
             limits.bytes\t\"1 MiB\"\t{path}:4\nlimits.entries\t1000000\tdefault\nstacks.default\t\tdefault\n\
             stacks.library\t\tdefault\nview.group\t\"category\"\tdefault\nview.sort\t\"stack\"\tdefault\nview.as_of\t\tdefault\n"
        )
    );
    let (shown, path) = with("ascii = true\n", &["config", "show", "--json"]);
    let value: Value = serde_json::from_str(&shown.out).expect("JSON");
    assert_eq!(value["path"], path);
    assert_eq!(
        value["settings"][1],
        json!({"key": "ascii", "value": true, "origin": "file", "file": path, "line": 1})
    );
    assert_eq!(value["settings"][2], json!({"key": "theme", "value": "terminal", "origin": "default"}));
    assert_eq!(value["settings"][4], json!({"key": "mouse", "value": true, "origin": "default"}));
    assert_eq!(value["settings"][5], json!({"key": "hyperlinks", "value": "auto", "origin": "default"}));
    assert_eq!(value["settings"][6], json!({"key": "keys.escape_ms", "origin": "default"}));
    assert_eq!(value["settings"][7], json!({"key": "keys.letters", "origin": "default"}));
    assert_eq!(value["settings"][8], json!({"key": "open.command", "origin": "default"}));
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
             theme = \"terminal\"                # default\n\
             resume = true                     # default\n\
             mouse = true                      # default\n\
             hyperlinks = \"auto\"               # default\n\
             keys.escape_ms is not set         # default\n\
             keys.letters is not set           # default\n\
             open.command is not set           # default\n\
             open.passages = true              # default\n\
             open.no_passage_hosts is not set  # default\n\
             limits.bytes = \"512 MiB\"          # default\n\
             limits.entries = 5                # {path}:2\n\
             stacks.default is not set         # default\n\
             stacks.library is not set         # default\n\
             view.group = \"category\"           # default\n\
             view.sort = \"stack\"               # default\n\
             view.as_of is not set             # default\n"
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

/// The program in a folder whose `.stacklore.toml` says this, with a variable.
fn in_project(folder: &std::path::Path, text: &str, arguments: &[&str], variable: (&str, &str)) -> Run {
    fs::write(folder.join(".stacklore.toml"), text).expect("written");
    let inside = folder.join("a/b");
    fs::create_dir_all(&inside).expect("made");
    let mut command = stacklore();
    command.args(arguments).current_dir(inside).env(variable.0, variable.1);
    command.output().expect("the program starts").into()
}

#[test]
fn flags_variables_the_project_and_the_file_come_in_this_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("there");
    fs::create_dir(root.join("lists")).expect("made");
    fs::copy(orchard(), root.join("lists/mine.toml")).expect("copied");
    let settings = root.join("settings.toml").display().to_string();
    let text = "colour = 'always'\nascii = true\n[view]\ngroup = 'tag'\nas_of = 2016\n[stacks]\ndefault = 'discord'\n";
    fs::write(&settings, text).expect("written");
    let project = "[view]\ngroup = 'year'\n[stacks]\ndefault = 'lists/mine.toml'\n";
    let of = |arguments: &[&str]| {
        fs::write(root.join(".stacklore.toml"), project).expect("written");
        fs::create_dir_all(root.join("a/b")).expect("made");
        let mut command = stacklore();
        command.args(arguments).current_dir(root.join("a/b"));
        command.env("STACKLORE_CONFIG", &settings).env("STACKLORE_ASCII", "0");
        Run::from(command.output().expect("the program starts"))
    };
    let shown = of(&["config", "show", "--json", "--no-color"]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    let value: Value = serde_json::from_str(&shown.out).expect("JSON");
    let setting = |key: &str| {
        let all = value["settings"].as_array().expect("a list").iter();
        all.clone().find(|setting| setting["key"] == key).cloned().expect("there")
    };
    let project_file = root.join(".stacklore.toml").display().to_string();
    for due in [
        json!({"key": "colour", "value": "never", "origin": "flag", "name": "--no-color"}),
        json!({"key": "ascii", "value": false, "origin": "variable", "name": "STACKLORE_ASCII"}),
        json!({"key": "view.group", "value": "year", "origin": "project", "file": project_file, "line": 2}),
        json!({"key": "view.as_of", "value": "2016", "origin": "file", "file": settings, "line": 5}),
        json!({"key": "stacks.default", "value": ["lists/mine.toml"], "origin": "project", "file": project_file, "line": 4}),
        json!({"key": "limits.bytes", "value": 512 << 20, "origin": "default"}),
        json!({"key": "limits.entries", "value": 1_000_000, "origin": "default"}),
        json!({"key": "open.passages", "value": true, "origin": "default"}),
    ] {
        assert_eq!(setting(due["key"].as_str().expect("text")), due);
    }
    let plain = of(&["config", "show"]);
    assert!(plain.out.contains("ascii\tfalse\tSTACKLORE_ASCII\n"), "{}", plain.out);
    assert!(plain.out.contains(&format!("view.group\t\"year\"\t{project_file}:2\n")), "{}", plain.out);
    assert_eq!(of(&["config", "path"]).out, format!("{settings}\n{project_file}\n"));
    // The stack of the project is found from wherever below it the program is run.
    assert_eq!(of(&["list"]).out.lines().count(), 5);
    assert!(of(&["show", "tokio"]).out.starts_with("id\ttokio\n"));
}

#[test]
fn a_project_names_no_program_no_key_and_no_path_outside() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |text: &str, arguments: &[&str]| in_project(folder.path(), text, arguments, ("NO_COLOR", "1"));
    let text = "colour = 'always'\n[open]\ncommand = 'rm'\n[keys]\nquit = 'x'\n[stacks]\ndefault = ['../x', '/etc/passwd']\n\
                library = '/'\n[view]\ngroup = 'year'\n";
    let shown = of(text, &["config", "show"]);
    assert_eq!(shown.code, 0);
    assert_eq!(shown.err.matches("schema.not-in-project").count(), 4, "{}", shown.err);
    assert_eq!(shown.err.matches("is not inside the folder of the project").count(), 2, "{}", shown.err);
    assert!(shown.err.contains("a project must not name a program"), "{}", shown.err);
    assert!(shown.err.contains(".stacklore.toml:3:1"), "{}", shown.err);
    for (key, value) in
        [("colour", "\"auto\""), ("open.command", ""), ("stacks.default", ""), ("stacks.library", "")]
    {
        assert!(shown.out.contains(&format!("{key}\t{value}\tdefault\n")), "{}", shown.out);
    }
    assert!(shown.out.contains("view.group\t\"year\"\t"), "{}", shown.out);
    // Other commands say it in one line.
    let list = of(text, &["list", &orchard()]);
    assert_eq!((list.code, list.out.lines().count(), list.err.lines().count()), (0, 5, 1), "{}", list.err);
    assert!(
        list.err.contains(".stacklore.toml:1:1: `colour` is ignored") && list.err.contains("5 findings"),
        "{}",
        list.err
    );
    // Whatever it says, nothing of it acts on the terminal, and it is read up to a limit only.
    let hostile = of("\"\\u001b[2J\" = '\\u001b]0;x'\n[view]\ngroup = \"\\u009b31m\"\n", &["config", "show"]);
    assert_eq!(hostile.code, 0);
    assert!(is_inert(&hostile.err.replace('\n', "")), "{}", hostile.err);
    let large = of(&format!("[view]\ngroup = 'year'\n#{}", "x".repeat(1 << 16)), &["list", &orchard()]);
    assert_eq!((large.code, large.out.lines().count()), (0, 5));
    assert!(large.err.contains("more than 64 KiB") && large.err.contains("it is ignored"), "{}", large.err);
    let broken = of("[view]\ngroup = 'year'\nx = [", &["config", "show"]);
    assert_eq!(broken.code, 1);
    assert!(broken.out.contains("view.group\t\"category\"\tdefault\n"), "{}", broken.out);
}

#[cfg(unix)]
#[test]
fn a_link_leads_neither_the_project_nor_its_stacks_outside() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let (root, outside) = (folder.path().join("root"), folder.path().join("outside"));
    fs::create_dir_all(root.join("data")).expect("made");
    fs::create_dir_all(&outside).expect("made");
    fs::copy(orchard(), outside.join("x.toml")).expect("copied");
    symlink(outside.join("x.toml"), root.join("link.toml")).expect("a link");
    symlink(outside.join("x.toml"), root.join("data/link.toml")).expect("a link");
    symlink(&outside, root.join("folder")).expect("a link");
    for name in ["link.toml", "data", "folder", "folder/x.toml"] {
        let run = in_project(
            &root,
            &format!("stacks.default = '{name}'\n"),
            &["config", "show"],
            ("NO_COLOR", "1"),
        );
        assert!(run.err.contains("is not inside the folder of the project"), "{name}: {}", run.err);
        assert!(run.out.contains("stacks.default\t\tdefault\n"), "{name}: {}", run.out);
    }
    fs::remove_file(root.join(".stacklore.toml")).expect("gone");
    fs::write(outside.join("project.toml"), "view.group = 'year'\n").expect("written");
    symlink(outside.join("project.toml"), root.join(".stacklore.toml")).expect("a link");
    let run = Run::from(stacklore().args(["config", "show"]).current_dir(&root).output().expect("it starts"));
    assert_eq!(run.code, 3);
    assert!(run.err.contains("the link leads out of its folder"), "{}", run.err);
    assert!(run.out.contains("view.group\t\"category\"\tdefault\n"), "{}", run.out);
}

#[test]
fn a_variable_that_means_nothing_is_told_by_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |value: &str| in_project(folder.path(), "", &["list", &orchard()], ("STACKLORE_COLOUR", value));
    assert_eq!(of("").err, "");
    assert_eq!(of("never").err, "");
    let run = of("blue\u{1b}[2J");
    assert_eq!((run.code, run.out.lines().count()), (0, 5));
    assert!(run.err.starts_with("warning: STACKLORE_COLOUR: `colour` cannot be \"blue"), "{}", run.err);
    assert!(run.err.ends_with("; it is ignored\n") && is_inert(&run.err), "{}", run.err);
}

#[test]
fn a_theme_is_checked_where_the_settings_are_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("settings.toml");
    let of = |name: &str, arguments: &[&str]| {
        fs::write(&settings, format!("theme = \"{name}\"\n")).expect("written");
        Run::from(stacklore().args(arguments).env("STACKLORE_CONFIG", &settings).output().expect("it starts"))
    };
    for name in ["terminal", "mono", "ember", "fjord-light", "ink-dark"] {
        let run = of(name, &["config", "show"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{name}");
    }
    let run = of("fjrd", &["config", "show"]);
    assert_eq!(run.code, 0);
    assert!(
        run.err.contains("there is no theme \"fjrd\"") && run.err.contains("did you mean \"fjord\"?"),
        "{}",
        run.err
    );
    assert!(run.err.contains("settings.toml:1:9"), "{}", run.err);
    assert_eq!(of("fjrd", &["list", &orchard()]).err, "", "no business of a command without one");
    assert_eq!(of("../x", &["config", "show"]).code, 1);
    // Of one's own.
    let themes = folder.path().join("themes");
    fs::create_dir(&themes).expect("made");
    fs::write(themes.join("mine.toml"), "[dark]\nlink = 'gren'\nhdng = 'red'\n").expect("written");
    let run = of("mine", &["config", "show"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("mine.toml:2:8") && run.err.contains("did you mean \"green\"?"), "{}", run.err);
    assert!(run.err.contains("`dark.hdng` is not a role"), "{}", run.err);
    let run = of("mine", &["--theme", "ember-dark", "config", "show"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains("theme\t\"ember-dark\"\t--theme\n"), "{}", run.out);
}

#[test]
fn own_keys_and_commands_are_shown_with_their_lines_and_what_they_take() {
    let text = "[keys]\nlinks = [\"u\", \"q\"]\n\n[commands.zoom]\nkeys = \"X\"\nrun = [\"p\", \"{url}\"]\nwhere = \"detached\"\n";
    let (shown, path) = with(text, &["config", "show"]);
    let own = format!(
        "keys.links\t[\"u\", \"q\"]\t{path}:2\ncommands.zoom.keys\t[\"X\"]\t{path}:5\n\
         commands.zoom.run\t[\"p\", \"{{url}}\"]\t{path}:6\ncommands.zoom.where\t\"detached\"\t{path}:7\n"
    );
    assert_eq!(shown.code, 0);
    assert!(shown.out.ends_with(&own), "{}", shown.out);
    assert!(shown.err.contains("hint[schema.key-taken]: `links` takes q from `quit`"), "{}", shown.err);
    assert!(shown.err.contains(":2:9") && shown.err.contains(":4:11"), "{}", shown.err);
    assert!(shown.err.contains("`zoom` is the name of an action of the program"), "{}", shown.err);
    let (shown, path) = with(text, &["config", "show", "--json"]);
    let value: Value = serde_json::from_str(&shown.out).expect("JSON");
    let settings = value["settings"].as_array().expect("a list");
    assert_eq!(
        settings.iter().find(|setting| setting["key"] == "keys.links"),
        Some(&json!({"key": "keys.links", "value": ["u", "q"], "origin": "file", "file": path, "line": 2}))
    );
    // A key that was taken is no problem: elsewhere nothing is said of it.
    let (list, _) = with("keys.links = \"q\"\n", &["list", &orchard()]);
    assert_eq!((list.code, &*list.err), (0, ""));
}
