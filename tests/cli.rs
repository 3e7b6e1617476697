//! The program as a process: exit code and both streams of each command.

#[path = "cli/ask.rs"]
mod ask;
#[path = "cli/check.rs"]
mod check;
#[path = "cli/errors.rs"]
mod errors;
#[cfg(unix)]
#[path = "cli/files.rs"]
mod files;
#[path = "cli/forms.rs"]
mod forms;
#[path = "cli/import.rs"]
mod import;
#[path = "cli/kept.rs"]
mod kept;
#[path = "cli/keys.rs"]
mod keys;
#[path = "cli/list.rs"]
mod list;
#[path = "cli/new.rs"]
mod new;
#[path = "cli/settings.rs"]
mod settings;
#[path = "cli/shells.rs"]
mod shells;
#[path = "cli/stacks.rs"]
mod stacks;
#[cfg(unix)]
#[path = "cli/streams.rs"]
mod streams;

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use stacklore::dataset::fault;

fn fixture(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).display().to_string()
}

fn orchard() -> String {
    fixture("orchard.toml")
}

const NO_HOME: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody");

/// The program in an environment that holds nothing of the tester's.
fn stacklore() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stacklore"));
    // A home that is not there has no settings, and no stacks that go by a name.
    command.env_clear().env("HOME", NO_HOME).stdin(Stdio::null());
    command
}

/// What a run left behind.
#[derive(Debug)]
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        let code = output.status.code().expect("no signal");
        Self { code, out: text(output.stdout), err: text(output.stderr) }
    }
}

fn run(arguments: &[&str]) -> Run {
    stacklore().args(arguments).output().expect("the program starts").into()
}

fn json_of(arguments: &[&str]) -> Value {
    let run = run(arguments);
    assert!(run.out.ends_with('\n') && run.out.matches('\n').count() == 1, "{run:?}");
    let value: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(value.get("version"), Some(&json!(1)));
    value
}

/// Whether a text holds nothing that a terminal acts on.
fn is_inert(text: &str) -> bool {
    text.split(['\n', '\t']).all(|part| fault(part).is_none())
}

#[test]
fn without_a_name_the_embedded_stack_is_meant() {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/discord");
    let text = |item: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(item.expect("listed").path()).expect("text")
    };
    let files: Vec<String> = std::fs::read_dir(&data).expect("the data are there").map(text).collect();
    let entries = files.iter().flat_map(|file| file.lines()).filter(|line| *line == "[[entry]]").count();
    let embedded = run(&["list"]);
    assert_eq!((embedded.code, embedded.out.lines().count()), (0, entries));
    assert_eq!(run(&["list", "discord"]).out, embedded.out);
    assert_eq!(run(&[]).out, embedded.out);
    assert_eq!(run(&["list", &data.display().to_string()]).out, embedded.out);
    let check = run(&["check"]);
    assert_eq!(check.code, 0, "{}", check.out);
    assert!(check.err.starts_with(&format!("checked {} files: 0 errors, ", files.len())), "{}", check.err);
    assert!(run(&["show", "scylladb"]).out.starts_with("id\tscylladb\n"));
}

