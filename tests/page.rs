//! The page of `export --format html`: what its text holds, and how it behaves in a browser.
//!
//! The browser is Chromium, driven through chromedriver. Where there is none, the tests say so and pass, unless
//! `STACKLORE_BROWSER_TESTS` is `required`. Pictures of the page are left in the folder of the test's files.

#![expect(clippy::indexing_slicing, reason = "a position that is wrong is a test that fails")]

#[path = "support/browser.rs"]
mod browser;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use browser::{Browser, key, not_run};
use serde_json::{Value, json};
use stacklore::catalog::bundled;
use stacklore::dataset::{
    ClaimParts, Confidence, Date, EntryKind, EntryParts, OptionalText, RelationKind, RelationParts,
    SourceKind, SourceParts, Stack, StackBuilder, StackKind, Status,
};
use stacklore::export::html;

const NO_HOME: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody");

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// The address of a page with this text.
fn file(name: &str, text: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("a file");
    format!("file://{}", path.display())
}

/// What the command line prints as JSON.
fn answer(arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stacklore"));
    let run = command
        .args(arguments)
        .env_clear()
        .env("HOME", NO_HOME)
        .stdin(Stdio::null())
        .output()
        .expect("a run");
    serde_json::from_slice(&run.stdout)
        .unwrap_or_else(|_| panic!("{arguments:?}: {}", String::from_utf8_lossy(&run.stderr)))
}

/// The texts that a page must take for texts.
const HOSTILE: [&str; 7] = [
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 2</script>",
    "\"><img src=x onerror=\"window.hit = 3\">",
    "' onmouseover='window.hit = 4",
    "<!--<svg onload=window.hit=5>",
    "{{script}} &lt;b&gt; &amp;",
    "</style><link rel=stylesheet href=//example.net/x.css>",
];

/// A stack in which every text is hostile.
fn hostile() -> Stack {
    let url = "https://example.org/?a='&lt;b";
    let [one, two, three, four, five, six, seven] = HOSTILE;
    let mut builder =
        StackBuilder::new(StackKind::Stack, "hostile", one, two, url, Date::parse("2026-01").ok());
    builder.category("all", three, four, None);
    builder.source(&SourceParts {
        id: "page",
        title: five,
        url,
        former_urls: vec![],
        kind: SourceKind::Article,
        publisher: six,
        author: seven,
        published: Date::parse("2020-02-03").ok(),
    });
    for (id, name) in ["a", "b", "c", "d", "e", "f", "g"].into_iter().zip(HOSTILE) {
        builder.entry(&EntryParts {
            id,
            name,
            aliases: HOSTILE.to_vec(),
            kind: Some(EntryKind::Database),
            status: Some(Status::Former),
            since: Date::parse("2015").ok(),
            homepage: url,
            texts: &[(OptionalText::License, three)],
            tags: HOSTILE.to_vec(),
            summary: name,
            links: vec![(two, url)],
            claims: HOSTILE
                .iter()
                .map(|text| ClaimParts {
                    text,
                    confidence: Confidence::Confirmed,
                    sources: vec![0],
                    when: None,
                    passages: vec![(0, text, text)],
                })
                .collect(),
            relations: vec![RelationParts::new(RelationKind::UsedWith, 0, Some(0))],
            ..EntryParts::default()
        });
    }
    builder.build()
}

// --- the text --------------------------------------------------------------------------------------------------

#[test]
fn the_page_of_discord_is_small() {
    let size = html::write(&bundled::discord()).len();
    assert!(size < 600_000, "{size} bytes");
}

