//! Tests in a real pseudo-terminal: terminal state, external programs, signals, and failures.

#![cfg(unix)]

#[cfg(test)]
#[path = "support/pty.rs"]
mod pty;

use pty::{Hold, Pipe, Session, Setting, signal_of};
#[cfg(test)]
#[path = "terminal/mouse.rs"]
mod mouse;

use rustix::process::Signal;
use std::fs;
use std::time::{Duration, Instant};

const F12: &str = "\x1b[24~";
const CTRL_C: &str = "\x03";
const CTRL_Z: &str = "\x1a";

#[cfg(test)]
#[path = "terminal/collecting.rs"]
mod collecting;
#[cfg(test)]
#[path = "terminal/kept.rs"]
mod kept;
#[cfg(test)]
#[path = "terminal/keys.rs"]
mod keys;
#[cfg(test)]
#[path = "terminal/pick.rs"]
mod pick;
#[cfg(test)]
#[path = "terminal/popups.rs"]
mod popups;
#[cfg(test)]
#[path = "terminal/theme.rs"]
mod theme;
#[cfg(test)]
#[path = "terminal/views.rs"]
mod views;

/// A shell script that runs the program once and prints its exit code.
const ONCE: &str = "\"$0\"\necho \"<code $?>\"";

/// Whether the reverse video of a screen row begins with the selection marker.
fn has_marked_row(session: &Session) -> bool {
    let screen = session.screen();
    let (rows, columns) = screen.size();
    let has = |row, is: fn(&vt100::Cell) -> bool| {
        (0..columns.get()).any(|column| screen.cell(row, column).is_some_and(is))
    };
    (0..rows.get()).any(|row| has(row, |cell| cell.contents() == ">") && has(row, vt100::Cell::inverse))
}

#[test]
fn the_interface_takes_the_terminal_and_gives_it_back_at_the_end() {
    let mut session = Setting::new().start();
    session.until_started();
    let screen = session.screen();
    assert!(screen.hide_cursor() && screen.bracketed_paste());
    assert!(!session.has_settings_as_found(), "the keys come one by one");
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
    assert_eq!(session.afterwards(), "", "nothing is left on the normal screen");
}

#[test]
fn the_stack_of_2018_has_cassandra_but_no_scylladb() {
    let mut session = Setting::new().start();
    session.until_started().press("T2018\r");
    session.until_shown("Esc today").press("ggj");
    session.until_shown("as of 2018: ");
    let screen = session.screen().contents();
    assert!(screen.contains("Apache Cassandra") && !screen.contains("ScyllaDB"), "{screen}");
    session.press("\x1b");
    session.until_shown("ScyllaDB").press("q");
    assert_eq!(session.end().code(), Some(0));
}

#[test]
fn a_terminal_is_no_stack_to_be_read_from_the_standard_input() {
    let script = "for what in '' list check export 'diff discord' import; do\n\
        \"$0\" $what - 2>> said && echo opened\necho \"$?\" >> codes\ndone\n\
        echo \"<$(tr -d '\\n' < codes) $(grep -c 'standard input is a terminal; pipe' said)>\"";
    let mut session = Setting::new().in_shell(script).start();
    session.end_in_shell().until_shown("<222222 6>");
}

#[test]
fn a_locale_or_a_terminal_without_other_characters_gets_ascii() {
    for (name, value) in [("LC_ALL", "C"), ("LANG", "de_DE.ISO-8859-1"), ("TERM", "linux"), ("TERM", "vt100")]
    {
        let mut session = Setting::new().with(name, value).start();
        session.until_started().press("/scyl\t");
        session.until_shown("Tab ranked").press("\x1b");
        session.until_shown("search names").press("q");
        assert_eq!(session.end().code(), Some(0));
        let texts = session.seen().iter().filter(|byte| !byte.is_ascii()).count();
        assert_eq!(texts, 0, "{name}={value}: {}", session.screen().contents());
    }
    let setting = Setting::new().with("TERM", "linux").with("STACKLORE_CONFIG", "c.toml");
    std::fs::write(setting.home().join("c.toml"), "ascii = false\n").unwrap();
    setting.start().until_started().until_shown("\u{25be} Storage");
}

#[test]
fn the_command_line_adds_nothing_to_the_texts_but_ascii() {
    let orchard = include_str!("fixtures/orchard.toml").replace('é', "e");
    let long = format!("{}\u{1b}", "grows long ".repeat(90));
    let [changed, wrong] = ["fast cluster", &long].map(|text| orchard.replacen("cluster", text, 1));
    let setting = Setting::new().in_shell(
        "for what in --help 'import --help' lits --no-such 'check a.toml' 'check wrong.toml' 'diff a.toml b.toml' \
            'list a.toml' 'show redis --stack a.toml' 'search rediss --stack a.toml' 'search zzzz --stack a.toml' \
            'sources a.toml' stacks 'config show' 'config default' 'open redis --stack a.toml' 'show qqq' \
            'new new' 'export a.toml' 'check none'; do\n\
            COLUMNS=40 \"$0\" $what\n\"$0\" $what\ndone\necho \"<$(ls *.toml | wc -l)>\"",
    );
    for (name, text) in [("a.toml", &orchard), ("b.toml", &changed), ("wrong.toml", &wrong)] {
        std::fs::write(setting.home().join(name), text).unwrap();
    }
    let mut session = setting.start();
    session.end_in_shell().until_shown("<4>");
    let seen = String::from_utf8_lossy(session.seen()).into_owned();
    let odd: Vec<&str> = seen.lines().filter(|line| !line.is_ascii()).collect();
    assert_eq!(odd, [""; 0]);
    for wanted in ["fast cluster", "U+001B", "Usage:", "zzzz", "no such file or folder"] {
        assert!(seen.contains(wanted), "{wanted} is not in\n{seen}");
    }
}

