//! The popups and the rows at the bottom: what a row that cannot be chosen says, and what Enter does.

use stacklore::kept::{Change, Kept, QueuedPage};
use stacklore::library;

use super::*;

/// The last row of the screen, or both rows of hints where there are two.
fn hints(player: &Player) -> String {
    let screen = player.screen();
    let rows: Vec<&str> = screen.trim_end().lines().collect();
    let count = usize::from(player.model.panes().hints.height);
    rows[rows.len().saturating_sub(count)..].join("\n")
}

fn queue_of(pages: usize) -> Kept {
    let page = |at| QueuedPage {
        url: url(&format!("https://example.org/{at}")),
        title: format!("Page {at}"),
        from: None,
        name: String::new(),
        added: None,
    };
    Kept { queue: (1..=pages).map(page).collect(), ..Kept::default() }
}

#[test]
fn the_palette_finds_an_action_by_its_key_and_shows_moves_last() {
    let mut player = Player::on(120, 40);
    player.press(":").sees("choose a theme").misses("half page down");
    player
        .write("gt")
        .sees("> the stack of its own")
        .press("ctrl-u")
        .write("own")
        .sees("> the stack of its own");
    player.press("ctrl-u").write("s").sees("> sort the tree").press("enter").sees("SORT BY");
}

#[test]
fn a_row_that_cannot_be_chosen_says_why_in_place_of_what_enter_does() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::on(width, height);
        player.press(":").write("next-hit").sees("> next hit in the text");
        assert!(hints(&player).contains("search first") && !hints(&player).contains("Enter run"));
        player.press("ctrl-u").write("zoom");
        assert!(hints(&player).contains("Enter run") && !hints(&player).contains("search first"));
        player.press("esc").press("/").write("kafka").press("f1").press("f1").write("switch panes");
        assert!(hints(&player).contains("in the tree and the detail only"), "{}", hints(&player));
    }
    let mut player =
        Player::starting(80, 24, Start { depth: stacklore::theme::Depth::Ansi, ..Start::default() });
    player.send(Message::Themes(library::all_themes(None))).press("j").press("j").sees("> ember-dark");
    assert!(hints(&player).contains("needs a terminal with 256 colours"), "{}", hints(&player));
}

#[test]
fn enter_and_space_say_whether_they_fold_or_unfold() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::on(width, height);
        player.press("k");
        assert!(hints(&player).contains("Enter fold"), "{}", hints(&player));
        player.press("enter");
        assert!(hints(&player).contains("Enter unfold"), "{}", hints(&player));
        player.press("enter");
        assert!(hints(&player).contains("Enter fold"), "{}", hints(&player));
    }
}

#[test]
fn hints_have_no_holes_and_keep_their_places_in_the_panes() {
    let mut player = Player::on(120, 40);
    let at = |player: &Player, text: &str| hints(player).lines().find_map(|row| row.find(text));
    let (find, fold) = (at(&player, "/ find"), at(&player, "- fold all"));
    assert!(find.is_some() && fold.is_some());
    for keys in ["k", "j", "kh"] {
        player.write(keys);
        assert_eq!((at(&player, "/ find"), at(&player, "- fold all")), (find, fold), "{keys}");
    }
    let left = hints(&player)
        .lines()
        .map(|row| row.split("   ").next().unwrap_or_default().len())
        .collect::<Vec<_>>();
    assert!(left.iter().all(|width| *width > 5), "{}", hints(&player));
    player.write("j").press("enter").write("gc");
    assert!(
        hints(&player).lines().all(|row| !row.trim_start().starts_with("z zoom  A") || row.starts_with(" z"))
    );
}

#[test]
fn a_picker_without_hits_offers_nothing_to_mark_or_to_choose() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::starting(width, height, Start { picks: true, ..Start::default() });
        player.write("re");
        assert!(hints(&player).contains("Tab mark") && hints(&player).contains("Enter take"));
        player.press("ctrl-u").write("zzzz");
        let hints = hints(&player);
        assert!(!["mark", "choose", "take", "open"].iter().any(|word| hints.contains(word)), "{hints}");
        assert!(hints.contains("Esc clear"), "{hints}");
    }
}

