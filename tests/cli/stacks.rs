//! Naming stacks: several at once, by a name, through the standard input, and twice.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;

use super::*;

/// A list with entries of these ids.
fn list(id: &str, entries: &[&str]) -> String {
    let mut text = format!(
        "schema = 2\n[stack]\nid = \"{id}\"\nname = \"{id} list\"\nkind = \"list\"\nsummary = \"A list.\"\n\
         [[category]]\nid = \"all\"\nname = \"All\"\nsummary = \"All.\"\n"
    );
    for entry in entries {
        let _ = write!(
            text,
            "[[entry]]\nid = \"{entry}\"\nname = \"{entry}\"\ncategory = \"all\"\nsummary = \"One.\"\n\
             homepage = \"https://example.org/{id}/{entry}\"\n"
        );
    }
    text
}

/// A folder in which the program is run, and which is also where a person's own stacks are.
struct Home(tempfile::TempDir);

impl Home {
    fn with(files: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().expect("below the home")).expect("made");
            fs::write(path, text).expect("written");
        }
        Self(home)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with("", arguments)
    }

    fn run_with(&self, input: &str, arguments: &[&str]) -> Run {
        let mut command = stacklore();
        command.args(arguments).current_dir(self.0.path()).env("XDG_DATA_HOME", self.0.path());
        command.env("XDG_CONFIG_HOME", self.0.path().join("config"));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // A program that has enough closes its end, which is no fault of the test.
        let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
        child.wait_with_output().expect("it ends").into()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let run = self.run(arguments);
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
    }
}

fn ids(out: &str) -> Vec<&str> {
    out.lines().filter_map(|line| line.split('\t').next()).collect()
}

