//! Stacks in which everything is that may be, and what can be done to them.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A stack in which everything that may be there is there, most of it in more than one form.
fn sample(kind: &str, choices: &[u8]) -> String {
    let mut text = format!(
        "# A sample.\nschema = 1\n\n[stack]\nid = \"s\"\nname = \"S\"\nkind = \"{kind}\"\nreviewed = 2026-01-31\n\n"
    );
    let mut next = choices.iter().copied().cycle();
    let mut choose = |forms: &[&str]| forms[usize::from(next.next().unwrap()) % forms.len()].to_owned();
    for at in 0..4 {
        let parent = choose(&["", "parent = \"c0\"\n", "summary = 'Of \"any\" kind'\n"]);
        let parent = if at == 0 { String::new() } else { parent };
        let _ = writeln!(text, "[[category]]\nid = \"c{at}\"\nname = \"C {at}\"\n{parent}");
    }
    for at in 0..12 {
        let head =
            choose(&["[[entry]]", "[[entry]] # one", "[[ entry ]]", "  [[entry]]", "[[entry]]", "[[entry]]"]);
        let name =
            choose(&["\"N\"", "'N'", "\"A \\\"b\\\"\"", "\"\"\"N\"\"\"", "\"Ünï 語\"", "\"N # n\"\t# end"]);
        let id = choose(&["id", " id", "\"id\"", "id", "id"]);
        let parent = choose(&["", "", &format!("parent = \"e{}\"\n", (at + 3) % 12)]);
        let parent = if at % 4 == 0 { parent } else { String::new() };
        let more = choose(&[
            "",
            "tags = [\"a\", \"b\"]\naliases = [ ]\n",
            "aliases = [\"x\" , \"y\",]\nsince = 2017-01-13\n",
            "tags = [\n  \"a\", # first\n  \"[[entry]]\",\n]\n",
            "\n# [[entry]]\nsince = \"2017\"\nuntil = \"2018-02\"\n",
            "summary = \"\"\"A \\\n[[entry]] \\\n  b\"\"\"\n",
            "summary = \"a\\tb\\u00e9\"\nlicense = \"MIT\"\n",
            "repository = \"HTTPS://example.org/%7Ea\"\n",
            &format!("former_ids = [\"f{at}\"]\n"),
        ]);
        let more = more.replace("a\\tb", "a b");
        let links = choose(&[
            "homepage = \"https://example.org/a\"\n",
            "homepage = \"https://example.org\" \n",
            &format!("homepage = \"https://example.org/e{at}\"\n"),
            &format!("homepage = \"https://{at}.example/\"\nrepository = \"https://example.org/e{at}\"\n"),
            "link = [{ title = \"T\", url = \"https://example.org/t\" }]\n",
            "[[entry.link]]\ntitle = \"T\"\nurl = \"https://xn--bcher-kva.example\"\n[[entry.link]]\nurl = \"https://example.org\"\n",
        ]);
        let claim = choose(&[
            "[[entry.claim]]\ntext = \"It is.\"\nconfidence = \"reported\"\nsources = [\"s0\", \"s1\"]\n",
            "[[entry.claim]]\ntext = 'It is.'\nconfidence = \"inferred\"\nsources = [\"s2\"]\n[[entry.claim]]\ntext = \"So.\"\nconfidence = \"confirmed\"\nsources = [\"s1\", \"s1\"]\n",
        ]);
        let relation = choose(&[
            "",
            &format!("[[entry.relation]]\nkind = \"used-with\"\ntarget = \"e{}\"\n", (at + 5) % 12),
            &format!(
                "[[entry.relation]]\nkind = \"part-of\"\ntarget = \"e{at}\"\nsource = \"s3\"\n[[entry.relation]]\nkind = \"replaced\"\ntarget = \"e0\"\n"
            ),
        ]);
        let _ = writeln!(
            text,
            "{head}\n{id} = \"e{at}\"\nname = {name}\ncategory = \"c{}\"\nkind = \"tool\"\nstatus = \"current\"\n{parent}{more}{links}{claim}{relation}",
            at % 4
        );
        if at % 3 == 2 {
            let form = choose(&[
                "url = \"https://example.org/s\"\nkind = \"article\"\npublished = 2024-05-02\n",
                "kind = \"reference\"\nformer_urls = [\"https://example.org/old\"]\npublisher = \"P\"\nauthor = \"A\"\n",
            ]);
            let _ = writeln!(text, "[[source]]\nid = \"s{}\"\ntitle = \"T\"\n{form}", at / 3);
        }
    }
    text
}

