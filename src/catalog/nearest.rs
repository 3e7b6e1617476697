//! Suggestions for a name that was not found.
//!
//! More tolerant than [`dataset::nearest`](crate::dataset::nearest), which corrects one of a few keywords: here the user may
//! know only a part of the name.

/// Up to `most` items with the names nearest to `wanted`, the nearest first, without duplicates.
///
/// A name that contains the wanted text, or is contained in it, is near; otherwise the edit distance counts (with
/// transpositions). Names that share no letter at the same position are left out.
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

/// The distance between two lower-case names, `None` if they have nothing in common.
fn distance(wanted: &str, name: &str) -> Option<usize> {
    let edits = strsim::osa_distance(wanted, name);
    let longer = wanted.chars().count().max(name.chars().count());
    let inside =
        wanted.chars().count() >= 3 && (name.contains(wanted) || wanted.contains(name) && name.len() >= 3);
    if inside { Some(edits.min(1)) } else { (edits < longer).then_some(edits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_nearest_names_are_offered_and_strangers_not_at_all() {
        let names = ["cassandra", "scylladb", "redis", "cloudflare-outage"];
        let nearest = |wanted| nearest_names(wanted, names.into_iter().map(|name| (name, name)), 3);
        assert_eq!(nearest("casandra"), ["cassandra", "scylladb", "redis"]);
        assert_eq!(nearest("cloudflare")[0], "cloudflare-outage");
        assert_eq!(nearest("zzzz"), [""; 0]);
    }
}
