//! Bookmarks, the queue and notes from one run to the next.

use super::*;

/// A script that runs the program three times.
const THRICE: &str = "\"$0\"; echo \"<one $?>\"; \"$0\"; echo \"<two $?>\"; \"$0\"; echo \"<three $?>\"";

#[test]
fn the_browser_gets_five_pages_of_the_queue_and_the_next_run_has_the_rest() {
    let setting = Setting::new();
    let pipe = Pipe::new(setting.home().join("pipe"));
    let browser = setting.script("lens", &format!("printf '%s\\n' \"$# $1\" > '{}'", pipe.path().display()));
    let mut session = setting.with("BROWSER", browser.to_str().unwrap()).in_shell(THRICE).start();
    session.until_started().press("/scylladb");
    session.until_shown("F1 why").press("\r");
    session.until_shown("Esc unmark").press("gs");
    session.until_shown("> [1]").press("mmmmmm");
    session.until_shown("queued, 6 there now").press("q");
    session.until_shown("<one 0>");
    // Another run has them all.
    session.until_started().until_shown("queue 6").press("Q");
    session.until_shown("6 pages").press("o");
    let opened: Vec<String> = (0..5).map(|_| pipe.line()).collect();
    session.until_shown("opened 5 pages (lens), 1 left in the queue").press("\x1bq");
    session.until_shown("<two 0>");
    pipe.assert_empty();
    session.until_started().until_shown("queue 1").press("QO");
    let rest: Vec<String> = (0..1).map(|_| pipe.line()).collect();
    session.until_shown("the queue is empty now").press("\x1bq");
    session.end_in_shell().until_shown("<three 0>");
    pipe.assert_empty();
    let mut all = [opened, rest].concat();
    assert!(all.iter().all(|line| line.starts_with("1 https://")), "{all:?}");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 6);
}

#[test]
fn bookmarks_and_notes_are_there_in_the_next_run_and_on_the_command_line() {
    let script =
        "\"$0\"; \"$0\"; \"$0\" kept --plain | cut -f1,4-6,9; \"$0\" list --marked --plain | cut -f1";
    let mut session = Setting::new().in_shell(script).start();
    session.until_started().press("j");
    session.until_shown(">    Apache").press("k");
    session.until_shown(">    ScyllaDB").press("b");
    session.until_shown("bookmarked: ScyllaDB").press("a");
    session.until_shown("YOUR NOTE on ScyllaDB").press("Only the disks");
    session.until_shown("Only the disks").press("\r");
    session.until_shown("note kept: ScyllaDB").press("q");
    session.until("the next run", |screen| !screen.contents().contains("note kept"));
    session.until_started().press("B");
    session.until_shown("your note  Only the disks").press("\r");
    session.until_shown("your note   Only the disks").press("q");
    session.end_in_shell().until_shown("note");
    let seen = session.screen().contents();
    assert!(seen.contains("Only the disks"), "{seen}");
    let words: Vec<Vec<&str>> = seen.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(words.contains(&vec!["bookmark", "discord", "scylladb", "ScyllaDB"]), "{seen}");
    assert!(words.contains(&vec!["scylladb"]), "{seen}");
}
