//! The state with which the interface starts.

use super::content::StateForm;
use super::keymap::Keymap;
use super::layout::Split;
use super::loading::{LoadProgress, Problem};
use super::own_commands::OwnCommand;
use super::resume::Resume;
use crate::catalog::{EntryId, Grouping, Sorting};
use crate::cells::Glyphs;
use crate::dataset::Date;
use crate::kept::Kept;
use crate::theme::{Depth, Look};

/// The state at the start.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own, in any combination")]
pub struct Start {
    /// A query to begin with.
    pub query: Option<String>,
    /// An entry to select.
    pub select: Option<EntryId>,
    /// Whether entries are picked: see [`Effect::Pick`](super::message::Effect::Pick).
    pub picks: bool,
    /// The grouping of the tree.
    pub grouping: Grouping,
    /// The date as of which the stacks are shown.
    pub as_of: Option<Date>,
    /// The order of the entries in the tree.
    pub sort: Sorting,
    /// The id of an entry to select once it is read.
    pub pending_selection: Option<String>,
    /// Whether the first-run tip is shown.
    pub tip: bool,
    /// The things that are kept between two runs.
    pub kept: Kept,
    /// The use that is made of the place of the last run.
    pub resume: Resume,
    /// The paths of the stacks, as [`Loaded::stack_paths`] has them.
    ///
    /// [`Loaded::stack_paths`]: super::loading::Loaded::stack_paths
    pub stack_paths: Vec<Option<String>>,
    /// The date of today, for queries such as `age:>3y`.
    pub today: Option<Date>,
    /// Whether some of the stacks come from files.
    pub has_files: bool,
    /// Whether one comes through the standard input.
    pub is_piped: bool,
    /// The progress of the load, if the catalog is still to come.
    pub loading: Option<LoadProgress>,
    /// All problems of the files, if they were collected.
    pub problems: Option<Vec<Problem>>,
    /// The characters of rules and ellipses in the detail.
    pub glyphs: Glyphs,
    /// The form of states.
    pub states: StateForm,
    /// Whether the screen is in the linear form.
    pub linear: bool,
    /// The look of the interface.
    pub look: Look,
    /// The dark and the light look, if the terminal's background chooses one of them.
    pub halves: Option<[Look; 2]>,
    /// The colours that the terminal can show.
    pub depth: Depth,
    /// Whether the mouse is used.
    pub mouse: bool,
    /// Whether the terminal cannot report the mouse.
    pub has_no_mouse: bool,
    /// The size that the user has given the list.
    pub split: Split,
    /// The seed of what is chosen at random.
    pub seed: u64,
    /// The keys in use.
    pub keymap: Keymap,
    /// The user's own commands.
    pub commands: Vec<OwnCommand>,
}
