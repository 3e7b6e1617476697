//! Bookmarks, the queue and notes.

use stacklore::kept::{Bookmark, Change, Kept, QueuedPage, StackName, Thing};

use super::*;

fn starting(kept: Kept) -> Player {
    let start = Start { kept, today: Date::parse("2026-11-30").ok(), ..Start::default() };
    Player::starting(120, 40, start)
}

fn starting_anew() -> Player {
    starting(Kept::default())
}

/// The changes that were to be kept.
fn kept(player: &mut Player) -> Vec<Change> {
    let changes = |effect| match effect {
        Effect::Keep(changes) => changes,
        other => panic!("{other:?}"),
    };
    player.effects().into_iter().flat_map(changes).collect()
}

fn thing(stack: &str, entry: &str) -> Thing {
    Thing { stack: StackName::built_in(stack), entry: entry.to_owned(), claim: None }
}

fn page(number: usize) -> QueuedPage {
    QueuedPage {
        url: url(&format!("https://example.org/{number}")),
        title: format!("Page number {number}"),
        from: None,
        name: String::new(),
        added: None,
    }
}

fn queue_of(pages: usize) -> Kept {
    Kept { queue: (1..=pages).map(page).collect(), ..Kept::default() }
}

/// Answers the effect that opens a page, and returns the URL.
fn opens(player: &mut Player) -> Option<String> {
    let effects = player.effects();
    let page = effects.iter().find_map(|effect| match effect {
        Effect::Open(page) => Some(page.url.clone()),
        _ => None,
    })?;
    let outcome = Opening::Opened("firefox".to_owned());
    player.send(Message::Opened { url: page.clone(), outcome });
    Some(page.to_string())
}

#[test]
fn b_bookmarks_an_entry_and_b_again_removes_it() {
    let mut player = starting_anew();
    player.write("/scylla").press("enter").press("b").sees("bookmarked: ScyllaDB").sees("ScyllaDB ★");
    let added = Date::parse("2026-11-30").ok();
    let bookmark = Bookmark { thing: thing("discord", "scylladb"), name: "ScyllaDB".to_owned(), added };
    assert_eq!(kept(&mut player), [Change::Bookmark(bookmark)]);
    player.press("b").sees("no longer bookmarked: ScyllaDB").misses("★");
    assert_eq!(kept(&mut player), [Change::Unbookmark(thing("discord", "scylladb"))]);
}

#[test]
fn a_claim_is_bookmarked_by_its_text_and_found_again_in_the_next_run() {
    let mut player = starting_anew();
    player.write("/scylla").press("enter").write("gcjb").sees("bookmarked: In May 2022").sees("disk each. ★");
    let kept = player.model.kept().clone();
    let mut player = starting(kept);
    player.press("B").sees("BOOKMARKS AND NOTES").sees("★ In May 2022").sees("ScyllaDB  2026-11-30");
    player.press("enter").reads("ScyllaDB").sees("> ▸ C2 In May 2022");
    player.press("b").sees("no longer bookmarked: In May 2022").misses("★");
}

#[test]
fn the_list_of_bookmarks_is_filtered_and_what_is_removed_can_be_put_back() {
    let mut player = starting_anew();
    player.write("/scylla").press("enter").press("b").write("/rust").press("enter").press("b");
    player.press("B").sees("2 of 2").write("scyl").sees("1 of 2").misses("★ Rust");
    player.press("del").sees("no longer bookmarked: ScyllaDB").sees("removed");
    assert_eq!(player.model.kept().bookmarks.len(), 1);
    player.press("del").sees("★ ScyllaDB");
    assert_eq!(player.model.kept().bookmarks.len(), 2);
    player.press("enter").reads("ScyllaDB");
    player.press("bksp").reads("Rust");
}

