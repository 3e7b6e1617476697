//! Random messages, and what holds after each of them.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index as Pick;

use super::Model;
use crate::app::keys::{ACTIONS, Code, Context, Key};
use crate::app::layout::{Class, Focus, Size, View};
use crate::app::loading::{FileLocation, LoadProgress, Loaded, OpenStacks, Problem};
use crate::app::message::{Effect, Message, Opening, SearchReply};
use crate::app::mouse::{Mouse, MouseKind};
use crate::app::popup::{Popup, PopupContent};
use crate::app::shared::Shared;
use crate::app::stack_row::{StackKey, StackPlace, StackRow};
use crate::app::start::Start;
use crate::catalog::{Catalog, Node, sample};
use crate::dataset::{EntryParts, Stack, StackBuilder, StackKind};
use crate::format::File;
use crate::search::{Index, QueryCache};
use crate::theme::{self, BUILT_IN, Half};

/// One step of the user or of the loop.
#[derive(Clone, Debug)]
enum Step {
    Press(Key),
    Mouse(Mouse),
    Paste(&'static str),
    Resize(u16, u16),
    /// Replies to a pending effect; a repeated reply comes again later.
    Reply {
        which: Pick,
        is_repeated: bool,
    },
    Progress,
    Load {
        catalog: Option<usize>,
        more: bool,
        is_partial: bool,
        problems: usize,
        is_complete: bool,
    },
}

fn any_key() -> impl Strategy<Value = Key> {
    let bound: Vec<Key> =
        ACTIONS.iter().flat_map(|action| action.keys).flat_map(|chord| chord.keys().to_vec()).collect();
    let plain = |codes: Vec<Code>| prop::sample::select(codes).prop_map(Key::plain);
    let letters = "rowscalent*!^ ".chars().map(Code::Char).collect();
    prop_oneof![
        4 => prop::sample::select(bound),
        3 => plain(letters),
        2 => plain(vec![Code::Enter, Code::Esc, Code::Down, Code::Up, Code::Backspace, Code::Tab, Code::F(1)]),
        1 => plain("/!u?SM=bBmQaOd".chars().map(Code::Char).collect()),
    ]
}

fn any_mouse() -> impl Strategy<Value = Mouse> {
    use MouseKind::{Back, Drag, Forward, Press, Release, WheelDown, WheelUp};
    let kinds = vec![Press, Press, Press, Drag, Release, WheelDown, WheelUp, Back, Forward];
    let place = prop_oneof![9 => (0..125u16, 0..55u16), 1 => any::<(u16, u16)>()];
    (prop::sample::select(kinds), place).prop_map(|(kind, (x, y))| Mouse { kind, x, y })
}

fn any_step() -> impl Strategy<Value = Step> {
    let loads =
        (prop::option::of(0..catalogs().len()), any::<bool>(), any::<bool>(), 0..4usize, any::<bool>());
    prop_oneof![
        20 => any_key().prop_map(Step::Press),
        10 => any_mouse().prop_map(Step::Mouse),
        1 => prop::sample::select(vec!["rows", "al", "a\nb", " ", ""]).prop_map(Step::Paste),
        1 => prop::sample::select(vec![(120, 40), (80, 24), (60, 50), (50, 12), (41, 8), (30, 5), (0, 0)])
            .prop_map(|(width, height)| Step::Resize(width, height)),
        6 => (any::<Pick>(), any::<bool>()).prop_map(|(which, is_repeated)| Step::Reply { which, is_repeated }),
        1 => Just(Step::Progress),
        1 => loads.prop_map(|(catalog, more, is_partial, problems, is_complete)| Step::Load {
            catalog, more, is_partial, problems, is_complete
        }),
    ]
}

/// A list of entries in two categories, the last one in the second.
fn list(names: &[&str]) -> Catalog {
    let mut builder = StackBuilder::new(StackKind::List, "mine", "Mine", "", "", None);
    builder.category("kind", "Kind", "", None);
    builder.category("rest", "Rest", "", None);
    for name in names {
        let category = u32::from(*name == "Last");
        builder.entry(&EntryParts { id: &name.to_lowercase(), name, category, ..EntryParts::default() });
    }
    Catalog::new(vec![builder.build()])
}

/// Catalogs of different lengths: none, lists that grow and shrink, and several stacks.
fn catalogs() -> [Catalog; 6] {
    [
        Catalog::new(Vec::new()),
        list(&["Alpha"]),
        list(&["Alpha", "Beta", "Gamma", "Last"]),
        list(&["New", "Alpha", "Also", "Rows", "Cache", "Gamma", "Delta", "Last"]),
        Catalog::new(vec![sample::stack()]),
        Catalog::new(vec![sample::stack(), list(&["Alpha", "Rows", "Last"]).stacks()[0].clone()]),
    ]
}

/// A model with the loop around it.
struct World {
    model: Model,
    catalogs: Vec<Shared<Catalog>>,
    /// Effects without a reply, and those that are replied to twice.
    pending: Vec<Effect>,
    latest_request: u64,
    accepted: HashSet<u64>,
    is_check_running: bool,
}

impl World {
    fn new(in_background: bool, picks: bool) -> Self {
        let size = Size { width: 80, height: 24 };
        let start = Start { has_files: true, tip: true, mouse: true, picks, ..Start::default() };
        let mut model = Model::new(sample::catalog(), size, start);
        if in_background {
            model.searching.search_in_background();
        }
        let catalogs = catalogs().map(Shared::new).into();
        let (pending, accepted) = (Vec::new(), HashSet::new());
        Self { model, catalogs, pending, latest_request: 0, accepted, is_check_running: false }
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Press(key) => self.press(key),
            Step::Mouse(mouse) => self.send(Message::Mouse(mouse)),
            Step::Paste(text) => self.send(Message::Paste(text.to_owned())),
            Step::Resize(width, height) => self.send(Message::Resized(Size { width, height })),
            Step::Reply { which, is_repeated } => self.reply(which, is_repeated),
            Step::Progress => self.send(Message::Progress(LoadProgress::default())),
            Step::Load { catalog, more, is_partial, problems, is_complete } => {
                self.is_check_running &= more;
                let catalog = catalog.and_then(|at| self.catalogs.get(at)).cloned();
                let problems = some_problems(problems);
                let (problems_complete, report) = (is_complete, String::new());
                let change = None;
                let loaded = Loaded {
                    catalog,
                    problems,
                    problems_complete,
                    more,
                    is_partial,
                    report,
                    stack_paths: Vec::new(),
                    change,
                };
                self.send(Message::Loaded(loaded));
            }
        }
    }