#[test]
fn a_theme_is_tried_on_panes_that_can_be_seen() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::on(width, height);
        player.send(Message::Themes(library::all_themes(None)));
        player.sees("THEME").sees("this run").sees("settings").sees("Storage").sees("MongoDB");
        assert!(hints(&player).contains("Up/Down choose"), "{}", hints(&player));
        for _ in 0..20 {
            player.press("j");
        }
        player.sees("> ink-light");
    }
}

#[test]
fn what_was_copied_is_worth_more_than_the_way_back() {
    let mut player = Player::on(80, 24);
    player.write("/kafka").press("enter").sees("back: ");
    let command = "stacklore discord --select kafka --group category --sort stack --query 'kafka'".to_owned();
    player.write("yv").send(Message::CommandWritten(Ok(command)));
    player.send(Message::Copied(Ok("copied (xclip)".to_owned())));
    player.sees("stacklore discord --select kafka").misses("back: ");
}

#[test]
fn a_popup_fills_the_width_or_leaves_enough_of_the_panes() {
    for (width, height) in
        [(70, 24), (80, 24), (88, 30), (100, 30), (108, 24), (116, 40), (120, 40), (126, 40)]
    {
        for keys in ["?", ":", "u", "B", "S", "v", "M", "gj"] {
            let mut player = Player::on(width, height);
            player.press("b").write(keys);
            let Some(area) = player.model.popup().and_then(|popup| popup.area(Size { width, height })) else {
                continue;
            };
            let whole = area.whole();
            assert!(whole.x == 0 && whole.width == width || whole.x >= 5, "{width} {keys}: {whole:?}");
        }
    }
}

#[test]
fn the_question_of_the_queue_takes_y_and_n_too() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        for (yes, no) in [("y", "n"), ("enter", "esc")] {
            let start = Start { kept: queue_of(6), ..Start::default() };
            let mut player = Player::starting(width, height, start);
            player.write("QO").sees("OPEN 6 PAGES AT ONCE?");
            assert!(hints(&player).contains("y/Enter open all") && hints(&player).contains("n/Esc none"));
            player.press(no).sees("QUEUE").misses("AT ONCE");
            assert_eq!(player.effects(), []);
            player.press("O").press(yes).misses("AT ONCE");
            assert!(player.effects().iter().any(|effect| matches!(effect, Effect::Open(_))), "{yes}");
        }
    }
}

#[test]
fn a_note_goes_to_the_entry_that_was_queued() {
    let mut player = Player::on(120, 40);
    player.press("m").press("a").sees("YOUR NOTE on ScyllaDB").write("later").press("enter");
    let effects = player.effects();
    let notes: Vec<&str> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Keep(changes) => Some(changes),
            _ => None,
        })
        .flatten()
        .filter_map(|change| match change {
            Change::Note { new, .. } => Some(new.name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(notes, ["ScyllaDB"]);
    // Of the pages of an entry one after the other is queued.
    player.write("gsmm").sees("queue 3");
}

/// The rows of the tree that are marked as opened, each seen as the cursor is on it.
fn opened_rows(player: &mut Player) -> Vec<String> {
    player.press("+").write("gg");
    let count = player.model.navigation().tree.rows().len();
    let mut marked = Vec::new();
    for _ in 0..count {
        let screen = player.screen();
        let row = screen.lines().find(|row| row.starts_with('>')).unwrap_or_default();
        let list: String = row.chars().take(38).collect();
        if list.contains(" opened") && marked.last() != Some(&list) {
            marked.push(list);
        }
        player.press("j");
    }
    marked
}

#[test]
fn opened_pages_are_marked_on_the_rows_of_sources_in_the_tree() {
    let start = |kept| Start { grouping: Grouping::Source, kept, ..Start::default() };
    let mut player = Player::starting(120, 40, start(Kept::default()));
    assert_eq!(opened_rows(&mut player), [""; 0]);
    let outcome = Opening::Opened("firefox".to_owned());
    player.send(Message::Opened { url: url(TRILLIONS), outcome });
    let marked = opened_rows(&mut player);
    assert_eq!(marked.len(), 1, "{marked:?}");
    // The next run has the mark too.
    let mut next = Player::starting(120, 40, start(player.model.kept().clone()));
    assert_eq!(opened_rows(&mut next), marked);
}

#[test]
fn hits_of_filters_alone_say_that_they_are_in_the_order_of_the_stack() {
    let mut player = Player::on(120, 40);
    player.write("/is:former").sees("in the order of the stack");
    player.write(" cassandra").misses("in the order of the stack");
}
