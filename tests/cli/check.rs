//! `check` in its forms, and `diff`.

use std::fs;

use serde_json::json;

use super::{fixture, is_inert, json_of, orchard, run};

#[test]
fn check_writes_annotations_for_github() {
    let broken = fixture("broken.toml");
    let found = run(&["check", "--format", "github", &broken]);
    assert_eq!(found.code, 1);
    assert!(is_inert(&found.out), "{}", found.out);
    let file = broken.replace(':', "%3A").replace(',', "%2C");
    let lines: Vec<&str> = found.out.lines().collect();
    assert_eq!(
        lines[0],
        format!(
            "::error file={file},line=19,col=12,endColumn=20,title=ref.dangling::there is no category \"cellar\"%0A\
             help: use the id of a [[category]], or add that category"
        )
    );
    assert!(
        lines.iter().all(|line| line.starts_with("::error file=") || line.starts_with("::warning file="))
    );
    assert!(found.err.starts_with("checked 1 file: "), "{}", found.err);
    let missing = run(&["check", "--format", "github", "no/such.toml"]);
    assert_eq!(missing.code, 3);
    assert_eq!(missing.out, "::error file=no/such.toml,title=io.unreadable::no such file or folder\n");
}

#[test]
fn check_has_each_form_under_two_names() {
    let broken = fixture("broken.toml");
    assert_eq!(run(&["check", "--format", "json", &broken]).out, run(&["check", "--json", &broken]).out);
    assert_eq!(run(&["check", "--format", "plain", &broken]).out, run(&["check", &broken]).out);
    let human = run(&["check", "--format", "human", &broken]);
    assert!(human.out.contains("\n   |     "), "each error is drawn: {}", human.out);
    assert!(is_inert(&human.out));
    assert_eq!(run(&["check", "--format", "github", "--plain", &broken]).code, 2);
}

#[test]
fn warnings_fail_a_check_only_when_they_are_denied() {
    assert_eq!(run(&["check", "--deny", "warnings", &orchard()]).code, 0, "a hint is no warning");
    let folder = tempfile::tempdir().expect("a folder");
    let stack = folder.path().join("warned.toml").display().to_string();
    let text = fs::read_to_string(orchard()).expect("UTF-8");
    fs::write(&stack, text.replace("sources = [\"move\"]", "sources = [\"talk\"]")).expect("room");
    assert_eq!(run(&["check", &stack]).code, 0);
    for form in [&["--json"][..], &["--plain"], &["--format", "github"], &["--format", "human"]] {
        let arguments = [&["check", "--deny", "warnings", &*stack], form].concat();
        assert_eq!(run(&arguments).code, 1, "{form:?}");
    }
    assert_eq!(run(&["check", "--deny", "errors", &orchard()]).code, 2);
}

#[test]
fn a_thousand_findings_of_a_kind_are_written_and_the_others_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.toml").display().to_string();
    let good = fs::read_to_string(orchard()).expect("UTF-8");
    let wrong = (0..1_500).map(|at| format!("wrong{at} = 1")).collect::<Vec<_>>().join("\n");
    fs::write(&path, format!("{wrong}\n{good}")).expect("room");
    let value = json_of(&["check", "--json", &path]);
    assert_eq!((&value["errors"], &value["warnings"]), (&json!(1_500), &json!(0)));
    assert_eq!(value["findings"].as_array().map(Vec::len), Some(1_001));
    assert_eq!(value["left_off"], json!([{"code": "schema.unknown-key", "count": 500}]));
    let plain = run(&["check", &path]);
    assert_eq!(plain.out.lines().count(), 1_001);
    assert_eq!(
        plain.err,
        "... and 500 more errors: schema.unknown-key 500\n`--verbose` prints all of them\n\
         checked 1 file: 1500 errors, 0 warnings, 1 hint\n"
    );
    let all = run(&["check", "--verbose", &path]);
    assert_eq!(all.out.lines().count(), 1_501);
    assert_eq!(all.err, "checked 1 file: 1500 errors, 0 warnings, 1 hint\n");
}