    /// Presses a key; closing help must restore the popup under it.
    fn press(&mut self, key: Key) {
        let under = match self.model.popup.as_ref().map(|popup| &popup.content) {
            Some(PopupContent::Help { under, .. } | PopupContent::Palette { under, .. }) => {
                Some(under.as_ref().map(|popup| popup.context()))
            }
            _ => None,
        };
        let is_esc = key == Key::plain(Code::Esc) && Class::for_size(self.model.size) != Class::TooSmall;
        self.send(Message::Press(key));
        if let (Some(under), true) = (under, is_esc) {
            assert_eq!(self.model.popup.as_ref().map(Popup::context), under);
        }
    }

    fn send(&mut self, message: Message) {
        for effect in self.model.update(message) {
            match &effect {
                Effect::Search(request) => {
                    assert!(request.id > self.latest_request, "request ids grow");
                    self.latest_request = request.id;
                    assert_eq!(request.catalog, self.model.catalog);
                    assert_eq!(
                        request.index.len(),
                        request.catalog.len(),
                        "the index is that of the catalog"
                    );
                }
                Effect::Index(catalog) => assert_eq!(*catalog, self.model.catalog),
                Effect::Check => {
                    assert!(!std::mem::replace(&mut self.is_check_running, true), "one check at a time");
                    assert!(self.model.reading.progress().is_none());
                }
                _ => {}
            }
            self.pending.push(effect);
        }
    }

