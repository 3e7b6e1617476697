//! `who`, `moves` and `compare`: questions over several stacks.

use super::*;

/// The two stacks of the fixtures, as values of `--stack`.
fn both() -> [String; 4] {
    let flag = || "--stack".to_owned();
    [flag(), fixture("stacks/mill.toml"), flag(), fixture("stacks/ferry.toml")]
}

fn who(words: &[&str]) -> Run {
    let both = both();
    let stacks = both.iter().map(String::as_str);
    run(&["who"].into_iter().chain(words.iter().copied()).chain(stacks).collect::<Vec<_>>())
}

/// Runs a command that takes both stacks as arguments.
fn over_both(command: &str, words: &[&str]) -> Run {
    let [_, mill, _, ferry] = both();
    run(&[&[command, mill.as_str(), ferry.as_str()], words].concat())
}

/// The fields of each record, those with these numbers.
fn fields<'a>(out: &'a str, wanted: &[usize]) -> Vec<Vec<&'a str>> {
    let record = |line: &'a str| {
        let all: Vec<&str> = line.split('\t').collect();
        wanted.iter().map(|at| *all.get(*at).expect("a field")).collect()
    };
    out.lines().map(record).collect()
}

#[test]
fn who_lists_each_stack_with_state_and_proof() {
    let run = who(&["REDIS"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(
        fields(&run.out, &[0, 2, 4]),
        [["REDIS", "mill/redis", "current"], ["REDIS", "ferry/redis", "former"]]
    );
    let ferry = fields(&run.out, &[10, 11, 14, 16]);
    assert_eq!(ferry[1][..2], ["ferry/redis", "C1"]);
    assert!(ferry[1][2].contains("#:~:text="), "{}", ferry[1][2]);
    assert_eq!(ferry[1][3], "ferry/valkey");
}

#[test]
fn who_left_lists_only_those_who_left_it_and_for_what() {
    let run = who(&["redis", "--left", "--format", "json"]);
    let value: Value = serde_json::from_str(&run.out).expect("JSON");
    let entries = value["names"][0]["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["replaced_by"][0]["id"], "ferry/valkey");
    let none = who(&["nginx", "--left"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""));
    assert!(none.err.contains("no stack left nginx"), "{}", none.err);
    let value: Value =
        serde_json::from_str(&who(&["nginx", "--left", "--format", "json"]).out).expect("JSON");
    assert_eq!(value["names"][0].get("nearest"), None, "a name that a stack has needs no other: {value}");
}

#[test]
fn show_names_the_other_stacks_that_have_it() {
    let [_, mill, _, ferry] = both();
    let show = |form: &str| run(&["show", "mill/redis", "--stack", &mill, "--stack", &ferry, form]).out;
    assert!(show("--plain").contains("elsewhere\tferry/redis\n"), "{}", show("--plain"));
    let value: Value = serde_json::from_str(&show("--json")).expect("JSON");
    assert_eq!(value["entry"]["elsewhere"][0], "ferry/redis");
    let alone = run(&["show", "redis", "--stack", &mill, "--plain"]).out;
    assert!(!alone.contains("elsewhere"), "one stack has nothing elsewhere: {alone}");
}

#[test]
fn technologies_of_one_name_are_answered_each() {
    let [_, mill, _, ferry] = both();
    let run = |words: &[&str]| {
        let stacks = ["--stack", &mill, "--stack", &ferry];
        let mut command = stacklore();
        command.arg("who").args(words).args(stacks).env("COLUMNS", "100");
        Run::from(command.output().expect("the program starts"))
    };
    // Each stack has a part of that name.
    let human = run(&["search", "--format", "human"]).out;
    let heads: Vec<&str> = human.lines().filter(|line| line.contains(": in use in ")).collect();
    assert_eq!(heads.len(), 2, "{human}");
    assert!(heads.iter().all(|head| head.ends_with("in use in 1 stack")), "{human}");
    let keys = |name: &str| {
        let out = run(&[name]).out;
        fields(&out, &[17]).iter().map(|row| row[0].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(keys("search"), ["mill/search", "ferry/search"]);
    assert_eq!(keys("redis"), ["mill/redis", "mill/redis"], "one technology");
    let left = run(&["redis", "--left", "--format", "human"]).out;
    assert!(left.starts_with("Redis: left by 1 of 2 stacks\n"), "{left}");
}

#[test]
fn an_entry_of_a_list_has_no_state_and_is_known_all_the_same() {
    let home = tempfile::tempdir().expect("a folder");
    let list = home.path().join("list.md");
    std::fs::write(&list, "# Tools\n\n## Queues\n\n- [Kafka](https://kafka.example.org) - A log.\n")
        .expect("written");
    let list = list.to_str().expect("text");
    let human = run(&["who", "kafka", "--stack", list, "--format", "human"]);
    assert!(human.out.starts_with("Kafka: listed in 1 stack\n"), "{}", human.out);
    let left = run(&["who", "kafka", "--left", "--stack", list]);
    assert_eq!((left.code, left.out.as_str()), (1, ""));
    assert!(left.err.contains("no stack left Kafka; it is listed in 1 stack"), "{}", left.err);
}

#[test]
fn a_name_that_no_stack_has_is_told_with_the_nearest() {
    let run = who(&["postgrsql"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("no technology called `postgrsql`"), "{}", run.err);
    assert!(run.err.contains("`PostgreSQL`"), "{}", run.err);
    // The incident of that name is no technology.
    assert_eq!(who(&["redis-outage"]).code, 1);
}

#[test]
fn moves_come_in_the_order_of_time_and_the_options_narrow_them() {
    let all = over_both("moves", &[]);
    let ends = [["mill/mongodb", "mill/postgresql"], ["mill/jenkins", "mill/github-actions"]];
    let last = ["ferry/redis", "ferry/valkey"];
    assert_eq!(fields(&all.out, &[3, 5]), [ends[0], ends[1], last]);
    let some = |words: &[&str]| over_both("moves", words).out;
    assert_eq!(fields(&some(&["--from", "mongo"]), &[3, 5]), [ends[0]]);
    assert_eq!(fields(&some(&["--to", "Valkey"]), &[3, 5]), [last]);
    assert_eq!(fields(&some(&["--kind", "database"]), &[3, 5]), [ends[0], last]);
    assert_eq!(fields(&some(&["--since", "2020"]), &[3, 5]), [ends[1], last]);
    let home = tempfile::tempdir().expect("a folder");
    let undated = home.path().join("undated.toml");
    let entry = |id: &str, more: &str| {
        format!(
            "[[entry]]\nid = \"{id}\"\nname = \"{id}\"\ncategory = \"all\"\nhomepage = \"https://example.org/{id}\"\n{more}"
        )
    };
    let text = format!(
        "schema = 2\n[stack]\nid = \"undated\"\nname = \"Undated\"\nkind = \"list\"\nsummary = \"Made.\"\n\
         [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n{}{}",
        entry("old", ""),
        entry("new", "[[entry.relation]]\nkind = \"replaced\"\ntarget = \"old\"\n"),
    );
    std::fs::write(&undated, text).expect("written");
    let undated = undated.to_str().expect("text");
    assert_eq!(fields(&run(&["moves", undated]).out, &[0, 3]), [["", "undated/old"]]);
    let since = run(&["moves", undated, "--since", "2020"]);
    assert_eq!((since.code, since.out.as_str()), (1, ""));
    assert!(since.err.contains("1 move without a date left out"), "{}", since.err);
    let none = over_both("moves", &["--from", "postgrsql"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""));
    assert!(none.err.contains("`PostgreSQL`"), "{}", none.err);
}

#[test]
fn compare_puts_what_is_shared_first_and_shows_the_past() {
    let of = |words: &[&str]| over_both("compare", words).out;
    let languages = |out: &str| out.lines().filter(|line| line.starts_with("languages\t")).count();
    assert_eq!(languages(&of(&[])), 2, "Python, once for each stack");
    let past = of(&["--as-of", "2018"]);
    assert_eq!(languages(&past), 1);
    // What has been given up since was in use then.
    let states = fields(&past, &[4, 6]);
    assert!(states.contains(&vec!["mill/mongodb", "current"]), "{past}");
    assert!(states.iter().all(|row| row[1] == "current"), "{past}");
    for width in ["100", "40"] {
        let [_, mill, _, ferry] = both();
        let mut command = stacklore();
        command.args(["compare", &mill, &ferry, "--format", "human"]).env("COLUMNS", width);
        let run: Run = command.output().expect("the program starts").into();
        assert_eq!(run.code, 0);
        let names = |line: &&str| line.contains("Ferry");
        let head = run.out.lines().find(names).expect("the name of the stack");
        // Side by side, or one under the other.
        assert_eq!(head.starts_with("Ferry"), width == "40", "{}", run.out);
        assert!(run.out.lines().all(|line| line.chars().count() <= width.parse().expect("a number")));
    }
}

#[test]
fn one_output_format_is_chosen_once() {
    for command in ["who redis", "moves", "compare"] {
        let words: Vec<&str> = command.split(' ').chain(["--json", "--format", "plain"]).collect();
        let run = run(&words);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("choose the output format once"), "{}", run.err);
    }
}

#[test]
fn every_move_of_the_built_in_stacks_has_an_address_and_most_a_passage() {
    let moves = run(&["moves", "--format", "plain"]);
    let rows = fields(&moves.out, &[0, 9, 11]);
    assert!(rows.len() > 300, "{}", rows.len());
    assert!(rows.iter().all(|row| row[2].starts_with("http")));
    let at_passage = rows.iter().filter(|row| row[2].contains(":~:text=")).count();
    assert!(at_passage * 100 >= rows.len() * 98, "{at_passage} of {}", rows.len());
}

#[test]
fn the_label_of_a_claim_opens_its_page_without_naming_the_stack() {
    let rows = run(&["who", "redis", "postgresql", "nginx", "--format", "plain"]).out;
    let rows = fields(&rows, &[10, 11, 14]);
    assert!(rows.len() > 15, "{}", rows.len());
    assert!(rows.iter().all(|row| row[2].starts_with("http")));
    for row in rows.iter().take(4) {
        let opened = run(&["open", row[0], row[1], "--print"]);
        assert_eq!((opened.code, opened.err.as_str()), (0, ""));
        let page = |address: &str| address.trim().split('#').next().map(str::to_owned);
        assert_eq!(page(&opened.out), page(row[2]));
    }
    assert_eq!(run(&["show", "github/redis"]).code, 0);
}
