//! Stories of sorting, of two entries side by side, of the linear form, and of small faults of the views.

use super::*;
use stacklore::app::content::Role;

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (50, 15)];

/// The stack or the list of a fixture.
fn fixture(name: &str) -> Catalog {
    Catalog::new(vec![stack_of(name)])
}

fn stack_of(name: &str) -> Stack {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let file = File::new(name, std::fs::read_to_string(path).expect("a fixture"));
    let reading = if std::path::Path::new(name).extension().is_some_and(|ending| ending == "md") {
        stacklore::import::markdown::read(file).reading
    } else {
        toml::read(vec![file])
    };
    reading.stack.expect("a stack")
}

#[test]
fn a_list_names_nothing_that_lists_do_not_have() {
    for (width, height) in SIZES {
        for keys in ["", "gg", "/", "jj\n", "/a"] {
            let start = Start { tip: true, ..Start::default() };
            let mut player = Player::of(fixture("markdown/plain.md"), width, height, start);
            for c in keys.chars() {
                let mut name = [0; 4];
                player.press(if c == '\n' { "enter" } else { c.encode_utf8(&mut name) });
            }
            for word in ["the source", "claims", "STACK", "kind:", "src:"] {
                player.misses(word);
            }
        }
    }
}

#[test]
fn of_two_stacks_none_is_said_to_be_reviewed() {
    let mut player = Player::of(fixture("orchard.toml"), 120, 40, Start::default());
    player.sees("reviewed 2026-01-02");
    let stacks = vec![stack_of("orchard.toml"), stack_of("stacks/mill.toml")];
    Player::of(Catalog::new(stacks), 120, 40, Start::default()).misses("reviewed");
}

#[test]
fn the_path_to_a_relation_says_which_one_it_is() {
    let mut player = Player::of(fixture("orchard.toml"), 120, 40, Start::default());
    player.press("j").write("gr").sees("Storage › ScyllaDB › replaced › PostgreSQL");
    player.press("enter").write("gr").sees("Storage › PostgreSQL › replaced by › ScyllaDB");
    // Where it is cut, the name that one is on stays.
    let mut player = Player::of(fixture("orchard.toml"), 50, 15, Start::default());
    player.press("j").press("enter").write("gr").sees("› PostgreSQL");
}

#[test]
fn every_copy_says_what_was_copied() {
    let sent = || Message::Copied(Ok("sent to the terminal's clipboard".to_owned()));
    let mut player = Player::on(120, 40);
    for _ in 0..3 {
        let outcome = Opening::NoBrowser("there is no display".to_owned());
        player.send(Message::Opened { url: url(TRILLIONS), outcome }).send(sent());
        player.sees(&format!("URL sent to the terminal's clipboard: {TRILLIONS}"));
        player.press("y").send(sent()).press("esc");
    }
    let outcome = Opening::Failed("it is broken".to_owned());
    player.send(Message::Opened { url: url(TRILLIONS), outcome }).press("y").send(sent());
    player.sees(&format!("URL sent to the terminal's clipboard: {TRILLIONS}"));
    assert!(player.effects().iter().all(|effect| *effect == Effect::Copy(TRILLIONS.to_owned())));
}

#[test]
fn the_words_that_a_filter_takes_are_all_shown() {
    let words =
        |screen: &str| screen.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    for (width, height) in SIZES {
        let mut player = Player::on(width, height);
        let screen = player.press("/").write("is:foo").screen();
        for word in ["current", "former", "unknown", "confirmed", "unsourced", "replaced"] {
            assert!(
                words(&screen).iter().any(|shown| shown == word),
                "no {word} at {width}x{height} on\n{screen}"
            );
        }
    }
    // With hits beside it the sentence takes the row of the hints.
    Player::on(80, 24).press("/").write("redis is:foo").sees("is:` does not know").sees("replaced");
}

/// The names in the tree of the left pane, in order.
fn tree_names(player: &Player) -> Vec<String> {
    let tree = &player.model.navigation().tree;
    tree.visible().map(|(_, row)| player.model.catalog().name(row.node).into_owned()).collect()
}

#[test]
fn s_sorts_the_entries_of_each_category_and_esc_leaves_it() {
    for (width, height) in SIZES {
        let mut player = Player::on(width, height);
        let first = tree_names(&player);
        let selected = player.selected().to_owned();
        player.press("s").sees("SORT BY").sees("the order of the stack").sees("as now");
        player.press("j").press("enter").misses("SORT BY").sees("sorted by name");
        let sorted = tree_names(&player);
        assert_ne!(first, sorted);
        let names = |from: &[String]| {
            let mut names = from.to_vec();
            names.sort();
            names
        };
        assert_eq!(names(&first), names(&sorted), "the same branches are open");
        assert_eq!(player.selected(), selected, "the selection stays");
        // The popup begins at the present order.
        player.press("s").sees("> name").press("esc");
        player.press("esc").misses("sorted by");
        assert_eq!(tree_names(&player), first);
    }
}

