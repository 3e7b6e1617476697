//! Suggestions for a name that was not found.
//!
//! More tolerant than [`dataset::nearest`](crate::dataset::nearest), which corrects one of a few keywords: here the user may
//! know only a part of the name.

/// Up to `most` items with the names nearest to `wanted`, the nearest first, without duplicates.
///
/// A name that has a word beginning with the wanted text, or is a word of it, is near. For others the edit distance counts
/// (with transpositions): names that differ in more than three of ten letters are left out.
pub fn nearest_names<'a, T: Copy + PartialEq>(
    wanted: &str,
    names: impl Iterator<Item = (&'a str, T)>,
    most: usize,
) -> Vec<T> {
    let wanted = wanted.to_lowercase();
    let mut ranked: Vec<(usize, usize, T)> = names
        .enumerate()
        .filter_map(|(order, (name, thing))| Some((distance(&wanted, &name.to_lowercase())?, order, thing)))
        .collect();
    ranked.sort_by_key(|(distance, order, _)| (*distance, *order));
    let mut chosen: Vec<T> = Vec::new();
    for (_, _, thing) in ranked {
        if chosen.len() < most && !chosen.contains(&thing) {
            chosen.push(thing);
        }
    }
    chosen
}

/// The distance between two lower-case names, `None` if it is too large for a misspelling.
fn distance(wanted: &str, name: &str) -> Option<usize> {
    let edits = strsim::osa_distance(wanted, name);
    let longer = wanted.chars().count().max(name.chars().count());
    let has_word = |text: &str, word: &str, is_whole: bool| {
        word.chars().count() >= 3
            && text.match_indices(word).any(|(at, _)| {
                let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + word.len()..));
                let starts = !before.ends_with(char::is_alphanumeric);
                let ends = !after.is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
                starts && (ends || !is_whole)
            })
    };
    let is_inside = has_word(name, wanted, false) || has_word(wanted, name, true);
    if is_inside { Some(edits.min(1)) } else { (edits * 10 <= longer * 3).then_some(edits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_are_offered_and_strangers_not_at_all() {
        let names = ["cassandra", "scylladb", "redis", "cloudflare-outage"];
        let nearest = |wanted| nearest_names(wanted, names.into_iter().map(|name| (name, name)), 3);
        assert_eq!(nearest("casandra"), ["cassandra"]);
        assert_eq!(nearest("cloudflare")[0], "cloudflare-outage");
        assert_eq!(nearest("what replaced redis")[0], "redis");
        for stranger in ["zzzz", "scale", "aws", "cass-and-redistribution"] {
            assert_eq!(nearest(stranger), [""; 0], "{stranger}");
        }
    }
}
