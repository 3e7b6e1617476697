//! User stories on the built-in stack, without a terminal: keys in, screens and effects out.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use stacklore::app::content::Piece;
use stacklore::app::keys::{Code, Key};
use stacklore::app::layout::Size;
use stacklore::app::{
    EditTarget, Effect, FileLocation, LoadProgress, Loaded, Message, Model, OpenStacks, Opening,
    PopupContent, Problem, SearchReply, Shared, StackKey, StackPlace, StackRow, StackSize, Start,
};
use stacklore::catalog::{Catalog, EntryId, Grouping, bundled};
use stacklore::dataset::{
    ClaimParts, Confidence, Date, Destination, Entry, EntryKind, EntryParts, PageLabel, RecordId, Relation,
    RelationKind, RelationParts, SourceKind, SourceParts, SourceUrl, Stack, StackBuilder, StackChange,
    StackKind, Status,
};
use stacklore::format::{File, toml};
use stacklore::kept::Change;
use stacklore::search::{Index, QueryCache};
use stacklore::ui::{Colours, Frame, Glyphs, Theme, view};

#[cfg(test)]
#[path = "screens/collecting.rs"]
mod collecting;
#[cfg(test)]
#[path = "screens/kept.rs"]
mod kept;
#[cfg(test)]
#[path = "screens/keys.rs"]
mod keys;
#[cfg(test)]
#[path = "screens/mouse.rs"]
mod mouse;
#[cfg(test)]
#[path = "screens/pick.rs"]
mod pick;
#[cfg(test)]
#[path = "screens/popups.rs"]
mod popups;
#[cfg(test)]
#[path = "screens/theme.rs"]
mod theme;
#[cfg(test)]
#[path = "screens/views.rs"]
mod views;

/// A simulated user.
struct Player {
    model: Model,
    effects: Vec<Effect>,
    /// The timer that runs.
    timer: Option<u64>,
}

impl Player {
    fn on(width: u16, height: u16) -> Self {
        Self::starting(width, height, Start::default())
    }

    fn starting(width: u16, height: u16, start: Start) -> Self {
        Self::of(Catalog::new(vec![bundled::discord()]), width, height, start)
    }

    fn of(catalog: Catalog, width: u16, height: u16, start: Start) -> Self {
        Self { model: Model::new(catalog, Size { width, height }, start), effects: Vec::new(), timer: None }
    }

    fn send(&mut self, message: Message) -> &mut Self {
        for effect in self.model.update(message) {
            match effect {
                Effect::Wait(timer) => self.timer = Some(timer),
                // Each search is kept; its own stories look at that.
                Effect::Keep(changes) if changes.iter().all(|one| matches!(one, Change::Searched(_))) => {}
                effect => self.effects.push(effect),
            }
        }
        self
    }

    /// Lets the timer end that the last key has started.
    fn wait(&mut self) -> &mut Self {
        let timer = self.timer.take().expect("a timer");
        self.send(Message::Waited(timer))
    }

    fn press(&mut self, name: &str) -> &mut Self {
        let bare = name.strip_prefix("ctrl-").or_else(|| name.strip_prefix("alt-")).unwrap_or(name);
        let plain = match bare {
            "enter" => Code::Enter,
            "esc" => Code::Esc,
            "tab" => Code::Tab,
            "bksp" => Code::Backspace,
            "del" => Code::Delete,
            "down" => Code::Down,
            "up" => Code::Up,
            "left" => Code::Left,
            "f1" => Code::F(1),
            "f2" => Code::F(2),
            letter => Code::Char(letter.chars().last().expect("a key")),
        };
        let key = Key { code: plain, ctrl: name.starts_with("ctrl-"), alt: name.starts_with("alt-") };
        self.send(Message::Press(key))
    }

    /// Presses keys in order.
    fn write(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(Message::Press(Key::plain(Code::Char(c))));
        }
        self
    }

    fn screen(&self) -> String {
        let size = self.model.size();
        let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
        let theme = Theme { colours: Colours::Ansi, glyphs: Glyphs::Unicode };
        view(&self.model, theme, &mut Frame::new(&mut buffer));
        let mut screen = String::new();
        for row in buffer.content.chunks(size.width.into()) {
            let mut column = 0;
            while let Some(cell) = row.get(column) {
                screen.push_str(cell.symbol());
                column += usize::from(cell.cell_width().max(1));
            }
            screen.push('\n');
        }
        screen
    }

    fn sees(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "no {text:?} on\n{screen}");
        self
    }

    fn misses(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "there is {text:?} on\n{screen}");
        self
    }

    /// The title of the detail pane.
    fn reads(&mut self, title: &str) -> &mut Self {
        assert_eq!(self.model.navigation().detail.content.title, title, "on\n{}", self.screen());
        self
    }

    /// The position of the stack in the detail.
    fn stack_shown(&self) -> u32 {
        match self.model.shown_node() {
            stacklore::catalog::Node::Entry(id) => id.stack,
            other => panic!("{other:?}"),
        }
    }

    fn selected(&self) -> &str {
        match self.model.selected_node() {
            stacklore::catalog::Node::Entry(id) => {
                self.model.catalog().entry(id).map_or("", |entry| entry.name())
            }
            _ => "",
        }
    }

    fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The page that the last key has opened.
    fn opened(&mut self) -> Destination {
        match &self.effects()[..] {
            [Effect::Open(page)] => page.clone(),
            other => panic!("{other:?} on\n{}", self.screen()),
        }
    }
}

fn url(text: &str) -> SourceUrl {
    SourceUrl::parse(text).expect("an address")
}

const TRILLIONS: &str = "https://discord.com/blog/how-discord-stores-trillions-of-messages";

#[test]
fn slash_finds_enter_goes_there_and_o_opens_the_source() {
    let mut player = Player::on(80, 24);
    player.press("/").write("data serv").sees("> Data services").reads("Data services");
    player.press("enter").press("o").reads("Data services");
    assert_eq!(player.opened().url, url(TRILLIONS));
}

#[test]
fn the_counter_and_the_reason_follow_each_letter() {
    let mut player = Player::on(120, 40);
    player.press("/").misses("hit").write("cass").sees("12 hits").sees("alias    Cassandra");
    player.write("andra cluster").misses("12 hits");
    player.write("zzz").sees("no hit").sees("nothing matches").sees("last shown");
    player.press("enter").sees("nothing matches, so there is nowhere to go");
}

#[test]
fn esc_keeps_the_chosen_item_and_reveals_it_in_the_tree() {
    let mut player = Player::on(100, 30);
    player.press("/").write("elixir").press("esc").misses("hit");
    assert_eq!(player.selected(), "Elixir");
    player.sees("▾ Programming languages").reads("Elixir");
    player.press("bksp").reads("ScyllaDB");
}

#[test]
fn deleting_letters_stays_on_the_chosen_item() {
    let mut player = Player::on(100, 30);
    player.press("/").write("redis").press("down");
    let chosen = player.model.navigation().detail.content.title.clone();
    player.press("bksp").reads(&chosen);
    player.press("ctrl-u").sees("▸ Search").misses("hit");
}

#[test]
fn a_relation_leads_to_the_other_entry_and_back_leads_home_with_everything_as_it_was() {
    let mut player = Player::on(100, 30);
    player.write("gr").sees("> replaced").press("enter").reads("Apache Cassandra");
    player.sees("back: ScyllaDB");
    player.press("bksp").reads("ScyllaDB").sees("> replaced");
    player.press("L").reads("Apache Cassandra");
    player.press("H").press("H").sees("there is nothing to go back to");
}

#[test]
fn replaced_by_is_read_from_the_other_side() {
    let mut player = Player::on(120, 40);
    player.press("j").reads("Apache Cassandra").write("gr").sees("replaced by");
}