#[test]
fn settings_that_were_unusual_before_are_put_back_too() {
    let script =
        format!("stty -echo -icanon min 7\nstty -g > before\n{ONCE}\nstty -g | diff before - && echo equal");
    let mut session = Setting::new().in_shell(&script).start();
    session.until_started().press("q");
    session.end_in_shell().until_shown("<code 0>").until_shown("equal");
}

#[test]
fn every_signal_that_ends_the_program_gives_the_terminal_back_first() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT] {
        let mut session = Setting::new().start();
        session.until_started();
        session.signal(signal);
        assert_eq!(signal_of(session.end()), Some(signal.as_raw()), "it dies of the very signal");
        session.assert_restored();
        assert_eq!(session.afterwards(), "");
    }
}

#[test]
fn a_signal_ends_the_program_in_the_middle_of_a_search() {
    let mut session = Setting::new().start();
    session.until_started().press("/scy");
    session.until_shown("scy");
    session.signal(Signal::TERM);
    assert_eq!(signal_of(session.end()), Some(Signal::TERM.as_raw()));
    session.assert_restored();
}

#[test]
fn a_terminal_that_takes_no_bytes_does_not_keep_a_signal_from_ending_the_program() {
    let mut session = Setting::new().start();
    session.until_started();
    session.hold_output();
    session.press("/what is drawn now goes nowhere");
    session.signal(Signal::TERM);
    session.until_ended();
    session.release_output();
    assert_eq!(signal_of(session.end()), Some(Signal::TERM.as_raw()));
    assert!(session.has_settings_as_found());
}