#[test]
fn the_most_sourced_and_the_newest_come_first_in_groups_too() {
    let mut player = Player::on(120, 40);
    player.press("v").write("jjjj").press("enter").sees("by state");
    player.press("s").write("jjj").press("enter").sees("by state").sees("sorted by sources").press("+");
    let tree = &player.model.navigation().tree;
    let counts: Vec<Option<usize>> = tree
        .rows()
        .iter()
        .map(|row| match row.node {
            stacklore::catalog::Node::Entry(id) => {
                player.model.catalog().entry(id).map(|entry| entry.sources().len())
            }
            _ => None,
        })
        .collect();
    for pair in counts.windows(2) {
        assert!(!matches!(pair, [Some(above), Some(below)] if above < below), "{counts:?}");
    }
    // Esc leaves the order first, then the groups.
    player.press("esc").sees("by state").misses("sorted by").press("esc").misses("by state");
}

#[test]
fn a_jump_and_the_way_back_keep_the_order() {
    let start = Start { sort: stacklore::catalog::Sorting::Newest, ..Start::default() };
    let mut player = Player::starting(100, 30, start);
    player.sees("sorted by newest").press("/").write("elixir").press("enter").reads("Elixir");
    player.press("bksp").sees("sorted by newest");
    let list = Player::of(fixture("markdown/plain.md"), 80, 24, Start::default());
    let mut list = list;
    list.press("s").sees("no entry here has a date").write("jj").press("enter");
    list.sees("no entry here has a date").sees("SORT BY");
}

#[test]
fn two_entries_are_compared_side_by_side_and_enter_and_o_lead_to_what_is_selected() {
    for (width, height) in SIZES {
        let mut player = Player::on(width, height);
        player.press("=").sees("COMPARE ScyllaDB with").sees("> Apache Cassandra").sees("replace");
        player.write("cassand").press("enter").sees("COMPARE").sees("FACTS").sees("state");
        player.sees("ScyllaDB").sees("Apache Cassandra").sees("former");
        // Down to the first claim of the one, and across to the other.
        let claim = |player: &Player| {
            let PopupContent::Pair(pair) = &player.model.popup().expect("a popup").content else {
                panic!("a pair")
            };
            let has_both = |row: &stacklore::app::pair::PairRow| {
                row.cells.iter().all(|cell| cell.as_ref().is_some_and(|cell| cell.text.starts_with('C')))
            };
            pair.rows.iter().position(has_both)
        };
        for _ in 0..claim(&player).expect("claims of one year") {
            player.press("j");
        }
        player.press("o");
        assert!(player.opened().url.as_str().starts_with("https://"));
        player
            .press("l")
            .press("enter")
            .misses("COMPARE")
            .reads("Apache Cassandra")
            .press("bksp")
            .reads("ScyllaDB");
    }
}

#[test]
fn equal_facts_are_said_once_where_the_entries_are_below_each_other() {
    let mut player = Player::of(fixture("orchard.toml"), 50, 15, Start::default());
    player.press("=").write("scylla").press("enter").sees("A: PostgreSQL").sees("B: ScyllaDB");
    player.sees("A: former").sees("B: in use").press("G").sees("RELATIONS").sees("B: PostgreSQL");
    player.write("gg");
    for _ in 0..4 {
        player.press("j");
    }
    player.sees("both: database");
}

#[test]
fn an_equals_sign_on_a_category_compares_the_stacks_and_alone_says_why_not() {
    let stacks = vec![stack_of("stacks/mill.toml"), stack_of("stacks/ferry.toml")];
    let catalog = Catalog::new(stacks);
    catalog.technologies();
    let mut player = Player::of(catalog, 120, 40, Start::default());
    player.write("gg").press("=").sees("COMPARE").sees("2 stacks").press("o");
    assert!(matches!(player.effects().last(), Some(Effect::Open(_))));
    player
        .press("esc")
        .press("j")
        .press("j")
        .press("=")
        .sees("COMPARE")
        .sees("with")
        .sees("the same elsewhere");
    let mut alone = Player::of(fixture("orchard.toml"), 120, 40, Start::default());
    alone.write("gg").press("=").sees("there is one stack only");
}

#[test]
fn the_linear_comparison_says_each_value_on_a_line_of_its_own_and_what_one_lacks() {
    for (width, height) in SIZES {
        let start = Start { linear: true, ..Start::default() };
        let mut player = Player::starting(width, height, start);
        player.press("=").write("cassand").press("enter").sees("state, A: in use").sees("state, B: former");
        player.sees("until, A: none").sees("until, B: 2022-05");
        // Each of them can be selected, line by line.
        for (side, row) in [(1, 0), (0, 1), (1, 1), (0, 2)] {
            player.press("j");
            let popup = player.model.popup().expect("a popup");
            let PopupContent::Pair(pair) = &popup.content else { panic!("a pair") };
            assert_eq!(pair.selected(popup.selection.at), (row, side));
        }
        // No line says what only the one above explains.
        let mut seen = String::new();
        for _ in 0..100 {
            seen.push_str(&player.press("j").screen());
        }
        for said in ["store of, A: Osprey", "store of, A: Data services", "written in, B: none"] {
            assert!(seen.contains(said), "no {said} in {width}x{height}");
        }
        player.press("enter").misses("COMPARE");
    }
}