#[test]
fn digits_open_the_source_of_that_number_and_say_when_there_is_none() {
    let mut player = Player::on(100, 30);
    player.press("3").wait();
    let opened = player.opened().url;
    assert!(opened.as_str().contains("supercharges-network-disks"), "{opened}");
    player.press("9").wait().sees("there is no source [9] here");
    assert_eq!(player.effects(), []);
}

#[test]
fn the_archived_copy_is_that_of_the_day_the_source_was_published() {
    let mut player = Player::on(100, 30);
    player.write("gs").press("A");
    assert_eq!(player.opened(), url(&format!("https://web.archive.org/web/20230306/{TRILLIONS}")).into());
}

#[test]
fn every_link_is_listed_filtered_by_number_and_opened() {
    let mut player = Player::on(100, 30);
    player.press("u").sees("LINKS of ScyllaDB").write("2").press("enter").misses("LINKS of");
    let opened = player.opened().url;
    assert!(opened.as_str().contains("thenewstack") || opened.as_str().contains("scylla"), "{opened}");
}

#[test]
fn copying_gives_the_address_the_title_a_link_a_citation_and_json() {
    let mut player = Player::on(100, 30);
    player.write("gs");
    let mut copied = |keys: &str| match &player.write(keys).effects()[..] {
        [Effect::Copy(text)] => text.clone(),
        other => panic!("{keys}: {other:?}"),
    };
    assert_eq!(copied("yy"), TRILLIONS);
    assert_eq!(copied("yt"), "How Discord Stores Trillions of Messages");
    assert_eq!(copied("ym"), format!("[How Discord Stores Trillions of Messages]({TRILLIONS})"));
    assert_eq!(
        copied("yc"),
        format!(
            "Bo Ingram, \u{201c}How Discord Stores Trillions of Messages\u{201d}, Discord, 2023-03-06. {TRILLIONS}"
        )
    );
    let json: serde_json::Value = serde_json::from_str(&copied("yj")).expect("JSON");
    assert_eq!(json["entry"]["id"], "scylladb");
}

#[test]
fn a_waiting_key_shows_what_may_follow_and_esc_gives_it_up() {
    let mut player = Player::on(120, 40);
    player.press("y").sees("yy copy URL").sees("Esc give up").press("esc").misses("yy copy URL");
    player.press("g").sees("gc claims").press("x").sees("gx means nothing here");
}

#[test]
fn without_a_browser_the_address_is_shown_in_a_box_and_sent_to_the_clipboard() {
    let mut player = Player::on(80, 24);
    player.press("o");
    player.effects();
    let outcome = Opening::NoBrowser("there is no display".to_owned());
    player.send(Message::Opened { url: url(TRILLIONS), outcome });
    assert_eq!(player.effects(), [Effect::Copy(TRILLIONS.to_owned())]);
    player.send(Message::Copied(Ok("sent to the terminal's clipboard".to_owned())));
    player.sees("no browser here").sees(TRILLIONS).sees("sent to the terminal's clipboard");
    player.press("esc").misses("no browser here");
}

#[test]
fn the_status_line_says_what_was_copied() {
    let copied = || Message::Copied(Ok("copied (xclip)".to_owned()));
    let mut player = Player::on(120, 40);
    player.write("yy").send(copied()).sees("URL copied (xclip): https://");
    player.write("gcyt").send(copied()).sees("claim copied (xclip): Discord had moved every database");
    assert_eq!(player.effects().len(), 2);
}

#[test]
fn an_opened_source_is_marked_and_the_status_line_says_what_happened() {
    let mut player = Player::on(120, 40);
    let outcome = Opening::Opened("firefox".to_owned());
    player.send(Message::Opened { url: url(TRILLIONS), outcome });
    player.sees("opened [1] discord.com (firefox)").write("gs").sees("opened");
}

#[test]
fn help_runs_what_it_finds() {
    let mut player = Player::on(100, 30);
    player.press("?").sees("KEYS").write("zoom").press("enter").sees("zoomed, z restores the tree");
    player.press("z").misses("zoomed");
    player.press("/").press("f1").sees("KEYS").press("esc").misses("KEYS").sees("/ ");
}

#[test]
fn the_other_pane_moves_without_taking_the_focus() {
    let mut player = Player::on(80, 24);
    player.press("J").press("J");
    assert_eq!(player.model.navigation().detail.selection.offset, 2);
    player.press("enter").press("J").reads("Apache Cassandra");
}

#[test]
fn folding_walking_and_unfolding_the_tree() {
    let mut player = Player::on(100, 30);
    player.press("left").press("left").sees("▸ Storage").misses("\n     MongoDB");
    player.press("+").sees("\n     MongoDB").press("-").misses("\n     MongoDB");
    player.press("G").reads("Incidents");
    player.write("gg").reads("Storage");
}

#[test]
fn esc_peels_one_layer_after_the_other_and_never_quits() {
    let mut player = Player::on(100, 30);
    player.press("enter").press("z").press("?");
    player.press("esc").misses("KEYS").sees("zoomed");
    player.press("esc").misses("zoomed");
    for _ in 0..5 {
        player.press("esc");
    }
    assert_eq!(player.effects(), []);
    player.press("q");
    assert_eq!(player.effects(), [Effect::Quit]);
}

#[test]
fn the_stack_as_of_2018_has_cassandra_but_no_scylladb_and_leaves_redis_unclear() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::on(width, height);
        player.write("T2018").press("enter").write("gg").sees("as of 2018: ").sees("in use");
        player.sees("Apache Cassandra").misses("ScyllaDB");
        let cassandra =
            player.screen().lines().find(|row| row.contains("Apache Cassandra")).map(str::to_owned);
        assert!(cassandra.is_some_and(|row| row.contains('●')), "{}", player.screen());
        let redis = player.screen().lines().find(|row| row.contains(" Redis ")).map(str::to_owned);
        assert!(redis.is_some_and(|row| row.contains('·')), "{}", player.screen());
        // Esc peels the date off, and nothing else.
        player.press("esc").misses("as of 2018").sees("ScyllaDB");
    }
}

#[test]
fn steps_through_time_say_what_happened() {
    let stack = bundled::discord();
    let replaced = |change: &StackChange| change.text(&stack) == "Apache Cassandra replaced MongoDB";
    let date = stack.changes().into_iter().find(replaced).expect("it has a date").date;
    let banner = format!("as of {date}: ");
    let mut player = Player::on(120, 40);
    player.write("Treplaced mongodb").sees("Apache Cassandra replaced MongoDB").press("enter");
    player.sees(&format!("{date} Apache Cassandra replaced MongoDB")).sees(&banner);
    player.write("<").sees("as of 201").misses(&banner);
    player
        .write(">")
        .sees(&banner)
        .write("Tsoon or so")
        .press("enter")
        .sees("write a year, a month or a day");
    player.press("esc").press("esc").misses(&banner);
    player.write(">").sees("this is the present");
    // A count goes as far as there are changes.
    player
        .write("999<")
        .sees("as of ")
        .misses("no change before")
        .write("<")
        .sees("no change before this one");
    player.write("999>").sees("the stack as it is");
}

#[test]
fn a_search_in_the_past_leaves_what_came_later_outside_its_filter() {
    let start = Start { as_of: Date::parse("2018").ok(), ..Start::default() };
    let mut player = Player::starting(120, 40, start);
    player.sees("as of 2018: ").write("/cassandra").reads("Apache Cassandra").sees("there in 2018");
    player.press("ctrl-u").write("scylladb").sees("outside the filter");
}

#[test]
fn a_narrow_screen_shows_one_pane_at_a_time() {
    let mut player = Player::on(50, 15);
    player.sees("> ").misses("CLAIMS").press("enter").sees("Stores messages").misses("▾ Storage");
    player.press("left").sees("▾ Storage").misses("Stores messages");
}