#[test]
fn ctrl_z_stops_the_program_and_the_shell_brings_it_back() {
    let script = "\"$0\"\necho \"<stopped>\"\nread answer\nfg >/dev/null\necho \"<code $?>\"";
    let mut session = Setting::new().in_shell(script).start();
    session.until_started().press(CTRL_Z);
    session.until_shown("<stopped>");
    session.assert_restored();
    session.resize(60, 20);
    session.press("\n");
    session.until_started();
    let (rows, columns) = session.screen().size();
    assert_eq!((rows.get(), columns.get()), (20, 60));
    assert!(session.screen().hide_cursor() && !session.has_settings_as_found());
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn the_signal_of_ctrl_z_from_outside_does_the_same_again_and_again() {
    let rounds = 5;
    let script = format!(
        "\"$0\"\ni=1\nwhile [ $i -le {rounds} ]; do echo \"<stopped $i>\"; read answer; i=$((i + 1)); fg >/dev/null; done"
    );
    let mut session = Setting::new().in_shell(&script).start();
    session.until_started();
    for round in 1..=rounds {
        session.signal(Signal::TSTP);
        session.until_shown(&format!("<stopped {round}>"));
        session.assert_restored();
        session.press("\n");
        session.until_started();
    }
    session.press("q");
    session.end_in_shell();
    session.assert_restored();
}

#[test]
fn a_stopped_program_can_be_ended() {
    for go_on in ["fg", "bg"] {
        // Only some shells know its exit status, as it may end before the shell waits for it.
        let script = format!(
            "\"$0\"; jobs -p > ~/job; read job < ~/job
             kill %1; {go_on} %1 >/dev/null 2>&1
             wait \"$job\"; kill -0 \"$job\" 2>/dev/null || echo '<gone>'"
        );
        let mut session = Setting::new().in_shell(&script).start();
        session.until_started().press(CTRL_Z);
        session.end_in_shell().until_shown("<gone>");
        session.assert_restored();
    }
}

#[test]
fn a_program_that_does_not_have_the_terminal_can_be_ended() {
    // Stopped without being asked, started in the background, stopped together with a text browser.
    let stopped = "\"$0\"";
    let (started, opening) = ("\"$0\" & while jobs | grep -q Running; do :; done", "\"$0\" open scylladb");
    for (begin, stop) in [(stopped, Some("search names")), (started, None), (opening, Some("<page>"))] {
        let setting = Setting::new();
        let browser = setting.script("w3m", "echo '<page>'; read answer");
        let script = format!(
            "was=$(stty -g); {begin}; stty \"$was\"; jobs -p > ~/job; read job < ~/job
             kill %1; bg %1 >/dev/null 2>&1
             wait \"$job\"; kill -0 \"$job\" 2>/dev/null || echo '<gone>'"
        );
        let mut session = setting.with("BROWSER", browser.to_str().unwrap()).in_shell(&script).start();
        if let Some(text) = stop {
            session.until_shown(text);
            if begin == opening {
                session.press(CTRL_Z);
            } else {
                session.until_started().signal(Signal::STOP);
            }
        }
        session.end_in_shell().until_shown("<gone>");
        session.assert_restored();
    }
}

#[test]
fn a_program_that_was_stopped_without_being_asked_draws_anew() {
    let script = "was=$(stty -g)\n\"$0\"\nstty \"$was\"\necho \"<stopped>\"\nread answer\nfg >/dev/null\necho \"<code $?>\"";
    let mut session = Setting::new().in_shell(script).start();
    session.until_started();
    session.signal(Signal::STOP);
    session.until_shown("<stopped>");
    session.press("\n");
    session.until("interface", |screen| !screen.contents().contains("<stopped>"));
    session.until_started().press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn where_no_shell_could_bring_it_back_ctrl_z_does_nothing() {
    let mut session = Setting::new().start();
    session.until_started().press(CTRL_Z);
    session.signal(Signal::TSTP);
    session.press("/still");
    session.until_shown("still").press(CTRL_C);
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
}

#[test]
fn any_size_is_drawn_and_the_next_one_is_right_again() {
    let mut session = Setting::new().in_shell(ONCE).start();
    session.until_started();
    for (columns, rows) in [(1, 1), (1, 80), (200, 1), (7, 3), (100, 30)] {
        session.resize(columns, rows);
    }
    session.until_started();
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn keys_and_sizes_may_come_in_any_order() {
    let mut session = Setting::new().in_shell(ONCE).start();
    session.until_started();
    let sizes = [(120, 40), (20, 5), (200, 60), (1, 1), (90, 12), (33, 3), (7, 50), (150, 9)];
    // Help, links and hits, the longest lists, are open while the window shrinks.
    for keys in ["jjjjl", "?", "\x1b", "/a", "\x0e\x0e", "\x7fs", "\x1b\x1b", "GJJJJ", "gg\r"] {
        for (columns, rows) in sizes {
            session.press(keys);
            session.resize(columns, rows);
        }
    }
    // No Esc before this key: Esc and a key are read as one Alt key.
    session.press(CTRL_C);
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn a_copy_while_the_shell_has_the_terminal_does_not_end_the_program() {
    // In the background it continues for a moment and writes the copies that were pending.
    let script = "\"$0\"\necho \"<stopped>\"\nread answer\nbg >/dev/null\njobs > ~/state
                  while grep -q Running ~/state; do jobs > ~/state; done
                  fg >/dev/null\necho \"<code $?>\"";
    let mut session = Setting::new().in_shell(script).start();
    session.until_started();
    session.press(format!("{CTRL_Z}{}", "yj".repeat(400)));
    session.until_shown("<stopped>").press("\n");
    session.until_started().press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn a_closed_terminal_ends_the_program() {
    let mut session = Setting::new().start();
    session.until_started();
    // No SIGHUP here: the terminal does not control the program.
    let status = session.close("j");
    // Either the guard thread or the failed frame notices first.
    assert!(signal_of(status) == Some(Signal::HUP.as_raw()) || status.code() == Some(4), "{status}");
}

#[test]
fn a_panic_is_told_on_the_normal_screen() {
    let mut session = Setting::new().with("STACKLORE_TEST_PANIC", "main").start();
    session.until_started().press(F12);
    assert_eq!(session.end().code(), Some(101));
    session.assert_restored();
    assert!(session.afterwards().contains("panicked at"), "{}", session.afterwards());
}

#[test]
fn a_panic_of_a_helper_is_told_in_the_interface_which_goes_on() {
    let mut session = Setting::new().with("STACKLORE_TEST_PANIC", "worker").start();
    session.until_started().press(F12);
    session.until_shown("internal error");
    assert!(session.screen().alternate_screen());
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
    assert_eq!(session.afterwards(), "");
}

#[test]
fn a_browser_gets_the_address_once_for_each_key() {
    let setting = Setting::new();
    let pipe = Pipe::new(setting.home().join("pipe"));
    let browser = setting.script("lens", &format!("printf '%s\\n' \"$# $1\" > '{}'", pipe.path().display()));
    let mut session = setting.with("BROWSER", browser.to_str().unwrap()).start();
    session.until_started();
    session.press("o");
    let first = pipe.line();
    assert!(first.starts_with("1 https://"), "one argument: {first}");
    session.until_shown("lens");
    session.press("o");
    assert_eq!(pipe.line(), first);
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
    pipe.assert_empty();
}

/// A stack of one entry, whose claim is written at known places of two pages.
const QUARTZ: &str = r#"
schema = 2
[stack]
id = "quarry"
name = "Quarry"
[[category]]
id = "storage"
name = "Storage"
summary = "Where it is kept."
[[source]]
id = "old"
title = "How we dig"
url = "https://example.org/dig"
kind = "article"
published = 2015-03-01
[[source]]
id = "new"
title = "How we dig now"
url = "https://example.org/now#top"
kind = "article"
published = 2019-03-01
[[entry]]
id = "quartz"
name = "Quartz"
category = "storage"
kind = "database"
status = "current"
summary = "Keeps every stone."
[[entry.claim]]
text = "It keeps all stones on one node."
confidence = "confirmed"
sources = ["old", "new"]
when = "2015/2019"
passages = [
  { source = "old", passage = "one node" },
  { source = "new", passage = "all stones, still on one-node sets", section = "Sets" },
]
"#;

#[test]
fn a_claim_opens_at_its_passage_unless_the_settings_say_no() {
    let now = "https://example.org/now#top:~:text=all%20stones%2C%20still%20on%20one%2Dnode%20sets";
    for (settings, keys, expected) in [
        ("", "gco", now),
        ("", "2", now),
        ("open.passages = false\n", "gco", "https://example.org/now#top"),
        ("open.passages = false\n", "2", "https://example.org/now#top"),
        ("open.no_passage_hosts = \"example.org\"\n", "gco", "https://example.org/now#top"),
    ] {
        let setting = Setting::new();
        let pipe = Pipe::new(setting.home().join("pipe"));
        let browser =
            setting.script("lens", &format!("printf '%s\\n' \"$# $1\" > '{}'", pipe.path().display()));
        fs::create_dir_all(setting.home().join(".config/stacklore")).unwrap();
        fs::write(setting.home().join(".config/stacklore/config.toml"), settings).unwrap();
        let stack = setting.home().join("quarry.toml");
        fs::write(&stack, QUARTZ).unwrap();
        let script = format!("\"$0\" '{}'\necho \"<code $?>\"", stack.display());
        let mut session = setting.with("BROWSER", browser.to_str().unwrap()).in_shell(&script).start();
        session.until_shown("Quartz").press(keys);
        assert_eq!(pipe.line(), format!("1 {expected}"));
        // What is shown is the plain address.
        session.until_shown("opened [2] example.org").press("q");
        session.end_in_shell().until_shown("<code 0>");
    }
}

#[test]
fn a_browser_cannot_write_on_the_screen_and_outlives_the_program() {
    let setting = Setting::new();
    let pipe = Pipe::new(setting.home().join("pipe"));
    let go = Pipe::new(setting.home().join("go"));
    let body = format!(
        "exec 3> '{}'; echo NOISE; echo NOISE >&2; (echo NOISE > /dev/tty) 2>&- && echo 'on the terminal' >&3
         echo started >&3; read line < '{}'; echo ended >&3",
        pipe.path().display(),
        go.path().display()
    );
    let browser = setting.script("lens", &body);
    let mut session = setting.with("BROWSER", browser.to_str().unwrap()).in_shell(ONCE).start();
    session.until_started().press("o");
    assert_eq!(pipe.line(), "started", "it has no terminal");
    // The script sleeps, and the interface still responds.
    session.press("/awake");
    session.until_shown("awake").press(CTRL_C);
    session.end_in_shell().until_shown("<code 0>");
    go.tell("go on");
    assert_eq!(pipe.line(), "ended");
    assert!(!String::from_utf8_lossy(session.seen()).contains("NOISE"));
}

#[test]
fn a_text_browser_gets_the_terminal_and_its_interrupt() {
    let setting = Setting::new();
    let body = "echo >> ~/visits; stty -a | grep -q ' icanon' && echo \"<page $(grep -c '' ~/visits)>\"
                read answer; echo never";
    let browser = setting.script("w3m", body);
    let mut session = setting.with("BROWSER", browser.to_str().unwrap()).in_shell(ONCE).start();
    for visit in 1..=3 {
        session.until_started().press("o");
        session.until_shown(&format!("<page {visit}>"));
        session.assert_restored();
        session.press(CTRL_C);
        session.until_started().until_shown("w3m");
    }
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn a_text_browser_that_is_stopped_stops_with_the_program_and_goes_on_with_it() {
    let setting = Setting::new();
    let browser = setting.script("lynx", "echo '<page>'; read answer; echo '<read>'; read answer");
    let script = "\"$0\"\necho \"<stopped>\"\nread answer\nfg >/dev/null\necho \"<code $?>\"";
    let mut session = setting.with("BROWSER", browser.to_str().unwrap()).in_shell(script).start();
    session.until_started().press("o");
    session.until_shown("<page>");
    session.press(CTRL_Z);
    session.until_shown("<stopped>");
    session.press("\n");
    session.press("\n");
    session.until_shown("<read>");
    session.press("\n");
    session.until_started().press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn a_foreground_program_ends_with_the_program_and_leaves_nothing_switched_on() {
    // One that ends when it is asked to, and one that does not hear it, as its child does not.
    let tame = "exec 3> ~/held; printf '\\033[?1h\\033='; stty raw -echo; echo '<page>'; exec cat";
    let stubborn = "exec 3> ~/held; trap '' TERM HUP INT QUIT
                    printf '\\033[?1049h\\033[?1003h\\033[?25l\\033[7m\\033[?2004h'; stty raw -echo
                    sh -c 'sleep 1000 &'; sleep 1000 & echo '<page>'; sleep 1000";
    for (body, signal) in
        [(tame, Signal::TERM), (tame, Signal::HUP), (stubborn, Signal::TERM), (stubborn, Signal::HUP)]
    {
        for (name, variable, key) in [("w3m", "BROWSER", "o"), ("vi", "EDITOR", "e")] {
            let setting = Setting::new();
            let held = Hold::new(&setting.home().join("held"));
            let program = setting.script(name, body);
            let script = "\"$0\" \"$ORCHARD\"";
            let setting = setting.with(variable, program.to_str().unwrap()).with("ORCHARD", ORCHARD);
            let mut session = setting.in_shell(script).start();
            session.until_started().press(key);
            session.until_shown("<page>");
            session.signal(signal);
            session.end_in_shell();
            held.until_released();
            session.assert_restored();
        }
    }
}

#[test]
fn a_text_browser_of_the_command_line_gets_the_interrupt_and_ends_with_the_command() {
    let setting = Setting::new();
    let held = Hold::new(&setting.home().join("held"));
    let body = "exec 3> ~/held; trap 'echo \"<interrupted>\"' INT; trap '' TERM; echo '<page>'
                read answer; stty raw -echo; echo '<raw>'; read answer; read answer";
    let browser = setting.script("w3m", body);
    let mut session =
        setting.with("BROWSER", browser.to_str().unwrap()).in_shell("\"$0\" open scylladb").start();
    session.until_shown("<page>").press(CTRL_C);
    session.until_shown("<interrupted>").press("\n");
    session.until_shown("<raw>");
    session.signal(Signal::TERM);
    session.end_in_shell();
    held.until_released();
    session.assert_restored();
}

#[test]
fn what_a_text_browser_of_the_command_line_leaves_switched_on_is_put_right() {
    let body = "exec 3> ~/held; printf '\\033[?1049h\\033[?1003h\\033[7m\\033[?1h\\033='; stty raw -echo
                echo '<page>'; read answer";
    for input in ["", "--stack - < \"$ORCHARD\""] {
        for signal in [None, Some(Signal::TERM)] {
            let setting = Setting::new();
            let held = Hold::new(&setting.home().join("held"));
            let browser = setting.script("w3m", body);
            let setting = setting.with("BROWSER", browser.to_str().unwrap()).with("ORCHARD", ORCHARD);
            let mut session = setting.in_shell(&format!("\"$0\" open postgresql {input}")).start();
            session.until_shown("<page>");
            match signal {
                Some(signal) => session.signal(signal),
                None => session.press("\n"),
            }
            session.end_in_shell();
            held.until_released();
            session.assert_restored();
        }
    }
}

/// The lines of a screen; a cell that was never written and a space look alike.
fn lines(screen: &vt100::Screen) -> Vec<String> {
    screen.contents().lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn what_a_foreground_program_leaves_switched_on_is_put_right_before_the_next_frame() {
    let setting = Setting::new();
    let body = "printf '\\033[5;10r\\033[?6h\\033[4h\\033[?1h\\033=\\033[?1003h\\033[?1006h\\033(0\\033[7m\\033]0;half'";
    let browser = setting.script("w3m", body);
    let mut session = setting.with("BROWSER", browser.to_str().unwrap()).in_shell(ONCE).start();
    // The first key removes the tip for newcomers.
    session.until_started().press("j");
    session.until_shown("\u{203a} Apache Cassandra");
    let before = lines(session.screen());
    session.press("o");
    session.until_shown("back from w3m");
    let screen = session.screen();
    assert_eq!(lines(screen).get(..20), before.get(..20));
    assert!(!screen.application_cursor() && !screen.application_keypad());
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn the_signal_of_ctrl_z_stops_the_program_at_any_moment_of_its_start() {
    for step in 0..25 {
        let script = "\"$0\"\necho '<stopped>'\nread answer\nfg >/dev/null";
        let mut session = Setting::new().in_shell(script).start();
        let moment = Instant::now() + Duration::from_micros(400) * step;
        session.until_job();
        while Instant::now() < moment {
            std::thread::yield_now();
        }
        session.signal(Signal::TSTP);
        session.until_shown("<stopped>");
        session.assert_restored();
        session.press("\n");
        session.until_started().press("q");
        session.end_in_shell();
        session.assert_restored();
    }
}

#[test]
fn over_ssh_no_process_is_started() {
    let setting = Setting::new();
    let pipe = Pipe::new(setting.home().join("pipe"));
    setting.script("xdg-open", &format!("echo started > '{}'", pipe.path().display()));
    let path = format!("{}:/usr/bin:/bin", setting.home().display());
    let mut session = setting.with("PATH", &path).with("DISPLAY", ":0").with("SSH_TTY", "/dev/pts/0").start();
    session.until_started().press("o");
    session.until_shown("SSH").press(CTRL_C);
    session.end();
    pipe.assert_empty();
}

#[test]
fn the_selection_can_be_seen_without_colours() {
    for no_color in ["", "1"] {
        let mut session = Setting::new().with("NO_COLOR", no_color).start();
        session.until_started();
        assert!(has_marked_row(&session), "NO_COLOR={no_color:?}\n{}", session.screen().contents());
        session.press("q");
        session.end();
    }
}

#[test]
fn a_terminal_that_is_too_simple_is_refused_in_one_line() {
    for term in ["dumb", ""] {
        let mut session = Setting::new().with("TERM", term).start();
        assert_eq!(session.end().code(), Some(2), "TERM={term}");
        let text = String::from_utf8_lossy(session.seen());
        assert!(text.starts_with("stacklore: ") && text.matches("\r\n").count() == 1, "{text:?}");
        assert!(!session.seen().contains(&0x1b));
    }
}

#[test]
fn without_a_terminal_for_keys_the_interface_is_refused_in_one_line() {
    let mut session =
        Setting::new().in_shell("setsid sh -c '\"$0\" < /dev/null; echo \"<code $?>\"' \"$0\"").start();
    session.end_in_shell().until_shown("<code 2>");
    assert!(!session.seen().contains(&0x1b));
    assert_eq!(String::from_utf8_lossy(session.seen()).matches("stacklore: ").count(), 1);
}

#[test]
fn keys_come_from_the_terminal_when_the_input_is_something_else() {
    let mut session = Setting::new().in_shell("\"$0\" < /dev/null\necho \"<code $?>\"").start();
    session.until_started().press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

const ORCHARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/orchard.toml");

#[test]
fn a_stack_that_comes_through_a_pipe_is_explored_with_keys_from_the_terminal() {
    let script = "cat \"$ORCHARD\" | \"$0\" -\necho \"<code $?>\"";
    let mut session = Setting::new().with("ORCHARD", ORCHARD).in_shell(script).start();
    session.until_started().until_shown("PostgreSQL").press("/");
    session.press("tokio");
    session.until_shown("Tokio").press("\r");
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn a_stack_with_errors_from_a_pipe_is_told_on_the_normal_screen() {
    let script = "printf 'schema = 1\\n[stack]\\nid =\\n' | \"$0\" -\necho \"<code $?>\"";
    let mut session = Setting::new().with("NO_COLOR", "1").in_shell(script).start();
    session.end_in_shell().until_shown("<code 3>").until_shown("<stdin>:3:5");
    assert!(!session.seen().contains(&0x1b));
}

#[test]
fn several_stacks_are_roots_of_one_tree() {
    let script = "\"$0\" \"$ORCHARD\" discord\necho \"<code $?>\"";
    let mut session = Setting::new().with("ORCHARD", ORCHARD).in_shell(script).start();
    session.until("both stacks", |screen| {
        let text = screen.contents();
        screen.alternate_screen() && text.contains("Orchard") && text.contains("Discord")
    });
    // The first key removes the tip for newcomers.
    session.press("gg\x1b[B\x1b[B");
    session.until_shown("Orchard \u{203a} Storage \u{203a} PostgreSQL");
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
}

#[test]
fn of_several_stacks_each_that_cannot_be_read_is_a_problem_and_the_others_open() {
    let setting = Setting::new();
    let broken = setting.home().join("broken.toml");
    std::fs::write(&broken, "schema = 2\n[stack]\nid =\n").unwrap();
    let folder = setting.home().join("empty");
    std::fs::create_dir(&folder).unwrap();
    let script = "\"$0\" \"$ORCHARD\" \"$HOME/broken.toml\" \"$HOME/missing.toml\" \"$HOME/empty\"";
    let home = setting.home().to_str().unwrap().to_owned();
    let mut session = setting.with("ORCHARD", ORCHARD).with("HOME", &home).in_shell(script).start();
    session.until_shown("3 stacks are not opened: ").until_shown("Orchard").press("!");
    session.until_shown("3 errors, 0 warnings");
    session.until_shown("missing.toml: no such file or folder").until_shown("no .toml file in this folder");
    session.press("\x1b");
    session.until_shown("Enter read").press("q");
    session.end_in_shell();
}

#[test]
fn what_is_wrong_with_the_settings_is_told_in_the_interface_and_on_no_screen_but_its_own() {
    let setting = Setting::new();
    let path = setting.home().join("settings.toml");
    std::fs::write(&path, "[keys]\nquit = q\n").unwrap();
    let mut session = setting.with("STACKLORE_CONFIG", path.to_str().unwrap()).start();
    session.until_shown("settings.toml:2:8").press("q");
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
    assert_eq!(session.afterwards(), "");
}

#[test]
fn into_a_pipe_goes_plain_text() {
    let mut session = Setting::new().in_shell("\"$0\" | grep ScyllaDB\necho \"<code $?>\"").start();
    session.end_in_shell().until_shown("<code 0>").until_shown("ScyllaDB");
    assert!(!session.seen().contains(&0x1b));
}

#[test]
fn ctrl_l_draws_everything_anew() {
    let mut session = Setting::new().start();
    session.until_started().press("j");
    session.until_shown("\u{203a} Apache Cassandra");
    let before = lines(session.screen());
    session.scribble("\x1b[5;3Hfrom elsewhere\x1b[?25h\x1b[7m");
    session.until_shown("from elsewhere").press("\x0c");
    session.until("frame without it", |screen| lines(screen) == before && screen.hide_cursor());
    let seen = String::from_utf8_lossy(session.seen()).into_owned();
    let (_, frame) = seen.rsplit_once("elsewhere\x1b[?25h\x1b[7m").unwrap_or_default();
    let cleared = frame.split("\x1b[2J").next().unwrap_or_default();
    assert!(cleared.contains("\x1b[0m") && cleared.contains("\x1b[?25l"), "{cleared:?}");
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
}

#[test]
fn a_thousand_keys_at_once_are_all_heard() {
    let mut session = Setting::new().start();
    session.until_started().press("/");
    session.press("ab".repeat(1100));
    session.press("\x7f".repeat(2200));
    session.press("rust");
    session.until_shown("rust").press(CTRL_C);
    assert_eq!(session.end().code(), Some(0));
    session.assert_restored();
}

/// Reports that a terminal sends unasked, or as the late answer to an earlier program.
const REPORTS: [&[u8]; 9] = [
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    b"\x1b]52;c;b29v\x07",
    b"\x1b[?997;1n",
    b"\x1b[>1;10;0c",
    b"\x1bP>|XTerm(370)\x1b\\",
    b"\x1b_Goo;OK\x1b\\",
    b"\x1b[Moo!",
    b"\x9d11;rgb:0/0/0\x9c",
    b"\x1b[I",
];

#[test]
fn a_report_of_the_terminal_is_no_key() {
    let setting = Setting::new();
    let pipe = Pipe::new(setting.home().join("pipe"));
    let browser = setting.script("lens", &format!("printf '%s\\n' \"$1\" > '{}'", pipe.path().display()));
    let mut session = setting.with("BROWSER", browser.to_str().unwrap()).start();
    session.until_started();
    for report in REPORTS {
        session.press(report);
    }
    // As over a slow connection, perhaps in many reads.
    for byte in REPORTS.concat() {
        session.press([byte]);
    }
    session.press("/rus");
    for report in REPORTS {
        session.press(report);
    }
    session.press("t");
    session.until("the query", |screen| screen.contents().contains("/ rust "));
    session.press(CTRL_C);
    assert_eq!(session.end().code(), Some(0));
    pipe.assert_empty();
}

#[test]
fn a_byte_that_is_no_utf8_takes_no_key_with_it() {
    let mut session = Setting::new().start();
    session.until_started().press(b"/caf\xe9xyz");
    session.until_shown("cafxyz").press(b"\xe9\x03");
    assert_eq!(session.end().code(), Some(0));
}

#[test]
fn a_paste_runs_no_commands_with_marks_or_without_and_without_an_end() {
    let setting = Setting::new();
    let pipe = Pipe::new(setting.home().join("pipe"));
    let browser = setting.script("lens", &format!("printf '%s\\n' \"$1\" > '{}'", pipe.path().display()));
    let mut session = setting.with("BROWSER", browser.to_str().unwrap()).start();
    session.until_started().press("oo\rqq\r");
    // Another key than a letter is no further part of the paste.
    session.until_shown("nothing here takes a pasted text").press("\x1b[B/");
    session.until("the search", |screen| !screen.hide_cursor());
    session.press("rust\ropen quit\r");
    session.until_shown("/ rust ").press("\x1b[200~ lang\rq\x1b[201~");
    session.until_shown("/ rust lang q ").press("\x1b[200~uic");
    // After a second of silence.
    session.until_shown("/ rust lang quic ").press("\x1b[200~k");
    session.press(CTRL_C);
    assert_eq!(session.end().code(), Some(0));
    pipe.assert_empty();
}

#[test]
fn esc_is_heard_alone() {
    let mut session = Setting::new().start();
    session.until_started().press("/rust");
    session.until_shown("/ rust ").press("\x1b\x1b[As");
    session.until_shown("/ rusts ").press("\x1b");
    session.until("the tree", |screen| !screen.contents().contains("/ rusts"));
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
}

#[test]
fn an_arrow_in_pieces_is_an_arrow_within_the_set_time() {
    let setting = Setting::new();
    fs::create_dir_all(setting.home().join(".config/stacklore")).unwrap();
    fs::write(setting.home().join(".config/stacklore/config.toml"), "keys.escape_ms = 5000\n").unwrap();
    let mut session = setting.start();
    session.until_started().press("jj");
    session.until("the second entry", |screen| has_marked(screen, "MongoDB"));
    for piece in ["\x1b", "[", "A"] {
        session.press(piece);
    }
    session.until("the entry above", |screen| has_marked(screen, "Apache Cassand"));
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
}

/// Whether the cursor of the tree is on a row with this text.
fn has_marked(screen: &vt100::Screen, text: &str) -> bool {
    screen.rows(0, 30).any(|row| row.contains('>') && row.contains(text))
}

/// A session on a copy of a stack that the test changes.
fn on_a_copy(setting: Setting) -> (Session, std::path::PathBuf) {
    let path = setting.home().join("mine.toml");
    std::fs::copy(ORCHARD, &path).expect("a copy");
    let mut session = setting.in_shell("\"$0\" mine.toml\necho \"<code $?>\"").start();
    session.until_started().until_shown("PostgreSQL");
    (session, path)
}

#[test]
fn a_file_that_is_saved_is_read_again_by_itself() {
    let (mut session, path) = on_a_copy(Setting::new());
    let text = std::fs::read_to_string(&path).unwrap();
    let saved = path.with_extension("new");
    std::fs::write(&saved, text.replace("name = \"PostgreSQL\"", "name = \"Pear store\"")).unwrap();
    std::fs::rename(&saved, &path).unwrap();
    session.until_shown("Pear store");
    // With an error in the file the old data stays until it is fixed.
    std::fs::write(&path, text.replace("category = \"storage\"", "category = \"cellar\"")).unwrap();
    session.until_shown("mine.toml:").until_shown("cellar").until_shown("Pear store").press("!");
    session.until_shown("PROBLEMS").press("\x1b");
    std::fs::write(&path, text.replace("name = \"PostgreSQL\"", "name = \"Plum store\"")).unwrap();
    session.until_shown("Plum store").press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn the_editor_gets_the_terminal_and_the_line_and_what_it_saved_is_read() {
    let setting = Setting::new();
    // Acts like `vi +LINE FILE`: reports the line, and edits the file on request.
    let body = "echo \"<at $1 $(basename \"$2\")>\"; stty -a | grep -q ' icanon' && echo '<plain>'
                read answer; sed -i 's/PostgreSQL/Pear store/' \"$2\"";
    let editor = setting.script("vi", body);
    let (mut session, path) = on_a_copy(setting.with("EDITOR", editor.to_str().unwrap()));
    let line = std::fs::read_to_string(&path).unwrap().lines().position(|line| line == "id = \"postgresql\"");
    session.press("e");
    session.until_shown(&format!("<at +{} mine.toml>", line.unwrap() + 1)).until_shown("<plain>");
    session.assert_restored();
    session.press("\n");
    session.until_started().until_shown("Pear store").press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn a_missing_editor_is_told_and_nothing_else_happens() {
    let (mut session, _path) = on_a_copy(Setting::new().with("VISUAL", "no-such-editor"));
    session.press("e");
    session.until_shown("no program \"no-such-editor\"").press("q");
    session.end_in_shell().until_shown("<code 0>");
}

/// A list with a number of entries, too large to be read before the first frame.
fn large(entries: usize) -> String {
    use std::fmt::Write as _;
    let mut text =
        "schema = 1\n[stack]\nid = \"large\"\nname = \"Large\"\nsummary = \"S.\"\nkind = \"list\"\n\
        [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n"
            .to_owned();
    for at in 0..entries {
        let entry =
            "[[entry]]\ncategory = \"all\"\nhomepage = \"https://example.org\"\nsummary = \"One of many.\"";
        let _written = writeln!(text, "{entry}\nid = \"entry-{at}\"\nname = \"Entry {at}\"");
    }
    text
}

#[test]
fn a_large_file_is_read_and_searched_beside_the_interface() {
    let setting = Setting::new();
    std::fs::write(setting.home().join("large.toml"), large(20_000)).unwrap();
    let mut session = setting.in_shell("\"$0\" large.toml\necho \"<code $?>\"").start();
    session.until_started().press("/");
    // The keys arrive before the last entry is read.
    session.press("entry 19999");
    session.until_shown("> Entry 19999").press("\r");
    session.until("the last entry, read", |screen| {
        screen.contents().contains("> Entry 19999") && !screen.contents().contains(" hit")
    });
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn a_large_file_with_an_error_ends_on_the_normal_screen_with_its_place() {
    let setting = Setting::new();
    let text = large(20_000).replace("id = \"entry-19998\"", "id = \"entry-7\"");
    std::fs::write(setting.home().join("large.toml"), text).unwrap();
    let mut session = setting.in_shell("\"$0\" large.toml\necho \"<code $?>\"").start();
    session.end_in_shell().until_shown("<code 3>").until_shown("ref.duplicate-id");
    session.assert_restored();
}

/// Copies the mill and the ferry of the fixtures to the folder of one's own named stacks.
fn own_stacks(setting: &Setting) -> std::path::PathBuf {
    let folder = setting.home().join(".local/share/stacklore");
    fs::create_dir_all(&folder).expect("a folder");
    for name in ["mill.toml", "ferry.toml"] {
        let fixture =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stacks").join(name);
        fs::copy(fixture, folder.join(name)).expect("a copy");
    }
    folder
}

/// A session on the mill of the fixtures, which is one's own named stack like the ferry.
fn at_the_mill() -> Session {
    let setting = Setting::new();
    own_stacks(&setting);
    let mut session = setting.in_shell("\"$0\" mill\necho \"<code $?>\"").start();
    session.until_started().until_shown("MongoDB");
    session
}

/// Presses keys, and waits for what they show.
fn press(session: &mut Session, keys: &str, shown: &str) {
    session.press(keys);
    session.until_shown(shown);
}

/// Presses Esc, and waits until something is gone; a key right behind it would be one with Alt.
fn leave(session: &mut Session, gone: &str) {
    session.press("\x1b");
    session.until(gone, |screen| !screen.contents().contains(gone));
}

#[test]
fn stacks_are_opened_compared_and_closed_while_the_explorer_runs() {
    let mut session = at_the_mill();
    press(&mut session, "S", "1 of 13 open");
    press(&mut session, "ferry", "filter: ferry");
    press(&mut session, "\r", "2 of 13 open");
    leave(&mut session, "STACKS");
    // The page says what the other stack has, as soon as that is known.
    session.until_shown("ELSEWHERE 1");
    press(&mut session, "gr\x1b[B", "elsewhere \u{203a} Ferry");
    press(&mut session, "\r", "The timetable is one");
    press(&mut session, "\x7f", "elsewhere \u{203a} Ferry");
    press(&mut session, "vG\r", "by technology");
    press(&mut session, "M", "Redis \u{2192} Valkey");
    leave(&mut session, "MOVES");
    press(&mut session, "S", "2 of 13 open");
    press(&mut session, "=", "databases");
    leave(&mut session, "COMPARE");
    press(&mut session, "Sferry", "filter: ferry");
    press(&mut session, "\r", "1 of 13 open");
    leave(&mut session, "STACKS");
    session.until("one stack", |screen| !screen.contents().contains("Ferry"));
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
    session.assert_restored();
}

#[test]
fn a_stack_that_could_not_be_opened_is_open_once_when_it_is_mended_and_opened_again() {
    let setting = Setting::new();
    let (home, folder) = (setting.home().to_owned(), own_stacks(&setting));
    // A link to a folder that is not there yet, so that it is not read again by itself.
    fs::rename(folder.join("ferry.toml"), home.join("ferry.toml")).unwrap();
    std::os::unix::fs::symlink(home.join("later/ferry.toml"), folder.join("ferry.toml")).unwrap();
    let mut session = setting.in_shell("\"$0\" mill ferry\necho \"<code $?>\"").start();
    session.until_started().until_shown("MongoDB");
    press(&mut session, "S", "not opened  ");
    press(&mut session, "ferry", "filter: ferry");
    fs::create_dir(home.join("later")).unwrap();
    fs::rename(home.join("ferry.toml"), home.join("later/ferry.toml")).unwrap();
    press(&mut session, "\r", "2 of 13 open");
    leave(&mut session, "STACKS");
    session.until_shown("Mill, Ferry  ");
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
}

#[test]
fn an_own_stack_that_another_of_its_name_shadows_is_not_in_the_list_of_stacks() {
    let setting = Setting::new();
    let folder = own_stacks(&setting);
    fs::create_dir(folder.join("mill")).unwrap();
    fs::copy(ORCHARD, folder.join("mill/orchard.toml")).unwrap();
    let mut session = setting.in_shell("\"$0\" mill\necho \"<code $?>\"").start();
    session.until_started().until_shown("MongoDB");
    press(&mut session, "S", "1 of 13 open");
    leave(&mut session, "STACKS");
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
}

#[test]
fn a_built_in_stack_is_read_when_it_is_opened() {
    let mut session = Setting::new().start();
    session.until_started();
    press(&mut session, "Slichess", "filter: lichess");
    press(&mut session, "\r", "2 of 11 open");
    leave(&mut session, "STACKS");
    session.until_shown("Lichess");
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
}

#[test]
fn files_that_were_opened_are_offered_again_and_one_with_an_error_keeps_nothing_from_working() {
    let setting = Setting::new();
    let path = setting.home().join("mine.toml");
    fs::copy(ORCHARD, &path).unwrap();
    let kept = setting.home().join(".local/state/stacklore/kept");
    let script = "\"$0\" mine.toml\necho \"<code $?>\"\nread answer\n\"$0\"\necho \"<code $?>\"";
    let mut session = setting.in_shell(script).start();
    session.until_started();
    // The list is written on a thread of its own.
    while !fs::read_to_string(&kept).is_ok_and(|text| text.contains("mine.toml")) {
        press(&mut session, "S", "~/mine.toml");
        leave(&mut session, "STACKS");
    }
    press(&mut session, "q", "<code 0>");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("category = \"storage\"", "category = \"cellar\"")).unwrap();
    session.press("\n");
    session.until_started();
    press(&mut session, "Smine", "filter: mine");
    press(&mut session, "\r", "not opened: ");
    leave(&mut session, "STACKS");
    press(&mut session, "!", "PROBLEMS");
    leave(&mut session, "PROBLEMS");
    session.until_shown("ScyllaDB");
    fs::write(&path, text).unwrap();
    press(&mut session, "Smine", "filter: mine");
    press(&mut session, "\r", "2 of 12 open");
    leave(&mut session, "STACKS");
    session.press("q");
    session.end_in_shell().until_shown("<code 0>");
}