pub(super) fn any_sample() -> impl Strategy<Value = String> {
    (select(vec!["stack", "list"]), prop::collection::vec(any::<u8>(), 7..40))
        .prop_map(|(kind, choices)| sample(kind, &choices))
}

/// A change to a text: removed, added and moved lines and bytes.
pub(super) fn any_damage() -> impl Strategy<Value = Vec<(Index, Index, Option<&'static str>)>> {
    let unusual = select(vec![
        "[[entry]]",
        "[[entry.claim]]",
        "[[entry.link]]",
        "[[source]]",
        "[[category]]",
        "[entry]",
        "[stack]",
        "[entry.claim]",
        "[[stack]]",
        "schema = 1",
        "entry = []",
        "entry = [{ id = \"x\", name = \"X\", category = \"c0\" }]",
        "claim = [{ text = \"It is.\", confidence = \"reported\", sources = [\"s0\"] }]",
        "link = [{ url = \"https://example.org\" }]",
        "stack.id = \"s\"",
        "id = \"e1\"",
        "id = \"e11\"",
        "name = \"c1\"",
        "parent = \"e3\"",
        "parent = \"c2\"",
        "category = \"c9\"",
        "summary = \"\"\"",
        "summary = '''",
        "\"\"\"",
        "'''",
        "tags = [",
        "]",
        "tags = [\"a\", \"b\"",
        "since = 2017-02-30",
        "since = 2017-02-28T10:00:00",
        "until = \"2017-13\"",
        "url = \"javascript:alert(1)\"",
        "homepage = \"https://user@example.org\"",
        "homepage = \"https://example.org/a b\"",
        "license = \"\"",
        "license = \" \"",
        "license = \"a\u{202e}b\"",
        "license = \"a\tb\"",
        "license = \"a\\u0007b\"",
        "license = \"a\rb\"",
        "# \u{7f}",
        "#\u{1}",
        "\u{feff}",
        "\r",
        "a.b = 1",
        "unknown = \"x\"",
        "confidence = \"confirmed\"",
        "sources = []",
        "sources = [\"s9\"]",
        "target = \"e99\"",
        "former_ids = [\"e3\", \"g\"]",
        "former_ids = [\"f1\"]",
        "parent = \"f0\"",
        "target = \"g\"",
    ]);
    prop::collection::vec((any::<Index>(), any::<Index>(), prop::option::of(unusual)), 0..4)
}

pub(super) fn damaged(text: &str, damage: &[(Index, Index, Option<&str>)]) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for (at, other, unusual) in damage {
        let (at, other) = (at.index(lines.len()), other.index(lines.len()));
        match unusual {
            Some(unusual) if at % 2 == 0 => lines.insert(at, unusual),
            Some(unusual) => lines[at] = unusual,
            None if at % 3 == 0 => lines.swap(at, other),
            None if at % 3 == 1 => drop(lines.remove(at)),
            None => lines.insert(at, lines[other]),
        }
    }
    lines.join("\n") + "\n"
}

/// The text as several files: each begins where a table of the outermost level does.
pub(super) fn files(text: &str, splits: &[Index]) -> Vec<String> {
    let heads = ["\n[[entry]]\n", "\n[[source]]\n"];
    let heads: Vec<usize> =
        heads.iter().flat_map(|head| text.match_indices(head)).map(|(at, _)| at + 1).collect();
    let mut at: Vec<usize> =
        splits.iter().filter(|_| !heads.is_empty()).map(|split| heads[split.index(heads.len())]).collect();
    at.sort_unstable();
    at.dedup();
    let mut files = Vec::new();
    let mut start = 0;
    for end in at {
        files.push(text[start..end].to_owned());
        start = end;
    }
    files.push(text[start..].to_owned());
    files
}
