//! `completions`, `man` and `help`: what shells, `man` and readers get.

use super::*;

/// The words that bash is offered after some words, the last of which has been begun.
fn offered(words: &[&str]) -> Vec<String> {
    let mut command = stacklore();
    command.arg("--").arg("stacklore").args(words);
    let last = words.len().to_string();
    let asked = [("COMPLETE", "bash"), ("_CLAP_IFS", "\n"), ("_CLAP_COMPLETE_COMP_TYPE", "9")];
    command.envs(asked).env("_CLAP_COMPLETE_SPACE", "false").env("_CLAP_COMPLETE_INDEX", last);
    let run = Run::from(command.output().expect("the program starts"));
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{words:?}");
    run.out.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn ids_stacks_commands_and_values_are_offered() {
    assert_eq!(offered(&["show", "cass"]), ["cassandra"]);
    assert_eq!(offered(&["show", "pypi/post"]), ["pypi/postgresql"]);
    assert_eq!(offered(&["open", "scyllad"]), ["scylladb"]);
    assert!(offered(&["list", "blue"]).contains(&"bluesky".to_owned()));
    assert_eq!(offered(&["comple"]), ["completions"]);
    assert!(offered(&["list", "--sort", ""]).contains(&"newest".to_owned()));
    assert_eq!(offered(&["completions", "el"]), ["elvish"]);
    for words in [&["show", "nothing-begins-so"][..], &["show", "no-stack/x"], &["show", "\u{1b}[31m"]] {
        assert!(offered(words).is_empty(), "{words:?}");
    }
}

#[test]
fn each_shell_gets_a_script_that_asks_the_program() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = run(&["completions", shell]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{shell}");
        assert!(run.out.contains("COMPLETE") && run.out.contains("stacklore"), "{shell}: {}", run.out);
    }
    let run = run(&["completions", "csh"]);
    assert!(run.code == 2 && run.err.contains("csh"), "{}", run.err);
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let pages = folder.path().join("man/man1");
    let all = run(&["man", "-o", pages.to_str().expect("UTF-8")]);
    assert_eq!(all.code, 0, "{}", all.err);
    let help = run(&["--help"]).out;
    let commands = help.split("Commands:\n").nth(1).expect("commands").split("\n\n").next().expect("a list");
    let names = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<&str> = names.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 15, "{help}");
    for name in names {
        let page = run(&["man", name]);
        assert_eq!(page.code, 0, "{name}: {}", page.err);
        assert!(page.out.contains(".SH SYNOPSIS") && page.out.contains(".SH OPTIONS"), "{name}");
        let file = std::fs::read_to_string(pages.join(format!("stacklore-{name}.1"))).expect("written");
        assert_eq!(file, page.out, "{name}");
    }
    assert!(run(&["man"]).out.contains("scylladb"), "it has the examples of help");
    let wrong = run(&["man", "shwo"]);
    assert!(wrong.code == 2 && wrong.err.contains("`stacklore man show`"), "{}", wrong.err);
}

#[test]
fn help_shows_commands_and_topics() {
    assert_eq!(run(&["help"]).out, run(&["--help"]).out);
    assert_eq!(run(&["help", "show"]).out, run(&["show", "--help"]).out);
    assert!(run(&["help", "query"]).out.starts_with("# Query language"));
    assert!(run(&["help", "format"]).out.contains("[[category]]"));
    let wrong = run(&["help", "serach"]);
    assert!(wrong.code == 2 && wrong.err.contains("`stacklore help search`"), "{}", wrong.err);
}
