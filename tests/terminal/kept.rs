//! What is kept between two runs: the place, the stacks, and the files of the state folder.

use std::collections::BTreeSet;

use stacklore::dataset::SourceUrl;
use stacklore::kept::{Bookmark, Change, Kept, QueuedPage, StackName, Thing};
use stacklore::system::kept::Store;

use super::*;

fn kept(setting_home: &std::path::Path) -> String {
    fs::read_to_string(setting_home.join(".local/state/stacklore/kept")).unwrap_or_default()
}

/// A script that runs the program several times with options, each after a line of the terminal.
fn runs(options: &[&str]) -> String {
    let run = |options: &&str| format!("\"$0\" {options}\necho \"<code $?>\"\n");
    options.iter().map(run).collect::<Vec<_>>().join("read answer\n")
}

fn go_to_scylladb(session: &mut Session) {
    session.until_started();
    press(session, "/scylladb", "hit");
    // The claims are shown beside the hits too.
    press(session, "\r", "Esc unmark");
}

#[test]
fn the_place_comes_back_after_q_and_after_each_signal_that_ends_the_program() {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().to_str().unwrap();
    for signal in [None, Some(Signal::TERM), Some(Signal::HUP), Some(Signal::INT), Some(Signal::QUIT)] {
        let _gone = fs::remove_dir_all(home.path().join("stacklore"));
        let start = || Setting::new().with("XDG_STATE_HOME", state).start();
        let mut session = start();
        go_to_scylladb(&mut session);
        match signal {
            None => session.press("q"),
            Some(signal) => session.signal(signal),
        }
        session.end();
        session.assert_restored();
        let mut session = start();
        session.until_shown("CLAIMS").until_shown("ScyllaDB").press("q");
        assert_eq!(session.end().code(), Some(0), "{signal:?}");
    }
}

#[test]
fn the_place_is_kept_before_a_stop() {
    // In a stopped program nothing is written, and what it has begun would hold the lock against other copies.
    let script =
        "\"$0\"; grep -q scylladb ~/.local/state/stacklore/kept && echo '<kept>'; read answer; fg >/dev/null";
    for by_key in [true, false] {
        let mut session = Setting::new().in_shell(script).start();
        go_to_scylladb(&mut session);
        if by_key {
            session.press(CTRL_Z);
        } else {
            session.signal(Signal::TSTP);
        }
        session.until_shown("<kept>").press("\n");
        session.until_shown("CLAIMS").press("q");
        session.end_in_shell();
        session.assert_restored();
    }
}

#[test]
fn a_signal_ends_the_default_stack_that_opens_in_place_of_a_broken_last_one() {
    let home = tempfile::tempdir().unwrap();
    let (state, big) = (home.path().to_str().unwrap(), home.path().join("big.toml"));
    let entries = (0..900)
        .map(|at| {
            format!("[[entry]]\nid = \"e{at}\"\nname = \"Entry {at}\"\ncategory = \"all\"\nhomepage = \"https://example.org/{at}\"\n")
        })
        .collect::<Vec<String>>()
        .concat();
    let head = "schema = 1\n[stack]\nid = \"big\"\nname = \"Big\"\nkind = \"list\"\nsummary = \"Much.\"\n\
                [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n";
    fs::write(&big, format!("{head}{entries}")).unwrap();
    let script = format!("\"$0\" '{}'; echo \"<code $?>\"", big.display());
    let mut session = Setting::new().with("XDG_STATE_HOME", state).in_shell(&script).start();
    session.until_shown("Entry 1").press("jjq");
    session.end_in_shell().until_shown("<code 0>");
    fs::write(&big, format!("{head}{entries}[[entry]]\nid = 1\n")).unwrap();
    let kept = home.path().join("stacklore/kept");
    let before = fs::read(&kept).unwrap();
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut session = Setting::new().with("XDG_STATE_HOME", state).start();
        session.until_shown("has errors").signal(signal);
        session.end();
        session.assert_restored();
        fs::write(&kept, &before).unwrap();
    }
}

