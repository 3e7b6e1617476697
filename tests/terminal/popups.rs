//! What is kept of pages, places and searches, from one run to the next.

use super::*;

/// A script that runs the program twice, the second time after a line of the terminal.
const TWICE: &str = "\"$0\"; echo \"<one $?>\"; read answer; \"$0\"; echo \"<two $?>\"";

#[test]
fn a_page_that_was_opened_is_marked_in_the_next_run() {
    let setting = Setting::new();
    let pipe = Pipe::new(setting.home().join("pipe"));
    let browser = setting.script("lens", &format!("printf '%s\\n' \"$1\" > '{}'", pipe.path().display()));
    let mut session = setting.with("BROWSER", browser.to_str().unwrap()).in_shell(TWICE).start();
    session.until_started();
    press(&mut session, "/scylladb", "hit");
    press(&mut session, "\r", "CLAIMS");
    press(&mut session, "gs", "> [1]");
    session.press("o");
    assert!(pipe.line().starts_with("https://"));
    session.until_shown("opened [1]").press("q");
    session.until_shown("<one 0>").press("\n");
    session.until_started();
    press(&mut session, "gs", "> [1]");
    press(&mut session, "u", "LINKS of ScyllaDB");
    session.until_shown("opened");
    leave(&mut session, "LINKS of");
    session.press("q");
    session.end_in_shell().until_shown("<two 0>");
}

#[test]
fn the_places_of_the_last_run_are_in_the_list_and_one_leads_there() {
    let mut session = Setting::new().in_shell(TWICE).start();
    session.until_started();
    for (query, name) in [("/mongodb", "MongoDB"), ("/kafka", "Apache Kafka")] {
        press(&mut session, query, "hit");
        press(&mut session, "\r", name);
        session.until_shown("CLAIMS");
    }
    press(&mut session, "gj", "PLACES");
    press(&mut session, "mongo", "1 of");
    press(&mut session, "\r", "MongoDB");
    session.until("the list is gone", |screen| !screen.contents().contains("PLACES")).press("q");
    session.until_shown("<one 0>").press("\n");
    session.until_started().until_shown("MongoDB");
    session.press("q");
    session.end_in_shell().until_shown("<two 0>");
}

#[test]
fn the_last_search_opens_again_after_a_restart() {
    let mut session = Setting::new().in_shell(TWICE).start();
    session.until_started();
    press(&mut session, "/cassandra", "hit");
    press(&mut session, "\r", "CLAIMS");
    session.press("q");
    session.until_shown("<one 0>").press("\n");
    session.until_started();
    press(&mut session, "\x12", "/ cassandra");
    session.until_shown("hit");
    leave(&mut session, "/ cassandra");
    session.press("q");
    session.end_in_shell().until_shown("<two 0>");
}