#[test]
fn list_gives_a_record_an_entry() {
    let run = run(&["list", &orchard()]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(run.out.lines().count(), 5);
    assert!(run.out.lines().all(|line| line.split('\t').count() == 10), "{}", run.out);
    let ids: Vec<_> = run.out.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(ids, ["postgresql", "scylladb", "redis", "rust", "tokio"]);
}

#[test]
fn list_as_json_has_the_documented_keys() {
    let value = json_of(&["list", "--json", &orchard()]);
    assert_eq!(value["stack"], json!({"id": "orchard", "name": "Orchard", "reviewed": "2026-01-02"}));
    let entries = value["entries"].as_array().expect("a list");
    assert_eq!(
        entries[0],
        json!({
            "id": "postgresql", "name": "PostgreSQL", "kind": "database", "category": ["Storage"],
            "status": "former", "since": "2015", "until": "2022-05",
            "summary": "Held every apple until it was replaced.", "claims": 1, "sources": 2
        })
    );
    assert_eq!(entries[2]["seen_by"], "2016");
    assert_eq!(entries[2]["category"], json!(["Storage", "Caches"]));
    assert_eq!(entries[4]["parent"], "rust");
}

#[test]
fn without_a_command_a_pipe_gets_the_list_or_what_the_explorer_would_start_with() {
    assert_eq!(run(&[&orchard()]).out, run(&["list", &orchard()]).out);
    assert_eq!(run(&["--json", &orchard()]).out, run(&["list", "--json", &orchard()]).out);
    assert!(run(&[&orchard(), "--query", "postgres"]).out.starts_with("postgresql\t"));
    assert!(run(&[&orchard(), "--select", "redis"]).out.starts_with("id\tredis\n"));
}

#[test]
fn show_gives_every_field_as_json() {
    let value = json_of(&["--json", "show", "scylladb", "--stack", &orchard()]);
    let entry = &value["entry"];
    assert_eq!(entry["claims"][0]["sources"], json!(["move", "rows"]));
    assert_eq!(entry["claims"][1]["label"], "C2");
    assert_eq!(entry["claims"][1]["confidence"], "reported");
    assert_eq!(entry["claims"][1]["date"], "2023-03");
    assert_eq!(
        entry["relations"],
        json!([{
            "kind": "replaced", "direction": "out", "target": "postgresql", "name": "PostgreSQL",
            "status": "former", "source": "move"
        }])
    );
    assert_eq!(
        entry["sources"][1],
        json!({
            "id": "rows", "title": "How we store apples", "url": "https://example.org/blog/rows",
            "archive": "https://web.archive.org/web/20170113/https://example.org/blog/rows",
            "kind": "article", "publisher": "Orchard", "published": "2017-01-13", "former_urls": []
        })
    );
    let former = json_of(&["--json", "show", "postgresql", "--stack", &orchard()]);
    assert_eq!(former["entry"]["relations"][0]["direction"], "in");
    assert!(former["entry"]["sources"][1].get("url").is_none(), "a reference has no URL");
}

#[test]
fn show_gives_a_script_a_fact_a_line() {
    let run = run(&["show", "scylladb", "--stack", &orchard()]);
    assert_eq!(run.code, 0);
    for line in [
        "id\tscylladb",
        "seen_by\t2017-01-13",
        "claim\tconfirmed\t2023-03\t1,2\tAll apples moved to it in May 2022.\t\tC1",
        "relation\tout\treplaced\tpostgresql\tmove\t\t\tformer",
        "source\t1\tmove\tarticle\t2023-03\tOrchard\tMoving the apples\thttps://example.org/blog/move",
    ] {
        assert!(run.out.lines().any(|found| found == line), "{line}\n{}", run.out);
    }
}

#[test]
fn an_unknown_id_offers_its_neighbours() {
    for command in [&["show", "sylladb"][..], &["open", "sylladb"]] {
        let run = run(&[command, &["--stack", &orchard()]].concat());
        assert_eq!((run.code, run.out.as_str()), (1, ""));
        assert!(run.err.contains("no entry `sylladb` in Orchard"), "{}", run.err);
        assert!(run.err.contains("did you mean `scylladb`?"), "{}", run.err);
    }
}

#[test]
fn search_echoes_the_query_and_keeps_to_the_limit() {
    let value = json_of(&["search", "--json", "--limit", "1", "  Café cluster", "--stack", &orchard()]);
    assert_eq!(value["query"], "  Café cluster");
    let all = json_of(&["search", "--json", "apples", "--stack", &orchard()]);
    let limited = json_of(&["search", "--json", "--limit", "1", "apples", "--stack", &orchard()]);
    assert_eq!(limited["total"], all["total"]);
    assert_eq!(limited["hits"].as_array().map(Vec::len), Some(1));
    let hit = &json_of(&["search", "--json", "postgres", "--stack", &orchard()])["hits"][0];
    assert_eq!(
        *hit,
        json!({
            "id": "postgresql", "name": "PostgreSQL", "tier": "exact", "field": "alias", "category": "storage",
            "status": "former", "since": "2015", "until": "2022-05", "name_matches": [[0, 8]],
            "snippet": "Postgres", "snippet_matches": [[0, 8]], "address": "https://example.org/blog/rows",
        })
    );
}

#[test]
fn the_values_of_a_field_are_listed_with_their_counts() {
    let value = json_of(&["search", "--json", "--values", "kind", "--stack", &orchard()]);
    assert_eq!(value["field"], "kind");
    let counts = value["values"].as_array().expect("a list");
    let (first, count) =
        (counts[0]["value"].as_str().expect("text"), counts[0]["count"].as_u64().expect("a number"));
    let found = json_of(&["search", "--json", &format!("kind:{first}"), "--stack", &orchard()]);
    assert_eq!(found["total"].as_u64(), Some(count));
    let plain = run(&["search", "--plain", "--values", "kind", "--stack", &orchard()]);
    assert_eq!(plain.out.lines().next(), Some(format!("{first}\t{count}").as_str()));
    assert_eq!(run(&["search", "--values", "colour"]).code, 2);
}

#[test]
fn nothing_found_is_still_json_with_exit_code_1() {
    let found = run(&["search", "--json", "zzzz\u{1b}", "--stack", &orchard()]);
    assert_eq!((found.code, found.err.as_str()), (1, ""));
    assert_eq!(found.out, "{\"version\":1,\"query\":\"zzzz\\u001b\",\"total\":0,\"hits\":[]}\n");
    let plain = run(&["search", "zzzz\u{1b}[2J", "--stack", &orchard()]);
    assert_eq!((plain.code, plain.out.as_str()), (1, ""));
    assert!(plain.err.contains("nothing matches") && is_inert(&plain.err), "{plain:?}");
}

#[test]
fn sources_tell_who_cites_them() {
    let run = run(&["sources", &orchard()]);
    assert_eq!(run.code, 0);
    let rows: Vec<Vec<&str>> = run.out.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows[0],
        [
            "rows",
            "article",
            "2017-01-13",
            "How we store apples",
            "https://example.org/blog/rows",
            "postgresql,scylladb,rust,tokio"
        ]
    );
    assert_eq!(rows[2][4], "", "a reference has no URL");
    let value = json_of(&["sources", "--json", &orchard()]);
    assert_eq!(value["sources"][2]["cited_by"], json!(["postgresql", "redis"]));
}