#[test]
fn resizing_changes_neither_selection_nor_query() {
    let mut player = Player::on(120, 40);
    player.press("/").write("rust").press("down");
    let chosen = player.model.navigation().detail.content.title.clone();
    for (width, height) in [(80, 24), (50, 15), (60, 50), (10, 3), (120, 40)] {
        player.send(Message::Resized(Size { width, height }));
    }
    player.reads(&chosen).sees("/ rust");
}

#[test]
fn a_pasted_line_break_becomes_a_blank() {
    let mut player = Player::on(100, 30);
    player.press("/").send(Message::Paste("hash\nring".to_owned())).sees("/ hash ring").sees("ex_hash_ring");
}

#[test]
fn tab_shows_the_hits_where_they_stand_in_the_tree_and_by_rank_again() {
    let mut player = Player::on(100, 30);
    player.press("/").write("cassandra").press("tab").sees("Tab ranked").sees("▾ Storage").misses("Elixir");
    player.sees(">    Apache Cassandra").press("down").misses(">    Apache Cassandra");
    player.press("tab").sees("Tab tree");
}

#[test]
fn n_goes_through_the_words_of_the_last_search_in_the_text_until_esc_forgets_them() {
    let mut player = Player::on(100, 30);
    player.press("/").write("cassandra").press("enter").reads("Apache Cassandra");
    player.write("gc").press("n").sees("> ▸ C2").press("n").sees("> ▸ C3").press("N").sees("> ▸ C2");
    player.press("esc").press("n").sees("/ begins one");
}

#[test]
fn up_on_an_empty_line_takes_up_earlier_queries() {
    let mut player = Player::on(100, 30);
    for query in ["redis", "elixir"] {
        player.press("/").write(query).press("esc");
    }
    player.press("/").press("up").sees("/ elixir").press("ctrl-u").press("up").sees("/ redis");
}

#[test]
fn a_query_is_edited_with_the_keys_of_a_shell() {
    let mut player = Player::on(120, 40);
    player.press("/").write("redis elixir rust");
    player.press("alt-bksp").sees("/ redis elixir  ").press("ctrl-y").sees("/ redis elixir rust");
    player.press("ctrl-a").press("alt-d").sees("/ elixir rust").press("ctrl-e").press("ctrl-y");
    player.sees("/ elixir rustredis").press("alt-b").press("ctrl-k").press("ctrl-u").press("ctrl-y");
    player.sees("/ elixir rustredis").press("ctrl-u").write("kfak").press("ctrl-b").press("ctrl-b");
    player.press("ctrl-t").press("ctrl-t").sees("/ kakf").press("ctrl-e").press("ctrl-t").sees("/ kafk");
    player
        .press("ctrl-f")
        .write("x")
        .press("ctrl-h")
        .write("a")
        .sees("/ kafka")
        .press("ctrl-a")
        .press("ctrl-d");
    player.sees("/ afka").press("ctrl-f").press("alt-f").write("!").sees("/ afka!");
}

#[test]
fn starting_with_a_query_or_an_entry() {
    let start = Start { query: Some("kafka".to_owned()), ..Start::default() };
    Player::starting(100, 30, start).sees("/ kafka");
    let catalog = Catalog::new(vec![bundled::discord()]);
    let start = Start { select: catalog.find("elixir").ok(), ..Start::default() };
    Player::starting(100, 30, start).reads("Elixir").sees(">  ▸ Elixir");
}

#[test]
fn every_entry_can_be_read_at_every_size() {
    for (width, height) in [(120, 40), (80, 24), (50, 15), (60, 50), (40, 8)] {
        let mut player = Player::on(width, height);
        player.press("+").write("gg");
        for _ in 0..player.model.catalog().rows().len() {
            player.press("j");
            player.screen();
        }
        assert!(!player.model.navigation().detail.content.rows.is_empty());
    }
}

#[test]
fn going_back_from_a_zoomed_page_shows_the_pane_that_has_the_focus() {
    let mut player = Player::on(100, 30);
    player
        .press("/")
        .write("kafka")
        .press("enter")
        .press("z")
        .press("bksp")
        .reads("ScyllaDB")
        .sees(">    ScyllaDB");
}

#[test]
fn a_search_that_chose_nothing_ends_where_it_began() {
    let mut player = Player::on(100, 30);
    player.press("enter").write("gsz").sees("› [1]").press("/").press("esc").sees("› [1]").sees("zoomed");
    player.press("/").write("kafkazz").press("esc").sees("› [1]").reads("ScyllaDB");
}

#[test]
fn ctrl_c_quits_also_while_a_chord_waits() {
    let mut player = Player::on(100, 30);
    player.press("g").press("ctrl-c");
    assert_eq!(player.effects(), [Effect::Quit]);
}

#[test]
fn ctrl_o_opens_nothing_where_nothing_was_found() {
    let mut player = Player::on(100, 30);
    player
        .press("/")
        .press("ctrl-o")
        .sees("there is no hit")
        .write("zzzzzz")
        .press("ctrl-o")
        .sees("there is no hit");
    assert_eq!(player.effects(), []);
    player.misses("go to it");
}

#[test]
fn a_relation_opens_and_names_what_it_leads_to() {
    let mut player = Player::on(100, 30);
    player.write("gr").press("j").sees("> runs on");
    player.write("yj");
    assert!(matches!(&player.effects()[..], [Effect::Copy(text)] if text.contains("\"id\":\"gcp\"")));
    player.press("o");
    let opened = player.opened().url;
    assert!(opened.as_str().contains("supercharges-network-disks"), "{opened}");
}

#[test]
fn a_page_that_fails_while_somebody_types_takes_no_keys_from_the_text() {
    let mut player = Player::on(100, 30);
    player.press("/").write("kafka").press("ctrl-o");
    player.effects();
    let outcome = Opening::Failed("exit status 1".to_owned());
    player.send(Message::Opened { url: url(TRILLIONS), outcome });
    player.sees("could not open").write(" queue").sees("/ kafka queue");
    assert_eq!(player.effects(), []);
}

#[test]
fn the_list_of_keys_runs_only_what_applies_where_it_was_opened() {
    let mut player = Player::on(100, 30);
    player.press("/").write("kafka").press("f1").press("f1").write("switch panes").press("enter");
    player.sees("in the tree and the detail only").press("esc").press("esc").sees("/ kafka");
    player.press("esc").press("u").press("2").press("f1").press("esc").sees("LINKS of");
    player.press("esc").press("?").write("no such action").press("enter").sees("KEYS");
}

#[test]
fn a_text_can_be_pasted_into_every_filter() {
    let mut player = Player::on(100, 30);
    player.press("?").send(Message::Paste("zoom".to_owned())).sees("filter: zoom");
    player.press("esc").press("u").send(Message::Paste("a\u{202e}b\tc".to_owned())).sees("filter: ab c");
}

#[test]
fn a_lower_screen_keeps_the_selected_row_in_sight() {
    let mut player = Player::on(100, 40);
    player.write("gr").press("G").sees("> ");
    player.send(Message::Resized(Size { width: 100, height: 20 })).sees("> ");
    let detail = &player.model.navigation().detail;
    let lines = detail.content.rows[detail.selection.at].lines.clone();
    assert!(
        lines.start >= detail.selection.offset
            && lines.end <= detail.selection.offset + player.model.panes().detail_size().0
    );
}

#[test]
fn without_a_browser_a_line_will_do_after_the_second_box() {
    let mut player = Player::on(100, 30);
    for shown in [true, true, false] {
        let outcome = Opening::NoBrowser("there is no display".to_owned());
        player.send(Message::Opened { url: url(TRILLIONS), outcome });
        if shown {
            player.sees("$BROWSER can name a command").press("esc");
        } else {
            player.misses("$BROWSER can name").sees("no browser here for https://discord.com");
        }
    }
}

