//! Counts, chords, the palette, and keys of one's own.

use super::*;

#[test]
fn a_number_before_a_move_is_a_count_and_else_opens_the_source() {
    let mut player = Player::on(120, 40);
    player.press("+").write("gg").write("5j");
    let there = player.selected().to_owned();
    player.write("gg").write("jjjjj");
    assert_eq!(player.selected(), there);
    player.write("3k").write("jjj");
    assert_eq!(player.selected(), there);
    // The rows of a list are counted from 1.
    player.write("gg6gg");
    assert_eq!(player.selected(), there);
    player.write("gg6G");
    assert_eq!(player.selected(), there);
    assert_eq!(player.effects(), []);
}

#[test]
fn the_status_line_says_what_a_number_is_for() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::on(width, height);
        player.press("3").sees("[3] opens  3j moves  Esc drops it").press("esc").misses("opens");
        player.press("1").press("2").sees("[12] opens  12j moves").wait();
        player.sees("there is no source [12] here");
        player.press("3").press("enter");
        assert!(player.opened().url.as_str().contains("supercharges-network-disks"));
        player.press("3").press("enter");
        assert!(player.opened().url.as_str().contains("supercharges-network-disks"));
    }
}

#[test]
fn another_key_opens_the_source_at_once_and_does_its_own_work() {
    let mut player = Player::on(120, 40);
    player.press("3").press("z").sees("zoomed");
    assert!(player.opened().url.as_str().contains("supercharges-network-disks"));
    // Where digits open nothing they are counts only, and wait for as long as it takes.
    player.timer = None;
    player.press("M").write("gg").timer = None;
    player.press("2").sees("2j moves").misses("opens");
    assert_eq!(player.timer, None);
    player.press("j").misses("2j moves").sees("3 of 20");
}

#[test]
fn a_waiting_chord_lists_what_may_follow_after_a_while() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::on(width, height);
        player.press("g").misses("Esc gives up").wait().sees("Esc gives up").sees("gc  claims");
        player.sees("gg  first").sees("gm  map of the neighbours");
        player.press("esc").misses("Esc gives up");
        // Of the letters of links only those that lead anywhere are listed.
        player.press("f").wait().sees("fa  ").misses("fz").press("esc");
        // Whoever is fast sees nothing of it.
        player.press("y").press("t").misses("Esc gives up");
        assert_eq!(player.effects().len(), 1);
    }
}

#[test]
fn the_palette_finds_an_action_by_name_and_runs_it() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        for open in [":", "f2", "ctrl-p"] {
            let mut player = Player::on(width, height);
            player.press(open).sees("ACTIONS").write("unfold al").sees("> unfold all").press("enter");
            player.misses("ACTIONS").sees("MongoDB");
        }
        let mut player = Player::on(width, height);
        player.press(":").write("zoom").sees("> zoom: detail, then list").sees(" z");
        player.press("ctrl-u").write("forward").sees("nothing to go forward to").press("enter");
        player.sees("ACTIONS").press("esc").misses("ACTIONS");
    }
}

#[test]
fn in_a_list_ctrl_p_is_the_row_before_and_f2_the_palette() {
    let mut player = Player::on(120, 40);
    player.press("u").press("down").press("ctrl-p").misses("ACTIONS").press("f2").sees("ACTIONS");
    player.write("zoom").sees("in the tree and the detail only").press("esc").sees("LINKS of");
}

/// A start with these lines of the settings in the table `keys`.
fn with_keys(lines: &str) -> Start {
    let mut config = stacklore::config::Config::default();
    config.read_user(File::new("config.toml", format!("[keys]\n{lines}")));
    assert_eq!(config.findings().count(), 0);
    Start { keymap: config.settings.keymap(), ..Start::default() }
}

#[test]
fn keys_of_ones_own_are_what_hints_help_and_palette_show() {
    let lines = "zoom = [\"x\", \"g x y\"]\nlinks = \"f5\"\nquit = []\nsearch = [\",\"]\nletters = \"\u{43e}j \u{44f}z\"\n";
    let mut player = Player::starting(120, 40, with_keys(lines));
    player.sees("x zoom").sees("F5 links").sees(", find").misses("q quit").misses("z zoom");
    player.press("?").sees("x gxy").press("esc");
    player.press(":").write("zoom the").sees("x gxy").press("esc");
    player.press("z").misses("zoomed").press("x").sees("zoomed").write("gxy").misses("zoomed");
    player.press("q").press("/").misses("hit");
    assert_eq!(player.effects(), []);
    player.press(",").write("redi").sees("/ redi").press("esc");
    let before = player.selected().to_owned();
    player.press("\u{43e}");
    assert_ne!(player.selected(), before, "the letter on the key of j");
    // A letter of another layout is a letter where a text is typed.
    player.press(",").press("\u{43e}").sees("/ \u{43e}");
}

#[test]
fn messages_name_the_keys_in_use() {
    let lines = "search = [\"f5\"]\nnext-hit = []\nprevious-hit = \"x\"\nstacks = []\nearlier = \"w\"\n";
    let mut player = Player::starting(120, 40, with_keys(lines));
    player.press("x").sees("F5 begins one");
    player.write("gj").sees("Enter and F5 lead to some");
    player.press(">").sees("w goes to the change before");
    player.press("ctrl-r").sees("F5 begins one");
    player.send(Message::Paste("text".to_owned())).sees("F5 begins a search");
    player
        .send(Message::Press(Key::plain(Code::F(5))))
        .write("mongodb")
        .press("enter")
        .press("x")
        .sees("`next-hit` begins anew");
}

#[test]
fn the_way_out_is_among_the_hints_wherever_one_is() {
    /// Keys that lead somewhere, beginning in the tree.
    const WAYS: [&str; 26] = [
        "",
        "l",
        "<enter>",
        "z",
        "<enter>z",
        "zz",
        "/",
        "/rust",
        "/rust<f1>",
        "/rust<enter>",
        "/zzzzqqqq",
        "?",
        ":",
        "u",
        "v",
        "s",
        "gm",
        "T",
        "S",
        "M",
        "=",
        "=<enter>",
        "B",
        "Q",
        "a",
        "g",
    ];
    for (width, height) in [(120, 40), (80, 24), (50, 15), (40, 8)] {
        for keys in WAYS {
            let mut player = Player::on(width, height);
            for key in keys.split_inclusive(['>']).flat_map(|part| {
                let (letters, name) = part.split_once('<').unwrap_or((part, ""));
                let letters = letters.chars().map(|letter| letter.to_string());
                letters.chain((!name.is_empty()).then(|| name.trim_end_matches('>').to_owned()))
            }) {
                player.press(&key);
            }
            let screen = player.screen();
            let hints = screen.trim_end().lines().last().expect("a row of hints");
            let ways = ["Esc ", "q quit", "Bksp "];
            assert!(ways.iter().any(|way| hints.contains(way)), "{width}x{height} {keys}:\n{screen}");
        }
    }
}
