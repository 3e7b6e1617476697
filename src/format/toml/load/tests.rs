//! Chunks of any size give the same stack as a full read, or leave it to that.

use proptest::prelude::*;
use proptest::sample::Index;

use super::samples::{any_damage, any_sample, damaged, files};
use super::*;
use crate::dataset::{EntryIndex, Relation};
use crate::format::File;
use crate::format::toml::read::read_by;
use crate::format::toml::{read, write};

fn in_chunks(size: usize, files: &[String]) -> Result<Stack, LoadError> {
    let mut last = (0, 0);
    let all: usize = files.iter().map(String::len).sum();
    let loaded = load_by(size, 2, files.iter().map(|file| Ok(file.as_bytes())), |progress| {
        assert!(last <= (progress.bytes, progress.entries()), "it goes on");
        last = (progress.bytes, progress.entries());
        if let Some(stack) = progress.stack() {
            assert_eq!(stack.entries().len(), progress.entries());
            look_around(&stack);
        }
        ControlFlow::Continue(())
    });
    if let Ok(stack) = &loaded {
        assert_eq!(last, (all as u64, stack.entries().len()), "it ends with all");
    }
    loaded
}

/// Follows everything that points somewhere.
fn look_around(stack: &Stack) {
    for (at, entry) in stack.entries() {
        assert!(!entry.category_path().is_empty());
        assert!(entry.parent().is_none_or(|at| stack.entry(at).is_some()));
        assert!(
            entry.relations().all(|relation| relation.target_entry().is_some() && relation.owner() == at)
        );
        assert!(entry.claims().all(|claim| claim.sources().count() == claim.source_indexes().len()));
        let _all = entry.neighbours();
    }
}

fn whole(files: &[String]) -> Option<Stack> {
    read(files.iter().map(|file| File::new("a.toml", file.as_bytes())).collect()).stack
}

/// The target of an id, and the relations to it.
type Found = (Option<EntryIndex>, Vec<EntryIndex>);

/// The content of a stack, independent of its layout in memory.
fn content(stack: &Stack) -> (String, Vec<Found>) {
    let back = |(_, entry): (_, crate::dataset::Entry<'_>)| {
        (stack.find(entry.id()), entry.relations_back().into_iter().map(Relation::owner).collect())
    };
    (write(stack), stack.entries().map(back).collect())
}

/// A list with this text between its metadata and its last entry.
fn list(middle: &str) -> String {
    format!(
        "schema = 1\n[stack]\nid = \"l\"\nname = \"L\"\nkind = \"list\"\n[[category]]\nid = \"c\"\nname = \"C\"\n{middle}{}",
        entry("last", "")
    )
}

fn entry(id: &str, more: &str) -> String {
    format!(
        "[[entry]]\nid = \"{id}\"\nname = \"E\"\ncategory = \"c\"\nhomepage = \"https://example.org\"\n{more}"
    )
}

fn category(id: &str, parent: &str) -> String {
    format!("[[category]]\nid = \"{id}\"\nname = \"C\"\nparent = \"{parent}\"\n")
}

#[test]
fn what_only_the_whole_can_tell_is_told() {
    let loads = |middle: &str| {
        let files = [list(middle)];
        let stack = in_chunks(1, &files).ok();
        assert_eq!(stack.as_ref().map(content), whole(&files).as_ref().map(content), "{middle}");
        stack.is_some()
    };
    assert!(loads(""));
    assert!(!loads(&entry("last", "")), "an id twice");
    assert!(!loads(&category("c", "c")), "a category twice");
    assert!(!loads(&entry("e", "parent = \"nobody\"\n")), "an id that has no record");
    assert!(!loads(&entry(
        "e",
        "[[entry.claim]]\ntext = \"T\"\nconfidence = \"reported\"\nsources = [\"s\"]\n"
    )));
    assert!(loads(&entry("e", "parent = \"last\"\n")));
    let cycle = entry("a", "parent = \"b\"\n") + &entry("b", "parent = \"a\"\n");
    assert!(!loads(&cycle), "a cycle of entries");
    assert!(!loads(&(category("a", "b") + &category("b", "a"))), "a cycle of categories");
    let chain = |len: usize| -> String {
        (1..len).map(|at| category(&format!("c{at}"), &format!("c{}", at - 1))).collect()
    };
    assert!(loads(&(category("c0", "c") + &chain(63))));
    assert!(!loads(&(category("c0", "c") + &chain(64))), "categories too deep");
    assert!(!loads("[stack]\nid = \"m\"\nname = \"M\"\n"), "a second head");
}

#[test]
fn a_head_inside_a_text_fools_nobody() {
    for quotes in ["\"\"\"", "'''"] {
        let text = list(&entry("e", &format!("summary = {quotes}\n[[entry]]\nid = \"f\"\n{quotes}\n")));
        assert!(matches!(in_chunks(1, std::slice::from_ref(&text)), Err(LoadError::NeedsFullRead)));
        assert!(whole(&[text]).is_none(), "a text is one line");
    }
    let text = list(&entry("e", "summary = \"\"\"a \\\n[[entry]] \\\nb\"\"\"\n"));
    let stack = in_chunks(1, &[text]).unwrap();
    assert_eq!(stack.entries().next().unwrap().1.summary(), Some("a [[entry]] b"));
}

