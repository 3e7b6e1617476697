//! Stories of a user with a mouse.

use stacklore::app::layout::{Focus, Zoom};
use stacklore::app::{Mouse, MouseKind};

use super::*;

const THEME: Theme = Theme { colours: Colours::Ansi, glyphs: Glyphs::Unicode };

fn on(width: u16, height: u16) -> Player {
    Player::starting(width, height, Start { mouse: true, ..Start::default() })
}

impl Player {
    fn mouse(&mut self, kind: MouseKind, (x, y): (u16, u16)) -> &mut Self {
        let clicked = || stacklore::ui::clicked(&self.model, THEME, (x, y));
        let meant = if kind == MouseKind::Press && self.model.uses_mouse() { clicked() } else { None };
        for message in meant.unwrap_or_else(|| vec![Message::Mouse(Mouse { kind, x, y })]) {
            self.send(message);
        }
        self
    }

    fn click(&mut self, at: (u16, u16)) -> &mut Self {
        self.mouse(MouseKind::Press, at).mouse(MouseKind::Release, at)
    }

    /// Clicks on the first cell of a text on the screen.
    fn click_on(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        self.click(at)
    }

    /// The column and row of the first cell of a text, the first from the top.
    fn place_of(&self, text: &str) -> (u16, u16) {
        let screen = self.screen();
        let place = screen.lines().zip(0..).find_map(|(line, y)| {
            let before = line.split_once(text)?.0;
            Some((u16::try_from(stacklore::cells::width(before)).unwrap(), y))
        });
        place.unwrap_or_else(|| panic!("no {text:?} on\n{screen}"))
    }

    fn wheel(&mut self, steps: i32, at: (u16, u16)) -> &mut Self {
        let kind = if steps > 0 { MouseKind::WheelDown } else { MouseKind::WheelUp };
        for _ in 0..steps.abs() {
            self.mouse(kind, at);
        }
        self
    }

    fn drag(&mut self, from: (u16, u16), to: (u16, u16)) -> &mut Self {
        self.mouse(MouseKind::Press, from).mouse(MouseKind::Drag, to).mouse(MouseKind::Release, to)
    }
}

#[test]
fn a_click_selects_and_a_second_one_acts() {
    for (width, height) in [(120, 40), (80, 24)] {
        let mut player = on(width, height);
        player.click_on("MongoDB").reads("MongoDB");
        assert_eq!((player.selected(), player.model.focus()), ("MongoDB", Focus::List));
        player.click_on("MongoDB");
        assert_eq!(player.model.focus(), Focus::Detail, "the second click reads it");
        let row = player.place_of("Search  ");
        player.click(row).reads("Search").sees("▸ Search").click(row).sees("▾ Search");
        // The mark of a branch folds it at once.
        player.click_on("▾ Storage").reads("Storage").sees("▸ Storage");
    }
}

#[test]
fn a_click_on_a_row_of_the_detail_selects_it_and_a_second_one_follows_it() {
    let mut player = on(100, 30);
    player.write("gr").press("h");
    assert_eq!(player.model.focus(), Focus::List);
    player.click_on("replaced ");
    assert_eq!(player.model.focus(), Focus::Detail);
    player.reads("ScyllaDB").sees("> replaced").click_on("replaced ").reads("Apache Cassandra");
    player.mouse(MouseKind::Back, (0, 0)).reads("ScyllaDB");
    player.mouse(MouseKind::Forward, (0, 0)).reads("Apache Cassandra");
}

#[test]
fn a_label_of_a_page_opens_it_wherever_it_is() {
    let mut player = on(120, 40);
    player.click_on("[3]");
    assert!(player.opened().url.as_str().contains("supercharges-network-disks"));
    player.write("gs").click_on("[1] How Discord");
    assert_eq!(player.opened().url, url(TRILLIONS));
    player.press("G").click_on("[a]");
    assert_eq!(player.opened().url, url("https://www.scylladb.com"));
    // Beside the label a click selects.
    player.write("gs").click_on("How Discord Stores Trillions");
    assert_eq!(player.effects(), []);
}