#[test]
fn the_preview_shows_and_enter_goes_to_what_matched() {
    let mut player = Player::on(80, 24);
    player.press("/").write("super-disk cass").sees("    [").press("enter").reads("Super-disk").sees("> [");
}

#[test]
fn clearing_the_query_stays_on_the_chosen_entry() {
    let mut player = Player::on(100, 30);
    player.press("/").write("elixir").press("ctrl-u").misses("hit").reads("Elixir");
}

#[test]
fn nothing_acts_while_the_screen_is_too_small_to_show_it() {
    let mut player = Player::on(80, 24);
    player
        .send(Message::Resized(Size { width: 39, height: 7 }))
        .press("j")
        .press("/")
        .press("a")
        .sees("too small");
    player.send(Message::Resized(Size { width: 80, height: 24 })).reads("ScyllaDB").misses("hits");
    player.send(Message::Resized(Size { width: 10, height: 3 })).press("q");
    assert_eq!(player.effects(), [Effect::Quit]);
}

#[test]
fn f1_tells_why_the_chosen_entry_is_a_hit_and_lists_the_keys_from_there() {
    let mut player = Player::on(100, 30);
    player.press("/").write("cassandra").press("f1").sees("WHY Apache Cassandra").sees("QUERY SYNTAX");
    player.press("f1").sees("KEYS").press("esc").sees("WHY Apache Cassandra");
    player.press("enter").reads("Apache Cassandra").misses("WHY");
    player.press("/").press("f1").sees("KEYS");
}

#[test]
fn the_query_is_read_back_in_words_with_what_could_not_be_meant() {
    let mut player = Player::on(120, 30);
    player.press("/").write("cass cat:storage").sees("fuzzy \"cass\" and category has \"storage\"");
    player.press("ctrl-u").write("plan:b").sees("there is no field `plan`");
}

#[test]
fn ages_are_counted_from_the_day_of_the_start() {
    let on = |day: &str| {
        let start = Start { today: Date::parse(day).ok(), ..Start::default() };
        let mut player = Player::starting(100, 30, start);
        player.press("/").write("age:<1y");
        player.model.search().and_then(|search| search.results.as_ref()).expect("results").found.len()
    };
    assert_eq!(on("2060-01-01"), 0);
    assert!(on("2026-11-24") > 0);
}

#[test]
fn a_hit_outside_the_filter_can_be_chosen_too() {
    let mut player = Player::on(100, 30);
    player.press("/").write("scylla cat:incidents").sees("outside the filter");
    let inside =
        player.model.search().and_then(|search| search.results.as_ref()).expect("results").found.len();
    for _ in 0..inside {
        player.press("down");
    }
    player.press("enter").reads("ScyllaDB");
}

/// A catalog large enough for background searches.
fn large(entries: u32) -> Catalog {
    let mut builder = StackBuilder::new(StackKind::List, "large", "Large", "", "", None);
    builder.category("all", "All", "", None);
    for number in 0..entries {
        let (id, name) = (format!("entry-{number}"), format!("Entry {number}"));
        builder.entry(&EntryParts { id: &id, name: &name, ..EntryParts::default() });
    }
    Catalog::new(vec![builder.build()])
}

#[test]
fn a_large_catalog_is_searched_beside_the_interface_and_keys_wait_for_the_hits_they_are_about() {
    let mut player = Player::of(large(20_000), 100, 30, Start::default());
    let Effect::Index(catalog) = player.press("/").effects().remove(0) else { panic!("no index asked for") };
    // The query typed meanwhile is searched as soon as the index is ready.
    player.write("entry 123").sees("/ entry 123").sees("searching");
    assert_eq!(player.effects(), []);
    let index = Shared::new(Index::new(&catalog));
    player.send(Message::Indexed { catalog: catalog.clone(), index: index.clone() });
    let Effect::Search(early) = player.effects().remove(0) else { panic!("no search asked for") };
    player.write("4").press("enter").write("gg").sees("/ entry 1234");
    let Effect::Search(late) = player.effects().remove(0) else { panic!("no search asked for") };
    let found = |ask: &stacklore::app::SearchRequest| {
        let answer = index.search_cached(&ask.query, &mut QueryCache::new());
        Message::Searched(SearchReply::new(ask.id, answer, &catalog, &index))
    };
    player.send(found(&early)).sees("/ entry 1234").sees("searching");
    player.send(found(&late)).reads("Entry 1234").misses("searching");
    assert!(player.model.search().is_none(), "Enter waited for the hits and then went there");
}

#[test]
fn leaving_does_not_wait_for_an_answer() {
    let mut player = Player::of(large(20_000), 100, 30, Start::default());
    player.press("/").write("entry").press("enter").press("esc");
    assert!(player.model.search().is_none());
    player.press("/").write("entry").press("enter").press("ctrl-c");
    assert_eq!(player.effects().last(), Some(&Effect::Quit));
}

/// A list with these entries in one category.
fn list(names: &[&str]) -> Shared<Catalog> {
    let mut builder = StackBuilder::new(StackKind::List, "mine", "Mine", "", "", None);
    builder.category("kind", "Kind", "", None);
    builder.category("rest", "Rest", "", None);
    for name in names {
        builder.entry(&EntryParts { id: &name.to_lowercase(), name, ..EntryParts::default() });
    }
    builder.entry(&EntryParts { id: "last", name: "Last", category: 1, ..EntryParts::default() });
    Shared::new(Catalog::new(vec![builder.build()]))
}

fn loaded(catalog: Option<Shared<Catalog>>, problems: Vec<Problem>) -> Message {
    let report = if catalog.is_some() { "read again".to_owned() } else { String::new() };
    Message::Loaded(Loaded { catalog, problems, problems_complete: true, report, ..Loaded::default() })
}

fn problem(line: usize, message: &str) -> Problem {
    let spot = Some(FileLocation { file: "mine.toml".to_owned(), stack: 0, at: Some(0), line, column: 1 });
    Problem {
        is_error: true,
        is_open: true,
        location: spot,
        message: message.to_owned(),
        help: Some("mend it".to_owned()),
    }
}

fn on_files(width: u16, height: u16) -> Player {
    let mut player = Player::of(
        Catalog::new(Vec::new()),
        width,
        height,
        Start { has_files: true, loading: Some(LoadProgress::default()), ..Start::default() },
    );
    player.send(loaded(Some(list(&["Alpha", "Beta", "Gamma"])), vec![]));
    player
}

#[test]
fn what_is_read_again_leaves_everything_where_it_was() {
    let mut player = on_files(100, 30);
    player.press("j").reads("Beta").press("j").reads("Gamma").press("enter");
    player.send(loaded(Some(list(&["New", "Alpha", "Gamma"])), vec![])).reads("Gamma").sees("read again");
    player.sees("New").misses("Beta");
    player.press("esc").press("/").write("al").sees(" 1 hit ");
    player.send(loaded(Some(list(&["Alpha", "Also", "Gamma"])), vec![])).sees("2 hits").sees("/ al");
}

#[test]
fn a_list_of_links_is_not_said_to_lack_what_no_list_has() {
    on_files(120, 40).reads("Alpha").misses("no source").misses("0 claims");
}

#[test]
fn what_is_gone_is_told_and_its_category_is_shown() {
    let mut player = on_files(100, 30);
    player.press("j").reads("Beta");
    player.send(loaded(Some(list(&["Alpha", "Gamma"])), vec![])).reads("Kind").sees("Beta is gone");
}