#[test]
fn the_page_asks_for_nothing() {
    let page = page_of(&[&fixture("orchard.toml").display().to_string()]);
    for request in [
        " src=",
        "@import",
        "url(",
        "fetch(",
        "XMLHttpRequest",
        "import(",
        "WebSocket",
        "<iframe",
        "<form action",
    ] {
        assert!(!page.contains(request), "{request}");
    }
    assert_eq!(page.matches("<link ").count(), 1, "the icon, which is in the page");
    assert!(page.contains("<link rel=\"icon\" href=\"data:"));
    let policy =
        page.split_once("Content-Security-Policy\" content=\"").and_then(|(_, rest)| rest.split_once('"'));
    let (policy, _) = policy.expect("a policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[test]
fn hostile_texts_are_no_markup() {
    let page = html::write(&hostile());
    let (_, body) = page.split_once("<body>").expect("a body");
    for markup in ["<img", "<script>window", "onerror=\"", "<!--", "</style>", "<link", "'x"] {
        assert!(!body.contains(markup), "{markup}");
    }
    assert_eq!(body.matches("<script").count(), 2);
    assert_eq!(body.matches("</script").count(), 2);
    assert!(body.contains("&lt;script&gt;window.hit = 1&lt;/script&gt;"));
}

#[test]
fn the_markup_has_no_errors() {
    let stacks = ["stacks/mill.toml", "stacks/ferry.toml"].map(|name| fixture(name).display().to_string());
    for page in
        [html::write(&bundled::discord()), html::write(&hostile()), page_of(&[&stacks[0], &stacks[1]])]
    {
        let errors = scraper::Html::parse_document(&page).errors;
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn every_claim_is_in_the_text() {
    let stack = bundled::discord();
    let page = html::write(&stack);
    assert_eq!(page.matches("<article ").count(), stack.entries().len());
    for (_, entry) in stack.entries() {
        for claim in entry.claims() {
            let plain = claim
                .text()
                .split(['&', '<', '>', '"', '\''])
                .max_by_key(|part| part.len())
                .unwrap_or_default();
            assert!(page.contains(plain), "{}: {}", entry.id(), claim.text());
        }
        assert!(page.contains(&format!("<article id={} ", entry.id())));
    }
}

// --- the browser -----------------------------------------------------------------------------------------------

/// Compares the hits of the page with those of the command line, all of them in order.
fn compare(browser: &Browser, stacks: &[&str], queries: &[&str]) {
    let found = browser.run_with(
        "const all = [];
         for (const query of given) all.push((await hits(query)).hits.map(hit => [hit.entry.id, TIERS[hit.tier]]));
         return all;",
        &json!(queries),
    );
    let mut wrong = Vec::new();
    for (query, found) in queries.iter().zip(found.as_array().expect("a list")) {
        let arguments: Vec<&str> = ["search", "--json", "--limit", "5000"]
            .into_iter()
            .chain(stacks.iter().flat_map(|stack| ["--stack", stack]))
            .chain(["--", query])
            .collect();
        let answer = answer(&arguments);
        let hits = answer["hits"].as_array().expect("hits").iter();
        let id = |hit: &Value| {
            hit["id"].as_str().and_then(|id| id.rsplit('/').next()).unwrap_or_default().to_owned()
        };
        let hits: Vec<Value> = hits.map(|hit| json!([id(hit), hit["tier"]])).collect();
        let found = found.as_array().expect("a list");
        if let Some(at) = (0..hits.len().max(found.len())).find(|at| hits.get(*at) != found.get(*at)) {
            wrong.push(format!("{query:?}, hit {at}: {:?}, on the page {:?}", hits.get(at), found.get(at)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_search_finds_what_the_command_line_finds() {
    let Some(browser) = Browser::start("the search of the page against the command line") else { return };
    browser.open(&file("discord.html", &html::write(&bundled::discord())));
    let queries = fs::read_to_string(fixture("page/queries.txt")).expect("the queries");
    let queries: Vec<&str> = queries.lines().collect();
    compare(&browser, &[], &queries);

    let stacks = ["stacks/mill.toml", "stacks/ferry.toml"].map(|name| fixture(name).display().to_string());
    let stacks: Vec<&str> = stacks.iter().map(String::as_str).collect();
    browser.open(&file("two.html", &page_of(&stacks)));
    let queries = [
        "redis",
        "mongo",
        "mill",
        "ferry redis",
        "stack:mill",
        "rust",
        "kind:database",
        "s",
        "storage",
        "jenkns",
    ];
    compare(&browser, &stacks, &queries);
}

/// The page that the command line writes of some stacks.
fn page_of(stacks: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stacklore"));
    let run = command.arg("export").args(stacks).args(["--format", "html"]);
    let run = run.env_clear().env("HOME", NO_HOME).stdin(Stdio::null()).output().expect("a run");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("UTF-8")
}

#[test]
fn the_words_of_the_stacks_have_the_stems_of_the_program() {
    let Some(browser) = Browser::start("the stems of the page against the program") else { return };
    browser.open(&file("stems.html", &html::write(&bundled::discord())));
    let stacks = bundled::ALL.iter().filter_map(bundled::Bundled::stack);
    let mut words = BTreeSet::new();
    for stack in stacks {
        let text = stack.tables().text.to_lowercase();
        let some = text.split(|c: char| !c.is_ascii_lowercase()).filter(|word| word.len() > 3);
        words.extend(some.map(str::to_owned));
    }
    let stemmer = rust_stemmers::Stemmer::create(rust_stemmers::Algorithm::English);
    let found = browser.run_with("return given.map(stem);", &json!(words));
    let found = found.as_array().expect("a list").iter().map(|stem| stem.as_str().unwrap_or_default());
    for (word, found) in words.iter().zip(found) {
        assert_eq!(found, stemmer.stem(word), "{word}");
    }
}

#[test]
fn a_relation_leads_to_the_other_entry_and_an_address_to_its_place() {
    let Some(browser) = Browser::start("relations and deep links of the page") else { return };
    let url = file("links.html", &html::write(&bundled::discord()));
    let shown = "return { shown: [...document.querySelectorAll('article')].filter(one => one.checkVisibility()).map(one => one.id),
        title: document.title, lit: document.querySelector('.lit')?.id, banner: $('_banner').hidden ? '' : $('_banner').textContent };";
    browser.open(&format!("{url}#scylladb"));
    assert_eq!(browser.run(shown)["shown"], json!(["scylladb"]));
    browser.run(
        "const link = [...view.querySelectorAll('dl.re a')].find(link => link.hash === '#cassandra');
         const moved = new Promise(resolve => addEventListener('hashchange', resolve, { once: true }));
         link.click(); await moved;",
    );
    let there = browser.run(shown);
    assert_eq!(there["shown"], json!(["cassandra"]));
    assert!(there["title"].as_str().is_some_and(|title| title.ends_with("Cassandra · Discord")), "{there}");

    browser.open(&format!("{url}#cassandra:c2"));
    let claim = browser.run(shown);
    assert_eq!((&claim["shown"], &claim["lit"]), (&json!(["cassandra"]), &json!("cassandra:c2")));
    browser.open(&format!("{url}#cat:storage"));
    assert_eq!(browser.run(shown)["shown"], json!([]));
    browser.open(&format!("{url}#no-such-thing"));
    assert_eq!(browser.run(shown)["banner"], "There is no entry no-such-thing here");

    let stacks = ["stacks/mill.toml", "stacks/ferry.toml"].map(|name| fixture(name).display().to_string());
    let url = file("elsewhere.html", &page_of(&[&stacks[0], &stacks[1]]));
    browser.open(&format!("{url}#mill/redis"));
    let others = browser.run("return [...view.querySelectorAll('.el a')].map(link => link.hash);");
    assert_eq!(others, json!(["#ferry/redis"]));
}

#[test]
fn the_date_shows_the_stack_as_it_was() {
    let Some(browser) = Browser::start("the date of the page") else { return };
    let stack = bundled::discord();
    browser.open(&file("date.html", &html::write(&stack)));
    for date in ["2015-06", "2017-01", "2020-03", "2023-11"] {
        let then = stack.as_of(Date::parse(date).expect("a date"));
        let entries = then.entries().map(|(_, entry)| {
            let letter = match entry.status() {
                Some(Status::Current) => "i",
                Some(Status::Former) => "f",
                Some(Status::Unknown) => "u",
                None => "e",
            };
            (entry.id().to_owned(), json!([letter, entry.claims().len()]))
        });
        let expected: Value = entries.collect::<serde_json::Map<_, _>>().into();
        let shown = browser.run_with(
            "const [year, month] = given.split('-').map(Number);
             slider.value = (year - Number(slider.dataset.year)) * 12 + month - 1;
             slider.dispatchEvent(new Event('input'));
             const there = [...document.querySelectorAll('ul.l > li:not(.later) > a')];
             const claims = id => $(id).querySelectorAll('ol.cl > li:not(.later)').length;
             return Object.fromEntries(there.map(link => [link.hash.slice(1), [link.className, claims(link.hash.slice(1))]]));",
            &json!(date),
        );
        assert_eq!(shown, expected, "{date}");
        assert_eq!(browser.run("return $('_at').textContent;"), date);
    }
    browser.press(key::ESCAPE);
    assert_eq!(browser.run("return $('_at').textContent + $('_banner').hidden;"), "todaytrue");
}

#[test]
fn hostile_data_does_nothing() {
    let Some(browser) = Browser::start("hostile data in the page") else { return };
    browser.open(&file("hostile.html", &html::write(&hostile())));
    let harm = browser.run(
        "const broken = [];
         addEventListener('securitypolicyviolation', event => broken.push(event.violatedDirective + ' ' + event.blockedURI));
         for (const article of articles) { location.hash = article.id; await new Promise(resolve => addEventListener('hashchange', resolve, { once: true })); }
         for (const text of ['script', 'img src', 'window.hit', 'onerror', 'link']) { input.value = text; await find(); }
         setDate(20);
         await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
         const links = [...document.querySelectorAll('a')].map(link => link.protocol);
         return { hit: window.hit ?? null, broken, requests: performance.getEntriesByType('resource').map(one => one.name),
           scripts: document.scripts.length, images: document.images.length, links: [...new Set(links)].sort(),
           name: $('a').querySelector('h3').textContent, hits: $('_hits').children.length > 0 };",
    );
    assert_eq!(harm["hit"], Value::Null);
    assert_eq!(harm["broken"], json!([]));
    assert_eq!(harm["requests"], json!([]));
    assert_eq!((&harm["scripts"], &harm["images"]), (&json!(2), &json!(0)));
    assert_eq!(harm["links"], json!(["file:", "https:"]));
    assert_eq!(harm["name"], HOSTILE[0]);
    assert_eq!(harm["hits"], true);
}

#[test]
fn the_page_works_by_keys_alone() {
    let Some(browser) = Browser::start("the keys of the page") else { return };
    browser.open(&file("keys.html", &html::write(&bundled::discord())));
    let focus = "return document.activeElement.id || document.activeElement.hash;";
    browser.press("/");
    assert_eq!(browser.run(focus), "_q");
    browser.press("scylla");
    assert_eq!(
        browser.run("await find(); return [input.value, $('_hits').querySelector('a').hash];"),
        json!(["scylla", "#scylladb"])
    );
    browser.press(key::DOWN);
    assert_eq!(browser.run(focus), "#scylladb");
    browser.press(key::DOWN);
    browser.press(key::UP);
    let at = "if (view?.id !== given) await new Promise(resolve => addEventListener('hashchange', resolve, { once: true })); return view.id;";
    browser.press(key::ENTER);
    assert_eq!(browser.run_with(at, &json!("scylladb")), "scylladb");
    browser.press(key::ESCAPE);
    assert_eq!(browser.run("await find(); return $('_hits').hidden;"), true);
    browser.press("j");
    assert_eq!(browser.run_with(at, &json!("cassandra")), "cassandra");
    browser.press("k");
    assert_eq!(browser.run_with(at, &json!("scylladb")), "scylladb");
    browser.press("h");
    assert_eq!(browser.run_with(at, &json!("cat:storage")), "cat:storage");
    browser.press("[");
    assert_eq!(browser.run("return root.classList.contains('asof');"), true);
    browser.press("?");
    assert_eq!(browser.run("return $('_keys').open;"), true);
}

/// The file of axe-core, which `.ci/run` installs.
fn axe() -> Option<String> {
    let modules = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?.join("node_modules/axe-core/axe.min.js");
    fs::read_to_string(modules).ok()
}

#[test]
fn the_page_is_open_to_all() {
    let Some(browser) = Browser::start("the page against the rules of axe-core") else { return };
    let Some(axe) = axe() else {
        return not_run(
            "the page against the rules of axe-core",
            "it is not installed (npm install --no-save --no-package-lock --prefix target axe-core)",
        );
    };
    let stacks = ["stacks/mill.toml", "stacks/ferry.toml"].map(|name| fixture(name).display().to_string());
    let (one, two) = (html::write(&bundled::discord()), page_of(&[&stacks[0], &stacks[1]]));
    let (one, two) = (file("axe.html", &one), file("axe-two.html", &two));
    let check = |url: &str, place: &str, about: &str| {
        browser.open(&if place.starts_with('#') { format!("{url}{place}") } else { url.to_owned() });
        browser.run(match place {
            "search" => "input.value = 'storage'; await find();",
            "keys" => "$('_keys').showModal();",
            "date" => "setDate(40);",
            _ => "",
        });
        browser.load(&axe);
        let wrong = browser.run(
            "const found = await axe.run(document);
             const places = one => one.nodes.slice(0, 3).map(node => node.html).join(' ');
             return found.violations.map(one => `${one.id}: ${one.help}: ${places(one)}`);",
        );
        assert_eq!(wrong, json!([]), "{about} {place}");
    };
    for (size, scheme) in [((1360, 900), "light"), ((1360, 900), "dark"), ((390, 844), "light")] {
        browser.as_on(size, scheme);
        for place in ["", "#mill/redis", "#cat:mill/storage", "search", "keys", "date"] {
            check(&two, place, &format!("{size:?} {scheme}"));
        }
        check(&one, "#cassandra", &format!("{size:?} {scheme}"));
    }
    check(&one, "", "Discord");
    check(&one, "search", "Discord");
}

#[test]
fn the_page_fits_its_screen() {
    let Some(browser) = Browser::start("the page on a desktop and on a phone") else { return };
    let url = file("fits.html", &html::write(&bundled::discord()));
    for (name, size, scheme) in [
        ("desktop", (1360, 900), "light"),
        ("desktop-dark", (1360, 900), "dark"),
        ("phone", (360, 780), "light"),
    ] {
        browser.as_on(size, scheme);
        for place in ["", "#cassandra", "#cat:incidents"] {
            browser.open(&format!("{url}{place}"));
            let wide = browser.run("return document.documentElement.scrollWidth - innerWidth;");
            assert_eq!(wide, 0, "{name} {place}");
            let shot = format!("page-{name}{}.png", place.replace(['#', ':'], "-"));
            fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(shot), browser.picture()).expect("a file");
        }
    }
}
