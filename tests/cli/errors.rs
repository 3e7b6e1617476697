//! The voice of errors: `stacklore:` what is wrong, `hint:` what to write, `usage:` after wrong usage.

use super::*;

/// The lines of an error, each with its label.
fn labels(run: &Run) -> Vec<&str> {
    run.err.lines().filter_map(|line| line.split_once(": ")).map(|(label, _)| label).collect()
}

#[test]
fn every_error_of_the_parser_has_the_voice_of_all_errors() {
    for arguments in [
        &["list", "--nonsense"][..],
        &["list", "--fomat", "json"],
        &["list", "--sort", "nam"],
        &["list", "--sort"],
        &["list", "--json", "--plain"],
        &["list", "--limit=3"],
        &["list", "--stack", "a"],
        &["list", "--all=x"],
        &["search"],
        &["search", "x", "--limit", "x"],
        &["search", "x", "--values", "kind"],
        &["show", "a", "b"],
        &["show", "a", "--all", "--all"],
        &["config"],
        &["config", "shw"],
        &["--query"],
        &["--height", "x"],
        &["--json", "--plain"],
        &["--no-resume", "list"],
        &["a", "list"],
    ] {
        let run = run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        let labels = labels(&run);
        assert_eq!(labels.first(), Some(&"stacklore"), "{arguments:?}: {}", run.err);
        let is_known = |label: &&str| ["stacklore", "hint", "usage"].contains(label);
        assert!(labels.iter().skip(1).all(is_known), "{arguments:?}: {}", run.err);
        assert_eq!(labels.iter().filter(|label| **label == "stacklore").count(), 1, "{}", run.err);
        for voice in ["error:", "tip:", "Usage:", "For more information"] {
            assert!(!run.err.contains(voice), "{arguments:?}: {}", run.err);
        }
    }
}

#[test]
fn an_error_of_the_parser_says_what_to_write() {
    for (arguments, expected) in [
        (
            &["list", "--fomat", "json"][..],
            "stacklore: unknown option `--fomat`\nhint: did you mean `--format`?\n",
        ),
        (&["list", "--sort", "nam"], "hint: did you mean `name`?\n"),
        (&["list", "--color", "blue"], "hint: write auto, always or never\n"),
        (&["config"], "stacklore: `stacklore config` needs a command\nhint: write path, show or default\n"),
        (&["list", "--nonsense"], "hint: `stacklore list --help` lists the options\n"),
        (&["show"], "usage: stacklore show <ID>\n"),
    ] {
        let run = run(arguments);
        assert!(run.err.contains(expected), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn an_id_in_the_place_of_a_stack_is_answered_with_the_command_for_it() {
    let of = |arguments: &[&str]| {
        let run = run(arguments);
        assert_eq!((run.code, run.out.as_str()), (3, ""), "{arguments:?}");
        run.err
    };
    let hint = "hint: `cassandra` is an entry of discord: `stacklore show cassandra`\n";
    for arguments in [&["cassandra"][..], &["list", "cassandra"], &["export", "cassandra"]] {
        assert!(of(arguments).ends_with(hint), "{arguments:?}");
    }
    // By its name, and of a stack that is no default one.
    assert!(of(&["Apache Cassandra"]).contains("`stacklore show cassandra`"));
    let github = run(&["list", "github"]).out;
    let only = |id: &str| run(&["show", id]).code == 1 && of(&[id]).contains("is an entry of github");
    let ids = github.lines().filter_map(|line| line.split('\t').next());
    let id = ids.into_iter().find(|id| only(id)).expect("an entry that no other stack has");
    assert!(of(&[id]).contains(&format!("`stacklore show github/{id}`")));
    assert!(!of(&["nosuchthing"]).contains("is an entry"));
}

#[test]
fn a_stack_in_the_place_of_an_id_is_answered_with_the_command_for_it() {
    let run = run(&["show", "discord"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.ends_with("hint: `discord` is a stack: `stacklore list discord`\n"), "{}", run.err);
}

#[test]
fn a_command_of_another_program_is_answered_with_ours() {
    for (word, command) in
        [("ls", "list"), ("grep", "search WORD"), ("validate", "check"), ("chekc", "check")]
    {
        let run = run(&[word]);
        assert_eq!(run.code, 2, "{word}");
        assert!(run.err.contains(&format!("did you mean `stacklore {command}`?")), "{word}: {}", run.err);
    }
}

#[cfg(unix)]
#[test]
fn a_suggested_command_can_be_pasted_into_a_shell() {
    let folder = tempfile::tempdir().expect("a folder");
    let in_folder = |arguments: &[&str]| {
        Run::from(
            stacklore().args(arguments).current_dir(folder.path()).output().expect("the program starts"),
        )
    };
    let new = in_folder(&["new", "My Stack!"]);
    assert!(new.err.contains("`stacklore check 'My Stack!.toml'`"), "{}", new.err);
    assert!(new.err.contains("`stacklore 'My Stack!.toml'`"), "{}", new.err);
    std::fs::write(folder.path().join("it's a $list.md"), "# A\n\n- [B](https://example.org)\n")
        .expect("room");
    std::fs::write(folder.path().join("b.md"), "# A\n\n- [B](https://example.org)\n").expect("room");
    let import = in_folder(&["import", "b.md", "--into", "it's a $list.md"]);
    assert!(import.err.contains(r"`stacklore import 'it'\''s a $list.md'`"), "{}", import.err);
    let diff = in_folder(&["diff", "my list@soon", "b.md"]);
    assert!(diff.err.contains("as in `'my list@2018'`"), "{}", diff.err);
}

#[test]
fn help_is_as_wide_as_the_terminal_and_no_wider_than_100() {
    for width in [40, 60, 200] {
        let mut command = stacklore();
        command.args(["search", "--help"]).env("COLUMNS", width.to_string());
        let help = Run::from(command.output().expect("the program starts")).out;
        let longest = help.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(longest <= width.min(100) && longest > width.min(100) / 2, "{longest} of {width}");
    }
}
