//! What a list said of a part when it was last brought into a file, as a word that fits into a comment.
//!
//! The word is a sum of what was said, so it can only be compared. It tells all the same who changed what: each fact was
//! before as it is in the file, or as it is in the list now, unless both have changed it. There are few facts, so all these
//! are tried, and the one whose sum is the word is what was said.

use std::fmt;

use crate::dataset::{Category, Entry, Stack};

/// What a list said of a part: of its facts, and of what it has several of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Memory {
    facts: u32,
    /// Of tags and links; 0 where there are none.
    more: u32,
}

/// A fact of a part, in the file and in the list.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub key: &'static str,
    pub file: Option<String>,
    pub list: Option<String>,
    /// Ids under which the file's, and the list's, was known when ids were others.
    pub aliases: [Option<String>; 2],
}

/// Whose doing it is that a fact is not the same in the file and in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doer {
    /// It is the same.
    Nobody,
    /// The list says something else now.
    List,
    /// Somebody wrote something else into the file.
    File,
    /// Both, or it cannot be told.
    Both,
}

impl Memory {
    pub fn of_entry(entry: Entry<'_>, category: Option<&str>, parent: Option<&str>) -> Self {
        let url = |url: Option<crate::dataset::SourceUrl>| url.map(|url| url.to_string());
        let (homepage, repository) = (url(entry.homepage()), url(entry.repository()));
        let facts = [
            Some(entry.name()),
            category,
            parent,
            homepage.as_deref(),
            repository.as_deref(),
            entry.summary(),
        ];
        let links = entry.links().filter_map(crate::dataset::Link::url).map(|url| url.to_string());
        let more: Vec<String> = entry.tags().map(str::to_owned).chain(links).collect();
        let sum = if more.is_empty() { 0 } else { sum(more.iter().map(|text| Some(&**text))) };
        Self { facts: self::sum(facts), more: sum }
    }

    pub fn of_category(category: Category<'_>, parent: Option<&str>) -> Self {
        Self { facts: sum([Some(category.name()), parent, category.summary()]), more: 0 }
    }

    pub fn of_head(stack: &Stack) -> Self {
        let homepage = stack.homepage().map(|url| url.to_string());
        Self { facts: sum([Some(stack.name()), stack.summary(), homepage.as_deref()]), more: 0 }
    }

    /// Whether the list said the same of tags and links.
    pub fn same_more(self, other: Self) -> bool {
        self.more == other.more
    }

    /// Reads what [`Display`](fmt::Display) writes.
    pub fn read(text: &str) -> Option<Self> {
        let word = text.strip_prefix('(')?.strip_suffix(')')?;
        let number = |digits: &str| {
            let hex = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_hexdigit());
            u32::from_str_radix(digits, 16).ok().filter(|_| hex)
        };
        match word.split_once('-') {
            Some((facts, more)) => Some(Self { facts: number(facts)?, more: number(more)? }),
            None => Some(Self { facts: number(word)?, more: 0 }),
        }
    }

    /// Tells of each fact who changed it; of all that differ it is both where nothing else can be.
    pub fn doers(self, facts: &[Fact]) -> Vec<Doer> {
        let choices: Vec<Vec<(Option<&str>, Doer)>> = facts.iter().map(choices).collect();
        let mut tried = vec![0_usize; facts.len()];
        loop {
            let taken = || choices.iter().zip(&tried).filter_map(|(choices, at)| choices.get(*at));
            if sum(taken().map(|(value, _)| *value)) == self.facts {
                return taken().map(|(_, doer)| *doer).collect();
            }
            // Counts on, each place as far as there are choices.
            let next = tried.iter_mut().zip(&choices).find_map(|(at, choices)| {
                *at = if *at + 1 < choices.len() { *at + 1 } else { 0 };
                (*at > 0).then_some(())
            });
            if next.is_none() {
                return facts.iter().map(unknown).collect();
            }
        }
    }
}

/// Who changed a fact where nothing is known of before.
pub(super) fn unknown(fact: &Fact) -> Doer {
    if fact.file == fact.list { Doer::Nobody } else { Doer::Both }
}