#[test]
fn the_place_comes_back_after_the_terminal_was_closed() {
    let home = tempfile::tempdir().unwrap();
    let state = home.path().to_str().unwrap();
    let mut session = Setting::new().with("XDG_STATE_HOME", state).start();
    go_to_scylladb(&mut session);
    let _status = session.close("j");
    let mut session = Setting::new().with("XDG_STATE_HOME", state).start();
    session.until_shown("CLAIMS").until_shown("ScyllaDB").press("q");
    assert_eq!(session.end().code(), Some(0));
}

#[test]
fn the_stacks_of_the_last_run_open_again_and_one_that_is_gone_is_named() {
    let setting = Setting::new();
    let library = setting.home().join(".local/share/stacklore");
    fs::create_dir_all(&library).unwrap();
    fs::copy(ORCHARD, setting.home().join("mine.toml")).unwrap();
    let mill = fs::read_to_string(ORCHARD).unwrap().replace("orchard", "mill").replace("Orchard", "Mill");
    fs::write(library.join("mill.toml"), mill).unwrap();
    let home = setting.home().to_owned();
    let mut session = setting.in_shell(&runs(&["discord mine.toml", "", "", "--no-resume"])).start();
    session.until_started();
    press(&mut session, "Smill", "filter: mill");
    press(&mut session, "\r", "3 of ");
    leave(&mut session, "STACKS");
    press(&mut session, "q", "<code 0>");
    press(&mut session, "\n", "Mill");
    session.until_started();
    press(&mut session, "q", "<code 0>");
    fs::remove_file(home.join("mine.toml")).unwrap();
    press(&mut session, "\n", "mine.toml is gone; the rest is as you left it");
    press(&mut session, "q", "<code 0>");
    press(&mut session, "\n", "Discord  219 entries");
    session.press("q");
    session.end_in_shell();
    // The next run starts where this one was left, although it started afresh.
    assert!(kept(&home).contains("ended\tdiscord\n"), "{}", kept(&home));
}

#[test]
fn a_file_that_cannot_be_read_is_put_aside_and_said_once() {
    let setting = Setting::new();
    let folder = setting.home().join(".local/state/stacklore");
    fs::create_dir_all(&folder).unwrap();
    let bad = b"\x1b]0;owned\x07 nonsense\n\xff\n";
    fs::write(folder.join("kept"), bad).unwrap();
    let mut session = setting.in_shell(&runs(&["", ""])).start();
    session.until_shown("kept.unreadable");
    press(&mut session, "q", "<code 0>");
    assert_eq!(fs::read(folder.join("kept.unreadable")).unwrap(), bad);
    session.press("\n");
    session.until_started().press("q");
    session.end_in_shell();
    assert!(!folder.join("kept.unreadable-2").exists());
    assert!(!session.seen().windows(5).any(|bytes| bytes == b"]0;ow"), "nothing of it reaches the terminal");
}

#[test]
fn a_state_folder_that_cannot_be_written_is_harmless_and_said_once() {
    let setting = Setting::new();
    // A file in place of the folder: that no user may write.
    fs::create_dir_all(setting.home().join(".local")).unwrap();
    fs::write(setting.home().join(".local/state"), "").unwrap();
    let mut session = setting.start();
    session.until_started().press("j");
    session.until_shown("what you do here is not kept");
    press(&mut session, "/scylladb", "hit");
    press(&mut session, "\r", "CLAIMS");
    session.until("no second notice", |screen| !screen.contents().contains("is not kept"));
    session.press("q");
    assert_eq!(session.end().code(), Some(0));
}

#[test]
fn what_cannot_be_kept_at_the_end_is_said_after_it() {
    let setting = Setting::new();
    let folder = setting.home().join(".local/state/stacklore");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("kept"), Kept::default().write()).unwrap();
    let mut permissions = fs::metadata(folder.join("kept")).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder.join("kept"), permissions).unwrap();
    let mut session = setting.start();
    // Nothing is kept before the first key, and that is the last one.
    session.until_started().press("q");
    assert_eq!(session.end().code(), Some(0));
    let said = session.afterwards();
    assert!(said.contains("stacklore: what you do here is not kept"), "{said:?}");
    session.assert_restored();
}

