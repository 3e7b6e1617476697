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
    let first = player.model.search().and_then(stacklore::app::Search::chosen).expect("a hit");
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

/// The words of a command line, as a shell reads it.
#[cfg(unix)]
fn words(command: &str) -> Vec<String> {
    let script = format!("printf '%s\\n' {command}");
    let read = std::process::Command::new("/bin/sh").args(["-c", &script]).output().expect("a shell");
    String::from_utf8(read.stdout).expect("text").lines().map(str::to_owned).collect()
}

/// The start of the explorer with the options of a command line.
#[cfg(unix)]
fn start_of(command: &str) -> Start {
    let args =
        stacklore::cli::Args::read(words(command).into_iter().map(Into::into)).expect("a command line");
    let catalog = Catalog::new(vec![bundled::discord()]);
    assert_eq!(args.stacks, ["discord"]);
    Start {
        query: args.query,
        select: args.select.map(|id| catalog.find(&id).expect("a known id")),
        grouping: args.group.unwrap_or_default(),
        sort: args.sort.unwrap_or_default(),
        as_of: args.as_of,
        linear: args.linear,
        ..Start::default()
    }
}

/// The command line that is copied in a view of Discord.
#[cfg(unix)]
fn copied(player: &mut Player) -> String {
    let options = player.model.view_options();
    let quoted = |word: &String| stacklore::system::words::quoted(word).into_owned();
    let command: Vec<String> = options.iter().map(quoted).collect();
    let command = format!("stacklore discord {}", command.join(" "));
    player.send(Message::CommandWritten(Ok(command.clone())));
    assert_eq!(player.effects().last(), Some(&Effect::Copy(command.clone())));
    player.send(Message::Copied(Ok("copied".into()))).sees("command copied: stacklore discord");
    command
}

#[cfg(unix)]
#[test]
fn the_copied_command_opens_the_same_view() {
    let date = Date::parse("2019-06").ok();
    for (start, keys) in [
        (Start::default(), &["j", "j"][..]),
        (Start { as_of: date, ..Start::default() }, &["j", "j"]),
        (Start { grouping: stacklore::catalog::Grouping::State, as_of: date, ..Start::default() }, &["j"]),
        (Start { sort: stacklore::catalog::Sorting::Name, ..Start::default() }, &["j"]),
        (Start { sort: stacklore::catalog::Sorting::Newest, linear: true, ..Start::default() }, &["j"]),
        (Start::default(), &["s", "j", "enter", "g", "l", "j"]),
        (Start { query: Some("it's \"cass\" | $HOME".into()), ..Start::default() }, &[]),
        (Start { query: Some("-redis".into()), ..Start::default() }, &[]),
        (Start { query: Some("redis".into()), ..Start::default() }, &["down", "down"]),
    ] {
        let mut player = Player::starting(120, 40, start);
        for key in keys {
            player.press(key);
        }
        let command = copied(&mut player);
        let mut again = Player::starting(120, 40, start_of(&command));
        let seen = |player: &mut Player| {
            player.send(Message::Failed("the same notice".into()));
            player.screen()
        };
        assert_eq!(seen(&mut again), seen(&mut player), "{command}");
    }
}

#[test]
fn yv_asks_for_the_command_of_the_view() {
    let mut player = Player::on(100, 30);
    player.write("yv");
    assert_eq!(player.effects(), [Effect::WriteCommand(vec!["--select".into(), "scylladb".into()])]);
    player.send(Message::CommandWritten(Err("what comes through a pipe has no name".into())));
    player.sees("not copied: what comes through a pipe has no name");
    assert_eq!(player.effects(), []);
}

#[test]
fn a_random_entry_is_another_one_of_the_tree_and_back_returns() {
    let mut player = Player::starting(100, 30, Start { seed: 4, ..Start::default() });
    let mut seen = std::collections::HashSet::new();
    for _ in 0..20 {
        let before = player.model.shown_node();
        player.press("R");
        assert_ne!(player.model.shown_node(), before);
        seen.insert(player.selected().to_owned());
        player.press("bksp");
        assert_eq!(player.model.shown_node(), before);
        player.press("L");
    }
    assert!(seen.len() > 10, "{seen:?}");
    let as_of = Date::parse("2015").ok();
    let mut player = Player::starting(100, 30, Start { seed: 4, as_of, ..Start::default() });
    for _ in 0..20 {
        player.press("R").misses("ScyllaDB        ");
        assert!(!matches!(player.selected(), "ScyllaDB" | ""), "{}", player.selected());
    }
    let orchard = toml::read(vec![File::new("o.toml", include_str!("../fixtures/orchard.toml"))]);
    let mut one = Player::of(Catalog::new(orchard.stack.into_iter().collect()), 80, 24, Start::default());
    for _ in 0..5 {
        one.press("R");
    }
    assert_eq!(one.effects(), []);
}

/// The start with settings of a file.
fn start_with(settings: &str) -> Start {
    let mut config = stacklore::config::Config::default();
    config.read_user(File::new("config.toml", settings));
    assert_eq!(config.findings().count(), 0, "{:?}", config.findings().collect::<Vec<_>>());
    Start { keymap: config.settings.keymap(), commands: config.settings.commands, ..Start::default() }
}

const OWN: &str = "[commands.lens]\ntitle = \"look closely\"\nkeys = [\"X\", \"gx\"]\nrun = [\"lens\", \"--open={url}\", \"{id}\", \"t: {title}\"]\n\
    [commands.say]\nkeys = \"ctrl-x s\"\nrun = [\"say\", \"{claim}\"]\nwhere = \"detached\"\n\
    [commands.at]\nkeys = \"ctrl-x a\"\nrun = [\"vi\", \"+{line}\", \"{file}\"]\n";

#[test]
fn an_own_command_runs_with_the_thing_under_the_cursor_in_its_arguments() {
    let mut player = Player::starting(100, 30, start_with(OWN));
    let run = |player: &mut Player| match &player.effects()[..] {
        [Effect::Run(run)] => (run.command.name.clone(), run.command.filled(&run.values)),
        other => panic!("{other:?}"),
    };
    player.press("X");
    let (name, arguments) = run(&mut player);
    let arguments = arguments.expect("all values");
    assert_eq!((&*name, &*arguments[1], &*arguments[2]), ("lens", "scylladb", "t: ScyllaDB"));
    assert!(arguments[0].starts_with("--open=https://"), "{arguments:?}");
    player.write("gs").write("gx");
    let (_, arguments) = run(&mut player);
    assert_eq!(arguments.expect("all values")[2], "t: How Discord Stores Trillions of Messages");
    // The claim under the cursor, as one argument.
    player.write("gc").press("ctrl-x").press("s");
    let (name, arguments) = run(&mut player);
    let claim = arguments.expect("a claim");
    assert_eq!((&*name, claim.len()), ("say", 1));
    assert!(claim[0].contains("ScyllaDB"), "{claim:?}");
    player.send(Message::Ran("say has ended".into())).sees("say has ended");
}

#[test]
fn an_own_command_without_its_value_says_so_and_runs_nothing() {
    let mut player = Player::starting(100, 30, start_with(OWN));
    player.press("ctrl-x").press("s").sees("say: there is no claim here");
    player.press("ctrl-x").press("a").sees("has no file");
    assert_eq!(player.effects(), []);
}

#[test]
fn own_commands_are_in_the_help_and_run_from_there() {
    let mut player = Player::starting(120, 40, start_with(OWN));
    player.press("?").write("closely").sees("look closely").sees("X").press("enter");
    assert!(matches!(&player.effects()[..], [Effect::Run(run)] if run.command.name == "lens"));
}
