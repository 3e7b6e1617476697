//! The limits on the sizes of values.

/// Maximum length of an id, in characters.
pub const MAX_ID_CHARS: usize = 256;
/// Maximum length of a name, a tag or a licence, in characters: the longest names in public package lists have 214.
pub const MAX_NAME_CHARS: usize = 256;
/// Maximum length of the title, the publisher or the author of a source, in characters.
pub const MAX_TITLE_CHARS: usize = 500;
/// Maximum length of a summary or a claim, in characters.
pub const MAX_TEXT_CHARS: usize = 65_536;
/// Maximum number of items of a list inside a table.
pub const MAX_LIST_ITEMS: usize = 1_000;
/// Maximum nesting depth of categories; entries that are deeper only get a warning.
pub const MAX_DEPTH: u32 = 64;

/// Maximum number of words of a passage: enough to find a place, too few to copy a sentence.
pub const MAX_PASSAGE_WORDS: usize = 8;
