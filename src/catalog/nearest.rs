//! The entries whose names are nearest to one that was not found.
//!
//! Kinder than [`dataset::nearest`](crate::dataset::nearest), which corrects a word that is one of a few: here somebody
//! looks for a thing and may know a part of its name only.

/// Up to `most` of the things whose name is nearest to `wanted`, the nearest first, each thing once.
///
/// A name that contains the wanted text, or is contained in it, is near; else the number of edits counts (Damerau's
/// distance, in which a transposition is one). What has not even a letter in its place is not offered.
pub fn by_name<'a, T: Copy + PartialEq>(
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

/// How far two lower-case names are apart; none when they have nothing in common.
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
        let of = |wanted| by_name(wanted, names.into_iter().map(|name| (name, name)), 3);
        assert_eq!(of("casandra"), ["cassandra", "scylladb", "redis"]);
        assert_eq!(of("cloudflare")[0], "cloudflare-outage");
        assert_eq!(of("zzzz"), [""; 0]);
    }
}