#[test]
fn a_file_with_errors_leaves_what_is_shown_and_says_where_to_mend_it() {
    let mut player = on_files(100, 30);
    player.send(loaded(None, vec![problem(7, "no such category"), problem(9, "an id twice")]));
    player.reads("Alpha").sees("mine.toml:7: no such category").sees("! lists all 2");
    player.press("e");
    let spot = FileLocation { file: "mine.toml".to_owned(), stack: 0, at: Some(0), line: 7, column: 1 };
    assert_eq!(player.effects(), [Effect::Edit(EditTarget::Location(spot.clone()))]);
    player
        .press("!")
        .sees("PROBLEMS")
        .sees("2 errors, 0 warnings")
        .sees("mine.toml:9:1")
        .press("j")
        .press("enter");
    assert_eq!(player.effects(), [Effect::Edit(EditTarget::Location(FileLocation { line: 9, ..spot }))]);
    player.send(loaded(Some(list(&["Alpha"])), vec![])).misses("mine.toml:7").misses("PROBLEMS");
}

#[test]
fn an_entry_is_edited_by_its_id_and_files_are_read_again_by_a_key() {
    let mut player = on_files(100, 30);
    player.press("e").press("r").press("!").sees("nothing wrong");
    let part = RecordId::Entry("alpha".to_owned());
    assert_eq!(player.effects(), [Effect::Edit(EditTarget::Record(0, part)), Effect::Reload]);
    let mut embedded = Player::on(100, 30);
    embedded.press("e").sees("no file to edit").press("r").sees("a built-in stack cannot be read again");
    assert_eq!(embedded.effects(), []);
}

#[test]
fn a_large_file_shows_its_progress_and_can_be_used_while_it_grows() {
    let progress = |bytes| {
        let name = "mine.toml".to_owned();
        Message::Progress(LoadProgress { name, bytes, total: Some(1000), entries: bytes * 2, elapsed: 1 })
    };
    let start = Start { has_files: true, loading: Some(LoadProgress::default()), ..Start::default() };
    let mut player = Player::of(Catalog::new(Vec::new()), 100, 30, start);
    player.sees("Reading what was asked for").send(progress(300)).sees("30 %").sees("600 entries");
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        player.send(Message::Resized(Size { width, height })).sees("30 %").sees("Esc stops");
    }
    player.send(Message::Resized(Size { width: 100, height: 30 }));
    let part = Loaded { catalog: Some(list(&["Alpha"])), more: true, ..Loaded::default() };
    player.send(Message::Loaded(part)).reads("Alpha").sees("30 %");
    player.press("/").write("al").sees(" 1 hit ").send(progress(700)).sees("70 %").sees("/ al");
    player.send(loaded(Some(list(&["Alpha", "Also"])), vec![])).sees("2 hits").misses("70 %");
    player.press("esc").press("esc");
    assert_eq!(player.effects(), [], "there is nothing left to stop");
}

#[test]
fn what_grows_or_is_read_again_keeps_the_hits_in_sight_and_the_chosen_one() {
    let answer_all = |player: &mut Player| {
        for effect in player.effects() {
            match effect {
                Effect::Index(catalog) => {
                    let index = Shared::new(Index::new(&catalog));
                    player.send(Message::Indexed { catalog, index });
                }
                Effect::Search(ask) => {
                    let answer = ask.index.search_cached(&ask.query, &mut QueryCache::new());
                    player.send(Message::Searched(SearchReply::new(
                        ask.id,
                        answer,
                        &ask.catalog,
                        &ask.index,
                    )));
                }
                _ => {}
            }
        }
    };
    let start = Start { has_files: true, loading: Some(LoadProgress::default()), ..Start::default() };
    let mut player = Player::of(large(20_000), 100, 30, start);
    player.press("/").write("entry 12");
    answer_all(&mut player);
    answer_all(&mut player);
    player.press("down").press("down").reads("Entry 121").sees("> Entry 121");
    player.send(loaded(Some(Shared::new(large(30_000))), vec![]));
    player.sees("> Entry 121").press("down").sees("> Entry 122");
    answer_all(&mut player);
    answer_all(&mut player);
    player.sees("> Entry 122").sees(" hits");
}

#[test]
fn two_stacks_of_one_id_are_told_apart_when_they_are_read_again() {
    let both = || {
        let mut stacks = Vec::new();
        for name in ["First", "Second"] {
            let mut builder = StackBuilder::new(StackKind::List, "same", name, "", "", None);
            builder.category("kind", "Kind", "", None);
            let entry = format!("One of the {name}");
            builder.entry(&EntryParts { id: "one", name: &entry, ..EntryParts::default() });
            stacks.push(builder.build());
        }
        Shared::new(Catalog::new(stacks))
    };
    let start = Start { has_files: true, loading: Some(LoadProgress::default()), ..Start::default() };
    let mut player = Player::of(Catalog::new(Vec::new()), 100, 30, start);
    player.send(loaded(Some(both()), vec![])).write("+gg").press("j").press("j").reads("One of the First");
    player.send(loaded(Some(both()), vec![])).reads("One of the First");
    // Hits show their stack, and a query can filter by it.
    player.press("/").write("one").sees("First").sees("Second").sees("2 hits").sees("First › Kind");
    player.write(" stack:sec").sees(" 1 hit ").reads("One of the Second");
}

#[test]
fn what_is_wrong_with_large_files_is_looked_for_once_and_anew_when_they_change() {
    let mut player = on_files(100, 30);
    let unchecked = |catalog| Message::Loaded(Loaded { catalog, ..Loaded::default() });
    player.send(unchecked(Some(list(&["Alpha"]))));
    player.press("!").sees("looking for what is wrong").press("!").sees("looking for what is wrong");
    assert_eq!(player.effects(), [Effect::Check]);
    player.send(unchecked(Some(list(&["Alpha", "Beta"])))).misses("PROBLEMS");
    assert_eq!(player.effects(), [Effect::Check], "what was looked at is out of date");
    player.send(Message::Checked(vec![problem(3, "no such category")])).sees("PROBLEMS").press("esc");
    player.send(Message::Checked(vec![])).misses("nothing wrong");
}

#[test]
fn what_is_wrong_with_a_pipe_stays_in_the_list_when_the_files_beside_it_are_read_again() {
    let start =
        Start { has_files: true, is_piped: true, loading: Some(LoadProgress::default()), ..Start::default() };
    let mut player = Player::of(Catalog::new(Vec::new()), 100, 30, start);
    let spot = Some(FileLocation { file: "<stdin>".to_owned(), stack: 0, at: None, line: 3, column: 1 });
    let piped =
        Problem { is_error: false, is_open: true, location: spot, message: "a word".to_owned(), help: None };
    player.send(loaded(Some(list(&["Alpha"])), vec![piped, problem(9, "an id twice")]));
    player.send(loaded(Some(list(&["Alpha"])), vec![])).press("!");
    player.sees("<stdin>:3:1").sees("0 errors, 1 warning").misses("an id twice");
}

#[test]
fn what_came_through_a_pipe_is_not_called_built_in() {
    let start = Start { is_piped: true, loading: Some(LoadProgress::default()), ..Start::default() };
    let mut player = Player::of(Catalog::new(Vec::new()), 100, 30, start);
    let spot = Some(FileLocation { file: "<stdin>".to_owned(), stack: 0, at: None, line: 3, column: 1 });
    let problem =
        Problem { is_error: false, is_open: true, location: spot, message: "a word".to_owned(), help: None };
    player.send(loaded(Some(list(&["Alpha"])), vec![problem]));
    player.press("e").sees("the standard input has no file to edit");
    player.press("r").sees("the standard input cannot be read again");
    player.press("!").sees("<stdin>:3:1").press("enter").sees("the standard input has no file to edit");
    assert_eq!(player.effects(), []);
}

