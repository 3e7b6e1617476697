//! Where the user was: resume, opened pages, what is new, the places as a list, and the last search.

use stacklore::app::Resume;
use stacklore::catalog::Node;
use stacklore::kept::{Kept, Opened, Seen};

use super::*;

/// Ends a run and begins the next one with a catalog, with what is kept written and read in between.
fn again_with(player: &Player, catalog: Catalog) -> Player {
    let mut kept = player.model.kept().clone();
    for change in player.model.leave() {
        assert!(kept.apply(&change));
    }
    let (mut read, unread) = Kept::read(&kept.write());
    assert_eq!(unread, 0, "{}", kept.write());
    read.opened = Opened::read(&kept.opened.write());
    let Size { width, height } = player.model.size();
    Player::of(catalog, width, height, Start { kept: read, resume: Resume::Return, ..Start::default() })
}

fn again(player: &Player) -> Player {
    again_with(player, Catalog::new(player.model.catalog().stacks().to_vec()))
}

fn beginning(width: u16, height: u16) -> Player {
    Player::starting(width, height, Start { resume: Resume::Leave, ..Start::default() })
}

fn folds(player: &Player) -> Vec<Node> {
    player.model.navigation().tree.visible().map(|(_, row)| row.node).collect()
}

#[test]
fn the_next_run_begins_where_the_last_one_ended() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = beginning(width, height);
        player.press("-").press("j").press("l").press("/").write("data serv").press("enter").press("z");
        let (shown, unfolded) = (player.model.shown_node(), folds(&player));
        let mut next = again(&player);
        next.reads("Data services").misses("is gone");
        assert_eq!((next.model.shown_node(), folds(&next)), (shown, unfolded));
        assert!(next.model.is_zoomed() && next.model.search().is_none());
        assert!(!next.model.can_go_forward() && next.model.back_to().is_none());
        // The present run counts, not what was there before.
        next.press("z").press("z").press("esc").write("gg");
        let shown = next.model.shown_node();
        let last = again(&next);
        assert_eq!((last.model.shown_node(), last.model.is_zoomed()), (shown, false));
    }
}

#[test]
fn grouping_date_and_order_come_back_and_a_source_that_has_no_row() {
    let mut player = beginning(120, 40);
    player.press("T").write("2018").press("enter").press("v").press("down").press("enter");
    let arrangement = player.model.navigation().tree.arrangement();
    assert!(arrangement.as_of.is_some() && arrangement.group.name() == "source");
    let shown = player.model.shown_node();
    assert!(matches!(shown, Node::Source(..) | Node::Entry(_)), "{shown:?}");
    let next = again(&player);
    assert_eq!((next.model.navigation().tree.arrangement(), next.model.shown_node()), (arrangement, shown));
    assert_eq!(folds(&next), folds(&player));
}

#[test]
fn of_an_entry_that_is_gone_its_category_is_shown_and_the_status_line_says_so() {
    let (before, after) = (list(&["Alpha", "Beta"]), list(&["Alpha"]));
    let start = Start { resume: Resume::Leave, ..Start::default() };
    let mut player = Player::of(Catalog::new(before.stacks().to_vec()), 80, 24, start);
    player.press("/").write("beta").press("enter").reads("Beta");
    let mut next = again_with(&player, Catalog::new(after.stacks().to_vec()));
    next.sees("Beta is gone; this is its category").reads("Kind");
    // The next run begins at the category.
    again(&next).reads("Kind").misses("is gone");
}

#[test]
fn what_the_user_asks_for_wins_over_the_place() {
    let mut player = beginning(80, 24);
    player.press("/").write("data serv").press("enter");
    let kept = again(&player).model.kept().clone();
    let with = |start: Start| Player::starting(80, 24, Start { kept: kept.clone(), ..start });
    let query = Some("redis".to_owned());
    with(Start { resume: Resume::Leave, query, ..Start::default() }).sees("/ redis");
    let fresh = with(Start::default());
    assert_eq!(fresh.model.shown_node(), Player::on(80, 24).model.shown_node());
    assert_eq!(fresh.model.leave(), [], "without resume nothing of the place is kept");
    // Of stacks that were not open together there is no place.
    let other =
        with(Start { resume: Resume::Return, stack_paths: vec![Some("/x".into())], ..Start::default() });
    assert_eq!(other.model.shown_node(), Player::on(80, 24).model.shown_node());
}