#[test]
fn a_comparison_never_breaks_an_address() {
    for width in 40..=120 {
        let mut player = Player::on(width, 24);
        player.press("=").write("cassand").press("enter");
        let PopupContent::Pair(pair) = &player.model.popup().expect("a popup").content else {
            panic!("a pair")
        };
        let of = |line: &stacklore::app::pair::PairLine| {
            line.row().map(|row| pair.rows[row].label.as_str()) == Some("homepage")
        };
        let lines: Vec<String> =
            pair.lines.iter().filter(|line| of(line)).map(|line| format!("{line:?}")).collect();
        let addresses = lines.iter().map(|line| line.matches("https://").count()).sum::<usize>();
        assert_eq!(addresses, 2, "{width}: {lines:?}");
        assert!(lines.len() <= 3, "{width}: {lines:?}");
    }
}

#[test]
fn a_popup_of_the_linear_form_turns_pages_and_moves_the_selection_within_them() {
    for (width, height) in SIZES {
        for keys in [":", "u", "M", "?", "=", "=\n"] {
            let mut player = Player::starting(width, height, Start { linear: true, ..Start::default() });
            for c in keys.chars() {
                let mut name = [0; 4];
                player.press(if c == '\n' { "enter" } else { c.encode_utf8(&mut name) });
            }
            let offset = |player: &Player| player.model.popup().expect("a popup").selection.offset;
            let mut turned = 0;
            for _ in 0..24 {
                let before = offset(&player);
                player.press("down");
                turned += usize::from(offset(&player) != before);
            }
            assert!(turned <= 6, "{turned} of 24 at {width}x{height} after {keys:?}");
        }
    }
}

/// The words of a screen: what is not a letter or a digit divides them.
fn words_of(screen: &str) -> std::collections::HashSet<String> {
    let words = screen.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    words.map(str::to_lowercase).collect()
}

/// Everything that the linear form says of the node that is read, on all of its pages.
fn linear_words(player: &mut Player) -> std::collections::HashSet<String> {
    let mut words = words_of(&player.screen());
    player.press("enter");
    for _ in 0..400 {
        words.extend(words_of(&player.screen()));
        let before = player.model.navigation().detail.selection.at;
        player.press("j");
        if player.model.navigation().detail.selection.at == before {
            break;
        }
    }
    words
}

#[test]
fn the_linear_form_says_of_every_entry_what_the_panes_say() {
    let names = [
        "orchard.toml",
        "stacks/mill.toml",
        "markdown/plain.md",
        "markdown/shapes.md",
        "markdown/sections.md",
    ];
    for catalog in names.map(fixture) {
        for (id, entry) in catalog.entries() {
            let panes = reading(&catalog, id, 120, 40);
            // Each strip says its years itself, of which the axis has more.
            let content = panes.model.navigation().detail.content.lines.iter();
            let is_axis = |line: &stacklore::app::content::ContentLine, text: &str| {
                let is_heading = line.left.first().is_some_and(|piece| piece.role == Role::Heading);
                is_heading && text.len() == 4 && text.chars().all(|c| c.is_ascii_digit())
            };
            let told = content.flat_map(|line| {
                let words = line.left.iter().chain(&line.right).flat_map(|piece| piece.text.split(' '));
                words.filter(|word| !is_axis(line, word)).map(|word| format!("{word} "))
            });
            let told: String = told.collect();
            let start = Start { select: Some(id), linear: true, ..Start::default() };
            let mut linear = Player::of(catalog.clone(), 80, 24, start);
            let said = linear_words(&mut linear);
            // What is cut ends with an ellipsis there, and is whole here.
            let is_cut = |word: &String| told.to_lowercase().contains(&format!("{word}…"));
            let missing: Vec<String> =
                words_of(&told).into_iter().filter(|word| !said.contains(word) && !is_cut(word)).collect();
            assert!(missing.is_empty(), "{} lacks {missing:?} on\n{}", entry.name(), linear.screen());
        }
    }
}

#[test]
fn the_linear_form_has_no_boxes_and_a_move_within_a_page_changes_no_line() {
    for (width, height) in SIZES {
        let start = Start { linear: true, ..Start::default() };
        let mut player = Player::starting(width, height, start);
        for keys in ["", "u", "v", "s", "T", "M", "gm", "?", "=", "/redis"] {
            player.write(keys);
            let screen = player.screen();
            assert!(
                !screen.contains(['│', '─', '╭', '━', '●', '▸']),
                "{keys} at {width}x{height}:\n{screen}"
            );
            player.press("esc").press("esc").write("gl").press("esc").write("gl");
        }
        player.write("gg");
        let before = player.screen();
        player.press("j");
        let lines = |screen: &str| screen.lines().skip(2).take(3).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(&before), lines(&player.screen()), "{width}x{height}");
        player.write("gl").sees("panes");
    }
}
