//! The stack of Discord, embedded in the program.
//!
//! Nothing is parsed at run time: `build.rs` checks the data and writes its tables as constants.

use std::borrow::Cow;

use crate::dataset::{
    CategoryRecord, ClaimRecord, Confidence, Date, EntryDetails, EntryKind, EntryRecord, FormerId,
    HeadRecord, LinkRecord, PassageRecord, Period, Position, RelationKind, RelationRecord, Run, SourceKind,
    SourceRecord, Span, Stack, StackKind, Status, Tables,
};
use crate::format::File;

/// The name of the embedded stack.
pub const NAME: &str = "discord";

#[expect(clippy::unreadable_literal, reason = "positions in a text, written by `build.rs`")]
static DISCORD: Stack = Stack::from_tables(include!(concat!(env!("OUT_DIR"), "/bundled.rs")));

/// The stack of Discord; its tables are borrowed from the program, so a copy is cheap.
pub fn discord() -> Stack {
    DISCORD.clone()
}

static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The data files of the embedded stack, to check them again.
pub fn files() -> Vec<File> {
    FILES.iter().map(|(name, text)| File::new(*name, *text)).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::format::toml;

    #[test]
    fn what_is_embedded_is_what_the_data_say() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/discord");
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        let files: Vec<File> =
            paths.iter().map(|path| File::new(path.to_string_lossy(), fs::read(path).unwrap())).collect();
        let texts = |files: &[File]| files.iter().map(|file| file.bytes.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&super::files()), texts(&files));
        assert_eq!(toml::read(files).stack, Some(discord()));
    }

    #[test]
    fn having_the_embedded_stack_copies_nothing() {
        assert!(matches!(discord().tables().text, Cow::Borrowed(_)));
        assert!(matches!(discord().tables().entries, Cow::Borrowed(_)));
    }
}
