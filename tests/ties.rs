//! The technologies that several built-in stacks have, against the list in `fixtures/ties.toml` that was judged by hand.

use std::collections::BTreeSet;

use stacklore::catalog::{Catalog, TieProblem, bundled};
use stacklore::dataset::Entry;
use toml::{Table, Value};

const JUDGED: &str = include_str!("fixtures/ties.toml");

fn catalog() -> Catalog {
    Catalog::new(bundled::ALL.iter().map(|bundled| bundled.stack().expect("it is built in")).collect())
}

/// The entries of each table of a list, as `stack/id`.
fn judged(list: &str) -> Vec<BTreeSet<String>> {
    let table: Table = JUDGED.parse().expect("TOML");
    let entries = |item: &Value| {
        let ids = item.get("entries").and_then(Value::as_array).expect("entries");
        ids.iter().map(|id| id.as_str().expect("a text").to_owned()).collect()
    };
    table.get(list).and_then(Value::as_array).expect("a list").iter().map(entries).collect()
}

#[test]
fn exactly_what_was_judged_the_same_is_tied() {
    let catalog = catalog();
    let ids = |entries: &[_]| entries.iter().map(|id| catalog.full_id(*id)).collect();
    let tied: BTreeSet<BTreeSet<String>> = catalog.technologies().all().map(ids).collect();
    let judged: BTreeSet<BTreeSet<String>> = judged("technology").into_iter().collect();
    let wrong: Vec<_> = tied.difference(&judged).collect();
    let missed: Vec<_> = judged.difference(&tied).collect();
    assert!(wrong.is_empty() && missed.is_empty(), "wrong: {wrong:#?}\nmissed: {missed:#?}");
}

#[test]
fn a_technology_has_one_entry_of_a_stack() {
    let catalog = catalog();
    for entries in catalog.technologies().all() {
        let stacks: BTreeSet<u32> = entries.iter().map(|id| id.stack).collect();
        let ids = || entries.iter().map(|id| catalog.full_id(*id)).collect::<Vec<_>>();
        assert_eq!(stacks.len(), entries.len(), "{:?}", ids());
    }
}

#[test]
fn what_only_looks_the_same_is_apart() {
    let catalog = catalog();
    for entries in judged("apart") {
        let ids: Vec<_> = entries.iter().map(|id| catalog.find(id).expect(id)).collect();
        let [one, other] = ids[..] else { panic!("{entries:?} are not two") };
        assert!(!catalog.technologies().of(one).contains(&other), "{entries:?}");
    }
}

#[test]
fn every_lookalike_of_the_built_in_stacks_was_judged() {
    let catalog = catalog();
    let apart = judged("apart");
    for problem in catalog.tie_problems() {
        let TieProblem::Lookalike { entry, other } = problem else { panic!("{problem:?}") };
        let pair = BTreeSet::from([catalog.full_id(entry), catalog.full_id(other)]);
        let names = [entry, other].map(|id| catalog.entry(id).map_or("", Entry::name));
        assert!(apart.contains(&pair), "{pair:?} {names:?}");
    }
}