#[test]
fn check_passes_a_sound_stack_and_counts_its_hints() {
    let value = json_of(&["check", "--json", &orchard()]);
    assert_eq!((&value["errors"], &value["warnings"], &value["hints"]), (&json!(0), &json!(0), &json!(1)));
    let finding = &value["findings"][0];
    assert_eq!((&finding["code"], &finding["severity"]), (&json!("evidence.second-hand"), &json!("hint")));
    assert!(finding["line"].is_u64() && finding["column"].is_u64());
    let run = run(&["check", &orchard()]);
    assert_eq!(run.code, 0);
    let remark =
        "checked 1 file: 0 errors, 0 warnings, 1 hint\nschema 1 is read as before; schema 2 adds `when`";
    assert!(run.err.starts_with(remark), "{}", run.err);
    assert_eq!(run.out.split('\t').nth(4), Some("evidence.second-hand"));
}

#[test]
fn check_reports_every_error_of_every_file() {
    let broken = fixture("broken.toml");
    let found = run(&["check", &broken, &orchard()]);
    assert_eq!(found.code, 1);
    let codes: Vec<_> = found.out.lines().filter_map(|line| line.split('\t').nth(4)).collect();
    assert!(codes.contains(&"ref.dangling") && codes.contains(&"schema.missing-source"), "{codes:?}");
    assert!(codes.contains(&"evidence.second-hand"), "each file is checked: {codes:?}");
    assert!(found.err.starts_with("checked 2 files: "), "{}", found.err);
    let value = json_of(&["check", "--json", &broken]);
    assert_eq!(value["findings"][0]["file"], broken.as_str());
}