#[test]
fn the_wheel_scrolls_what_is_under_the_pointer_and_moves_neither_focus_nor_selection() {
    let mut player = on(120, 24);
    player.press("+");
    let (before, offset) = (player.selected().to_owned(), |player: &Player| {
        (player.model.navigation().tree.selection.offset, player.model.navigation().detail.selection.offset)
    });
    player.wheel(4, (5, 10));
    assert_eq!(offset(&player), (12, 0));
    player.wheel(2, (80, 10));
    assert_eq!(offset(&player), (12, 6));
    assert_eq!((player.selected(), player.model.focus()), (&*before, Focus::List));
    player.wheel(-1, (5, 10));
    assert_eq!(offset(&player), (9, 6));
    player.wheel(10_000, (5, 10)).wheel(10_000, (80, 10)).sees("Incidents");
    player.wheel(-10_000, (5, 10)).wheel(-10_000, (80, 10));
    assert_eq!(offset(&player), (0, 0));
    // A key goes on from what is selected, and shows it.
    player.wheel(9, (5, 10)).press("j").sees("> ");
    assert_ne!(player.selected(), before);
}

#[test]
fn in_the_detail_a_key_goes_on_from_what_the_wheel_has_shown() {
    let mut player = on(80, 24);
    player.press("enter").wheel(5, (60, 10));
    assert_eq!(player.model.navigation().detail.selection.offset, 15);
    player.press("j");
    let detail = &player.model.navigation().detail;
    assert!(detail.selection.offset >= 12, "it stays there: {:?}", detail.selection);
    player.sees("> ");
}

#[test]
fn hits_answer_to_the_mouse_as_the_tree_does() {
    let mut player = on(120, 40);
    player.click_on("search names").write("cass").sees("12 hits");
    let second = player.place_of("  ScyllaDB  ");
    player.click(second).reads("ScyllaDB").sees("> ScyllaDB");
    player.click(second).reads("ScyllaDB").misses("hits");
    assert_eq!(player.model.focus(), Focus::Detail);
    player.press("/").write("redis").wheel(2, (5, 20)).press("tab").wheel(2, (5, 20)).press("tab");
    player.click((80, 10)).misses("hits");
    assert_eq!(player.model.focus(), Focus::Detail);
}

#[test]
fn rows_of_a_popup_answer_and_a_click_outside_closes_it() {
    let mut player = on(120, 40);
    player.press("u").sees("LINKS of").click_on("[2]").click_on("[2]").misses("LINKS of");
    assert_ne!(player.opened().url, url(TRILLIONS));
    for (key, title) in [("u", "LINKS of"), ("?", "KEYS"), ("M", "MOVES"), ("v", "GROUP BY"), ("T", "AS OF")]
    {
        // The status line is the one row that none of them covers.
        player.press(key).sees(title).click((0, 37)).misses(title);
    }
    player.press("v").click_on("year  ").click_on("year  ").sees("by year");
    player.press("v").click_on("category  ").click_on("category  ");
    player.press("M").wheel(3, (60, 20)).click((60, 20)).sees("MOVES");
    player.press("esc").write("gm").sees("MAP of").click((70, 20)).sees("MAP of");
}

#[test]
fn a_popup_of_text_is_closed_by_a_click_outside_only() {
    let mut player = on(80, 24);
    let outcome = Opening::NoBrowser("there is no display".to_owned());
    player.send(Message::Opened { url: url(TRILLIONS), outcome });
    player.sees("no browser here").click_on("there is no display").sees("no browser here");
    player.click((1, 1)).misses("no browser here");
}

