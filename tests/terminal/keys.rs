//! The palette, counts, chords that wait, and keys of one's own in a terminal.

use super::*;

/// The first row of the screen that has the selection marker, without it.
fn selected(screen: &vt100::Screen) -> Option<String> {
    screen.contents().lines().find_map(|line| Some(line.strip_prefix('>')?.trim().to_owned()))
}

/// Waits until a row with a text is selected.
fn until_selected<'a>(session: &'a mut Session, text: &str) -> &'a mut Session {
    session.until(text, |screen| selected(screen).is_some_and(|row| row.starts_with(text)))
}

/// Waits until a text is on the screen no more.
fn until_gone<'a>(session: &'a mut Session, text: &str) -> &'a mut Session {
    session.until("end of it", |screen| !screen.contents().contains(text))
}

#[test]
fn the_palette_runs_an_action_by_name() {
    let mut session = Setting::new().start();
    session.until_started();
    for open in [":", "\x1bOQ", "\x1b[12~", "\x10"] {
        session.press(open);
        session.until_shown("ACTIONS").press("zoom the");
        session.until_shown("zoom: detail, then list").press("\r");
        until_gone(session.until_shown("Esc unzoom"), "ACTIONS").press("\x1b");
        until_gone(&mut session, "Esc unzoom");
    }
    session.press(":");
    session.until_shown("ACTIONS").press("quit\r");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
}

#[test]
fn a_number_repeats_a_move_and_alone_it_opens_a_source_after_a_while() {
    let setting = Setting::new();
    let pipe = Pipe::new(setting.home().join("pipe"));
    let browser = setting.script("lens", &format!("printf '%s\\n' \"$1\" > '{}'", pipe.path().display()));
    let mut session = setting.with("BROWSER", browser.to_str().unwrap()).start();
    session.until_started().press("gg");
    until_selected(&mut session, "\u{25be} Storage").press("5j");
    until_selected(&mut session, "Data services").press("5k");
    until_selected(&mut session, "\u{25be} Storage").press("/scylladb");
    session.until_shown("F1 why").press("\r");
    session.until_shown("Esc unmark").press("1");
    // Nothing else is pressed: the end of the wait opens it.
    session.until_shown("[1] opens");
    assert!(pipe.line().starts_with("https://"));
    // One write, and Esc as the kitty protocol sends it: neither the wait for the number nor that for the rest of a
    // sequence depends on the load of the machine.
    until_gone(&mut session, "[1] opens").press("2\x1b[27uq");
    assert_eq!(session.end().code(), Some(0));
    pipe.assert_empty();
}

#[test]
fn a_chord_that_waits_lists_what_may_follow() {
    let mut session = Setting::new().start();
    session.until_started().press("g");
    session.until_shown("gm  map of the neighbours").until_shown("Esc gives up").press("\x1b");
    until_gone(&mut session, "Esc gives up").press("y");
    session.until_shown("yt  copy title").press("v");
    until_gone(&mut session, "yt  copy title").press("q");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
}

#[test]
fn keys_of_the_settings_work_and_are_what_hints_palette_and_manual_show() {
    let setting = Setting::new();
    let folder = setting.home().join(".config/stacklore");
    fs::create_dir_all(&folder).unwrap();
    let text = "[keys]\nzoom = [\"x\", \"g x y\"]\nquit = \"f5\"\nletters = \"\u{43e}j\"\n";
    fs::write(folder.join("config.toml"), text).unwrap();
    let mut session = setting.start();
    session.until_started().until_shown("F5 quit").press("gg");
    until_selected(&mut session, "\u{25be} Storage").press("\u{43e}");
    until_selected(&mut session, "ScyllaDB").press("zx");
    session.until_shown("Esc unzoom").press("\x1b");
    until_gone(&mut session, "Esc unzoom").press("g");
    session.until_shown("gxy  zoom: detail, then list").press("xy");
    session.until_shown("Esc unzoom").press("\x1b");
    until_gone(&mut session, "Esc unzoom").press(":");
    session.until_shown("ACTIONS").press("zoom the");
    session.until_shown("x gxy").press("\x1b");
    until_gone(&mut session, "ACTIONS").press("?");
    session.until_shown("KEYS").press("zoom");
    session.until_shown("x gxy").press("\x1b");
    // `q` is no key any more.
    until_gone(&mut session, "KEYS").press("q:");
    session.until_shown("ACTIONS").press("\x1b");
    until_gone(&mut session, "ACTIONS").press("\x1b[15~");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
}