#[test]
fn a_bookmark_in_a_stack_that_is_not_open_opens_it() {
    let bookmark = Bookmark { thing: thing("lichess", "mongodb"), name: "MongoDB".to_owned(), added: None };
    let file = StackName { id: "mine".to_owned(), path: Some("/work/mine.toml".to_owned()) };
    let mine = Thing { stack: file, entry: "web".to_owned(), claim: None };
    let mine = Bookmark { thing: mine, name: "Web".to_owned(), added: None };
    let mut player = starting(Kept { bookmarks: vec![bookmark, mine], ..Kept::default() });
    let lichess = bundled::find("lichess").expect("it is built in");
    player.press("B").sees(&format!("{}  not open", lichess.title)).sees("/work/mine.toml  not open");
    player.press("down").press("enter").misses("BOOKMARKS");
    assert_eq!(player.effects(), [Effect::OpenPath("/work/mine.toml".to_owned())]);
    // What is opening at most one stack at a time says so.
    player.press("B").press("enter").sees("wait until the stacks are read");
    let change = OpenStacks { before: vec![Some(0)], has_files: false, is_piped: false };
    player.send(Message::Loaded(Loaded { change: Some(change), ..Loaded::default() }));
    player.press("B").press("enter").misses("BOOKMARKS");
    assert_eq!(player.effects(), [Effect::OpenStack(StackKey::BuiltIn(lichess))]);
    let stacks = vec![bundled::discord(), lichess.stack().expect("it is valid")];
    let change = OpenStacks { before: vec![Some(0), None], has_files: false, is_piped: false };
    let (catalog, change) = (Some(Shared::new(Catalog::new(stacks))), Some(change));
    player.send(Message::Loaded(Loaded { catalog, change, ..Loaded::default() }));
    player.reads("MongoDB");
    assert_eq!(player.model.catalog().stack_id(player.stack_shown()), "lichess");
}

#[test]
fn without_an_entry_nothing_is_collected() {
    let mut player = starting_anew();
    player.press("B").sees("no bookmark and no note yet").press("Q").sees("the queue is empty");
    player.write("gg").press("b").sees("choose an entry or a claim to bookmark");
    player
        .press("m")
        .sees("no page here to put into the queue")
        .press("a")
        .sees("choose an entry or a claim");
    assert_eq!(kept(&mut player), []);
}

#[test]
fn m_queues_the_page_that_proves_most_and_moves_on() {
    let mut player = starting_anew();
    player.write("/scylla").press("enter").press("m");
    let page = player.model.kept().queue[0].clone();
    assert_eq!(page.name, "ScyllaDB");
    player.sees("queued, 1 there now: How Discord Automates");
    // The cursor is on the next row.
    player.press("j").press("k").press("k").press("m").sees("out of the queue, 0 there now");
    player.write("gsmm").sees("queue 2").sees("queued").press("Q").sees("QUEUE").sees("2 pages");
    assert_eq!(player.model.kept().queue.len(), 2);
}

#[test]
fn the_queue_opens_five_pages_one_after_the_other_and_they_leave_it() {
    let mut player = starting(queue_of(7));
    player.press("Q").sees("7 pages").sees("> 1  Page number 1").press("o");
    for number in 1..=5 {
        assert_eq!(opens(&mut player), Some(format!("https://example.org/{number}")));
    }
    assert_eq!(opens(&mut player), None);
    player.sees("opened 5 pages (firefox), 2 left in the queue").sees("2 pages").sees("opened");
    player.press("o");
    assert_eq!(opens(&mut player).as_deref(), Some("https://example.org/6"));
    assert_eq!(opens(&mut player).as_deref(), Some("https://example.org/7"));
    player.sees("opened 2 pages (firefox), the queue is empty now");
    player.press("o").sees("no page is left in the queue").press("esc").press("Q").sees("the queue is empty");
}

#[test]
fn more_than_five_pages_at_once_are_asked_about() {
    let mut player = starting(queue_of(6));
    player
        .write("QO")
        .sees("open 6 pages at once?  y/Enter opens them, n/Esc none")
        .sees("OPEN 6 PAGES AT ONCE?");
    player.press("esc").sees("QUEUE").misses("AT ONCE");
    assert_eq!(opens(&mut player), None);
    player.press("O").press("enter").misses("AT ONCE");
    let opened = std::iter::from_fn(|| opens(&mut player)).count();
    assert_eq!(opened, 6);
    player.sees("opened 6 pages (firefox), the queue is empty now");
    let mut player = starting(queue_of(5));
    player.write("QO").misses("AT ONCE");
    assert_eq!(std::iter::from_fn(|| opens(&mut player)).count(), 5);
}