    /// The end of a load that opens a further stack, or fails to.
    fn open_stack(&mut self, fails: bool) {
        let mut stacks = self.model.catalog.stacks().to_vec();
        let before = (0..).take(stacks.len()).map(Some).chain([None]).collect();
        stacks.push(sample::stack());
        let catalog = (!fails).then(|| Shared::new(Catalog::new(stacks)));
        self.stacks_changed(catalog, before);
    }

    fn close_stack(&mut self, closed: u32) {
        let kept = (0..).zip(self.model.catalog.stacks()).filter(|(at, _)| *at != closed);
        let (before, stacks): (Vec<u32>, Vec<Stack>) = kept.map(|(at, stack)| (at, stack.clone())).unzip();
        let catalog = Some(Shared::new(Catalog::new(stacks)));
        self.stacks_changed(catalog, before.into_iter().map(Some).collect());
    }

    fn stacks_changed(&mut self, catalog: Option<Shared<Catalog>>, before: Vec<Option<u32>>) {
        self.is_check_running = false;
        let problems = some_problems(if catalog.is_some() { 0 } else { 2 });
        let change = Some(OpenStacks { before, has_files: true, is_piped: false });
        self.send(Message::Loaded(Loaded { catalog, problems, change, ..Loaded::default() }));
    }

    fn reply(&mut self, which: Pick, is_repeated: bool) {
        if self.pending.is_empty() {
            return;
        }
        let at = which.index(self.pending.len());
        let effect = if is_repeated { self.pending[at].clone() } else { self.pending.swap_remove(at) };
        match effect {
            Effect::Open(page) => {
                let url = page.url;
                let outcome = match at % 4 {
                    0 => Opening::Opened("browser".to_owned()),
                    1 => Opening::Handed("browser".to_owned()),
                    2 => Opening::NoBrowser("none".to_owned()),
                    _ => Opening::Failed("it failed".to_owned()),
                };
                self.send(Message::Opened { url, outcome });
            }
            Effect::WriteCommand(_) => self.send(Message::CommandWritten(Ok("stacklore".to_owned()))),
            Effect::Copy(_) => self.send(Message::Copied(Err("not copied".to_owned()))),
            Effect::Index(catalog) => {
                let index = Shared::new(Index::new(&catalog));
                self.send(Message::Indexed { catalog, index });
            }
            Effect::Search(request) => {
                let results = request.index.search_cached(&request.query, &mut QueryCache::new());
                let reply = SearchReply::new(request.id, results, &request.catalog, &request.index);
                let (latest, was_pending) = (self.latest_request, self.model.is_searching());
                self.send(Message::Searched(reply));
                if was_pending && !self.model.is_searching() {
                    assert_eq!(request.id, latest, "only the latest request counts");
                    assert!(self.accepted.insert(request.id), "a reply is accepted once");
                }
            }
            Effect::Check => {
                self.is_check_running = false;
                self.send(Message::Checked(some_problems(at % 3)));
            }
            Effect::ListThemes => {
                let palettes = theme::read("ember", File::new("ember.toml", BUILT_IN[0].1)).palettes;
                self.send(Message::Themes(palettes));
                self.send(Message::Background(Half::Light));
            }
            Effect::StopLoading => {
                self.is_check_running = false;
                self.send(Message::Loaded(Loaded { is_partial: true, ..Loaded::default() }));
            }
            Effect::Reload | Effect::Edit(_) => {
                self.send(Message::Progress(LoadProgress::default()));
            }
            Effect::Tie(catalog) => {
                catalog.technologies();
                self.send(Message::Tied(catalog));
            }
            Effect::Wait(timer) => self.send(Message::Waited(timer)),
            Effect::ListStacks => self.send(Message::Stacks(some_stacks(&self.model))),
            Effect::OpenStack(_) | Effect::OpenPath(_) => self.open_stack(at.is_multiple_of(2)),
            Effect::CloseStack(closed) => self.close_stack(closed),
            Effect::Keep(_)
            | Effect::Run(_)
            | Effect::ReadSeen(_)
            | Effect::Mouse(_)
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Pick(_)
            | Effect::Quit => {}
        }
    }
}