#[test]
fn what_cannot_be_read_is_a_finding_with_exit_code_3() {
    let run = run(&["check", "--json", "no/such/file.toml"]);
    assert_eq!(run.code, 3);
    let value: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(value["errors"], 1);
    assert_eq!(value["findings"][0]["code"], "io.unreadable");
    assert_eq!(value["findings"][0]["file"], "no/such/file.toml");
}

#[test]
fn a_stack_with_errors_does_not_open() {
    for command in
        [&["list"][..], &["sources"], &["search", "redis", "--stack"], &["show", "redis", "--stack"], &[]]
    {
        let run = run(&[command, &[&fixture("broken.toml")]].concat());
        assert_eq!((run.code, run.out.as_str()), (3, ""), "{command:?}");
        assert!(run.err.contains("broken.toml:19:12"), "the place is told: {}", run.err);
        assert!(run.err.contains("cannot be opened"), "{}", run.err);
    }
    let missing = run(&["list", "no/such/file.toml"]);
    assert_eq!((missing.code, missing.out.as_str()), (3, ""));
    assert!(missing.err.contains("no such file"), "{}", missing.err);
}

#[test]
fn open_prints_an_address_when_asked_to() {
    let print = |arguments: &[&str]| run(&[&["open", "--print", "--stack", &orchard()], arguments].concat());
    let second = print(&["scylladb", "2"]);
    assert_eq!((second.code, second.out.as_str()), (0, "https://example.org/blog/rows\n"));
    let none = print(&["scylladb", "3"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""));
    assert!(none.err.contains("ScyllaDB has sources [1] to [2]"), "{}", none.err);
    let reference = print(&["postgresql", "2"]);
    assert_eq!(reference.code, 1);
    assert!(reference.err.contains("has no URL: A talk that nobody recorded"), "{}", reference.err);
}