#[test]
fn a_page_that_cannot_be_opened_stays_and_ends_the_run() {
    let mut player = starting(queue_of(4));
    player.write("Qo");
    assert!(opens(&mut player).is_some());
    assert!(matches!(&player.effects()[..], [Effect::Keep(_), Effect::Open(_)]));
    let failed = Opening::Failed("exit code 1".to_owned());
    player.send(Message::Opened { url: url("https://example.org/2"), outcome: failed });
    assert_eq!(player.effects(), []);
    player.sees("could not open").sees("3 pages");
}

#[test]
fn esc_ends_a_run_of_the_queue_and_a_text_browser_gets_one_page_a_key() {
    let mut player = starting(queue_of(5));
    player.write("Qo").press("esc");
    assert_eq!(std::iter::from_fn(|| opens(&mut player)).count(), 1);
    assert_eq!(player.model.kept().queue.len(), 4);
    player.write("Qo");
    let read = Opening::Read("w3m".to_owned());
    player.send(Message::Opened { url: url("https://example.org/2"), outcome: read });
    player.sees("back from w3m (example.org), 3 left in the queue");
    let is_open = |effect: &Effect| matches!(effect, Effect::Open(_));
    assert_eq!(player.effects().iter().filter(|effect| is_open(effect)).count(), 1);
    player.press("o");
    assert_eq!(opens(&mut player).as_deref(), Some("https://example.org/3"));
}

#[test]
fn a_page_that_is_not_of_the_run_opens_no_other() {
    let mut player = starting(queue_of(3));
    player.write("Qo");
    let other =
        Message::Opened { url: url("https://example.org/other"), outcome: Opening::Opened("x".into()) };
    player.send(other);
    let is_open = |effect: &Effect| matches!(effect, Effect::Open(_));
    assert_eq!(player.effects().iter().filter(|effect| is_open(effect)).count(), 1);
}

#[test]
fn a_page_of_the_queue_is_opened_alone_removed_and_put_back() {
    let mut player = starting(queue_of(3));
    player.press("Q").press("j").press("enter");
    assert_eq!(opens(&mut player).as_deref(), Some("https://example.org/2"));
    player.sees("opened example.org (firefox), 2 left in the queue");
    player.press("j").press("d").sees("taken out").sees("1 page").press("d").misses("taken out");
    player.press("m").sees("taken out").press("m").sees("2 pages");
    let left: Vec<String> = player.model.kept().queue.iter().map(|page| page.url.to_string()).collect();
    assert_eq!(left, ["https://example.org/1", "https://example.org/3"]);
}

#[test]
fn a_note_is_written_shown_changed_and_removed() {
    let mut player = starting_anew();
    player.write("/scylla").press("enter").press("a").sees("YOUR NOTE on ScyllaDB");
    player.write("Ask about the disks").press("esc").misses("Ask about").press("a").misses("Ask about");
    player
        .write("Ask about the disks")
        .press("enter")
        .sees("note kept: ScyllaDB")
        .sees("your note   Ask about the disks");
    // A further line, and a note on a claim.
    player.press("a").press("alt-enter").write("and the cost").press("enter").sees("and the cost");
    player
        .write("gca")
        .sees("YOUR NOTE on Discord had moved")
        .write("By 2020?")
        .press("enter")
        .sees("your note   By 2020?");
    let kept = player.model.kept().clone();
    let mut player = starting(kept);
    player.press("B").sees("your note  Ask about the disks  and 1 line").sees("your note  By 2020?");
    player.write("disks").press("enter").reads("ScyllaDB").sees("your note   Ask about the disks");
    player.press("a").press("ctrl-u").press("enter").sees("note removed: ScyllaDB").misses("Ask about");
    assert_eq!(player.model.kept().notes.len(), 1);
}

#[test]
fn a_note_that_was_removed_in_the_list_can_be_put_back() {
    let mut player = starting_anew();
    player.write("/rust").press("enter").press("a").write("Read more").press("enter");
    player
        .press("B")
        .press("del")
        .sees("note removed: Rust")
        .sees("removed")
        .press("del")
        .sees("note kept: Rust");
    assert_eq!(player.model.kept().notes.len(), 1);
}
