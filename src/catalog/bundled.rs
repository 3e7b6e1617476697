//! The built-in stacks, embedded in the program.
//!
//! `build.rs` checks them all. The tables of Discord are constants, so that nothing is parsed to open it; the files of the
//! others are packed, and cost nothing until one of them is read.

use std::borrow::Cow;
use std::ops::ControlFlow;

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::dataset::{
    CategoryRecord, ClaimRecord, Confidence, Date, EntryDetails, EntryKind, EntryRecord, FormerId,
    HeadRecord, LinkRecord, PassageRecord, Period, Position, RelationKind, RelationRecord, Run, SourceKind,
    SourceRecord, Span, Stack, StackKind, Status, Tables,
};
use crate::format::{File, toml};

/// The name of the stack that is opened by default.
pub const NAME: &str = "discord";

/// A built-in stack: what is known of it without reading it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Bundled {
    /// Its name, which is its id too.
    pub name: &'static str,
    /// The name of the service.
    pub title: &'static str,
    /// The homepage of the service.
    pub homepage: Option<&'static str>,
    /// The date when its facts were last reviewed.
    pub reviewed: Option<Date>,
    /// The number of its entries.
    pub entries: usize,
    /// The number of its claims.
    pub claims: usize,
    /// The number of its sources.
    pub sources: usize,
    /// The number of bytes that are parsed to open it: 0 for Discord.
    pub bytes: u64,
}

/// Every built-in stack, in the order of their names.
#[expect(clippy::unreadable_literal, reason = "numbers written by `build.rs`")]
pub static ALL: &[Bundled] = include!(concat!(env!("OUT_DIR"), "/heads.rs"));

/// The built-in stack with a name.
pub fn find(name: &str) -> Option<&'static Bundled> {
    ALL.iter().find(|bundled| bundled.name == name)
}

/// The word before the name of a built-in stack that no stack of the user's can shadow.
const PREFIX: &str = "built-in:";

/// The built-in stack of a name such as `built-in:discord`, which is no other stack's.
pub fn find_prefixed(name: &str) -> Option<&'static Bundled> {
    name.strip_prefix(PREFIX).and_then(find)
}

impl Bundled {
    /// Its name that no stack of the user's can shadow.
    pub fn prefixed_name(&self) -> String {
        format!("{PREFIX}{}", self.name)
    }
}

#[expect(clippy::unreadable_literal, reason = "positions in a text, written by `build.rs`")]
static DISCORD: Stack = Stack::from_tables(include!(concat!(env!("OUT_DIR"), "/bundled.rs")));

/// The stack of Discord; its tables are borrowed from the program, so a copy is cheap.
pub fn discord() -> Stack {
    DISCORD.clone()
}

static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The files of a stack, compressed as one text.
struct Packed {
    name: &'static str,
    /// The name and the length of each file.
    files: &'static [(&'static str, usize)],
    /// The length of all files.
    size: usize,
    bytes: &'static [u8],
}

#[expect(clippy::unreadable_literal, reason = "lengths of texts, written by `build.rs`")]
static PACKED: &[Packed] = include!(concat!(env!("OUT_DIR"), "/packed.rs"));

impl Bundled {
    /// The stack; it is read anew each time, except Discord's, which is a constant.
    ///
    /// `None` only if its files cannot be read as a stack: `build.rs` has read them all, so then the program is damaged.
    pub fn stack(&self) -> Option<Stack> {
        if self.name == NAME {
            return Some(discord());
        }
        let files = self.files();
        let opened = files.iter().map(|file| Ok(&*file.bytes));
        toml::load(opened, |_| ControlFlow::Continue(())).ok()
    }

    /// Its files, to check them again.
    pub fn files(&self) -> Vec<File> {
        match PACKED.iter().find(|packed| packed.name == self.name) {
            Some(packed) => packed.files(),
            None => FILES.iter().map(|(name, text)| File::new(*name, *text)).collect(),
        }
    }
}

impl Packed {
    fn files(&self) -> Vec<File> {
        let text = decompress_to_vec_with_limit(self.bytes, self.size).unwrap_or_default();
        let mut rest = text.as_slice();
        let file = |(name, size): &(&str, usize)| {
            let (bytes, after) = rest.split_at_checked(*size)?;
            rest = after;
            Some(File::new(*name, bytes))
        };
        self.files.iter().map_while(file).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn listed(folder: &Path) -> Vec<PathBuf> {
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    }

    #[test]
    fn what_is_embedded_is_what_the_data_say() {
        let mut folders = listed(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data"));
        folders.retain(|path| path.is_dir());
        let names = folders.iter().map(|folder| folder.file_name().unwrap().to_str().unwrap());
        assert_eq!(names.collect::<Vec<_>>(), ALL.iter().map(|bundled| bundled.name).collect::<Vec<_>>());
        for (folder, bundled) in folders.iter().zip(ALL) {
            let files = listed(folder).into_iter();
            let read = |path: PathBuf| File::new(path.to_string_lossy(), fs::read(&path).unwrap());
            let files: Vec<File> = files.map(read).collect();
            let texts = |files: &[File]| files.iter().map(|file| file.bytes.clone()).collect::<Vec<_>>();
            assert_eq!(texts(&bundled.files()), texts(&files));
            let stack = bundled.stack().unwrap();
            let counts = [stack.entries().len(), stack.claim_count(), stack.sources().len()];
            assert_eq!([bundled.entries, bundled.claims, bundled.sources], counts);
            assert_eq!((bundled.name, bundled.title), (stack.id(), stack.name()));
            assert!(bundled.name != NAME || toml::read(files).stack == Some(stack));
        }
    }

    #[test]
    fn having_the_default_stack_copies_nothing() {
        assert!(matches!(discord().tables().text, Cow::Borrowed(_)));
        assert!(matches!(discord().tables().entries, Cow::Borrowed(_)));
    }

    #[test]
    fn a_damaged_program_has_no_stack_and_no_panic() {
        let packed = Packed { name: "x", files: &[("a.toml", 3)], size: 3, bytes: &[1, 2, 3] };
        assert_eq!(packed.files(), []);
    }
}