#[test]
fn what_is_unusual_is_left_to_the_reader_of_the_whole() {
    let needs_full_read = |files: &[String]| matches!(in_chunks(1, files), Err(LoadError::NeedsFullRead));
    assert!(needs_full_read(&[list("").replace("schema = 1\n", "")]), "no schema");
    assert!(needs_full_read(&[list("").replace("schema = 1\n", "schema = 3\n")]));
    assert!(needs_full_read(&[]), "nothing");
    assert!(needs_full_read(&[String::from_utf8_lossy(b"\xff\xfes\0c\0").into_owned()]));
    // The kind comes too late for an entry without a claim, which only a list may have.
    let late = [entry("e", ""), list("")];
    assert!(needs_full_read(&late) && whole(&late).is_some());
    let wide: Vec<u8> = list("").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let read = load(std::iter::once(Ok(&*wide)), |_| ControlFlow::Continue(()));
    assert!(matches!(read, Err(LoadError::NeedsFullRead)));
}

#[test]
fn whoever_watches_may_end_it() {
    let text = list(&(0..500).map(|at| entry(&format!("e{at}"), "")).collect::<String>());
    let mut entries = Vec::new();
    let loaded = load_by(200, 2, std::iter::once(Ok(text.as_bytes())), |progress| {
        entries.push(progress.entries());
        if progress.entries() > 100 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(loaded, Err(LoadError::Cancelled)));
    assert!(entries.iter().rev().skip(1).all(|entries| *entries <= 100), "{entries:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let failure = |files: Vec<io::Result<Box<dyn Read + Send>>>| {
        load(files.into_iter(), |_| ControlFlow::Continue(())).map_err(|error| match error {
            LoadError::Unreadable(error) => error.to_string(),
            other => format!("{other:?}"),
        })
    };
    assert_eq!(failure(vec![Ok(Box::new(Broken))]), Err("gone".to_owned()));
    let good = || -> io::Result<Box<dyn Read + Send>> { Ok(Box::new(io::Cursor::new(list("")))) };
    assert_eq!(failure(vec![good(), Ok(Box::new(Broken))]), Err("gone".to_owned()));
    assert_eq!(failure(vec![good(), Err(io::Error::other("shut"))]), Err("shut".to_owned()));
    assert!(failure(vec![good()]).is_ok());
}

#[test]
fn what_there_is_so_far_leads_nowhere_else() {
    let text = entry("e", "parent = \"last\"\n[[entry.relation]]\nkind = \"part-of\"\ntarget = \"last\"\n");
    let text = list(&text.replace("category = \"c\"", "category = \"later\"")) + &category("later", "c");
    let mut seen = Vec::new();
    let loaded = load_by(1, 2, std::iter::once(Ok(text.as_bytes())), |progress| {
        let stack = progress.stack().unwrap();
        if let Some((_, entry)) = stack.entries().next() {
            seen.push((entry.category_path().join("/"), entry.parent().is_some(), entry.relations().len()));
        }
        ControlFlow::Continue(())
    });
    let so_far = |path: &str, known| (path.to_owned(), known, usize::from(known));
    assert_eq!(seen, [so_far("later", false), so_far("later", true), so_far("C/C", true)]);
    assert_eq!(content(&loaded.unwrap()), content(&whole(&[text]).unwrap()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_in_order_is_loaded_as_it_would_be_read(
        text in any_sample(),
        size in 1..3_000usize,
        splits in prop::collection::vec(any::<Index>(), 0..3),
        windows in any::<bool>(),
    ) {
        let mut files = files(&text, &splits);
        if windows {
            files = files.iter().map(|file| file.replace('\n', "\r\n")).collect();
        }
        let read = whole(&files);
        let Some(read) = read else { return Err(TestCaseError::reject("a cycle of parents")) };
        let loaded = in_chunks(size, &files);
        prop_assert!(loaded.is_ok(), "{loaded:?}\n{text}");
        prop_assert_eq!(content(&loaded.unwrap()), content(&read));
    }

    #[test]
    fn reading_the_whole_in_chunks_finds_the_same(
        text in any_sample(),
        damage in any_damage(),
        size in 1..3_000usize,
        splits in prop::collection::vec(any::<Index>(), 0..3),
    ) {
        let files = files(&damaged(&text, &damage), &splits);
        let files: Vec<File> = files.iter().map(|file| File::new("a.toml", file.as_bytes())).collect();
        let (one, other) = (read_by(usize::MAX, files.clone()), read_by(size, files));
        prop_assert_eq!(one.findings, other.findings);
        prop_assert_eq!(one.stack, other.stack);
    }

    #[test]
    fn what_is_refused_is_never_loaded(
        text in any_sample(),
        damage in any_damage(),
        size in 1..3_000usize,
        splits in prop::collection::vec(any::<Index>(), 0..3),
    ) {
        let text = damaged(&text, &damage);
        let files = files(&text, &splits);
        if let Ok(loaded) = in_chunks(size, &files) {
            let read = whole(&files);
            prop_assert!(read.is_some(), "{text}");
            prop_assert_eq!(content(&loaded), content(&read.unwrap()));
        }
    }
}