/// What a list may have said of a fact, and who would then have changed it.
fn choices(fact: &Fact) -> Vec<(Option<&str>, Doer)> {
    let [file, list] = fact.aliases.each_ref().map(Option::as_deref);
    let mut choices: Vec<(Option<&str>, Doer)> = if fact.file == fact.list {
        vec![(fact.file.as_deref(), Doer::Nobody)]
    } else {
        vec![(fact.list.as_deref(), Doer::File), (fact.file.as_deref(), Doer::List)]
    };
    for (alias, at) in [(list, 0), (file, 1)] {
        let doer = choices.get(at).or(choices.first()).map_or(Doer::Nobody, |(_, doer)| *doer);
        if alias.is_some() && choices.iter().all(|(value, _)| *value != alias) {
            choices.push((alias, doer));
        }
    }
    choices
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.more {
            0 => write!(f, "({:08x})", self.facts),
            more => write!(f, "({:08x}-{more:08x})", self.facts),
        }
    }
}

/// A sum of texts that stays the same in every version of the program: FNV-1a of 64 bits, folded.
fn sum<'a>(texts: impl IntoIterator<Item = Option<&'a str>>) -> u32 {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |byte: u8| sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for text in texts {
        text.unwrap_or("\0").bytes().for_each(&mut add);
        add(0x1f);
    }
    let [a, b, c, d, e, f, g, h] = sum.to_be_bytes();
    u32::from_be_bytes([a, b, c, d]) ^ u32::from_be_bytes([e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(key: &'static str, file: &str, list: &str) -> Fact {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Fact { key, file: given(file), list: given(list), aliases: [None, None] }
    }

    fn before(texts: &[&str]) -> Memory {
        Memory { facts: sum(texts.iter().map(|text| (!text.is_empty()).then_some(*text))), more: 0 }
    }

    #[test]
    fn who_changed_a_fact_is_told_by_what_was_said_before() {
        let facts = [fact("name", "jq", "jq"), fact("summary", "mine", "old"), fact("homepage", "a", "b")];
        assert_eq!(before(&["jq", "old", "a"]).doers(&facts), [Doer::Nobody, Doer::File, Doer::List]);
        assert_eq!(before(&["jq", "mine", "b"]).doers(&facts), [Doer::Nobody, Doer::List, Doer::File]);
        assert_eq!(before(&["jq", "older", "a"]).doers(&facts), [Doer::Nobody, Doer::Both, Doer::Both]);
        let gone = [fact("name", "jq", "jq"), fact("summary", "", "old"), fact("parent", "x", "")];
        assert_eq!(before(&["jq", "old", ""]).doers(&gone), [Doer::Nobody, Doer::File, Doer::File]);
        assert_eq!(before(&["jq", "", "x"]).doers(&gone), [Doer::Nobody, Doer::List, Doer::List]);
    }

    #[test]
    fn a_category_whose_id_was_changed_in_the_file_is_known_by_its_former_one() {
        let mut moved = fact("category", "cli", "web");
        moved.aliases = [Some("command-line-tools".to_owned()), None];
        assert_eq!(before(&["command-line-tools"]).doers(std::slice::from_ref(&moved)), [Doer::List]);
        let mut same = fact("category", "cli", "cli");
        same.aliases = [None, Some("command-line-tools".to_owned())];
        assert_eq!(before(&["command-line-tools"]).doers(&[same]), [Doer::Nobody]);
    }

    #[test]
    fn what_is_written_is_read() {
        for memory in [Memory { facts: 0x1a, more: 0 }, Memory { facts: u32::MAX, more: 7 }] {
            assert_eq!(Memory::read(&memory.to_string()), Some(memory));
        }
        for text in ["", "()", "(1a2b)", "1a2b3c4d", "(+1a2b3c4)", "(1a2b3c4d-)", "(of the other list)"] {
            assert_eq!(Memory::read(text), None, "{text}");
        }
        // The same in every version: files keep it for years.
        assert_eq!(before(&["jq", ""]).to_string(), "(126690cb)");
    }
}
