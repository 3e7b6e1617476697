//! Arguments, then a catalog, then the explorer or an answer, then an exit code.

use std::env;
use std::fs::File;
use std::io::{IsTerminal, stdin, stdout};
use std::process::ExitCode;

use stacklore::cli::{self, Args, Failure, Outcome, Output};
use stacklore::system;

fn main() -> ExitCode {
    if let Some(code) = system::detach_if_asked(env::args_os()) {
        return code;
    }
    let args = match Args::read(env::args_os()) {
        Ok(args) => args,
        Err(instead) => return cli::instead(&instead).into(),
    };
    let mut beside = Output::stderr(args.colour());
    let ended = if args.wants_explorer() && stdout().is_terminal() {
        explore(&args, &mut beside)
    } else {
        cli::run(&args, &mut Output::stdout(args.form(), args.colour()), &mut beside)
    };
    ended.unwrap_or_else(|failure| cli::told(&failure, &mut beside)).into()
}

/// Opens the explorer, on the other screen only once there is something to explore.
fn explore(args: &Args, beside: &mut Output<'_>) -> Result<Outcome, Failure> {
    if let Some(why) = refusal() {
        let failure = Failure::new(Outcome::Usage, why);
        return Err(failure.hint("`stacklore list`, `show ID` and `search WORD` work anywhere"));
    }
    let _catalog = cli::explored(args, beside)?;
    // The call of `tui::run` goes here; until then the list is the next best thing.
    cli::run(args, &mut Output::stdout(args.form(), args.colour()), beside)
}

/// Why the explorer cannot run on this terminal, if it cannot.
fn refusal() -> Option<&'static str> {
    if env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Some("the explorer needs a terminal that can move its cursor, and TERM is dumb");
    }
    let keys = stdin().is_terminal() || cfg!(unix) && File::open("/dev/tty").is_ok();
    (!keys).then_some("the explorer needs a terminal to read keys from")
}