#[test]
fn what_is_new_in_an_own_file_is_told_at_the_next_visit() {
    let setting = Setting::new();
    let path = setting.home().join("mine.toml");
    fs::copy(ORCHARD, &path).unwrap();
    let mut session = setting.in_shell(&runs(&["mine.toml", "mine.toml"])).start();
    session.until_started();
    // What was there before is read beside the first keys.
    press(&mut session, "/scylla", "hit");
    leave(&mut session, "/ scylla");
    session.press("q");
    session.until_shown("<code 0>");
    let text = fs::read_to_string(&path).unwrap();
    let entry = "\n[[entry]]\nid = \"brand-new\"\nname = \"Brand New\"\ncategory = \"storage\"\nkind = \"database\"\n\
                 status = \"current\"\nsummary = \"It is new.\"\n\n[[entry.claim]]\ntext = \"It is new.\"\n\
                 confidence = \"confirmed\"\nsources = [\"rows\"]\n";
    fs::write(&path, text + entry).unwrap();
    session.press("\n");
    session.until_shown("1 new");
    press(&mut session, "/is:new", "Brand New");
    leave(&mut session, "/ is:new");
    session.press("q");
    session.end_in_shell();
}

/// The variable that names the state folder of a copy, and which one it is.
const COPY: &str = "STACKLORE_TEST_COPY";

/// The changes that a copy makes at random, 500 of them: each copy has things of its own, and both have some.
fn random_changes(copy: u64) -> Vec<Change> {
    let mut state = copy + 7;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let change = |_| {
        let (whose, at) = (if random(4) == 0 { 2 } else { copy }, random(60));
        let thing = Thing { stack: StackName::built_in("s"), entry: format!("e-{whose}-{at}"), claim: None };
        let url = SourceUrl::parse(&format!("https://example.org/{whose}/{at}")).unwrap();
        let name = thing.entry.clone();
        match random(4) {
            0 if whose != 2 => Change::Unbookmark(thing),
            1 if whose != 2 => Change::Unqueue(url),
            0 | 2 => Change::Bookmark(Bookmark { thing, name, added: None }),
            _ => Change::Queue(QueuedPage { url, title: name.clone(), from: Some(thing), name, added: None }),
        }
    };
    (0..500).map(change).collect()
}

/// The work of one of the two copies; as a test of its own it does nothing.
#[test]
fn a_copy_of_the_store() {
    let Ok(copy) = std::env::var(COPY) else { return };
    let (number, folder) = copy.split_once(' ').unwrap();
    let store = Store::at(folder.into());
    let changes = random_changes(number.parse().unwrap());
    for some in changes.chunks(3) {
        store.keep(some).unwrap();
    }
}

#[test]
fn two_copies_on_one_state_folder_lose_nothing_of_a_thousand_random_changes() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |number: u64| {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["kept::a_copy_of_the_store", "--exact"]);
        command.env(COPY, format!("{number} {}", folder.path().display())).spawn().unwrap()
    };
    for mut child in [copy(0), copy(1)] {
        assert!(child.wait().unwrap().success());
    }
    let mut expected = [0, 1].map(|number| {
        let mut kept = Kept::default();
        for change in random_changes(number) {
            assert!(kept.apply(&change));
        }
        kept
    });
    let all = Store::at(folder.path().to_owned()).read();
    let names = |kept: &Kept| -> BTreeSet<String> {
        let queued = kept.queue.iter().map(|page| page.url.to_string());
        kept.bookmarks.iter().map(|it| it.name.clone()).chain(queued).collect()
    };
    let both: BTreeSet<String> = expected.iter_mut().flat_map(|kept| names(kept)).collect();
    assert!(both.len() > 100);
    assert_eq!(names(&all), both, "each copy's things are as it left them, and the common ones are there");
    assert_eq!(all.bookmarks.len() + all.queue.len(), both.len(), "nothing is there twice");
}