#[test]
fn several_stacks_are_listed_together_and_shared_ids_name_their_stack() {
    let home = Home::with(&[("a.toml", &list("a", &["x", "y"])), ("b.toml", &list("b", &["y", "z"]))]);
    let run = home.run(&["list", "a.toml", "b.toml"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(ids(&run.out), ["x", "a/y", "b/y", "z"]);
    let last: Vec<_> = run.out.lines().filter_map(|line| line.split('\t').nth(10)).collect();
    assert_eq!(last, ["a", "a", "b", "b"], "an eleventh column tells the stack");
    assert_eq!(home.run(&["a.toml", "b.toml"]).out, run.out);
    let value = home.json(&["list", "--json", "a.toml", "b.toml"]);
    assert_eq!(value["stack"]["id"], "a", "the first one stands where a single one would");
    assert_eq!(value["stacks"][1], json!({"id": "b", "name": "b list"}));
    assert_eq!(value["entries"][1]["id"], "a/y");
    assert_eq!(value["entries"][1]["stack"], "a");
    assert!(home.json(&["list", "--json", "a.toml"]).get("stacks").is_none());
}

#[test]
fn show_open_and_search_look_through_all_stacks() {
    let home = Home::with(&[("a.toml", &list("a", &["x", "y"])), ("b.toml", &list("b", &["y", "z"]))]);
    let both = ["--stack", "a.toml", "--stack", "b.toml"];
    let of = |words: &[&str]| home.run(&[words, &both].concat());
    assert!(of(&["show", "z"]).out.starts_with("id\tz\nname\tz\nstack\tb\n"));
    assert!(of(&["show", "b/y"]).out.starts_with("id\tb/y\n"));
    let either = of(&["show", "y"]);
    assert_eq!((either.code, ids(&either.out)), (1, vec!["a/y", "b/y"]), "the choices, and no entry");
    assert!(either.err.contains("more than one stack has an entry `y`"), "{}", either.err);
    let choices = home.run(&[&["show", "y", "--json"], &both[..]].concat());
    let choices: Value = serde_json::from_str(&choices.out).expect("JSON");
    assert_eq!((&choices["entries"][1]["id"], &choices["entries"][1]["stack"]), (&json!("b/y"), &json!("b")));
    let refused = of(&["open", "y", "--print"]);
    assert_eq!((refused.code, refused.out.as_str()), (1, ""), "what is not one page is no page");
    assert!(refused.err.contains("`a/y` or `b/y`"), "{}", refused.err);
    assert_eq!(of(&["open", "--print", "b/y"]).out, "https://example.org/b/y\n");
    let found = of(&["search", "y"]);
    assert_eq!(ids(&found.out), ["a/y", "b/y"]);
    assert!(found.out.lines().all(|line| line.split('\t').count() == 6), "{}", found.out);
    let value = home.json(&[&["search", "--json", "z"], &both[..]].concat());
    assert_eq!((&value["hits"][0]["id"], &value["hits"][0]["stack"]), (&json!("z"), &json!("b")));
    let value = home.json(&[&["show", "--json", "a/y"], &both[..]].concat());
    assert_eq!((&value["entry"]["id"], &value["entry"]["stack"]), (&json!("a/y"), &json!("a")));
}

#[test]
fn an_entry_of_a_stack_that_goes_by_a_name_is_found_by_both() {
    let home = Home::with(&[
        ("stacklore/mine.toml", &list("own", &["x", "quartz"])),
        ("a.toml", &list("a", &["y"])),
        ("discord/x.toml", "not TOML"),
    ]);
    for name in ["mine/quartz", "own/quartz"] {
        // The id of a stack that is not loaded is no name.
        let wanted = if name == "mine/quartz" { (0, "https://example.org/own/quartz\n") } else { (1, "") };
        let run = home.run(&["open", "--print", name]);
        assert_eq!((run.code, run.out.as_str()), wanted, "{run:?}");
    }
    assert!(home.run(&["show", "mine/quartz"]).out.starts_with("id\tquartz\n"));
    assert!(home.run(&["show", "mine/quartz", "--stack", "a.toml"]).out.starts_with("id\tquartz\n"));
    let unknown = home.run(&["show", "mine/quarts"]);
    assert!(unknown.code == 1 && unknown.err.contains("quartz"), "{unknown:?}");
    assert_eq!(home.run(&["show", "none/quartz"]).code, 1);
    let listed = |words: &[&str]| home.run(&[&["list"], words].concat()).out;
    assert_eq!(ids(&listed(&["mine/quartz"])), ["quartz"]);
    assert_eq!(ids(&listed(&["discord/rust"])).first(), Some(&"rust"));
    assert_eq!(ids(&listed(&["a.toml", "a/y", "mine", "own/x"])), ["y", "x"]);
    assert_eq!(home.json(&["list", "--json", "mine/x"])["entries"][0]["id"], "x");
    let missing = home.run(&["list", "pizza/postgresql"]);
    assert_eq!((missing.code, missing.out.as_str()), (3, ""));
    assert!(missing.err.contains("name an entry as STACK/ID"), "{}", missing.err);
    // A path that exists is a file.
    assert_eq!(home.run(&["list", "discord/x.toml"]).code, 3);
}

#[test]
fn an_empty_name_is_wrong_usage() {
    for command in
        [&["list", ""][..], &["check", ""], &["diff", "", "discord"], &["show", "x", "--stack", ""]]
    {
        let run = run(command);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{command:?}");
        assert!(run.err.contains("a STACK is empty"), "{}", run.err);
    }
}

#[test]
fn sources_of_several_stacks_tell_their_stack() {
    let run = run(&["sources", &orchard(), "discord"]);
    assert_eq!(run.code, 0);
    let first: Vec<&str> = run.out.lines().next().unwrap_or_default().split('\t').collect();
    assert_eq!((first.len(), first.last()), (7, Some(&"orchard")));
    assert!(first[5].contains("orchard/postgresql"), "{first:?}");
    let value = json_of(&["sources", "--json", &orchard(), "discord"]);
    assert_eq!(value["sources"][0]["stack"], "orchard");
}

#[test]
fn two_stacks_with_one_id_are_told_apart_and_that_is_said() {
    let home = Home::with(&[("a.toml", &list("fruit", &["x"])), ("b.toml", &list("fruit", &["x"]))]);
    let run = home.run(&["list", "a.toml", "b.toml"]);
    assert_eq!((run.code, ids(&run.out)), (0, vec!["fruit/x", "fruit-2/x"]));
    assert_eq!(
        run.err,
        "note: the stack in b.toml is called `fruit-2`, because a.toml has the id `fruit` too\n"
    );
    let shown = home.run(&["show", "fruit-2/x", "--stack", "a.toml", "--stack", "b.toml"]);
    assert!(shown.out.starts_with("id\tfruit-2/x\n"), "{shown:?}");
}

#[test]
fn a_stack_that_is_named_twice_is_read_once_and_that_is_said() {
    let home = Home::with(&[("a.toml", &list("a", &["x"]))]);
    let round = home.path("a.toml");
    for command in ["list", "check"] {
        let run = home.run(&[command, "a.toml", &round]);
        assert_eq!(run.code, 0);
        assert!(run.err.contains("a.toml is the same as an earlier stack and is read once"), "{}", run.err);
    }
    assert_eq!(home.run(&["list", "a.toml", &round]).out, home.run(&["list", "a.toml"]).out);
    assert!(home.run(&["check", "a.toml", &round]).err.contains("checked 1 file"));
}

#[test]
fn stacks_of_ones_own_go_by_their_names() {
    let home = Home::with(&[
        ("stacklore/mine.toml", &list("mine", &["x"])),
        ("stacklore/parts/1.toml", &list("parts", &["p"])),
        (
            "stacklore/parts/2.toml",
            "[[entry]]\nid = \"q\"\nname = \"q\"\ncategory = \"all\"\nsummary = \"q\"\nhomepage = \"https://example.org\"\n",
        ),
        ("other.toml", &list("other", &["y"])),
        // A file of the folder that happens to be current does not come before a name.
        ("mine", "not TOML"),
    ]);
    assert_eq!(ids(&home.run(&["list", "mine"]).out), ["x"]);
    assert_eq!(ids(&home.run(&["list", "parts"]).out), ["p", "q"]);
    assert_eq!(ids(&home.run(&["mine", "other.toml"]).out), ["x", "y"]);
    assert_eq!(home.run(&["list", "./mine"]).code, 3);
    let missing = home.run(&["list", "mime"]);
    assert_eq!((missing.code, missing.out.as_str()), (3, ""));
    assert!(missing.err.contains("did you mean `mine`?"), "{}", missing.err);
    let checked = home.json(&["check", "--json", "mime"]);
    assert_eq!(checked["findings"][0]["help"], "did you mean `mine`?");
    let missing = home.run(&["list", "quite-another"]);
    assert!(missing.err.contains("named stacks: `mine`, `parts`, `bluesky`, `discord`"), "{}", missing.err);
}

#[test]
fn a_file_that_shadows_a_built_in_stack_is_said_wherever_it_is_used() {
    let home = Home::with(&[("stacklore/discord.toml", &list("discord", &["x"]))]);
    let path = home.path("stacklore/discord.toml");
    for arguments in [&["list", "discord"][..], &["list"], &[], &["check", "discord"]] {
        let run = home.run(arguments);
        assert_eq!(run.code, 0, "{run:?}");
        let note = format!("note: `discord` is your own stack, not the built-in one of that name: {path}\n");
        assert!(run.err.starts_with(&note), "{arguments:?}: {}", run.err);
    }
    assert_eq!(ids(&home.run(&["list"]).out), ["x"]);
    // Without a name what is embedded is checked, whatever stands before it.
    assert!(home.run(&["check"]).err.starts_with("checked 1"), "{}", home.run(&["check"]).err);
    let run = home.run(&["stacks"]);
    let named: Vec<&str> = run.out.lines().filter(|line| line.starts_with("discord\t")).collect();
    let [own, built_in] = *named else { panic!("{}", run.out) };
    assert_eq!(own, format!("discord\town\t{path}\tshadows\tdiscord list\t1\t0\t0\t"));
    assert!(built_in.starts_with("discord\tembedded\t\tshadowed\tDiscord\t"), "{built_in}");
    let value = home.json(&["stacks", "--json"]);
    assert_eq!(value["folder"], home.path("stacklore"));
    let stacks = value["stacks"].as_array().expect("a list");
    let named: Vec<&Value> = stacks.iter().filter(|stack| stack["name"] == "discord").collect();
    let own = json!({"name": "discord", "origin": "own", "path": path, "remark": "shadows", "title": "discord list",
        "entries": 1, "claims": 0, "sources": 0});
    assert_eq!(named[0], &own);
    assert_eq!((&named[1]["origin"], &named[1]["remark"]), (&json!("embedded"), &json!("shadowed")));
}

#[test]
fn every_built_in_stack_is_named_with_what_it_has() {
    let run = run(&["stacks"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.lines().count() > 10, "{}", run.out);
    for line in run.out.lines() {
        let [name, origin, path, remark, title, entries, claims, sources, reviewed] =
            *line.split('\t').collect::<Vec<_>>()
        else {
            panic!("{line}")
        };
        assert_eq!((origin, path, remark), ("embedded", "", ""));
        assert!(!title.is_empty() && reviewed.starts_with("20"), "{line}");
        if name == "rust-project" {
            let count = |command: &str| self::run(&[command, name]).out.lines().count().to_string();
            assert_eq!((count("list"), count("sources")), (entries.to_owned(), sources.to_owned()));
            assert!(claims.parse::<usize>().is_ok_and(|count| count > 100), "{line}");
        }
    }
}

#[test]
fn all_named_stacks_are_read_together() {
    let home = Home::with(&[
        ("stacklore/mine.toml", &list("mine", &["x"])),
        ("stacklore/pypi.toml", &list("pypi", &["y"])),
        ("a.toml", &list("a", &["z"])),
    ]);
    let count = |run: &Run, stack: &str| {
        run.out.lines().filter(|line| line.rsplit('\t').next() == Some(stack)).count()
    };
    let run = home.run(&["list", "--all", "a.toml"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for (stack, wanted) in [("mine", 1), ("pypi", 1), ("a", 1)] {
        assert_eq!(count(&run, stack), wanted, "{stack}");
    }
    let built_in = home.run(&["stacks"]).out;
    let built_in: Vec<&str> = built_in.lines().filter(|line| line.contains("\tembedded\t\t\t")).collect();
    assert!(built_in.len() > 9, "all but the one that is shadowed");
    for line in built_in {
        let fields: Vec<&str> = line.split('\t').collect();
        assert_eq!(count(&run, fields[0]).to_string(), fields[5], "{line}");
    }
    assert_eq!(home.run(&["--all", "a.toml"]).out, run.out);
    let stack = |out: &str| out.lines().find_map(|line| line.strip_prefix("stack\t").map(str::to_owned));
    assert_eq!(stack(&home.run(&["show", "mine/x", "--all"]).out).as_deref(), Some("mine"));
    let before = home.run(&["--all", "list"]);
    assert!(before.code == 2 && before.err.contains("write --all after the command"), "{}", before.err);
    let missing = home.run(&["list", "stack-overflw"]);
    assert!(missing.err.contains("did you mean `stack-overflow`?"), "{}", missing.err);
}

#[test]
fn of_several_stacks_each_that_cannot_be_read_is_named_and_the_others_answer() {
    let home = Home::with(&[
        ("a.toml", &list("a", &["redis"])),
        ("broken.toml", "schema = 2\n[stack]\nid =\n"),
        ("large.toml", &format!("# {}\n{}", "x".repeat(4096), list("large", &["y"]))),
        ("empty/notes.txt", ""),
        ("z.toml", &list("z", &["redis"])),
        ("config/stacklore/config.toml", "limits.bytes = '2 KiB'"),
    ]);
    let names = ["a.toml", "broken.toml", "missing.toml", "large.toml", "empty", "z.toml"];
    for command in ["list", "who redis --stack"] {
        let words: Vec<&str> = command.split(' ').collect();
        let arguments: Vec<&str> = match &*words {
            [list] => [&[*list][..], &names].concat(),
            [who, redis, stack] => names.iter().fold(vec![who, redis], |mut all, name| {
                all.extend([stack, name]);
                all
            }),
            _ => unreachable!("two commands"),
        };
        let run = home.run(&arguments);
        assert_eq!(run.code, 3, "{command}: {}", run.err);
        assert_eq!(
            run.out.lines().filter(|line| line.contains("redis")).count(),
            2,
            "{command}: {}",
            run.out
        );
        for (name, fault) in [
            ("broken.toml", "has 1 error"),
            ("missing.toml", "no such file or folder"),
            ("large.toml", "more than 2 KiB"),
            ("empty", "no .toml file"),
        ] {
            let is_it = |line: &str| line.contains(name) && line.contains(fault);
            assert!(run.err.lines().any(is_it), "{command}: {name} {fault}: {}", run.err);
        }
    }
}

#[test]
fn the_library_of_the_settings_is_the_folder_of_named_stacks() {
    let home = Home::with(&[
        ("stacklore/hidden.toml", &list("hidden", &["h"])),
        ("shelf/mine.toml", &list("mine", &["redis"])),
        ("shelf/other/one.toml", &list("other", &["y"])),
        ("shelf/broken.toml", "schema = 2\n[stack]\nid =\n"),
        ("config/stacklore/config.toml", "stacks.library = '../../shelf'"),
    ]);
    assert_eq!(ids(&home.run(&["list", "mine"]).out), ["redis"]);
    assert_eq!(home.run(&["list", "hidden"]).code, 3, "the data folder is not read too");
    let stacks = home.run(&["stacks"]).out;
    let own: Vec<&str> = stacks.lines().filter(|line| line.contains("\town\t")).collect();
    let shown = |line: &&str| line.split('\t').next().map(str::to_owned);
    assert_eq!(own.iter().filter_map(shown).collect::<Vec<_>>(), ["broken", "mine", "other"]);
    let who = home.run(&["who", "redis"]);
    assert_eq!(who.code, 3, "an answer without one of the stacks is not the whole answer");
    assert!(who.out.contains("redis\tmine\t"), "{}", who.out);
    assert!(who.err.contains("broken"), "{}", who.err);
    let all = home.run(&["list", "--all"]);
    assert!(all.out.contains("\tmine\n") && all.out.contains("\tother\n"), "{}", all.out);

    fs::remove_dir_all(home.0.path().join("shelf")).expect("removed");
    for arguments in [&["stacks"][..], &["list", "--all"], &["who", "redis"]] {
        let run = home.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (3, ""), "{arguments:?}");
        assert!(run.err.contains("shelf") && run.err.contains("correct `stacks.library` in "), "{}", run.err);
    }
    let unknown = home.run(&["list", "mine"]).err;
    assert!(
        unknown.contains("no stack, file or folder named mine") && unknown.contains("shelf"),
        "{unknown}"
    );
    assert_eq!(home.run(&["list", "pypi"]).code, 0, "the built-in stacks are there all the same");
}

#[test]
fn the_standard_input_is_a_stack() {
    let home = Home::with(&[("a.toml", &list("a", &["x"]))]);
    let text = list("piped", &["y"]);
    assert_eq!(ids(&home.run_with(&text, &["list", "-"]).out), ["y"]);
    assert_eq!(ids(&home.run_with(&text, &["-"]).out), ["y"]);
    assert_eq!(ids(&home.run_with(&text, &["--from", "toml", "-"]).out), ["y"]);
    assert_eq!(ids(&home.run_with(&text, &["list", "a.toml", "-"]).out), ["x", "y"]);
    for twice in [&["list", "-", "-"][..], &["-", "a.toml", "-"], &["check", "-", "-"], &["diff", "-", "-"]] {
        let run = home.run_with(&text, twice);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{twice:?}");
        assert!(run.err.contains("can be read only once"), "{}", run.err);
    }
    assert!(home.run_with(&text, &["show", "y", "--stack", "-"]).out.starts_with("id\ty\n"));
    let check = home.run_with(&text, &["check", "-"]);
    assert_eq!((check.code, check.err.as_str()), (0, "checked 1 file: 0 errors, 0 warnings\n"));
    let broken = home.run_with("schema = 1\n[stack]\nid =\n", &["check", "-"]);
    assert_eq!(broken.code, 1);
    assert!(broken.out.starts_with("<stdin>\t3\t"), "{}", broken.out);
    let refused = home.run_with("schema = 1\n[stack]\nid =\n", &["list", "-"]);
    assert_eq!((refused.code, refused.out.as_str()), (3, ""));
    assert!(refused.err.contains("<stdin>:3:5"), "{}", refused.err);
    let markdown = "# Fruit\n\n## Apples\n\n- [Cox](https://example.org/cox) - An apple.\n";
    for arguments in [&["list", "-"][..], &["list", "--from", "markdown", "-"], &["--from", "markdown", "-"]]
    {
        assert_eq!(ids(&home.run_with(markdown, arguments).out), ["cox"], "{arguments:?}");
    }
    // A text that looks like neither, and is a list all the same.
    let bare = "Fruit\n\n- [Cox](https://example.org/cox) - An apple.\n";
    let from = ["--from", "markdown"];
    let with = |words: &[&str]| home.run_with(bare, &[words, &from].concat());
    assert_eq!(with(&["check", "-"]).code, 0);
    assert!(with(&["export", "-", "--format", "csv"]).out.contains("Cox"));
    let differ = with(&["diff", "a.toml", "-"]);
    assert!(differ.code == 1 && differ.out.contains("Cox"), "{differ:?}");
    for command in [&["check", "a.toml"][..], &["export", "a.toml"], &["diff", "a.toml", "a.toml"]] {
        assert_eq!(with(command).code, 2, "{command:?}");
    }
    assert_eq!(home.run_with(markdown, &["list", "--from", "toml", "-"]).code, 3);
    let unused = home.run(&["list", "--from", "toml", "a.toml"]);
    assert_eq!(unused.code, 2);
    assert!(unused.err.contains("no STACK is `-`"), "{}", unused.err);
}

#[test]
fn a_folder_of_markdown_alone_says_how_its_list_is_opened() {
    let home = Home::with(&[("lists/README.md", "# A list\n")]);
    let run = home.run(&["list", "lists"]);
    assert_eq!((run.code, run.out.as_str()), (3, ""));
    assert!(run.err.contains("hint: open the Markdown list by its own name: lists"), "{}", run.err);
    let value = home.json(&["check", "--json", "lists"]);
    assert_eq!(value["findings"][0]["code"], "io.empty-folder");
    assert!(value["findings"][0]["help"].as_str().is_some_and(|help| help.ends_with("README.md")));
}

#[test]
fn a_command_is_still_a_command_behind_a_stack_and_a_mistyped_one_is_offered() {
    let home = Home::with(&[("a.toml", &list("a", &["x"]))]);
    assert_eq!(home.run(&["a.toml", "list"]).code, 2);
    let run = home.run(&["serach", "rust"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `stacklore search`?"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused_before_anything_is_read() {
    let home = Home::with(&[("a.toml", &list("a", &["x"]))]);
    let (pipe, device) = (home.path("pipe.toml"), home.path("device.toml"));
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    std::os::unix::fs::symlink("/dev/zero", &device).expect("a link");
    for (path, why) in [(&pipe, "no program opened this pipe"), (&device, "is a device, not a file")] {
        for arguments in [&["list", "a.toml", path][..], &["check", path]] {
            let run = home.run(arguments);
            assert_eq!(run.code, 3);
            assert!((run.out + &run.err).contains(why), "{}", run.err);
        }
    }
    // A pipe that the user did not name, and one among the named stacks, are not read at all.
    let kept = Home::with(&[("stacklore/a.toml", &list("a", &["x"])), ("folder/a.toml", &list("a", &["x"]))]);
    for name in ["stacklore/pipe.toml", "folder/pipe.toml"] {
        let made = Command::new("mkfifo").arg(kept.path(name)).status().expect("mkfifo");
        assert!(made.success());
    }
    for name in ["pipe", "folder"] {
        let run = kept.run(&["list", name]);
        assert!(run.code == 3 && run.err.contains("is a pipe, not a file"), "{name}: {}", run.err);
    }
    assert!(std::path::Path::new(&pipe).exists());
    let hint = home.run(&["list", &pipe]);
    assert!(hint.err.contains("hint: pipe into standard input: `COMMAND | stacklore -`"), "{}", hint.err);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_a_stack_is_marked_where_the_names_are_listed() {
    let home = Home::with(&[("stacklore/mine.toml", &list("mine", &["x"]))]);
    let pipe = home.path("stacklore/pipe.toml");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    std::os::unix::fs::symlink("gone", home.path("stacklore/link.toml")).expect("a link");
    let run = home.run(&["stacks"]);
    let remarks: Vec<(&str, &str)> = run
        .out
        .lines()
        .filter(|line| line.contains("\town\t"))
        .map(|line| (line.split('\t').next().expect("a name"), line.split('\t').nth(3).expect("a remark")))
        .collect();
    assert_eq!(remarks, [("link", "broken link"), ("mine", ""), ("pipe", "a pipe")]);
}

#[cfg(unix)]
#[test]
fn all_that_cannot_be_read_of_a_folder_is_told_and_the_rest_is_checked() {
    let home = Home::with(&[("all/a.toml", &list("a", &["x"])), ("all/sub.toml/b.toml", "not TOML")]);
    assert_eq!(ids(&home.run(&["list", "all"]).out), ["x"], "a folder in it is not read");
    assert_eq!(home.run(&["check", "all"]).code, 0);
    let broken = list("a", &["x"]).replace("category = \"all\"", "category = \"none\"");
    fs::write(home.path("all/a.toml"), broken).expect("written");
    assert!(Command::new("mkfifo").arg(home.path("all/pipe.toml")).status().expect("mkfifo").success());
    std::os::unix::fs::symlink("gone", home.path("all/link.toml")).expect("a link");
    let checked = home.run(&["check", "all"]);
    assert_eq!(checked.code, 3);
    for wanted in [
        "all/link.toml\t\t\terror\tio.unreadable",
        "all/pipe.toml\t\t\terror\tio.not-regular-file",
        "all/a.toml\t14\t",
    ] {
        assert!(checked.out.contains(wanted), "{wanted}: {}", checked.out);
    }
    let opened = home.run(&["list", "all"]);
    assert_eq!((opened.code, opened.out.as_str()), (3, ""));
}
