//! Reads the arguments and the settings, and runs the explorer or a command.

use std::env;
use std::io::{IsTerminal, stdout};
use std::process::ExitCode;

use stacklore::app::Start;
use stacklore::catalog::{Catalog, EntryId};
use stacklore::cli::{self, Args, Configuration, Context, Failure, Form, Outcome, Output, Pick};
use stacklore::config::Colour;
use stacklore::library;
use stacklore::system::kept::Store;
use stacklore::system::{self, clock, limits};
use stacklore::tui::{self, End, Request, Session};
use stacklore::ui::{Colours, Glyphs, Theme};

fn main() -> ExitCode {
    if let Some(code) = system::detach_if_asked(env::args_os()) {
        return code;
    }
    limits::report_file_size_limit();
    let args = match Args::read(env::args_os()) {
        Ok(args) => args,
        Err(exit) => return cli::print_early_exit(&exit).into(),
    };
    let configuration = Configuration::read(args.flags());
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
    let origins = cli::explorer_origins(args, context)?;
    let request = Request::new(origins, configuration.settings().limits);
    let origins = &request.origins;
    // Small stacks are read before the first frame, large ones on a background thread.
    let sizes: Option<u64> = origins.iter().map(library::size_of).sum();
    let is_small = sizes.is_some_and(|size| size <= MAX_BYTES_BEFORE_FIRST_FRAME);
    let catalog = if is_small { cli::read_early(origins, context)? } else { None };
    let select = catalog.as_ref().map(|catalog| cli::selected(args, catalog)).transpose()?.flatten();
    let theme = theme(configuration);
    let view = configuration.settings().view;
    let store = Store::of_user();
    let kept = store.as_ref().map(Store::read).unwrap_or_default();
    let start = Start {
        query: args.query.clone(),
        select,
        grouping: view.group,
        sort: view.sort,
        as_of: view.as_of,
        pending_selection: args.select.clone().filter(|_| catalog.is_none()),
        picks: args.pick.is_some(),
        tip: args.pick.is_none() && store.is_some() && !kept.tip_seen,
        kept,
        today: clock::today(),
        seed: clock::seed(),
        glyphs: theme.glyphs,
        states: theme.states(),
        mouse: args.height.is_none(),
        keymap: configuration.settings().keymap(),
        commands: configuration.settings().commands.clone(),
        ..Start::default()
    };
    let session = Session {
        theme,
        height: args.height,
        escape_ms: configuration.settings().escape_ms,
        browser: configuration.browser(),
        named_stacks: configuration.named_stacks(),
        store,
        trouble: configuration.error_summary(),
    };
    if let Some(catalog) = catalog.as_ref().filter(|catalog| args.pick.is_some() && catalog.is_empty()) {
        return print_picked(args, catalog, &[], context);
    }
    match tui::run(catalog, start, session, request) {
        Ok(End::Left) if args.pick.is_some() => Ok(Outcome::Cancelled),
        Ok(End::Left) => Ok(Outcome::Found),
        Ok(End::Picked(catalog, picked)) => print_picked(args, &catalog, &picked, context),
        Ok(End::Refused(refusals)) => {
            let (mut origins, read) =
                refusals.into_iter().map(|refusal| (refusal.origin, refusal.read)).unzip();
            cli::keep_opened(&mut origins, read, context).map(|_| Outcome::Found)
        }
        Err(error) => Err(Failure::new(Outcome::External, format!("the terminal failed: {error}"))),
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

fn theme(configuration: &Configuration) -> Theme {
    let no_color = || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colours = match configuration.settings().colour {
        Colour::Always => Colours::Ansi,
        Colour::Auto if !no_color() => Colours::Ansi,
        Colour::Auto | Colour::Never => Colours::None,
    };
    Theme { colours, glyphs: if configuration.has_unicode() { Glyphs::Unicode } else { Glyphs::Ascii } }
}