#[test]
fn dragging_the_rule_moves_the_split_which_every_size_keeps_as_far_as_it_can() {
    let width = |player: &Player| player.model.panes().list.map(|list| (list.width, list.height));
    let mut player = on(120, 40);
    let (usual, _) = width(&player).unwrap();
    player.drag((usual, 10), (60, 30));
    assert_eq!(width(&player).unwrap().0, 60);
    player.send(Message::Resized(Size { width: 80, height: 24 }));
    assert_eq!(width(&player).unwrap().0, 59, "the detail keeps some columns");
    player.send(Message::Resized(Size { width: 120, height: 40 }));
    assert_eq!(width(&player).unwrap().0, 60);
    // A drag that began elsewhere moves nothing.
    player.drag((5, 10), (90, 10));
    assert_eq!(width(&player).unwrap().0, 60);
    player.send(Message::Resized(Size { width: 70, height: 50 }));
    let rule = player.model.panes().divider.unwrap().y;
    player.drag((5, rule), (5, 30));
    assert_eq!(player.model.panes().divider.unwrap().y, 30);
}

#[test]
fn the_zoom_goes_from_the_detail_to_the_list_and_back() {
    let mut player = on(120, 40);
    player.press("z").sees("zoomed");
    assert_eq!(player.model.zoom(), Zoom::Detail);
    player.press("z").misses("zoomed");
    assert_eq!(player.model.zoom(), Zoom::List);
    assert_eq!(player.model.panes().list.unwrap().width, 80);
    player.press("z");
    assert_eq!((player.model.zoom(), player.model.panes().list.unwrap().width), (Zoom::Usual, 38));
    player.press("z").press("z").press("esc");
    assert_eq!(player.model.zoom(), Zoom::Usual);
    // Where there is one pane there is no third size.
    let mut player = on(50, 15);
    player.press("z").press("z");
    assert_eq!(player.model.zoom(), Zoom::Usual);
}

#[test]
fn the_mouse_is_switched_off_and_on_and_without_it_no_report_does_anything() {
    let mut player = on(120, 40);
    player.press("?").write("mouse").press("enter").sees("the mouse is off");
    assert_eq!(player.effects(), [Effect::Mouse(false)]);
    let before = player.screen();
    player.click((5, 5)).wheel(3, (80, 10)).drag((38, 5), (60, 5));
    assert_eq!(player.screen(), before);
    player.press("?").write("mouse").press("enter").sees("with Shift the terminal selects text");
    assert_eq!(player.effects(), [Effect::Mouse(true)]);
}

#[test]
fn hints_and_parts_of_the_breadcrumb_answer_to_a_click() {
    for (width, height) in [(120, 40), (80, 24)] {
        let mut player = on(width, height);
        player
            .click_on("/ find")
            .write("elixir")
            .click_on("Tab tree")
            .sees("ranked")
            .click_on("Enter go")
            .misses("hits");
        player.reads("Elixir").click_on("Programming languages \u{203a}").reads("Programming languages");
        player.press("bksp").reads("Elixir").click_on("? keys").sees("KEYS").press("esc").misses("KEYS");
        player.click_on("q quit");
        assert_eq!(player.effects().last(), Some(&Effect::Quit));
    }
    let mut player = on(50, 15);
    player.press("enter").click_on("\u{2039} Storage");
    assert_eq!(player.model.focus(), Focus::List);
    player.press("enter").click_on("Storage \u{203a}").reads("Storage");
}

#[test]
fn below_the_prompt_there_is_no_mouse_and_the_palette_says_so() {
    let start = Start { mouse: true, has_no_mouse: true, ..Start::default() };
    let mut player = Player::starting(120, 40, start);
    assert!(!player.model.uses_mouse());
    player.press(":").write("mouse on").sees("there is no mouse below the prompt");
    player.press("enter").misses("the mouse is o");
    assert!(!player.model.uses_mouse());
}

#[test]
fn the_linear_form_has_nothing_to_click_but_its_hints() {
    let start = Start { mouse: true, linear: true, ..Start::default() };
    let mut player = Player::starting(80, 24, start);
    let before = player.screen();
    for row in 0..20 {
        player.click((5, row)).mouse(MouseKind::WheelDown, (5, row));
    }
    assert_eq!(player.screen(), before);
}
