//! The words that a shell offers for an argument: ids of entries, names of stacks.

use std::ffi::OsStr;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};

use super::load;
use super::settings::Configuration;
use crate::dataset::{Entry, sanitized};

/// The completer of ids of entries: those of the default stacks, and after `stack/` those of a named stack.
pub(super) fn ids() -> ArgValueCompleter {
    ArgValueCompleter::new(ids_after)
}

/// The completer of stacks: their names, and files and folders.
pub(super) fn stacks() -> ArgValueCompleter {
    ArgValueCompleter::new(stacks_after)
}

fn ids_after(begun: &OsStr) -> Vec<CompletionCandidate> {
    let Some(begun) = begun.to_str() else { return Vec::new() };
    let configuration = Configuration::read(Vec::new());
    let (stack, catalog) = match begun.split_once('/') {
        Some((stack, _)) => {
            let origin = load::named(stack, &configuration.named_stacks());
            let catalog = origin.and_then(|origin| load::read_silently(&[origin], &configuration));
            (format!("{stack}/"), catalog)
        }
        None => (String::new(), load::default_catalog(&configuration)),
    };
    let Some(catalog) = catalog else { return Vec::new() };
    let candidate = |(id, entry): (_, Entry<'_>)| {
        let word = format!("{stack}{}", catalog.id(id));
        let name = sanitized(entry.name()).into_owned();
        word.starts_with(begun).then(|| CompletionCandidate::new(word).help(Some(name.into())))
    };
    catalog.entries().filter_map(candidate).collect()
}

fn stacks_after(begun: &OsStr) -> Vec<CompletionCandidate> {
    let configuration = Configuration::read(Vec::new());
    let listed = configuration.listed_stacks().unwrap_or_default().into_iter();
    let names = listed.filter(|stack| !stack.is_shadowed).map(|stack| stack.name);
    let begins = |name: &std::ffi::OsString| name.as_encoded_bytes().starts_with(begun.as_encoded_bytes());
    let mut candidates: Vec<_> = names.filter(begins).map(CompletionCandidate::new).collect();
    candidates.extend(PathCompleter::any().complete(begun));
    candidates
}
