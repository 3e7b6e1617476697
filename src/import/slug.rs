//! Ids made from names: the same name always gives the same id.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Maximum length in bytes of the part of an id that comes from a name.
const MAX_SLUG: usize = 60;

/// The name in lower-case ASCII letters, digits and hyphens; empty if it has no such letters.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.nfkd().take(4 * MAX_SLUG) {
        match c {
            'a'..='z' | '0'..='9' | 'A'..='Z' => out.push(c.to_ascii_lowercase()),
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' => out.push('d'),
            // C++ and C# are not C.
            '+' if out.ends_with(|c| c != '-') => out.push_str("-plus"),
            '#' if out.ends_with(|c| c != '-') => out.push_str("-sharp"),
            '&' => out.push_str("-and-"),
            '\'' | '’' => {}
            _ if is_combining_mark(c) => {}
            _ => out.push('-'),
        }
    }
    let words: Vec<&str> = out.split('-').filter(|word| !word.is_empty()).collect();
    cut(&words.join("-"), MAX_SLUG).to_owned()
}

/// The start of an id, cut between words.
fn cut(id: &str, max: usize) -> &str {
    let Some((head, rest)) = id.split_at_checked(max) else { return id };
    let words =
        if rest.starts_with('-') { head } else { head.rsplit_once('-').map_or(head, |(words, _)| words) };
    let words = if words.len() < max / 2 { head } else { words };
    words.trim_end_matches('-')
}

/// An id for each pair of a slug, which may be empty, and the slug of its parent.
///
/// The first pair with a slug has it as its id. The others add the slug of their parent, and then a number. So most ids
/// stay the same whatever else is added to a list. `default` replaces an empty slug.
pub(super) fn ids(pairs: &[(&str, &str)], default: &str) -> Vec<String> {
    let or_default = |slug: &str| if slug.is_empty() { default.to_owned() } else { slug.to_owned() };
    // How many ids begin with each base; an id is a base, too.
    let mut taken: HashMap<String, usize> = HashMap::with_capacity(pairs.len());
    let mut is_first = |(slug, _): &(&str, &str)| taken.insert(or_default(slug), 1).is_none();
    let firsts: Vec<bool> = pairs.iter().map(&mut is_first).collect();
    let id = |(is_first, (slug, parent)): (bool, &(&str, &str))| {
        let slug = or_default(slug);
        if is_first {
            return slug;
        }
        let base = if parent.is_empty() { slug } else { format!("{slug}-{}", cut(parent, MAX_SLUG / 2)) };
        let mut id = base.clone();
        while taken.contains_key(&id) {
            let count = taken.entry(base.clone()).or_default();
            *count += 1;
            id = format!("{base}-{count}");
        }
        taken.insert(id.clone(), 1);
        id
    };
    firsts.into_iter().zip(pairs).map(id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_has_the_letters_of_an_id_only() {
        for (name, wanted) in [
            ("Apache Cassandra", "apache-cassandra"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("Art & Design", "art-and-design"),
            ("  Señor Ærøskøbing – Straße ", "senor-aeroskobing-strasse"),
            ("don't", "dont"),
            ("node.js (v2)!", "node-js-v2"),
            ("ｆｕｌｌ", "full"),
            ("語", ""),
            ("#1", "1"),
        ] {
            assert_eq!(slug(name), wanted, "{name}");
        }
        assert_eq!(slug(&"long name ".repeat(20)).len(), 59);
        assert_eq!(slug(&"x".repeat(200)).len(), 60);
    }

    #[test]
    fn clashes_add_their_parent_and_then_a_number() {
        let wanted =
            [("a", "one"), ("a", "two"), ("a", "two"), ("a-two", ""), ("", "x"), ("", ""), ("a", "")];
        let made = ids(&wanted, "entry");
        assert_eq!(made, ["a", "a-two-2", "a-two-3", "a-two", "entry", "entry-2", "a-2"]);
    }
}
