//! The tags and the links of an entry, as a newer list orders them among those of the user.

use std::collections::{HashMap, HashSet};

use toml_edit::{Array, RawString, Value};

/// A tag or a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The tag, or the URL of the link.
    pub key: String,
    /// The hash of all that a list gives.
    pub hash: u32,
}

/// The place that a piece is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    /// The file, by its number there.
    File(usize),
    /// The list, by its number there.
    List(usize),
}

/// A place of the file in the merged sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// A piece of the list, by its number there.
    Listed(usize),
    /// A piece of the user, by its number in the file.
    Own(usize),
    /// A piece that the list has dropped.
    Dropped,
}

/// The pieces of a file and of a newer list.
pub(super) struct Sequences<'p> {
    pub file: &'p [Piece],
    pub list: &'p [Piece],
    /// For each piece of the file whether the list gave it.
    pub is_from_list: &'p [bool],
    /// The hashes of the list before.
    pub former: &'p [u32],
}

impl Sequences<'_> {
    /// The pieces of the merged file: those of the user, and those of the newer list but for those that the user deleted.
    ///
    /// The pieces of the user keep their places, and so do the others unless the list has moved them.
    pub fn merged(&self) -> Vec<Pick> {
        let file_of = self.paired();
        let mut added = self.added(&file_of);
        let mut first = added.remove(&None).unwrap_or_default();
        let mut merged = Vec::new();
        for slot in self.slots(&file_of) {
            if !matches!(slot, Slot::Own(_)) {
                merged.extend(std::mem::take(&mut first).into_iter().map(Pick::List));
            }
            match slot {
                Slot::Own(file) => merged.push(Pick::File(file)),
                Slot::Dropped => {}
                Slot::Listed(list) => {
                    let file = file_of.get(list).copied().flatten().filter(|file| self.keeps(*file, list));
                    merged.push(file.map_or(Pick::List(list), Pick::File));
                    merged.extend(added.remove(&Some(list)).into_iter().flatten().map(Pick::List));
                }
            }
        }
        merged.extend(first.into_iter().map(Pick::List));
        merged
    }

    /// The places of the file.
    fn slots(&self, file_of: &[Option<usize>]) -> Vec<Slot> {
        let pairs = file_of.iter().enumerate().filter_map(|(list, file)| Some(((*file)?, list)));
        let list_of: HashMap<usize, usize> = pairs.collect();
        let mut lists: Vec<usize> =
            (0..self.file.len()).filter_map(|file| list_of.get(&file).copied()).collect();
        if self.is_in_former_order() {
            lists.sort_unstable();
        }
        let mut lists = lists.into_iter();
        let slot = |file: usize| match list_of.get(&file).and_then(|_| lists.next()) {
            Some(list) => Slot::Listed(list),
            None if self.is_from_list.get(file) == Some(&true) => Slot::Dropped,
            None => Slot::Own(file),
        };
        (0..self.file.len()).map(slot).collect()
    }

    /// The new pieces of the list, by the piece before them that the file has.
    fn added(&self, file_of: &[Option<usize>]) -> HashMap<Option<usize>, Vec<usize>> {
        let in_file: HashSet<u32> = self.file.iter().map(|piece| piece.hash).collect();
        let former: HashSet<u32> = self.former.iter().copied().collect();
        let mut added: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
        let mut before = None;
        for (list, (piece, file)) in self.list.iter().zip(file_of).enumerate() {
            let was_deleted = former.contains(&piece.hash) && !in_file.contains(&piece.hash);
            if file.is_some() {
                before = Some(list);
            } else if !was_deleted {
                added.entry(before).or_default().push(list);
            }
        }
        added
    }

    /// For each piece of the list that of the file: the same, or else one with the same key.
    fn paired(&self) -> Vec<Option<usize>> {
        let mut same: HashMap<u32, Vec<usize>> = HashMap::new();
        let mut called: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, piece) in self.file.iter().enumerate().rev() {
            same.entry(piece.hash).or_default().push(at);
            called.entry(&piece.key).or_default().push(at);
        }
        let mut taken = HashSet::new();
        let mut pairs: Vec<Option<usize>> = self
            .list
            .iter()
            .map(|piece| same.get_mut(&piece.hash)?.pop().filter(|at| taken.insert(*at)))
            .collect();
        for (pair, piece) in pairs.iter_mut().zip(self.list).filter(|(pair, _)| pair.is_none()) {
            let Some(files) = called.get_mut(&*piece.key) else { continue };
            *pair = std::iter::from_fn(|| files.pop()).find(|at| taken.insert(*at));
        }
        pairs
    }

    /// Whether the file keeps its own form of a piece of the list: it is the same, or the user's.
    fn keeps(&self, file: usize, list: usize) -> bool {
        let hash = |pieces: &[Piece], at: usize| pieces.get(at).map(|piece| piece.hash);
        hash(self.file, file) == hash(self.list, list) || self.is_from_list.get(file) != Some(&true)
    }

    /// Whether the user has left the pieces of the list in their order.
    fn is_in_former_order(&self) -> bool {
        let places: HashMap<u32, usize> =
            self.former.iter().enumerate().map(|(at, hash)| (*hash, at)).collect();
        let places: Vec<usize> =
            self.file.iter().filter_map(|piece| places.get(&piece.hash).copied()).collect();
        places.is_sorted()
    }
}