#[test]
fn esc_stops_the_reading() {
    let start = Start { has_files: true, loading: Some(LoadProgress::default()), ..Start::default() };
    let mut player = Player::of(Catalog::new(Vec::new()), 100, 30, start);
    player.press("esc");
    assert_eq!(player.effects(), [Effect::StopLoading]);
    // The catalog is still empty, and every key works.
    for key in [
        "j", "G", "enter", "o", "u", "yy", "tab", "+", "-", "/", "x", "enter", "tab", "f1", "esc", "esc",
        "e", "!",
    ] {
        player.press(key);
        player.screen();
    }
}

#[test]
fn the_entry_that_was_asked_for_is_selected_when_it_has_been_read() {
    let start = |wanted: &str| Start {
        has_files: true,
        loading: Some(LoadProgress::default()),
        pending_selection: Some(wanted.to_owned()),
        ..Start::default()
    };
    let mut player = Player::of(Catalog::new(Vec::new()), 100, 30, start("gamma"));
    player.send(loaded(Some(list(&["Alpha", "Gamma"])), vec![])).reads("Gamma");
    let mut player = Player::of(Catalog::new(Vec::new()), 100, 30, start("gama"));
    player.send(loaded(Some(list(&["Alpha", "Gamma"])), vec![])).sees("no entry gama; did you mean gamma?");
}

/// A stack whose texts are as long as they can be expected to be.
fn lengthy() -> Catalog {
    let words = |count: usize| "every stone that anybody has ever dug out here ".repeat(count);
    let (name, summary, text) = (words(3), words(12), words(9));
    let (name, summary, text) = (name.trim(), summary.trim(), text.trim());
    let mut builder = StackBuilder::new(StackKind::Stack, "quarry", "Quarry", "", "", None);
    builder.category("storage", &words(2), "Where it is kept.", None);
    builder.source(&SourceParts {
        id: "dig",
        title: name,
        url: "https://example.org/dig",
        former_urls: vec!["https://example.com/dig"],
        kind: SourceKind::Article,
        publisher: name,
        author: name,
        published: Date::parse("2015-03-01").ok(),
    });
    for number in 0..6_u32 {
        let (id, name) = (format!("quartz-{number}"), format!("{number} {name}"));
        let replaced =
            number.checked_sub(1).map(|at| RelationParts::new(RelationKind::Replaced, at, Some(0)));
        let claim = || ClaimParts::new(text, Confidence::Confirmed, vec![0]);
        builder.entry(&EntryParts {
            id: &id,
            name: &name,
            kind: Some(EntryKind::Database),
            status: Some(Status::Former),
            since: Date::parse("2015-03-01").ok(),
            summary,
            claims: std::iter::repeat_with(claim).take(5).collect(),
            relations: Vec::from_iter(replaced),
            ..EntryParts::default()
        });
    }
    Catalog::new(vec![builder.build()])
}

/// The built-in stack, those of the fixtures, and one with long texts.
fn catalogs() -> Vec<Catalog> {
    let file = |name: &str| {
        let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
        File::new(name, std::fs::read_to_string(path).expect("a fixture"))
    };
    let lists = ["html-headings.md", "no-headings.md", "plain.md", "sections.md", "shapes.md"];
    let lists =
        lists.map(|name| stacklore::import::markdown::read(file(&format!("markdown/{name}"))).reading);
    let orchard = stacklore::format::toml::read(vec![file("orchard.toml")]);
    let stacks = lists.into_iter().chain([orchard]).filter_map(|reading| reading.stack);
    let read = stacks.map(|stack| Catalog::new(vec![stack]));
    read.chain([Catalog::new(vec![bundled::discord()]), lengthy()]).collect()
}

/// A user who reads an entry.
fn reading(catalog: &Catalog, id: EntryId, width: u16, height: u16) -> Player {
    let start = Start { select: Some(id), ..Start::default() };
    let mut player = Player::of(catalog.clone(), width, height, start);
    player.press("enter");
    player
}

#[test]
fn what_replaced_it_when_and_the_proof_take_eight_keys() {
    let mut player = Player::on(80, 24);
    player.press("/").write("mongo").press("enter");
    let mongodb = entry_of(&player, "mongodb");
    let replaced = |relation: &Relation<'_>| relation.kind() == RelationKind::Replaced;
    let change = mongodb.relations_back().into_iter().find(replaced).and_then(Relation::since);
    let line = format!("{} ━━ Apache Cassandra", change.expect("a date"));
    player.sees(&line).press("j").press("o");
    let opened = player.opened();
    assert!(opened.url.as_str().contains("how-discord-stores-billions-of-messages"), "{opened:?}");
    assert!(opened.words.is_some(), "it opens where it is written");
    player.press("enter").reads("Apache Cassandra").press("bksp").reads("MongoDB");
}

#[test]
fn the_first_screen_of_every_entry_shows_its_first_claims() {
    for catalog in catalogs() {
        for (id, entry) in catalog.entries() {
            for (width, height, wanted) in [(50, 15, 2), (80, 24, 4), (120, 40, 4)] {
                let player = reading(&catalog, id, width, height);
                let screen = player.screen();
                for number in 1..=entry.claims().len().min(wanted) {
                    let label = format!("▸ C{number} ");
                    assert!(screen.contains(&label), "no claim {number} at {width}x{height} on\n{screen}");
                }
            }
        }
    }
}

#[test]
fn a_page_has_one_label_everywhere() {
    for catalog in catalogs() {
        for (id, entry) in catalog.entries() {
            let mut player = reading(&catalog, id, 120, 40);
            let pages = entry.pages();
            for page in pages.iter().filter(|page| page.label.name().len() == 1) {
                player.effects();
                // The number or the letter of a page opens it.
                let label = page.label.name();
                let keys =
                    if matches!(page.label, PageLabel::Letter(_)) { format!("f{label}") } else { label };
                player.write(&keys);
                if matches!(page.label, PageLabel::Number(_)) {
                    player.wait();
                }
                match page.target() {
                    Some(target) => assert_eq!(player.opened().url, target, "{keys} of {}", entry.name()),
                    None => assert_eq!(player.effects(), [], "{keys} of {}", entry.name()),
                }
            }
            // The detail shows each under its label.
            let content = &player.model.navigation().detail.content;
            let text: Vec<String> = content.lines.iter().map(|line| text_of(&line.left)).collect();
            for page in &pages {
                let Some(url) = page.url.as_ref() else { continue };
                // One that is too long is cut behind its host, never within it.
                let shown = url.as_str().splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
                // A label stands before its title and its address, or behind the name of a fact.
                let label = page.label.to_string();
                let is_shown = text.iter().enumerate().any(|(at, line)| {
                    let names = line.trim_start().starts_with(&label) || line.contains(&format!(" {label} "));
                    names && text.iter().skip(at).take(8).any(|line| line.contains(&shown))
                });
                assert!(is_shown, "{label} {shown}: {text:#?}");
            }
            // And so does the list of links.
            player.press("u");
            if let Some(PopupContent::Links(links)) = player.model.popup().map(|popup| &popup.content) {
                let listed: Vec<_> = links.all.iter().map(|row| (row.label, row.url.clone())).collect();
                let known: Vec<_> =
                    pages.iter().filter_map(|page| Some((page.label, page.url.clone()?))).collect();
                assert_eq!(listed, known, "{}", entry.name());
            }
        }
    }
}

/// An entry of the player's catalog.
fn entry_of<'a>(player: &'a Player, id: &str) -> Entry<'a> {
    let catalog = player.model.catalog();
    catalog.entry(catalog.find(id).expect("there")).expect("there")
}

