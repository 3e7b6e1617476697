//! Stories of the picker.

use super::*;

fn picker(width: u16, height: u16) -> Player {
    Player::starting(width, height, Start { picks: true, ..Start::default() })
}

fn id(player: &Player, name: &str) -> EntryId {
    player.model.catalog().find(name).expect("a known id")
}

#[test]
fn the_picker_lists_everything_and_enter_takes_what_typing_found() {
    let mut player = picker(100, 30);
    player
        .sees("type to find")
        .sees("1 of 219")
        .sees("> ScyllaDB")
        .sees("Programming languages")
        .reads("ScyllaDB");
    let scylla = id(&player, "scylladb");
    player.press("enter");
    assert_eq!(player.effects(), [Effect::Pick(vec![scylla])]);
    player.write("mongo").sees("> MongoDB").reads("MongoDB").press("enter");
    let mongo = id(&player, "mongodb");
    assert_eq!(player.effects(), [Effect::Pick(vec![mongo])]);
    player.write("zzzz").sees("nothing matches").press("enter").sees("there is nothing to take");
    assert_eq!(player.effects(), []);
}

#[test]
fn several_are_marked_and_taken_in_the_order_of_marking() {
    let mut player = picker(100, 30);
    player.write("redis").press("tab").sees("1 marked").sees("*Redis");
    player.press("ctrl-u").write("scylla").press("tab").sees("2 marked").sees("*ScyllaDB");
    // Shift-Tab marks and goes back; a second time takes the mark away.
    player.send(Message::Press(Key::plain(Code::BackTab))).sees("3 marked");
    player.press("down").send(Message::Press(Key::plain(Code::BackTab))).sees("2 marked").press("enter");
    let taken = ["redis", "scylladb"].map(|name| id(&player, name)).to_vec();
    assert_eq!(player.effects(), [Effect::Pick(taken)]);
}

#[test]
fn esc_clears_the_query_and_then_cancels() {
    let mut player = picker(80, 24);
    player.write("redis").sees("Esc clear").press("esc").sees("type to find").sees("Esc cancel");
    assert_eq!(player.effects(), []);
    player.press("f1").sees("Esc close").press("esc");
    assert_eq!(player.effects(), []);
    player.press("esc");
    assert_eq!(player.effects(), [Effect::Quit]);
    player.press("ctrl-c");
    assert_eq!(player.effects(), [Effect::Quit]);
}

#[test]
fn the_picker_begins_with_a_query_an_entry_and_a_date() {
    let start = Start { picks: true, query: Some("cassandra".into()), ..Start::default() };
    Player::starting(100, 30, start).sees("/ cassandra").sees("> Apache Cassandra");
    let catalog = Catalog::new(vec![bundled::discord()]);
    let redis = catalog.find("redis").expect("a known id");
    let start = || Start { picks: true, select: Some(redis), ..Start::default() };
    Player::of(catalog, 100, 30, start()).sees("> Redis").reads("Redis");
    let as_of = Date::parse("2016").ok();
    let mut player = Player::starting(120, 40, Start { picks: true, as_of, ..Start::default() });
    player.sees("as of 2016").misses("ScyllaDB");
}

#[test]
fn marks_are_kept_by_id_when_the_files_change() {
    let orchard = |text: &str| {
        let read = toml::read(vec![File::new("orchard.toml", text)]);
        Catalog::new(vec![read.stack.expect("a stack")])
    };
    let text = include_str!("../fixtures/orchard.toml");
    let mut player = Player::of(orchard(text), 80, 24, Start { picks: true, ..Start::default() });
    let first = player.model.search().and_then(|search| search.chosen()).expect("a hit");
    let name = player.model.catalog().id(first).into_owned();
    player.press("tab").sees("1 marked");
    let loaded = Loaded { catalog: Some(Shared::new(orchard(text))), ..Loaded::default() };
    player.send(Message::Loaded(loaded)).sees("1 marked").press("enter");
    let kept = id(&player, &name);
    assert_eq!(player.effects().last(), Some(&Effect::Pick(vec![kept])));
}

#[test]
fn an_empty_stack_read_in_the_background_has_nothing_to_pick() {
    let start = Start { picks: true, loading: Some(LoadProgress::default()), ..Start::default() };
    let mut player = Player::of(Catalog::new(vec![]), 80, 24, start);
    let loaded = Loaded { catalog: Some(Shared::new(Catalog::new(vec![]))), ..Loaded::default() };
    player.send(Message::Loaded(loaded));
    assert_eq!(player.effects(), [Effect::Pick(vec![])]);
}

#[test]
fn the_picker_at_three_sizes() {
    for (width, height) in [(120, 40), (80, 24), (50, 15)] {
        let mut player = picker(width, height);
        player.press("tab").press("tab").press("down");
        insta::assert_snapshot!(format!("picker_{width}x{height}"), player.screen());
    }
}