/// The open stacks, and one that is not.
fn some_stacks(model: &Model) -> Vec<StackRow> {
    let open = (0..).take(model.catalog.stacks().len()).map(Some).chain([None]);
    let row = |(at, open)| StackRow {
        key: StackKey::Listed(at),
        name: format!("stack {at}"),
        place: StackPlace::File,
        size: None,
        open,
        is_left_out: false,
    };
    open.enumerate().map(row).collect()
}

fn some_problems(count: usize) -> Vec<Problem> {
    let location =
        |line| FileLocation { file: "mine.toml".to_owned(), stack: 0, at: Some(0), line, column: 1 };
    let problem = |line| Problem {
        is_error: line % 2 == 0,
        is_open: line % 3 > 0,
        location: (line > 0).then(|| location(line)),
        message: "wrong".to_owned(),
        help: None,
    };
    (0..count).map(problem).collect()
}

/// Checks the invariants that the types cannot hold.
fn check(model: &Model) {
    check_tree(model);
    check_detail(model);
    check_popup(model);
    check_search(model);
    if let Some(index) = model.searching.index() {
        assert_eq!(index.len(), model.catalog.len(), "the index is that of the catalog");
    }
    if let Some(picking) = model.picking() {
        let is_there = |id| model.catalog.entry(id).is_some();
        assert!(picking.taken(None).into_iter().all(is_there), "the marked entries exist");
    }
    if let Some(prefix) = model.pending.chord {
        assert!(!model.keymap.continuations(model.context(), prefix).is_empty());
    }
    if let Some(name) = model.back_to() {
        assert!(!name.is_empty(), "Back leads to a node of the catalog");
    }
}

fn check_tree(model: &Model) {
    let tree = &model.navigation.tree;
    assert_eq!(
        *tree.rows,
        *model.catalog.arranged(tree.arrangement()),
        "the rows are those of the arrangement"
    );
    assert!(
        model.navigation.selected() == tree.node() || model.navigation.view != View::Tree,
        "a node without a row is in a detail that has the focus"
    );
    let rows = model.panes().list_rows();
    let visible: Vec<usize> = model.navigation.tree.visible().map(|(at, _)| at).collect();
    let here = visible.iter().position(|at| *at == model.navigation.tree.selection.at);
    assert_eq!(here.is_none(), visible.is_empty(), "the selected row is not hidden");
    if let Some(here) = here.filter(|_| rows > 0) {
        let offset = model.navigation.tree.selection.offset;
        let is_away = tree.selection.is_scrolled_away();
        assert!(is_away || (offset..offset + rows).contains(&here), "the selected row is visible");
        assert!(offset < visible.len());
    }
}

fn check_detail(model: &Model) {
    let (detail, (height, _)) = (&model.navigation.detail, model.panes().detail_size());
    let content = &detail.content;
    assert!(detail.selection.at < content.rows.len().max(1), "the selected row exists");
    assert!(
        detail.selection.offset <= content.lines.len().saturating_sub(1),
        "the offset is within the lines"
    );
    if model.focus() == Focus::Detail && height > 0 {
        let is_away = detail.selection.is_scrolled_away();
        assert!(is_away || detail.is_row_visible(), "the selected row is visible");
    }
    if let Some(Node::Entry(id)) = detail.node()
        && !model.search().and_then(|search| search.results.as_ref()).is_some_and(|list| list.is_stale)
    {
        assert!(model.catalog.entry(id).is_some(), "the entry of the detail exists");
    }
}

