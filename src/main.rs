//! Reads the arguments and the settings, and runs the explorer or a command.

use std::env;
use std::io::{IsTerminal, stdout};
use std::process::ExitCode;

use stacklore::app::content::StateForm;
use stacklore::app::{Resume, Shared, Start};
use stacklore::catalog::{Catalog, EntryId};
use stacklore::cli::{self, Args, Configuration, Context, Failure, Form, Outcome, Output, Pick};
use stacklore::config::Colour;
use stacklore::kept::Kept;
use stacklore::library::{self, Origin};
use stacklore::system::kept::Store;
use stacklore::system::{self, clock, limits};
use stacklore::theme::Depth;
use stacklore::tui::{self, End, Request, Session};
use stacklore::ui::Glyphs;

fn main() -> ExitCode {
    if let Some(code) = system::detach_if_asked(env::args_os()) {
        return code;
    }
    match Args::complete(env::args_os()) {
        Ok(false) => {}
        Ok(true) => return Outcome::Found.into(),
        Err(_) => return Outcome::External.into(),
    }
    limits::report_file_size_limit();
    let args = match Args::read(env::args_os()) {
        Ok(args) => args,
        Err(exit) => return cli::print_early_exit(&exit).into(),
    };
    let mut configuration = Configuration::read(args.flags());
    if args.uses_theme() {
        configuration.read_theme();
    }
    let colour = configuration.settings().colour;
    let mut context = Context::new(&configuration, Output::stderr(colour));
    let ended = if args.wants_explorer() && (args.pick.is_some() || stdout().is_terminal()) {
        explore(&args, &mut context)
    } else {
        limits::exit_on_abort(Outcome::External as u8);
        cli::run(&args, &mut context, &mut Output::stdout(args.form(), colour))
    };
    ended.unwrap_or_else(|failure| failure.report(&mut context.stderr)).into()
}

/// Runs the explorer.
fn explore(args: &Args, context: &mut Context<'_>) -> Result<Outcome, Failure> {
    let configuration = context.configuration;
    if let Some(why) = tui::refusal() {
        // Without colour: where there is no terminal, the output is probably a log.
        context.stderr = Output::stderr(Colour::Never);
        return Err(Failure::new(Outcome::Usage, why));
    }
    let mut earlier = Earlier::read(Store::of_user());
    let mut last = Vec::new();
    if resume(args, configuration) == Resume::Return {
        (last, earlier.trouble) = cli::last_origins(args, &earlier.kept.last_stacks, context)?;
    }
    if !last.is_empty() {
        let is_early = early(&last);
        let catalog = is_early.then(|| cli::read_silently(&last, configuration)).flatten();
        // One of several that has errors keeps no other from being shown.
        let can_open = catalog.is_some() || !is_early || last.len() > 1;
        let store = earlier.store.clone();
        if can_open && let End::Left = run(args, context, (last, catalog), earlier)? {
            return Ok(Outcome::Found);
        }
        earlier = Earlier::read(store);
        earlier.trouble = Some("what was open last has errors and is left out; S lists it".to_owned());
    }
    let origins = cli::explorer_origins(args, context)?;
    let catalog = if early(&origins) { cli::read_early(&origins, context)? } else { None };
    match run(args, context, (origins, catalog), earlier)? {
        End::Left if args.pick.is_some() => Ok(Outcome::Cancelled),
        End::Left => Ok(Outcome::Found),
        End::Picked(catalog, picked) => print_picked(args, &catalog, &picked, context),
        End::Refused(refusals) => {
            let (mut origins, read) =
                refusals.into_iter().map(|refusal| (refusal.origin, refusal.read)).unzip();
            cli::keep_opened(&mut origins, read, context).map(|_| Outcome::Found)
        }
    }
}

/// Whether stacks are so small that they are read before the first frame; large ones are read on a background thread.
fn early(origins: &[Origin]) -> bool {
    let sizes: Option<u64> = origins.iter().map(library::size_of).sum();
    sizes.is_some_and(|size| size <= MAX_BYTES_BEFORE_FIRST_FRAME)
}

