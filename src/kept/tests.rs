use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::dataset::{Date, SourceUrl, fault};

fn thing(at: u8) -> Thing {
    let path = (at.is_multiple_of(3)).then(|| format!("/lists/a b {at}.toml"));
    let stack = StackName { id: format!("s{}", at % 2), path };
    Thing { stack, entry: format!("e-{at}"), claim: (at.is_multiple_of(4)).then_some(u64::from(at) << 56) }
}

fn url(at: u8) -> SourceUrl {
    SourceUrl::parse(&format!("https://example.org/{at}?a=b")).unwrap()
}

fn note(new: Note, before: &str) -> Change {
    Change::Note { new, before: before.to_owned() }
}

fn any_change() -> impl Strategy<Value = Change> {
    let added = prop_oneof![Just(None), Just(Date::parse("2026-11-29").ok())];
    let text =
        prop_oneof![Just("Ünï \\n text".to_owned()), Just("two\nlines\n\\".to_owned()), Just("-".to_owned())];
    let parts = (0u8..12, added, text, 0usize..11);
    parts.prop_map(|(at, added, text, kind)| {
        let name = format!("name {at}");
        match kind {
            0 | 1 => Change::Bookmark(Bookmark { thing: thing(at), name, added }),
            2 => Change::Unbookmark(thing(at)),
            3 => {
                let from = (at % 2 == 0).then(|| thing(at));
                Change::Queue(QueuedPage { url: url(at), title: text, from, name, added })
            }
            4 => Change::Unqueue(url(at)),
            5 => note(Note { thing: thing(at), name, text, written: added }, ""),
            6 => note(Note { thing: thing(at), name, text: String::new(), written: added }, &text),
            7 => {
                let parts = vec![("entry".to_owned(), "a=b".to_owned()), ("open".to_owned(), text)];
                Change::Left(Place { stacks: vec![thing(at).stack, thing(3).stack], parts })
            }
            8 => Change::Ended(vec![thing(at).stack]),
            9 => Change::Searched(format!("query {at}")),
            _ => Change::Recent(vec![format!("/file {at}")]),
        }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(changes in vec(any_change(), 0..60)) {
        let mut kept = Kept::default();
        for change in &changes {
            prop_assert!(kept.apply(change));
        }
        prop_assert_eq!(Kept::read(&kept.write()), (kept, 0));
    }

    #[test]
    fn a_change_applied_twice_does_no_more_than_once(before in vec(any_change(), 0..40), change in any_change()) {
        let mut kept = Kept::default();
        for change in &before {
            kept.apply(change);
        }
        kept.apply(&change);
        let once = kept.clone();
        kept.apply(&change);
        prop_assert_eq!(kept, once);
    }

    /// Two copies that change different things: in whatever order their changes arrive, all of them are there.
    #[test]
    fn changes_of_two_copies_merge_whatever_their_order(
        changes in vec(any_change(), 0..40), others in vec(any_change(), 0..40), turns in vec(any::<bool>(), 80),
    ) {
        let is_of = |change: &Change, odd: bool| match change {
            Change::Bookmark(new) => new.thing.entry.len() % 2 == usize::from(odd),
            Change::Queue(new) => new.url.as_str().len() % 2 == usize::from(odd),
            _ => false,
        };
        let mut one: Vec<Change> = changes.into_iter().filter(|change| is_of(change, true)).collect();
        let mut other: Vec<Change> = others.into_iter().filter(|change| is_of(change, false)).collect();
        let all: Vec<Change> = one.iter().chain(&other).cloned().collect();
        let mut text = Kept::default().write();
        for turn in turns {
            let from = if turn { &mut one } else { &mut other };
            if !from.is_empty() {
                let (mut kept, _) = Kept::read(&text);
                kept.apply(&from.remove(0));
                text = kept.write();
            }
        }
        let (mut kept, _) = Kept::read(&text);
        for change in one.iter().chain(&other) {
            kept.apply(change);
        }
        for change in all {
            match change {
                Change::Bookmark(new) => prop_assert!(kept.bookmark(&new.thing).is_some()),
                Change::Queue(new) => prop_assert!(kept.is_queued(&new.url)),
                _ => {}
            }
        }
    }

    #[test]
    fn any_text_is_read_and_nothing_of_it_reaches_a_terminal_raw(
        pieces in vec(prop_oneof![
            Just("\n"), Just("\t"), Just("bookmark"), Just("note"), Just("queue"), Just("left"), Just("-"), Just("\\n"),
            Just("\\x"), Just("\x1b[2J"), Just("\u{202e}"), Just("discord"), Just("a=b"), Just("https://a.org/"),
            Just("2026"), Just("0123456789abcdef"), Just("tip"), Just("searched"), Just("recent"),
        ], 0..60),
    ) {
        let text = format!("{}{}", Kept::default().write(), pieces.concat());
        let (kept, _) = Kept::read(&text);
        let texts = kept.bookmarks.iter().map(|it| &it.name).chain(kept.notes.iter().map(|it| &it.text));
        let texts = texts.chain(&kept.searches).chain(&kept.recent).chain(kept.queue.iter().map(|it| &it.title));
        prop_assert!(texts.flat_map(|text| text.split('\n')).all(|line| fault(line).is_none()));
        prop_assert_eq!(Kept::read(&kept.write()), (kept, 0));
    }
}

#[test]
fn the_text_is_one_that_a_person_may_read() {
    let mut kept = Kept::default();
    let thing = Thing { stack: StackName::built_in("discord"), entry: "cassandra".into(), claim: None };
    let added = Date::parse("2026-11-29").ok();
    kept.apply(&Change::Bookmark(Bookmark { thing: thing.clone(), name: "Apache Cassandra".into(), added }));
    let text = "Ask about\nthe nodes".into();
    kept.apply(&note(Note { thing, name: "Apache Cassandra".into(), text, written: None }, ""));
    kept.apply(&Change::TipSeen);
    assert_eq!(
        kept.write().lines().skip(1).collect::<Vec<_>>(),
        [
            "bookmark\t2026-11-29\tdiscord\tcassandra\t-\tApache Cassandra",
            "note\t-\tdiscord\tcassandra\t-\tApache Cassandra\tAsk about\\nthe nodes",
            "tip",
        ]
    );
}

#[test]
fn a_line_that_cannot_be_read_is_counted_and_the_others_are_kept() {
    let text = Kept::default().write() + "tip\nbookmark\toops\nsearched\tlens\nlater\tthing\n";
    let (kept, unread) = Kept::read(&text);
    assert_eq!((kept.tip_seen, &kept.searches[..], unread), (true, &["lens".to_owned()][..], 1));
    assert!(kept.write().ends_with("\nlater\tthing\n"), "the line of a later version stays");
    let (kept, unread) = Kept::read("stacklore from the future\ntip\n");
    assert_eq!((kept.tip_seen, unread), (false, 2));
    assert_eq!(Kept::read(""), (Kept::default(), 0));
}

#[test]
fn what_the_user_made_is_never_dropped_and_the_rest_is_bounded() {
    let mut kept = Kept::default();
    let bookmark = |at: usize| {
        let thing = Thing { stack: StackName::built_in("s"), entry: format!("e{at}"), claim: None };
        Change::Bookmark(Bookmark { thing, name: String::new(), added: None })
    };
    kept.bookmarks = (0..5_000)
        .filter_map(|at| match bookmark(at) {
            Change::Bookmark(new) => Some(new),
            _ => None,
        })
        .collect();
    assert!(!kept.apply(&bookmark(5_000)) && kept.apply(&bookmark(7)));
    for at in 0..60 {
        kept.apply(&Change::Searched(at.to_string()));
        kept.apply(&Change::Recent(vec![at.to_string()]));
    }
    assert_eq!(
        (kept.searches.len(), kept.recent.len(), kept.recent.last().map(|it| &**it)),
        (50, 20, Some("59"))
    );
}

#[test]
fn a_note_that_another_copy_has_changed_keeps_the_lines_of_both() {
    let mut kept = Kept::default();
    let mut write = |text: &str, before: &str| {
        let new = Note { thing: thing(1), name: String::new(), text: text.to_owned(), written: None };
        assert!(kept.apply(&note(new, before)));
        kept.notes.first().map(|note| note.text.clone()).unwrap_or_default()
    };
    assert_eq!(write("plan", ""), "plan");
    assert_eq!(write("plan\none", "plan"), "plan\none");
    // The other copy began from the first text.
    assert_eq!(write("plan\nother", "plan"), "plan\none\nother");
    assert_eq!(write("", "plan\nother"), "plan\none\nother");
    assert_eq!(write("", "plan\none\nother"), "");
}

#[test]
fn the_newest_opened_pages_are_kept_once_each() {
    let mut kept = Kept::default();
    for at in [1, 2, 1] {
        kept.apply(&Change::Opened(url(at)));
    }
    let text = kept.opened.write();
    assert_eq!(text, format!("{}\n{}\n", url(2), url(1)));
    assert!(Opened::read(&text).contains(&url(1)) && !Opened::read(&text).contains(&url(3)));
    let many = (0..10_500).map(|at| format!("https://example.org/{at}\n")).collect::<Vec<_>>().concat();
    let opened = Opened::read(&format!("nonsense\n{many}\u{1b}]0;x\n"));
    assert_eq!(opened.write().lines().count(), 10_000);
    assert!(opened.write().starts_with("https://example.org/500\n"));
}
