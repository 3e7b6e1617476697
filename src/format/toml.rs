//! Stacks as TOML: read with every finding, loaded fast, written, and merged with a newer list.
//!
//! Reading a text:
//! - `read`: the files of a stack as a whole, with all findings; and tables that are no stack
//! - `scan`: a first pass over the characters, for what the parser cannot report: depth, unclosed brackets
//! - `syntax`: the parser's errors as findings, without those that only follow from another one
//! - `walk`: the parsed tables as a draft, with unknown keys and wrong types
//!
//! Loading a large stack, without a finding:
//! - `chunk`: cuts a text into chunks that are valid TOML by themselves
//! - `lines`: reads the simplest lines of a chunk without the parser
//! - `load`: reads chunks on several threads and joins them
//!
//! Writing:
//! - `write`: a stack as one file or as a folder, the template of a new stack, and the JSON Schema
//! - `import_hashes`: what a list gave for each field, as hashes in a comment
//! - `merge`: a newer version of a list merged into a file that the user has edited

mod chunk;
mod import_hashes;
mod lines;
mod load;
mod merge;
mod read;
mod scan;
mod syntax;
mod walk;
mod write;

pub use self::load::{ChunkProgress, LoadError, load, load_on};
pub use self::merge::{Change, ChangeKind, MergeError, Merged, PartKind, merge};
pub use self::read::{read, table};
pub use self::walk::wrong_type;
pub use self::write::{JSON_SCHEMA, template, write, write_folder, write_with};

#[cfg(test)]
mod tests;