/// The things that earlier runs have left.
struct Earlier {
    /// The state folder.
    store: Option<Store>,
    /// The things that are kept there; the picker needs it for queries such as `is:bookmarked`.
    kept: Kept,
    /// The first notice, about the stacks that were open.
    trouble: Option<String>,
}

impl Earlier {
    fn read(store: Option<Store>) -> Self {
        let kept = store.as_ref().map(Store::read).unwrap_or_default();
        Self { store, kept, trouble: None }
    }
}

/// Runs the explorer with some stacks.
fn run(
    args: &Args,
    context: &Context<'_>,
    (origins, catalog): (Vec<Origin>, Option<Catalog>),
    earlier: Earlier,
) -> Result<End, Failure> {
    let configuration = context.configuration;
    let request = Request::new(origins, configuration.settings().limits);
    let Earlier { store, kept, trouble } = earlier;
    let start = Start {
        select: catalog.as_ref().map(|catalog| cli::selected(args, catalog)).transpose()?.flatten(),
        pending_selection: args.select.clone().filter(|_| catalog.is_none()),
        tip: args.pick.is_none() && store.is_some() && !kept.tip_seen,
        kept,
        ..start(args, configuration)
    };
    let session = Session {
        glyphs: start.glyphs,
        themes_folder: configuration.themes_folder(),
        height: args.height,
        hyperlinks: configuration.settings().hyperlinks,
        escape_ms: configuration.settings().escape_ms,
        browser: configuration.browser(),
        named_stacks: configuration.named_stacks(),
        store,
        trouble: configuration.error_summary().or(trouble),
    };
    if let Some(catalog) = catalog.as_ref().filter(|catalog| args.pick.is_some() && catalog.is_empty()) {
        return Ok(End::Picked(Shared::new(catalog.clone()), Vec::new()));
    }
    let ended = tui::run(catalog, start, session, request);
    ended.map_err(|error| Failure::new(Outcome::External, format!("the terminal failed: {error}")))
}

/// The start of the explorer, as the arguments and the settings have it.
fn start(args: &Args, configuration: &Configuration) -> Start {
    let settings = configuration.settings();
    let ((look, halves), depth) = (configuration.look(), configuration.depth());
    Start {
        query: args.query.clone(),
        grouping: settings.view.group,
        sort: settings.view.sort,
        linear: args.linear,
        as_of: settings.view.as_of,
        picks: args.pick.is_some(),
        resume: resume(args, configuration),
        today: clock::today(),
        glyphs: if configuration.has_unicode() { Glyphs::Unicode } else { Glyphs::Ascii },
        states: if depth == Depth::None { StateForm::Words } else { StateForm::Marks },
        look,
        halves,
        depth,
        seed: clock::seed(),
        mouse: args.height.is_none() && !settings.is_mouse_off,
        keymap: settings.keymap(),
        commands: settings.commands.clone(),
        ..Start::default()
    }
}

/// Whether the explorer starts where it was left: not if the flags say where it starts.
fn resume(args: &Args, configuration: &Configuration) -> Resume {
    let has_start = args.query.is_some() || args.select.is_some();
    let has_view = args.as_of.is_some() || args.group.is_some() || args.sort.is_some();
    match () {
        () if args.pick.is_some() => Resume::Never,
        // For once: the next run starts where this one is left.
        () if has_start || has_view || args.no_resume => Resume::Leave,
        () if configuration.settings().starts_afresh => Resume::Never,
        () => Resume::Return,
    }
}

/// Prints what was picked, on the standard output that the interface has left alone.
fn print_picked(
    args: &Args,
    catalog: &Catalog,
    picked: &[EntryId],
    context: &mut Context<'_>,
) -> Result<Outcome, Failure> {
    let pick = args.pick.unwrap_or(Pick::Id);
    let form = if pick == Pick::Json { Form::Json } else { Form::Plain };
    cli::print_picked(catalog, picked, pick, context, &mut Output::stdout(Some(form), Colour::Never))
}

/// Maximum size in bytes of stacks that are read before the first frame, so that their errors appear in the shell.
const MAX_BYTES_BEFORE_FIRST_FRAME: u64 = 32 * 1024;
