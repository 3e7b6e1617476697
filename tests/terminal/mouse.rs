//! The mouse and links (OSC 8), by the bytes that the terminal gets.

use super::*;

/// The modes by which the mouse is reported.
const MODES: [&str; 3] = ["1000", "1002", "1006"];

fn position_of_last(session: &Session, text: &str) -> Option<usize> {
    session.seen().windows(text.len()).rposition(|bytes| bytes == text.as_bytes())
}

fn has_mouse(session: &Session) -> bool {
    let is_on = |mode: &str| {
        let [on, off] = ['h', 'l'].map(|end| position_of_last(session, &format!("\x1b[?{mode}{end}")));
        on > off
    };
    let on = MODES.iter().filter(|mode| is_on(mode)).count();
    assert!(on == 0 || on == MODES.len(), "all of them or none");
    on > 0
}

/// The URLs of the links in the output, each of which must be closed before the next one and before a frame ends.
fn links(session: &Session) -> Vec<String> {
    let text = String::from_utf8_lossy(session.seen()).into_owned();
    let mut urls = Vec::new();
    let mut is_open = false;
    for part in text.split("\x1b]8;").skip(1) {
        let (link, rest) = part.split_once("\x1b\\").expect("it has an end");
        let (parameters, url) = link.split_once(';').expect("it has parameters");
        is_open = !url.is_empty();
        assert_eq!(parameters.starts_with("id="), is_open, "{link:?}");
        assert!(!is_open || !rest.contains("\x1b[?2026l"), "a frame ends in a link");
        urls.extend(is_open.then(|| url.to_owned()));
    }
    assert!(!is_open, "a link is left open");
    urls
}

fn with_settings(text: &str) -> Setting {
    let setting = Setting::new();
    fs::create_dir_all(setting.home().join(".config/stacklore")).unwrap();
    fs::write(setting.home().join(".config/stacklore/config.toml"), text).unwrap();
    setting
}

#[test]
fn clicks_and_the_wheel_of_the_terminal_arrive() {
    let mut session = Setting::new().start();
    session.until_started();
    assert!(has_mouse(&session));
    // The fourth row of the list, which begins in the second row of the screen.
    session.press("\x1b[<0;8;5M\x1b[<0;8;5m");
    session.until("a selected row", |screen| {
        screen.contents().lines().nth(4).is_some_and(|line| line.starts_with('>'))
    });
    session.press("\x1b[<65;60;10M".repeat(3));
    session.until("another text", |screen| !screen.contents().contains("CLAIMS"));
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
}

#[test]
fn every_way_out_switches_the_mouse_off_and_leaves_no_link_open() {
    let signals = [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT];
    for signal in signals.into_iter().map(Some).chain([None]) {
        let mut session = Setting::new().with("FORCE_HYPERLINK", "1").start();
        session.until_started();
        assert!(has_mouse(&session));
        match signal {
            Some(signal) => session.signal(signal),
            None => session.press("q"),
        }
        session.end();
        assert!(!has_mouse(&session), "{signal:?}");
        assert!(!links(&session).is_empty());
        session.assert_restored();
    }
    let setting = Setting::new().with("FORCE_HYPERLINK", "1").with("STACKLORE_TEST_PANIC", "main");
    let mut session = setting.start();
    session.until_started().press(F12);
    assert_eq!(session.end().code(), Some(101));
    assert!(!has_mouse(&session));
    links(&session);
}

#[test]
fn a_stop_and_a_foreground_program_get_a_terminal_without_the_mouse() {
    let setting = Setting::new().with("FORCE_HYPERLINK", "1");
    let editor = setting.script("vi", "echo '<page>'; read answer");
    let stack = setting.home().join("quarry.toml");
    fs::write(&stack, QUARTZ).unwrap();
    let script = format!("\"$0\" '{}'\necho '<stopped>'\nread answer\nfg >/dev/null", stack.display());
    let mut session = setting.with("EDITOR", editor.to_str().unwrap()).in_shell(&script).start();
    session.until_started().press(CTRL_Z);
    session.until_shown("<stopped>");
    assert!(!has_mouse(&session));
    session.press("\n");
    session.until_started();
    assert!(has_mouse(&session));
    session.press("e");
    session.until_shown("<page>");
    assert!(!has_mouse(&session));
    session.press("\n");
    session.until_started();
    assert!(has_mouse(&session));
    session.press("q");
    session.end_in_shell();
    assert!(!has_mouse(&session));
    links(&session);
    session.assert_restored();
}

#[test]
fn the_mouse_is_off_by_the_settings_and_can_be_switched_while_the_program_runs() {
    let mut session = with_settings("mouse = false\n").start();
    session.until_started();
    assert!(!has_mouse(&session));
    session.press("\x1b[<0;8;6M\x1b[<0;8;6m\x1b[<65;60;10Mj");
    session.until("the next row", |screen| {
        screen.contents().lines().nth(3).is_some_and(|line| line.starts_with('>'))
    });
    for is_on in [true, false] {
        session.press("?");
        session.until_shown("KEYS").press("mouse on or\r");
        session.until_shown(if is_on { "the mouse is on" } else { "the mouse is off" });
        assert_eq!(has_mouse(&session), is_on);
        session.press("j");
    }
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
}

#[test]
fn addresses_are_links_where_the_terminal_is_known_to_have_them() {
    let vte = ("VTE_VERSION", "7600");
    for (settings, variables, has_links) in [
        ("", &[][..], false),
        ("", &[("FORCE_HYPERLINK", "1")], true),
        ("", &[vte], true),
        ("", &[vte, ("FORCE_HYPERLINK", "0")], false),
        ("", &[vte, ("STY", "1.pts-0.host")], false),
        ("", &[vte, ("SSH_CONNECTION", "a"), ("TERM", "screen-256color")], false),
        ("hyperlinks = false\n", &[("FORCE_HYPERLINK", "1")], false),
        ("hyperlinks = true\n", &[], true),
    ] {
        let mut setting = with_settings(settings);
        for (name, value) in variables {
            setting = setting.with(name, value);
        }
        let stack = setting.home().join("quarry.toml");
        fs::write(&stack, QUARTZ).unwrap();
        let script = format!("\"$0\" '{}'", stack.display());
        let mut session = setting.in_shell(&script).start();
        session.until_started().press("gs");
        session.until_shown("https://example.org/dig").press("q");
        session.end_in_shell();
        let links = links(&session);
        assert_eq!(!links.is_empty(), has_links, "{settings:?} {variables:?}: {links:?}");
        if has_links {
            assert!(links.iter().any(|url| url == "https://example.org/dig"), "{links:?}");
            assert!(links.iter().any(|url| url == "https://example.org/now#top"), "{links:?}");
        }
    }
}