/// Changes an array to these values. Its comments stay; those of a removed value go to the next one.
pub(super) fn rebuild(array: &mut Array, picks: &[Pick], new: impl Fn(usize) -> Value, apart: &str) {
    let old: Vec<Value> = array.iter().cloned().collect();
    let raw = |text: Option<&RawString>| text.and_then(RawString::as_str).unwrap_or_default().to_owned();
    // The text before each value, with the comments before its removed predecessors.
    let kept: HashSet<usize> =
        picks.iter().filter_map(|pick| if let Pick::File(at) = pick { Some(*at) } else { None }).collect();
    let mut before: Vec<String> = Vec::new();
    let mut comments = String::new();
    for (at, value) in old.iter().enumerate() {
        let prefix = raw(value.decor().prefix());
        let suffix = raw(value.decor().suffix());
        before.push(joined(&comments, &prefix));
        let is_kept = kept.contains(&at);
        comments = if is_kept { suffix } else { joined(before.last().map_or("", String::as_str), &suffix) };
        if !comments.contains('#') {
            comments.clear();
        }
    }
    let mut end = joined(&comments, &raw(Some(array.trailing())));
    let is_tall = apart.contains('\n') || end.contains('\n') || before.iter().any(|text| text.contains('\n'));
    // A value at the end goes below the comments there.
    let last = picks.iter().rposition(|pick| matches!(pick, Pick::File(_))).map_or(0, |last| last + 1);
    array.clear();
    for (place, pick) in picks.iter().enumerate() {
        let indent = if is_tall {
            "\n  "
        } else if array.is_empty() {
            ""
        } else {
            " "
        };
        let (mut value, prefix) = match pick {
            Pick::File(at) => {
                let (Some(value), Some(prefix)) = (old.get(*at), before.get(*at)) else { continue };
                (value.clone(), prefix.clone())
            }
            Pick::List(at) if place == last && end.contains('#') => {
                (new(*at), format!("{}{indent}", std::mem::take(&mut end).trim_end()))
            }
            Pick::List(at) => (new(*at), String::new()),
        };
        let prefix = if prefix.contains('\n') { &*prefix } else { indent };
        *value.decor_mut() = toml_edit::Decor::new(prefix, "");
        array.push_formatted(value);
    }
    array.set_trailing_comma(is_tall && !array.is_empty());
    array.set_trailing(if is_tall { format!("{}\n", end.trim_end()) } else { String::new() });
}

/// Two texts between values, of which the first is dropped unless it has a comment.
fn joined(comments: &str, text: &str) -> String {
    if !comments.contains('#') {
        text.to_owned()
    } else if text.contains('#') || text.contains('\n') {
        format!("{}{}{text}", comments.trim_end(), if text.starts_with('\n') { "" } else { "\n  " })
    } else {
        format!("{}\n  ", comments.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece> {
        let piece = |word: &str| Piece {
            key: word.trim_end_matches('!').to_owned(),
            hash: word.bytes().map(u32::from).sum(),
        };
        text.split_whitespace().map(piece).collect()
    }

    /// The merged pieces of a list `former`, changed to `file` by hand, and to `list`.
    fn merged(former: &str, file: &str, list: &str) -> String {
        let [former, file, list] = [former, file, list].map(pieces);
        let former: Vec<u32> = former.iter().map(|piece| piece.hash).collect();
        let is_from_list: Vec<bool> = file.iter().map(|piece| former.contains(&piece.hash)).collect();
        let sequences = Sequences { file: &file, list: &list, is_from_list: &is_from_list, former: &former };
        let word = |pick: Pick| match pick {
            Pick::File(at) => file[at].key.clone(),
            Pick::List(at) => format!("+{}", list[at].key),
        };
        sequences.merged().into_iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_list_gives_takes_and_moves_its_own() {
        assert_eq!(merged("a b c", "a b c", "a c"), "a c");
        assert_eq!(merged("a b c", "a b c", "d a e c f"), "+d a +e c +f");
        assert_eq!(merged("a b c", "a b c", "c b a"), "c b a");
        assert_eq!(merged("a b", "a b", ""), "");
        assert_eq!(merged("a b", "a b", "x y"), "+x +y");
        assert_eq!(merged("a! b", "a! b", "a b"), "+a b");
    }

    #[test]
    fn the_user_keeps_what_is_theirs() {
        assert_eq!(merged("a b c", "m a b n c", "a d c"), "m a +d n c");
        assert_eq!(merged("a b", "m", "a b d"), "m +d", "what was deleted stays deleted");
        assert_eq!(merged("a b c", "c a b", "a b c d"), "c +d a b", "an order by hand stays");
        assert_eq!(merged("a", "a m", "a m"), "a m");
        assert_eq!(merged("a b", "a! b", "b"), "a b", "a title by hand stays");
        assert_eq!(merged("a b", "m n", "c d"), "m n +c +d");
        assert_eq!(
            merged("a b", "m a n b", "c b"),
            "m +c n b",
            "a new one comes in the place of the one that goes"
        );
    }

    #[test]
    fn comments_of_removed_values_stay() {
        let text = "x = [\n  # one\n  \"a\", # two\n  \"b\" # three\n  # four\n]\n";
        let mut doc: toml_edit::DocumentMut = text.parse().unwrap();
        let array = doc["x"].as_array_mut().unwrap();
        rebuild(array, &[Pick::File(1), Pick::List(0)], |_| Value::from("c"), " ");
        let comments = |text: &str| text.matches('#').count();
        assert_eq!(comments(&doc.to_string()), 4, "{doc}");
        let array = doc["x"].as_array_mut().unwrap();
        rebuild(array, &[], |_| Value::from("c"), " ");
        assert_eq!(comments(&doc.to_string()), 4, "{doc}");
        assert!(doc.to_string().parse::<toml_edit::DocumentMut>().is_ok(), "{doc}");
    }
}
