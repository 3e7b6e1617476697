//! Themes in a terminal: the question for its background, and the colours that it gets.

use super::*;

/// The question for the terminal's background.
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\";

const EMBER_DARK: vt100::Color = vt100::Color::Rgb(0x1d, 0x18, 0x14);
const EMBER_LIGHT: vt100::Color = vt100::Color::Rgb(0xfb, 0xf4, 0xea);

/// A program with all colours and a theme.
fn themed(theme: &str) -> Setting {
    Setting::new().with("COLORTERM", "truecolor").with("STACKLORE_THEME", theme)
}

fn was_asked(session: &Session) -> bool {
    session.seen().windows(QUESTION.len()).any(|bytes| bytes == QUESTION)
}

/// Waits until every corner of the screen has a background.
fn until_ground(session: &mut Session, colour: vt100::Color) -> &mut Session {
    session.until(&format!("{colour:?}"), |screen| {
        let (rows, columns) = screen.size();
        let corners =
            [(0, 0), (0, columns.get() - 1), (rows.get() - 1, 0), (rows.get() - 1, columns.get() - 1)];
        corners
            .into_iter()
            .all(|(row, column)| screen.cell(row, column).is_some_and(|cell| cell.bgcolor() == colour))
    })
}

#[test]
fn a_pair_takes_the_half_of_the_terminal_and_the_answer_is_no_key() {
    let mut session = themed("ember").start();
    until_ground(session.until_started(), EMBER_DARK);
    let end = session.seen().windows(8).position(|bytes| bytes == b"\x1b[?2026l").expect("a first frame");
    session.press("\x1b]11;rgb:ffff/ffff/f0f0\x1b\\");
    until_ground(&mut session, EMBER_LIGHT);
    let asked = session.seen().windows(QUESTION.len()).position(|bytes| bytes == QUESTION).expect("asked");
    assert!(asked > end, "after the first frame");
    session.press("\x1b]11;rgb:10/20/30\x07");
    until_ground(&mut session, EMBER_DARK);
    assert!(session.screen().contents().contains("Storage") && !session.screen().contents().contains("rgb"));
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
    assert_eq!(session.afterwards(), "");
}

#[test]
fn nothing_is_asked_where_the_answer_has_no_use_or_would_be_late() {
    for (theme, name, value) in [
        ("terminal", "A", "1"),
        ("mono", "A", "1"),
        ("ember-dark", "A", "1"),
        ("ember", "SSH_TTY", "/dev/pts/0"),
        ("ember", "NO_COLOR", "1"),
        ("ember", "COLORTERM", ""),
    ] {
        let mut session = themed(theme).with("TERM", "xterm").with(name, value).start();
        session.until_started().press("j");
        session.until_shown("ScyllaDB").press("q");
        assert_eq!(session.end().code(), Some(0));
        assert!(!was_asked(&session), "{theme} {name}={value}");
    }
}

#[test]
fn an_answer_after_the_last_key_is_not_left_to_the_shell() {
    let script = "\"$0\"\nstty -echo -icanon min 0 time 3\nleft=$(dd bs=64 count=1 2>/dev/null | wc -c)\necho \"<$left left>\"";
    let mut session = themed("ember").in_shell(script).start();
    session.until("question", vt100::Screen::alternate_screen);
    session.press("q\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    session.end_in_shell().until_shown("0 left>");
}

#[test]
fn a_terminal_with_256_colours_gets_the_nearest_and_one_with_16_its_own() {
    let mut session = themed("ember-light").with("COLORTERM", "").with("TERM", "xterm-256color").start();
    until_ground(session.until_started(), vt100::Color::Idx(255));
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
    let mut session = themed("ember-light").with("COLORTERM", "").with("TERM", "xterm").start();
    until_ground(session.until_started(), vt100::Color::Default);
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
}

#[test]
fn without_colours_the_selection_of_a_theme_is_reversed_and_marked() {
    for (name, value) in [("NO_COLOR", "1"), ("STACKLORE_THEME", "mono"), ("STACKLORE_COLOUR", "never")] {
        let mut session = themed("ember-dark").with(name, value).start();
        session.until_started().until("selection", |screen| !screen.contents().is_empty());
        assert!(has_marked_row(&session), "{name}");
        let colours: Vec<&[u8]> = vec![b"\x1b[38", b"\x1b[48", b";38;", b";48;", b"\x1b[36"];
        let has = |colour: &&[u8]| session.seen().windows(colour.len()).any(|bytes| bytes == *colour);
        assert!(!colours.iter().any(has), "{name}");
        session.press("q");
        assert_eq!(session.end().code(), Some(0));
    }
}

#[test]
fn a_theme_of_ones_own_is_read_from_the_folder_of_the_settings() {
    let setting = themed("mine");
    let folder = setting.home().join(".config/stacklore/themes");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("mine.toml"), "background = '#102030'\ntext = '#ffffff'\nlnk = 'red'\n").unwrap();
    let mut session = setting.start();
    until_ground(&mut session, vt100::Color::Rgb(0x10, 0x20, 0x30));
    session.until_shown("mine.toml:3:1: `lnk` is not a role").press("q");
    assert_eq!(session.end().code(), Some(0));
    let mut session = themed("embre").start();
    session.until_shown("STACKLORE_THEME: there is no theme \"embre\"").press("q");
    assert_eq!(session.end().code(), Some(0));
}

#[test]
fn a_project_chooses_the_stack_and_the_view_and_its_other_settings_are_reported() {
    let setting = Setting::new();
    fs::copy(ORCHARD, setting.home().join("mine.toml")).unwrap();
    let project = "[stacks]\ndefault = 'mine.toml'\n[view]\ngroup = 'year'\n[open]\ncommand = 'rm'\n";
    fs::write(setting.home().join(".stacklore.toml"), project).unwrap();
    let mut session = setting.start();
    session.until_shown(".stacklore.toml:6:1: `open.command` is ignored").until_shown("Orchard");
    session.press("v");
    session.until_shown("as now").press("\x1bq");
    assert_eq!(session.end().code(), Some(0));
}