#[test]
fn open_says_what_it_cannot_do_and_gives_the_address_instead() {
    let mut command = stacklore();
    command.args(["open", "scylladb", "--stack", &orchard()]).env("SSH_CONNECTION", "there");
    let run = Run::from(command.output().expect("the program starts"));
    assert_eq!((run.code, run.out.as_str()), (4, "https://example.org/blog/move\n"));
    assert!(run.err.contains("no browser here"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn open_hands_the_page_to_the_browser_of_the_environment() {
    let mut command = stacklore();
    command
        .args(["open", "scylladb", "--stack", &orchard()])
        .env("BROWSER", "true")
        .env("PATH", "/usr/bin:/bin");
    let run = Run::from(command.output().expect("the program starts"));
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    assert!(run.err.starts_with("[1] ") && run.err.contains("https://example.org/blog/move"), "{}", run.err);
}

#[test]
fn hostile_arguments_reach_no_terminal_as_they_are() {
    let hostile = "x\u{1b}[2J\u{9b}31m\u{202e}\u{200b}\r\n\u{7f}";
    for arguments in [
        &[hostile][..],
        &["list", hostile],
        &["check", hostile],
        &["show", hostile, "--stack", &orchard()],
        &["search", hostile, "--stack", &orchard()],
        &["search", "--json", hostile, "--stack", &orchard()],
        &[&format!("--{hostile}")],
        &["list", "--limit", hostile],
        &["search", "x", "--limit", hostile],
        &[hostile, hostile],
        &["serach", hostile],
        &["diff", hostile, &orchard()],
        &["export", hostile],
        &["export", &orchard(), "--format", hostile],
        &["export", &orchard(), "-o", &format!("no/{hostile}")],
        &["export", &orchard(), "--into", &format!("no/{hostile}")],
        &["new", hostile],
        &["check", "--format", "github", hostile],
        &["check", "--deny", hostile],
    ] {
        let run = run(arguments);
        assert_ne!(run.code, 0, "{arguments:?}");
        assert!(is_inert(&run.out) && is_inert(&run.err), "{run:?}");
        assert!(run.err.len() < 4096, "{}", run.err.len());
    }
}

#[test]
fn a_stack_is_listed_and_compared_as_of_a_date() {
    let names = |arguments: &[&str]| {
        let list = json_of(arguments);
        let names = list["entries"].as_array().expect("entries").iter();
        names.map(|entry| format!("{} {}", entry["id"], entry["status"])).collect::<Vec<_>>().join(", ")
    };
    assert!(names(&["list", &orchard(), "--json"]).contains("scylladb"));
    let then = names(&["list", &orchard(), "--as-of", "2015", "--json"]);
    assert!(then.contains("\"postgresql\" \"current\"") && !then.contains("scylladb"), "{then}");
    let old = format!("{}@2015", orchard());
    let run = run(&["diff", &old, &orchard(), "--plain"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(
        run.out.contains("added\tentry\tscylladb") && run.out.contains("\tstatus\tcurrent\tformer"),
        "{}",
        run.out
    );
}

#[test]
fn what_is_no_date_after_an_at_sign_is_a_usage_error_unless_a_file_has_that_name() {
    let run_of = |name: &str| run(&["diff", name, &orchard()]);
    let wrong = run_of(&format!("{}@soon", orchard()));
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("\"soon\" is not a date") && wrong.err.contains("@2018"), "{}", wrong.err);
    let missing = run_of("nofile@2017");
    assert!(missing.code != 0 && missing.err.contains("nofile"), "{}", missing.err);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("my@2017.toml");
    std::fs::copy(orchard(), &file).expect("copied");
    assert_eq!(run_of(file.to_str().expect("text")).code, 0);
    assert_eq!(run(&["list", "--as-of", "soon"]).code, 2);
    assert_eq!(run(&["--as-of", "2018", "show", "redis"]).code, 2);
}

#[test]
fn wrong_usage_has_exit_code_2_and_help_goes_to_the_standard_output() {
    let wrong = run(&["list", "--nonsense"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(wrong.err.contains("--nonsense"), "{}", wrong.err);
    let mistyped = run(&["chekc"]);
    assert_eq!((mistyped.code, mistyped.out.as_str()), (2, ""));
    assert!(mistyped.err.contains("stacklore check"), "{}", mistyped.err);
    for arguments in [&["--help"][..], &["-h"], &["list", "--help"]] {
        let help = run(arguments);
        assert_eq!((help.code, help.err.as_str()), (0, ""));
        assert!(help.out.contains("Examples:") && help.out.contains("Usage: stacklore"), "{}", help.out);
    }
    let version = run(&["-V"]);
    assert_eq!(
        (version.code, version.out.as_str()),
        (0, concat!("stacklore ", env!("CARGO_PKG_VERSION"), "\n"))
    );
}

#[test]
fn a_file_that_is_missing_is_not_taken_for_a_mistyped_command() {
    for name in ["my-search.toml", "mylist", "./open", "nowhere/open-source.toml"] {
        let run = run(&["--plain", name]);
        assert_eq!(run.code, 3, "{name}: {}", run.err);
        assert!(
            run.err.contains("no such file") || run.err.contains("no stack, file or folder named"),
            "{}",
            run.err
        );
        assert!(!run.err.contains("did you mean"), "{}", run.err);
    }
    let run = run(&["--plain", "serach"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `stacklore search`?"), "{}", run.err);
}