fn check_popup(model: &Model) {
    let Some(Popup { content, input, selection }) = &model.popup else { return };
    let count = match content {
        PopupContent::Palette { palette, under } => {
            assert!(
                under.as_deref().is_none_or(|popup| popup.context() != Context::Help),
                "over no list of actions"
            );
            palette.rows(input.text()).len()
        }
        PopupContent::Help { help, under } => {
            let is_help = |popup: &Popup| matches!(popup.content, PopupContent::Help { .. });
            assert!(!under.as_deref().is_some_and(is_help), "help is never over help");
            assert!(selection.at < help.listed(input.text()).len().max(1));
            return;
        }
        PopupContent::Links(links) => {
            assert!(!links.all.is_empty());
            links.rows(input.text()).len()
        }
        PopupContent::Groupings(groupings) => groupings.all.len(),
        PopupContent::Themes(themes) => themes.all.len(),
        PopupContent::Sortings(sortings) => sortings.all.len(),
        PopupContent::Others(others) => others.rows(input.text()).len(),
        PopupContent::Pair(pair) => {
            assert!(selection.at / 2 < pair.rows.len(), "the selected row is there");
            return;
        }
        PopupContent::Map(map) => {
            assert!(selection.at < map.nodes.len(), "the selected entry is in the map");
            return;
        }
        PopupContent::Timeline(timeline) => {
            assert!(!timeline.all.is_empty());
            let (typed, rows) = timeline.rows(input.text());
            usize::from(typed.is_some()) + rows.len()
        }
        PopupContent::Moves(moves) => {
            assert!(selection.at < moves.all.len(), "the selected move is there");
            return;
        }
        PopupContent::Compare(compare) => {
            assert!(selection.at < compare.cells.len(), "the selected technology is there");
            return;
        }
        PopupContent::Stacks(stacks) => stacks.rows(input.text()).len(),
        PopupContent::Jumps(jumps) => jumps.rows(input.text()).len(),
        PopupContent::Problems(problems) => {
            assert!(!problems.is_empty());
            problems.len()
        }
        PopupContent::Bookmarks(bookmarks) => {
            assert!(selection.at < bookmarks.row_count().max(1), "the selected bookmark is there");
            return;
        }
        PopupContent::Queue(queue) => {
            assert!(!queue.all.is_empty());
            queue.all.len()
        }
        PopupContent::Note(_) | PopupContent::Reason(_) | PopupContent::Url(_) => return,
    };
    assert!(selection.at < count.max(1) && selection.offset < count.max(1), "{selection:?} of {count}");
    assert!(selection.is_scrolled_away() || selection.offset <= selection.at, "{selection:?} of {count}");
}

fn check_search(model: &Model) {
    let Some(search) = model.search() else { return };
    assert!(
        search.deferred_keys.is_empty()
            || search.defers_keys() && matches!(model.context(), Context::Search | Context::Pick),
        "keys wait for pending results, and for nothing else"
    );
    let Some(results) = search.results.as_ref() else { return };
    let at = results.selection.at;
    assert!(at < results.total().max(1), "the selected hit exists");
    assert_eq!(results.chosen().is_some(), results.total() > 0, "there is a selected hit, if there are hits");
    assert!(results.selection.offset < results.items().max(1));
    if !results.is_stale {
        assert_eq!(results.index.len(), model.catalog.len(), "the results are those of the catalog");
        assert!(results.chosen().is_none_or(|id| model.catalog.entry(id).is_some()));
    }
    if let Some(tree) = &results.tree {
        assert!(tree.rows.iter().all(|(row, _)| *row < model.catalog.rows().len()));
        assert!(
            results.is_stale
                || results.found.is_empty()
                || tree.rows.iter().any(|(_, rank)| *rank == Some(at))
        );
    }
}

#[test]
fn the_row_of_the_detail_is_visible_when_a_search_is_closed_that_saw_another_size() {
    let mut world = World::new(false, false);
    for c in "jlG/".chars() {
        world.take(&Step::Press(Key::plain(Code::Char(c))));
    }
    world.take(&Step::Resize(80, 8));
    world.take(&Step::Press(Key::plain(Code::Esc)));
    check(&world.model);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_of_the_model_agree_after_any_messages(
        in_background in any::<bool>(),
        picks in prop::bool::weighted(0.2),
        steps in prop::collection::vec(any_step(), 250),
    ) {
        let mut world = World::new(in_background, picks);
        for (at, step) in (1..).zip(steps) {
            world.take(&step);
            // Most of the time goes into the checks.
            if at % 5 == 0 {
                check(&world.model);
            }
        }
    }
}