#[test]
fn every_stack_that_is_named_is_checked_in_that_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("a.toml");
    fs::copy(fixture("broken.toml"), &inside).expect("room");
    let folder = folder.path().display().to_string();
    let value = json_of(&["check", "--json", &orchard(), &folder, &fixture("broken.toml")]);
    let files: Vec<&str> =
        value["findings"].as_array().expect("a list").iter().filter_map(|f| f["file"].as_str()).collect();
    let mut order = files.clone();
    order.dedup();
    assert_eq!(order, [&orchard(), &inside.display().to_string(), &fixture("broken.toml")]);
}

#[test]
fn diff_tells_by_its_exit_code_whether_two_stacks_differ() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("newer.toml").display().to_string();
    let text = fs::read_to_string(orchard()).expect("UTF-8");
    fs::write(&path, text.replace("status = \"unknown\"", "status = \"current\"")).expect("room");
    let same = run(&["diff", &orchard(), &orchard()]);
    assert_eq!((same.code, same.out.as_str(), same.err.as_str()), (0, "", "no difference\n"));
    let differ = run(&["diff", &orchard(), &path]);
    assert_eq!((differ.code, differ.err.as_str()), (1, ""));
    assert_eq!(differ.out, "changed\tentry\tredis\tRedis\tstatus\tunknown\tcurrent\n");
    let back = json_of(&["diff", "--json", &path, &orchard()]);
    assert_eq!(back["equal"], json!(false));
    assert_eq!(
        back["entries"],
        json!([{"change": "changed", "id": "redis", "name": "Redis",
                "fields": [{"field": "status", "old": "current", "new": "unknown"}]}])
    );
    for (old, new) in [(&*orchard(), "no/such.toml"), (&*fixture("broken.toml"), &*orchard())] {
        let run = run(&["diff", old, new]);
        assert_eq!((run.code, run.out.as_str()), (3, ""), "{}", run.err);
    }
    assert_eq!(run(&["diff", &orchard()]).code, 2);
    assert_eq!(run(&["diff", "discord", "discord"]).code, 0);
}

#[test]
fn a_second_place_is_told_to_programs_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("twice.toml").display().to_string();
    let text = fs::read_to_string(orchard()).expect("UTF-8");
    let again = "[[category]]\nid = \"storage\"\nname = \"Storage\"\nsummary = \"Again.\"\n";
    fs::write(&path, format!("{text}\n{again}")).expect("room");
    let value = json_of(&["check", "--json", &path]);
    let twice =
        value["findings"].as_array().expect("a list").iter().find(|f| f["code"] == "ref.duplicate-id");
    let related = &twice.expect("the id is there twice")["related"][0];
    assert_eq!((&related["file"], &related["message"]), (&json!(path), &json!("the first one is here")));
    let line = related["line"].as_u64().expect("a line");
    let github = run(&["check", "--format", "github", &path]);
    assert!(github.out.contains(&format!("%0A{path}:{line}:")), "{}", github.out);
}

#[test]
fn a_person_reads_all_in_the_order_of_the_file() {
    let broken = fixture("broken.toml");
    let value = json_of(&["check", "--json", &broken]);
    let lines: Vec<u64> =
        value["findings"].as_array().expect("a list").iter().filter_map(|f| f["line"].as_u64()).collect();
    assert!(lines.is_sorted() && lines.len() > 1, "{lines:?}");
    let human = run(&["check", "--format", "human", &broken]);
    let places: Vec<usize> = lines
        .iter()
        .map(|line| {
            human.out.find(&format!("broken.toml:{line}:")).unwrap_or_else(|| panic!("{line}: {}", human.out))
        })
        .collect();
    assert!(places.is_sorted(), "{}", human.out);
}