#[test]
fn a_place_from_a_hostile_text_is_harmless() {
    let parts = "at=entry 7 x\tat=claim 0 cassandra zz\tin=category 99999999999 x\topen=group 0 \tview=upside\tgroup=none\t\
                 as-of=9999-99\trow=65535 65535\tcolumns=65535\trows=65535\tlist=\tsort=x\tname=\u{1b}[2Jgone";
    let text = format!("{}left\tstack=discord\t{parts}\n", Kept::default().write());
    let (kept, unread) = Kept::read(&text);
    assert_eq!(unread, 0);
    for (width, height) in [(120, 40), (80, 24), (50, 15), (3, 2)] {
        let start = Start { kept: kept.clone(), resume: Resume::Return, ..Start::default() };
        let mut player = Player::starting(width, height, start);
        player.misses("\u{1b}").write("jjklh").press("z").misses("\u{1b}");
    }
}

#[test]
fn pages_that_were_opened_stay_marked_and_are_found() {
    let mut player = beginning(120, 40);
    player.press("/").write("data serv").press("enter").misses("opened");
    let page = url(TRILLIONS);
    player.send(Message::Opened { url: page, outcome: Opening::Opened("lens".to_owned()) });
    player.write("gs").sees("opened");
    let mut next = again(&player);
    next.sees("opened").press("u").sees("opened").press("esc");
    next.press("/").write("is:op").sees("Tab takes opened");
    next.write("ened ").sees("Data services");
    let hits = next.model.search().and_then(|search| search.results.as_ref()).map(|list| list.found.len());
    assert!(hits.is_some_and(|hits| hits > 0 && hits < next.model.catalog().len()), "{hits:?}");
    // In the tree of sources the row is marked, too.
    next.press("esc").press("esc").press("v").press("down").press("enter").press("+");
    next.press("/").press("esc").sees("opened");
}

fn own(names: &[&str], seen: Option<Seen>, size: (u16, u16)) -> Player {
    let catalog = Catalog::new(list(names).stacks().to_vec());
    let start = Start { stack_paths: vec![Some("/lists/mine.toml".to_owned())], ..Start::default() };
    let mut player = Player::of(catalog, size.0, size.1, start);
    let effects = player.model.update(Message::Resized(player.model.size()));
    let [Effect::ReadSeen(names)] = &effects[..] else { panic!("{effects:?}") };
    player.send(Message::SeenBefore(vec![(names[0].clone(), seen)]));
    player
}

#[test]
fn entries_that_came_since_the_last_visit_are_marked_and_found() {
    let date = Date::parse("2026-11-20").ok();
    let seen = Seen::of(&list(&["Alpha"]).stacks()[0], date);
    for size in [(120, 40), (80, 24), (50, 15)] {
        let mut player = own(&["Alpha", "Beta", "Gamma"], seen.clone(), size);
        player.sees("2 new since 2026-11-20: is:new").press("+").sees("new");
        player.press("/").write("is:new").sees("Beta").sees("Gamma").misses("Alpha");
        insta::assert_snapshot!(
            format!("new_{}x{}", size.0, size.1),
            player.press("esc").press("esc").screen()
        );
    }
    // The first visit has no news, and a built-in stack never has any.
    own(&["Alpha"], None, (80, 24)).misses("new");
    assert_eq!(Player::on(80, 24).effects(), []);
}

#[test]
fn what_is_there_at_the_end_is_what_was_seen() {
    let seen = Seen::of(&list(&["Alpha"]).stacks()[0], None);
    let player = own(&["Alpha", "Beta"], seen, (80, 24));
    let changes = player.model.leave();
    let [stacklore::kept::Change::Seen(name, now)] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!(name.path.as_deref(), Some("/lists/mine.toml"));
    let again = own(&["Alpha", "Beta"], Seen::read(&now.write()), (80, 24));
    assert!(again.model.news().is_empty());
}

#[test]
fn the_places_are_listed_filtered_and_gone_to_without_losing_the_others() {
    for size in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::on(size.0, size.1);
        player.write("gj").sees("there is no other place yet");
        for name in ["data serv", "mongo", "kafka"] {
            player.press("/").write(name).press("enter");
        }
        player.press("bksp").write("gj").sees("PLACES").sees("4 of 4");
        insta::assert_snapshot!(format!("places_{}x{}", size.0, size.1), player.screen());
        player.write("data s").sees("1 of 4").press("enter").reads("Data services");
        assert!(player.model.back_to().is_some() && player.model.can_go_forward());
        player.press("L").reads("MongoDB").press("L");
        assert!(!player.model.can_go_forward());
        player.write("gj").press("esc").misses("PLACES").write("gj").write("zzz").sees("no place matches");
    }
}

#[test]
fn the_last_search_opens_again_also_in_the_next_run() {
    let mut player = beginning(80, 24);
    player.press("ctrl-r").sees("there is no search to open again");
    player.press("/").write("data serv").press("enter").press("/").write("mongo").press("enter");
    player.press("ctrl-r").sees("/ mongo").press("esc");
    let mut next = again(&player);
    next.press("ctrl-r").sees("/ mongo").press("esc").press("/").press("up").sees("/ mongo");
    next.press("ctrl-u").press("up").sees("/ data serv");
}