fn text_of(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

#[test]
fn a_claim_unfolds_to_the_places_where_it_is_written_and_is_copied_with_its_citation() {
    let mut player = Player::on(120, 40);
    player.press("/").write("mongodb").press("enter").write("gc");
    let player_before = Player::on(120, 40);
    let mongodb = entry_of(&player_before, "mongodb");
    let claim = mongodb.claims().next().expect("a claim");
    let place = claim.passages().next().expect("a place");
    let place = format!("“{}” › {}", place.text().expect("words"), place.section().expect("a heading"));
    player.misses(&place).press(" ").sees("▾ C1").sees(&place);
    player.write("yc");
    let [Effect::Copy(text)] = &player.effects()[..] else { panic!("nothing is copied") };
    assert!(text.starts_with(claim.text()), "{text}");
    assert!(
        text.contains("\u{201c}How Discord Stores Billions of Messages\u{201d}, Discord, 2017-01"),
        "{text}"
    );
}

#[test]
fn a_link_of_a_list_is_opened_by_its_number_and_cited() {
    let mut builder = StackBuilder::new(StackKind::List, "list", "List", "", "", None);
    builder.category("all", "All", "", None);
    builder.entry(&EntryParts {
        id: "lens",
        name: "Lens",
        homepage: "https://example.org/lens",
        links: vec![("Guide", "https://example.org/guide")],
        ..EntryParts::default()
    });
    let catalog = Catalog::new(vec![builder.build()]);
    let (id, _) = catalog.entries().next().expect("an entry");
    let mut player = reading(&catalog, id, 80, 24);
    player
        .sees("homepage    [1] https://example.org/lens")
        .sees("Guide       [2] https://example.org/guide")
        .press("2")
        .wait();
    assert_eq!(player.opened().url, url("https://example.org/guide"));
    player.write("yc");
    let cited = Effect::Copy("\u{201c}Lens\u{201d}. https://example.org/lens".to_owned());
    assert_eq!(player.effects(), [cited]);
    player.press("G").write("yc");
    let cited = Effect::Copy("\u{201c}Guide\u{201d}. https://example.org/guide".to_owned());
    assert_eq!(player.effects(), [cited]);
}

#[test]
fn an_old_address_is_among_the_links_and_opens_the_present_one() {
    let catalog = lengthy();
    let (id, _) = catalog.entries().next().expect("an entry");
    let mut player = reading(&catalog, id, 120, 40);
    player.press("u").sees("old address").sees("https://example.com/dig").write("a").press("enter");
    assert_eq!(player.opened().url, url("https://example.org/dig"));
}

#[test]
fn ctrl_o_on_a_hit_of_a_claim_opens_what_proves_that_claim() {
    let mut player = Player::on(120, 40);
    player.press("/").write("177 nodes").press("ctrl-o");
    let opened = player.opened();
    let title = &player.model.navigation().detail.content.title;
    let mut entries = player.model.catalog().entries();
    let (_, entry) = entries.find(|(_, entry)| entry.name() == title).expect("there");
    let claim = entry.claims().find(|claim| claim.text().contains("177")).expect("the claim");
    assert_eq!(Some(opened), entry.best_proof_of(claim).and_then(|proof| proof.destination()));
}

#[test]
fn all_that_one_article_proves() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::on(width, height);
        let catalog = Catalog::new(vec![bundled::discord()]);
        let stack = &catalog.stacks()[0];
        let entry = stack.entry(stack.find("mongodb").expect("an entry")).expect("an entry");
        let (article, source) = entry.sources()[0];
        let claims = stack.entries().flat_map(|(_, entry)| entry.claims().collect::<Vec<_>>());
        let proven = claims.filter(|claim| claim.source_indexes().any(|cited| cited == article)).count();
        // From the entry to the page of the article, and what it proves.
        player.press("/").write("mongodb").press("enter").write("gs").press("enter").reads(source.title());
        player.write("gc").sees(&format!("PROVES {proven}")).press("o");
        let opened = player.effects();
        let is_it = |effect: &Effect| matches!(effect, Effect::Open(page) if Some(&page.url) == source.url().as_ref());
        assert!(opened.iter().any(is_it), "{opened:?}");
        // Each claim leads to its entry, with the cursor on it, and back to the article.
        player.press("j").press("enter");
        assert_ne!(player.model.navigation().detail.content.title, source.title());
        player.press("bksp").reads(source.title()).press("bksp").reads("MongoDB");
        // The same, turned round: the tree by source, with the claims below each.
        player.press("esc").press("esc").press("esc").press("v").press("j").press("enter");
        player.sees("by source").reads("MongoDB").press("left");
        assert_ne!(player.model.navigation().detail.content.title, "MongoDB", "a source is above its claim");
        player.press("esc").misses("by source");
    }
}

#[test]
fn the_tree_is_grouped_in_other_ways_and_the_selection_stays() {
    let mut player = Player::on(120, 40);
    player.press("v").sees("GROUP BY").sees("publisher").press("esc").misses("GROUP BY");
    for downs in 1..8 {
        player.press("v").write("gg");
        for _ in 0..downs {
            player.press("j");
        }
        player.press("enter").reads("ScyllaDB").sees("  by ");
    }
    player.press("esc").reads("ScyllaDB").misses("  by publisher").sees("Storage");
}

#[test]
fn what_a_list_lacks_cannot_group_it() {
    let mut player = on_files(80, 24);
    player.press("v").press("j").sees("a list has links only").press("enter").sees("GROUP BY").press("esc");
    player.reads("Alpha");
}

#[test]
fn the_map_is_walked_with_the_arrows_and_enter_goes_there() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = Player::on(width, height);
        player.press("/").write("mongodb").press("enter").write("gm").sees("MAP of MongoDB");
        player.sees("replaced by").press("l").press("enter").misses("MAP of");
        assert_ne!(player.model.navigation().detail.content.title, "MongoDB");
        player.press("bksp").reads("MongoDB").write("gm").press("esc").reads("MongoDB");
    }
}

/// A stack of the fixtures.
fn fixture(name: &str) -> Stack {
    let text = match name {
        "mill" => include_str!("fixtures/stacks/mill.toml"),
        _ => include_str!("fixtures/stacks/ferry.toml"),
    };
    toml::read(vec![File::new(name, text)]).stack.expect("a stack")
}

/// Two stacks with technologies in common, which the loop has found.
fn on_two_stacks(width: u16, height: u16) -> Player {
    let catalog = Catalog::new(vec![fixture("mill"), fixture("ferry")]);
    let mut player = Player::of(catalog, width, height, Start::default());
    player.send(Message::Resized(Size { width, height }));
    tie(&mut player);
    player
}

/// Finds the technologies, as the loop does.
fn tie(player: &mut Player) {
    let effects = player.effects();
    let [Effect::Tie(catalog)] = &effects[..] else { panic!("{effects:?}") };
    catalog.technologies();
    player.send(Message::Tied(catalog.clone()));
}

/// The end of a load that changed the open stacks; `before` has their positions before it.
fn changed(stacks: &[&str], before: &[Option<u32>]) -> Message {
    let catalog = Catalog::new(stacks.iter().map(|name| fixture(name)).collect());
    let change = OpenStacks { before: before.to_vec(), has_files: true, is_piped: false };
    let catalog = Some(Shared::new(catalog));
    Message::Loaded(Loaded { catalog, change: Some(change), ..Loaded::default() })
}

/// The list of the fixtures, of which some are open.
fn stack_rows(open: [Option<u32>; 2]) -> Message {
    let rows = ["mill", "ferry"].into_iter().zip(open).enumerate().map(|(at, (name, open))| StackRow {
        key: StackKey::Listed(at),
        name: name.to_owned(),
        place: StackPlace::Own,
        size: open.map(|_| StackSize::of(&fixture(name))),
        open,
        is_left_out: open.is_none(),
    });
    Message::Stacks(rows.collect())
}