#[test]
fn a_mistyped_key_is_one_finding_and_an_empty_name_is_not_to_be_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("my service.toml").display().to_string();
    let text = fs::read_to_string(orchard()).expect("UTF-8");
    let write = |from: &str, to: &str| fs::write(&path, text.replacen(from, to, 1)).expect("room");
    write("category = \"storage\"", "ctegory = \"storage\"");
    let value = json_of(&["check", "--json", &path]);
    let errors: Vec<_> =
        value["findings"].as_array().expect("a list").iter().filter(|f| f["severity"] == "error").collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(
        (&errors[0]["code"], &errors[0]["help"]),
        (&json!("schema.unknown-key"), &json!("did you mean `category`?"))
    );
    write("name = \"PostgreSQL\"", "name = \"\"");
    let empty = json_of(&["check", "--json", &path]);
    let empty =
        empty["findings"].as_array().expect("a list").iter().find(|f| f["code"] == "schema.bad-value");
    assert_eq!(empty.expect("the name is empty")["help"], "write something");
    let wrong = (0..20).map(|at| format!("wrong{at} = 1\n")).collect::<Vec<_>>().concat();
    fs::write(&path, format!("{wrong}{text}")).expect("room");
    let refused = run(&["list", &path]);
    assert!(
        refused.err.contains(&format!("run `stacklore check '{path}'` for all of them")),
        "{}",
        refused.err
    );
    fs::write(&path, "schema = 1\n[stack\n").expect("room");
    assert!(run(&["check", &path]).err.ends_with("references were not checked: correct the syntax first\n"));
}

/// A stack with these entries, each an id, a name and further lines.
fn stack_of(id: &str, entries: &[(&str, &str, &str)]) -> String {
    let entry = |(id, name, more): &(&str, &str, &str)| {
        format!(
            "\n[[entry]]\nid = \"{id}\"\nname = \"{name}\"\ncategory = \"all\"\nsummary = \"It.\"\n{more}\n"
        )
    };
    let head = format!(
        "schema = 2\n[stack]\nid = \"{id}\"\nname = \"{id}\"\nsummary = \"It.\"\nkind = \"list\"\n\
         [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n"
    );
    head + &entries.iter().map(entry).collect::<String>()
}

#[test]
fn a_check_of_several_stacks_names_what_looks_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = |host: &str| format!("homepage = \"https://{host}.example\"");
    let [quartz, other, onyx] = [page("quartz"), page("other"), page("onyx")];
    let stated = format!("{onyx}\nnot_same_as = [\"a/onyx\"]\nsame_as = [\"a/opal\", \"c/opal\"]");
    let alias = format!("{other}\naliases = [\"quartz\"]");
    let paths = [
        ("a.toml", stack_of("a", &[("quartz", "Quartz", &quartz), ("onyx", "Onyx", &other)])),
        ("b.toml", stack_of("b", &[("rose", "Rose", &alias), ("onyx", "Onyx", &stated)])),
    ]
    .map(|(name, text)| {
        let path = folder.path().join(name).display().to_string();
        fs::write(&path, text).expect("room");
        path
    });
    let [a, b] = paths.each_ref().map(|path| &**path);
    let alone = json_of(&["check", "--json", b]);
    assert_eq!(alone["findings"], json!([]), "of one stack nothing is compared");
    let both = json_of(&["check", "--json", a, b]);
    let found: Vec<_> = both["findings"].as_array().expect("a list").iter().collect();
    let codes: Vec<_> = found.iter().map(|finding| (&finding["code"], &finding["file"])).collect();
    assert_eq!(codes, [(&json!("tie.untied"), &json!(b)), (&json!("tie.unknown"), &json!(b))]);
    assert_eq!(found[0]["line"], json!(13), "{found:?}");
    assert_eq!(found[0]["severity"], json!("hint"));
    assert!(
        found[0]["help"].as_str().is_some_and(|help| help.contains("same_as = [\"a/quartz\"]")),
        "{found:?}"
    );
    let text = fs::read_to_string(b).expect("UTF-8");
    let line = text.lines().position(|line| line.starts_with("same_as")).expect("it is there") + 1;
    assert_eq!((&found[1]["line"], &found[1]["severity"]), (&json!(line), &json!("warning")));
    assert_eq!(run(&["check", "--deny", "warnings", a, b]).code, 1);
}
