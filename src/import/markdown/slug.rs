//! Ids made of names: the same name always makes the same one.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How long the part of an id is that comes from a name.
const LONGEST: usize = 60;

/// A name in the letters of an id; nothing where it has none of them.
pub(super) fn slug(name: &str) -> String {
    let mut out = String::new();
    let mut apart = false;
    let add = |words: &str, apart: &mut bool, out: &mut String| {
        if *apart && !out.is_empty() {
            out.push('-');
        }
        *apart = false;
        out.push_str(words);
    };
    for c in name.nfkd().take(4 * LONGEST) {
        match c {
            'a'..='z' | '0'..='9' => add(c.encode_utf8(&mut [0; 4]), &mut apart, &mut out),
            'A'..='Z' => add(c.to_ascii_lowercase().encode_utf8(&mut [0; 4]), &mut apart, &mut out),
            'ß' => add("ss", &mut apart, &mut out),
            'æ' | 'Æ' => add("ae", &mut apart, &mut out),
            'œ' | 'Œ' => add("oe", &mut apart, &mut out),
            'ø' | 'Ø' => add("o", &mut apart, &mut out),
            'ł' | 'Ł' => add("l", &mut apart, &mut out),
            'đ' | 'Đ' => add("d", &mut apart, &mut out),
            // C++ and C# are not C.
            '+' | '#' if !out.is_empty() && !apart => {
                out.push_str(if c == '+' { "-plus" } else { "-sharp" });
            }
            '&' => {
                apart = true;
                add("and", &mut apart, &mut out);
                apart = true;
            }
            '\'' | '’' => {}
            _ if is_combining_mark(c) => {}
            _ => apart = true,
        }
    }
    cut(&out, LONGEST).to_owned()
}

/// The beginning of an id, cut between words.
fn cut(id: &str, longest: usize) -> &str {
    let Some(head) = id.get(..longest) else { return id };
    let whole = id.get(longest..).is_some_and(|rest| rest.starts_with('-'));
    let words = if whole { head } else { head.rsplit_once('-').map_or(head, |(words, _)| words) };
    let words = if words.len() < longest / 2 { head } else { words };
    words.trim_end_matches('-')
}

/// Gives each name an id of its own.
///
/// Each pair is a slug, which may be empty, and the slug of what is around it. The first with a slug has it as its id; the others add what
/// is around them, and then a number. So whatever else is added to a list, the ids of most stay.
pub(super) fn ids(wanted: &[(String, String)], otherwise: &str) -> Vec<String> {
    let mut taken: HashMap<String, usize> = HashMap::with_capacity(wanted.len());
    let mut ids: Vec<Option<String>> = Vec::with_capacity(wanted.len());
    for (slug, _) in wanted {
        let slug = if slug.is_empty() { otherwise } else { slug };
        let first = !taken.contains_key(slug);
        if first {
            taken.insert(slug.to_owned(), 1);
        }
        ids.push(first.then(|| slug.to_owned()));
    }
    let settled = ids.into_iter().zip(wanted).map(|(id, (slug, around))| {
        if let Some(id) = id {
            return id;
        }
        let slug = if slug.is_empty() { otherwise } else { slug };
        let mut base = format!("{slug}-{}", cut(around, LONGEST / 2));
        if around.is_empty() {
            slug.clone_into(&mut base);
        } else if !taken.contains_key(&base) {
            taken.insert(base.clone(), 1);
            return base;
        }
        loop {
            let count = taken.entry(base.clone()).or_insert(1);
            *count += 1;
            let id = format!("{base}-{count}");
            if !taken.contains_key(&id) {
                taken.insert(id.clone(), 1);
                return id;
            }
        }
    });
    settled.collect()
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
    fn clashes_take_what_is_around_them_and_then_a_number() {
        let wanted =
            [("a", "one"), ("a", "two"), ("a", "two"), ("a-two", ""), ("", "x"), ("", ""), ("a", "")];
        let wanted: Vec<_> = wanted.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        let made = ids(&wanted, "entry");
        assert_eq!(made, ["a", "a-two-2", "a-two-3", "a-two", "entry", "entry-2", "a-2"]);
    }
}