#[test]
fn elsewhere_leads_to_the_other_stack_and_back() {
    let mut player = on_two_stacks(120, 40);
    player.press("/").write("mongodb").sees("also in 1").press("enter").reads("MongoDB");
    player.sees("ELSEWHERE 1").sees("Ferry: Mongo").write("gr").press("j").sees("> Ferry: Mongo");
    player.sees("elsewhere › Ferry").press("enter").reads("Mongo").sees("Ferry › All");
    player.sees("ELSEWHERE 1").sees("Mill: MongoDB").sees("replaced by PostgreSQL");
    player.press("bksp").reads("MongoDB").sees("> Ferry: Mongo");
    // Where the page is narrow, what it replaced there is on a line of its own.
    player.send(Message::Resized(Size { width: 50, height: 30 })).sees("Ferry: Mongo");
    player.press("enter").sees("    replaced by PostgreSQL");
    // As of a date before that, it was not.
    player
        .press("esc")
        .press("T")
        .write("2017")
        .press("enter")
        .press("tab")
        .sees("Mill")
        .misses("replaced by");
}

#[test]
fn with_one_stack_open_nothing_is_elsewhere_and_nothing_is_compared() {
    let mut player = Player::of(Catalog::new(vec![fixture("mill")]), 120, 40, Start::default());
    player.send(Message::Resized(Size { width: 120, height: 40 }));
    assert_eq!(player.effects(), []);
    player.press("v").sees("GROUP BY").misses("technology").press("esc");
    player.write("gg").press("=").sees("there is one stack only").misses("ELSEWHERE");
    player.write("gt").sees("no stack has the homepage of this entry");
}

#[test]
fn by_technology_each_has_its_stacks_below_it() {
    let mut player = on_two_stacks(120, 40);
    player.press("v").sees("technology").press("G").press("enter").sees("by technology");
    player.write("gg").sees("MongoDB").sees("Redis").sees("in one stack only").misses("Jenkins");
    player.sees("Ferry: Mongo").press("l").reads("MongoDB").press("j").reads("Mongo");
    player.press("esc").sees("Ferry").misses("by technology").reads("Mongo");
}

#[test]
fn as_of_a_date_a_technology_has_the_stacks_of_then() {
    let mut player = on_two_stacks(120, 40);
    player.press("v").press("G").press("enter").press("T").write("2015").press("enter");
    player.sees("by technology").write("gg").press("+").sees("Mill").misses("Ferry: Mongo");
}

#[test]
fn moves_lead_to_the_entry_and_o_opens_the_proof_at_its_passage() {
    let mut player = on_two_stacks(120, 40);
    // The list begins at the move of the selected entry, MongoDB.
    player.press("M").sees("MOVES").sees("2024-06").sees("Redis → Valkey").sees("> 2019-05");
    player.press("o").sees("MOVES");
    let page = player.opened();
    assert_eq!(page.url, url("https://mill.example/blog/moving"));
    assert_eq!(page.words.as_deref(), Some("we missed joins"));
    player.press("enter").reads("PostgreSQL").sees("> ▸ C2").press("M").sees("> 2019-05").press("esc");
    player.press("bksp").reads("MongoDB");
    // As of a date, later moves have not happened.
    player.press("T").write("2020").press("enter").press("M").sees("1 of 1").misses("Valkey");
}

#[test]
fn stacks_are_compared_role_by_role_now_and_at_a_date() {
    let mut player = on_two_stacks(120, 40);
    player.write("gg").press("=").sees("COMPARE").sees("> nginx").sees("databases").sees("Mongo");
    player.press("j").sees("> Redis").press("l").sees("> Valkey").press("enter").reads("Valkey");
    player.press("bksp").press("T").write("2016").press("enter");
    player.press("=").sees("COMPARE as of 2016").sees("MongoDB").misses("Valkey");
    player.send(Message::Resized(Size { width: 50, height: 20 })).sees("Mill").sees("Ferry").press("G");
    player.press("enter").reads("Mongo");
}

#[test]
fn a_stack_is_opened_and_closed_while_the_explorer_runs_and_everything_else_stays() {
    let mut player = Player::of(Catalog::new(vec![fixture("mill")]), 120, 40, Start::default());
    player.press("j").reads("PostgreSQL").press("S");
    assert_eq!(player.effects(), [Effect::ListStacks]);
    player.send(stack_rows([Some(0), None])).sees("STACKS").sees("1 of 2 open").press("enter");
    player.sees("the last open stack stays open").press("down").press("enter");
    assert_eq!(player.effects(), [Effect::OpenStack(StackKey::Listed(1))]);
    player.press("enter").sees("wait until the stacks are read");
    player.send(changed(&["mill", "ferry"], &[Some(0), None])).reads("PostgreSQL");
    let effects = player.effects();
    assert!(matches!(&effects[..], [Effect::ListStacks, Effect::Tie(_)]), "{effects:?}");
    player.send(stack_rows([Some(0), Some(1)])).sees("2 of 2 open").press("esc");
    player.press("/").write("valkey").press("enter").reads("Valkey").press("bksp").reads("PostgreSQL");
    // The first one is closed: what is in the other one stays selected, what is gone is not gone back to.
    player.press("L").reads("Valkey").press("S").send(stack_rows([Some(0), Some(1)])).press(" ");
    let effects = player.effects();
    assert!(effects.contains(&Effect::CloseStack(0)), "{effects:?}");
    player.send(changed(&["ferry"], &[Some(1)])).reads("Valkey").press("esc").press("bksp");
    player.sees("there is nothing to go back to").misses("Mill");
}

#[test]
fn a_stack_that_cannot_be_opened_leaves_what_is_open_and_is_a_problem() {
    let mut player = Player::on(120, 40);
    player.press("S").send(stack_rows([Some(0), None])).press("down").press("enter");
    let change = OpenStacks { before: vec![Some(0), None], has_files: true, is_piped: false };
    let problems = vec![problem(3, "no such category")];
    player.send(Message::Loaded(Loaded { problems, change: Some(change), ..Loaded::default() }));
    player.sees("not opened: mine.toml:3: no such category").press("esc").reads("ScyllaDB");
    player.press("!").sees("PROBLEMS").sees("no such category").press("esc");
    // It can be tried again.
    player.effects();
    player
        .press("S")
        .send(stack_rows([Some(0), None]))
        .sees("not opened  your own")
        .press("down")
        .press("enter");
    assert!(player.effects().contains(&Effect::OpenStack(StackKey::Listed(1))));
}

#[test]
fn an_entry_leads_to_the_stack_that_it_has_of_its_own() {
    let mut builder = StackBuilder::new(StackKind::List, "mine", "Mine", "", "", None);
    builder.category("all", "All", "", None);
    let home = "https://github.com";
    builder.entry(&EntryParts { id: "github", name: "GitHub", homepage: home, ..EntryParts::default() });
    let mine = builder.build();
    let mut player = Player::of(Catalog::new(vec![mine.clone()]), 120, 40, Start::default());
    player.sees("has a stack of its own: GitHub").write("gt");
    let effects = player.effects();
    let [Effect::OpenStack(StackKey::BuiltIn(bundled))] = effects[..] else { panic!("{effects:?}") };
    assert_eq!(bundled.name, "github");
    let catalog = Some(Shared::new(Catalog::new(vec![mine, bundled.stack().expect("it is built in")])));
    let change = OpenStacks { before: vec![Some(0), None], has_files: false, is_piped: false };
    player.send(Message::Loaded(Loaded { catalog, change: Some(change), ..Loaded::default() }));
    player.reads("GitHub").sees("reviewed").press("bksp").reads("GitHub").sees("Mine › All");
    // Once it is open, the key only goes there.
    player.effects();
    player.write("gt").sees("back: GitHub");
    assert_eq!(player.effects(), []);
}
