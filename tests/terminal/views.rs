//! The linear form, an order of the entries and two entries side by side, by the bytes that the terminal gets.

use super::*;

/// A script that runs the program in the linear form once.
const LINEAR: &str = "\"$0\" --linear\necho \"<code $?>\"";

/// The row of the terminal's cursor, with its text; fails if the cursor is hidden.
fn line_of_cursor(session: &Session) -> (u16, String) {
    let screen = session.screen();
    assert!(!screen.hide_cursor(), "no cursor on\n{}", screen.contents());
    let (row, _) = screen.cursor_position();
    (row, screen.contents().lines().nth(row.into()).unwrap_or_default().to_owned())
}

/// Waits until the terminal's cursor is on a line that begins with a text.
fn until_on(session: &mut Session, text: &str) {
    session.until(&format!("cursor on {text:?}"), |screen| {
        let (row, _) = screen.cursor_position();
        let line = screen.contents().lines().nth(row.into()).unwrap_or_default().trim_start().to_owned();
        !screen.hide_cursor() && line.starts_with(text)
    });
}

#[test]
fn in_the_linear_form_the_cursor_is_on_the_selected_line_and_a_step_sends_no_other() {
    let mut session = Setting::new().in_shell(LINEAR).start();
    session.until_shown("ScyllaDB, in use");
    until_on(&mut session, "ScyllaDB");
    let (row, _) = line_of_cursor(&session);
    let before = session.seen().len();
    session.press("j");
    until_on(&mut session, "Apache Cassandra");
    // What says where one is changes too: the status line.
    session.until_shown("Storage > Apache Cassandra");
    assert_eq!(line_of_cursor(&session).0, row + 1);
    let sent = &session.seen()[before..];
    let text = String::from_utf8_lossy(sent);
    assert!(sent.len() < 160, "{} bytes: {text:?}", sent.len());
    for clear in ["\x1b[2J", "\x1b[J", "\x1b[0J", "\x1b[K", "ScyllaDB"] {
        assert!(!text.contains(clear), "{text:?}");
    }
    session.press("gl");
    session.until("the panes", |screen| screen.contents().contains('│') && screen.hide_cursor());
    session.press("gl");
    until_on(&mut session, "Apache Cassandra");
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn s_sorts_and_the_comparison_leads_to_an_entry() {
    let mut session = Setting::new().start();
    session.until_started().press("s");
    session.until_shown("SORT BY").press("j\r");
    session.until_shown("sorted by name").press("\x1b");
    session.until("the order of the stack", |screen| !screen.contents().contains("sorted by"));
    session.press("=");
    session.until_shown("COMPARE ScyllaDB with").press("cassandra\r");
    session.until_shown("FACTS").press("l\r");
    session.until_shown("back: ScyllaDB");
    assert!(session.screen().contents().contains("Storage › Apache Cassandra"));
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
}
