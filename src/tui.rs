//! The loop: read, update, perform, draw.
//!
//! It sleeps until there is an input. The model decides what a message means and `ui` how a screen looks; this module
//! performs the effects, on background threads where they take time.

mod files;
mod input;
mod keeper;
mod loader;
mod outside;
mod own_command;
mod reply;
mod searcher;
mod stacks;
mod terminal;

use std::cell::OnceCell;
use std::io::{self, Write};
use std::mem;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

pub use loader::Request;
pub use reply::Refusal;
pub use terminal::refusal;

use self::input::{Input, Reader, replier};
use self::keeper::Keeper;
use self::loader::{LoadMode, Loader};
use self::reply::TaskReply;
use self::searcher::Searcher;
use self::terminal::{Modes, Notice, Terminal};
use crate::app::layout::Size;
use crate::app::{Effect, LoadProgress, Loaded, Message, Model, Mouse, MouseKind, Shared, Start};
use crate::catalog::{Catalog, EntryId};
use crate::config::Height;
use crate::dataset::sanitized;
use crate::library::{self, NamedStacks, Origin};
use crate::system::kept::Store;
use crate::system::watch::Watch;
use crate::system::{Environment, browser, hyperlinks};
use crate::theme::Look;
use crate::ui::{self, Colours, Glyphs, Theme};

/// Settings of one run of the interface, besides its content.
#[derive(Debug)]
pub struct Session {
    /// The characters of borders and marks.
    pub glyphs: Glyphs,
    /// The folder of the user's themes.
    pub themes_folder: Option<PathBuf>,
    /// Whether addresses are links of the terminal; `None` where it is known to have links.
    pub hyperlinks: Option<bool>,
    /// The height below the prompt; `None` for the whole screen.
    pub height: Option<Height>,
    /// The time after ESC that makes it the Esc key, in milliseconds; `None` for one that fits the connection.
    pub escape_ms: Option<u16>,
    /// How URLs are opened.
    pub browser: browser::Settings,
    /// The stacks that the user may open by name.
    pub named_stacks: NamedStacks,
    /// Where is kept what the next run needs; `None` if nothing can be kept.
    pub store: Option<Store>,
    /// The error in the settings, shown as the first notice.
    pub trouble: Option<String>,
}

/// How the interface ended.
#[derive(Debug)]
pub enum End {
    /// The user quit.
    Left,
    /// The user picked entries of the catalog; none if there was nothing to pick.
    Picked(Shared<Catalog>, Vec<EntryId>),
    /// No stack can be opened, so there was nothing to show.
    Refused(Vec<Refusal>),
}

/// Runs the interface until the user quits; without a catalog, the requested stacks are loaded in the background.
///
/// # Errors
///
/// Fails when the terminal cannot be acquired, written to or read; its state is restored in any case.
pub fn run(
    catalog: Option<Catalog>,
    mut start: Start,
    session: Session,
    request: Request,
) -> io::Result<End> {
    let (sender, inputs) = channel();
    let mut loader = Loader::new(request, sender.clone());
    let mut early = Vec::new();
    if catalog.is_none() && loader.reads_a_stream() {
        loader.start(LoadMode::First)?;
        early = drain_early_replies(&inputs);
        if let Some(TaskReply::Refused(refusal)) =
            early.pop_if(|reply| matches!(reply, TaskReply::Refused(_)))
        {
            return Ok(End::Refused(refusal));
        }
    }
    let is_loading = catalog.is_none();
    start.loading = is_loading.then(LoadProgress::default);
    let catalog = catalog.unwrap_or_else(|| Catalog::new(Vec::new()));
    let mut explorer = Loop::new(catalog, start, session, loader, sender)?;
    for reply in early {
        let _on = explorer.handle(Input::Reply(reply))?;
    }
    if let Some(trouble) = explorer.session.trouble.take() {
        explorer.report(&trouble)?;
    }
    // The first frame does not wait for the threads.
    explorer.draw()?;
    explorer.ask_for_background()?;
    let reader = explorer.start_threads(is_loading)?;
    let left = explorer.until_left(&inputs, &reader);
    explorer.await_background(&inputs, &reader);
    explorer.terminal.leave();
    let trouble = if explorer.leave() { last_trouble(&inputs) } else { Some(NOT_KEPT.to_owned()) };
    if let Some(trouble) = trouble {
        writeln!(io::stderr(), "stacklore: {trouble}")?;
    }
    left?;
    Ok(explorer.end())
}

/// Maximum time that the end of the program waits for what is to be kept: more than a wait for the folder's lock takes.
const KEEP_TIMEOUT: Duration = Duration::from_secs(15);

/// Maximum time that a stop (SIGTSTP) waits for it.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// The message that [`KEEP_TIMEOUT`] was reached.
const NOT_KEPT: &str = "the last changes of bookmarks, queue, notes and place were not kept: \
                        another program has locked the state folder";

/// Time in which a small stream is read before the terminal is acquired, so that an error in it appears in the shell.
const EARLY_TIMEOUT: Duration = Duration::from_millis(100);

/// Returns the replies of a stream's load thread that arrive within [`EARLY_TIMEOUT`], up to the end of the load.
fn drain_early_replies(inputs: &Receiver<Input>) -> Vec<TaskReply> {
    let (mut replies, end) = (Vec::new(), Instant::now() + EARLY_TIMEOUT);
    let left = || end.saturating_duration_since(Instant::now());
    while !replies.last().is_some_and(TaskReply::ends_load)
        && let Ok(Input::Reply(reply)) = inputs.recv_timeout(left())
    {
        replies.push(reply);
    }
    replies
}

/// Returns the error of the keeper that came too late for the status line.
fn last_trouble(inputs: &Receiver<Input>) -> Option<String> {
    inputs.try_iter().find_map(|input| match input {
        Input::Reply(TaskReply::Message(Message::Failed(why))) => Some(why),
        _ => None,
    })
}

/// A background task of the loop.
#[derive(Clone, Copy, Debug)]
enum Task {
    Keep,
    Load,
    Search,
    StopLoading,
    Tie,
    ListThemes,
}

impl Task {
    /// Returns the notice that the task could not be started.
    fn start_error(self, error: &io::Error) -> Message {
        let failed = match self {
            Self::Keep => "nothing can be kept",
            Self::Load => "the files cannot be read",
            Self::Search => "the search failed",
            Self::StopLoading => "loading cannot be stopped",
            Self::Tie => "the stacks cannot be compared",
            Self::ListThemes => "the themes cannot be listed",
        };
        Message::Failed(format!("{failed}: {error}"))
    }
}

/// The state of the running interface.
struct Loop {
    model: Model,
    /// The look of the last frame, with its colours.
    coloured: (Look, Colours),
    terminal: Terminal,
    sender: Sender<Input>,
    session: Session,
    /// Read on first use, so that the start does not wait for it.
    environment: OnceCell<Environment>,
    searcher: Searcher,
    keeper: Keeper,
    loader: Loader,
    /// The stacks of the last list that the model got.
    listed: Vec<Origin>,
    /// True if files were saved during a load, so that a reload follows it.
    reload_pending: bool,
    watch: Option<Watch>,
    /// The id of the timer that the model waits for, and when it ends.
    timer: Option<(u64, Instant)>,
    refused: Option<Vec<Refusal>>,
    picked: Option<Vec<EntryId>>,
    /// True if the reader waits for [`Reader::go_on`], which it gets after the next frame.
    reader_waits: bool,
    /// The time until which the report of the terminal's background is awaited, once it was asked for.
    background: Option<Instant>,
    dirty: bool,
}

/// Maximum time a frame waits for search results after a key; most arrive in time, so that one frame shows both.
const SEARCH_TIMEOUT: Duration = Duration::from_millis(16);

/// The time after which the keys that may follow are listed, and a number opens its source.
const KEY_TIMEOUT: Duration = Duration::from_millis(300);

/// The question for the terminal's background (OSC 11), which it answers with its colour.
const ASK_FOR_BACKGROUND: &[u8] = b"\x1b]11;?\x1b\\";

/// Maximum time between that question and the end of the program.
const BACKGROUND_TIMEOUT: Duration = Duration::from_millis(200);

/// Whether the loop continues; a break leaves it.
type Next = ControlFlow<()>;

impl Loop {
    /// Acquires the terminal and makes the first state.
    fn new(
        catalog: Catalog,
        mut start: Start,
        session: Session,
        loader: Loader,
        sender: Sender<Input>,
    ) -> io::Result<Self> {
        let links = session.hyperlinks.unwrap_or_else(hyperlinks::are_supported);
        let notify = replier(sender.clone(), Input::Terminal);
        let mut terminal = Terminal::enter(session.height, Modes { mouse: start.mouse, links }, notify)?;
        // Below the prompt there is none: the terminal reports the rows from the top of the screen.
        start.has_no_mouse = session.height.is_some();
        start.is_piped = loader.reads_a_stream();
        let origins = &loader.request().origins;
        start.has_files = origins.iter().any(|origin| origin.path().is_some());
        start.stack_paths = origins.iter().map(Origin::lasting_path).collect();
        let model = Model::new(catalog, size_of(&mut terminal), start);
        Ok(Self {
            coloured: coloured(&model),
            model,
            terminal,
            searcher: Searcher::new(sender.clone()),
            keeper: Keeper::default(),
            sender,
            session,
            environment: OnceCell::new(),
            loader,
            listed: Vec::new(),
            reload_pending: false,
            watch: None,
            timer: None,
            refused: None,
            picked: None,
            reader_waits: false,
            background: None,
            dirty: true,
        })
    }

    /// Returns how the interface ended.
    fn end(self) -> End {
        match (self.refused, self.picked) {
            (Some(refused), _) => End::Refused(refused),
            (None, Some(picked)) => End::Picked(self.model.catalog().clone(), picked),
            (None, None) => End::Left,
        }
    }

    /// Starts the first load, the reader of keys and the watch on the files.
    fn start_threads(&mut self, is_loading: bool) -> io::Result<Reader> {
        if is_loading && !self.loader.reads_a_stream() {
            self.load(LoadMode::First)?;
        }
        let escape_ms = self.session.escape_ms.unwrap_or(if self.environment().remote { 100 } else { 25 });
        let escape_time = Duration::from_millis(u64::from(escape_ms));
        let reader = Reader::start(self.terminal.keys(), escape_time, self.sender.clone())?;
        let kept = self.start_keeper();
        self.report_start_error(Task::Keep, kept)?;
        self.watch()?;
        self.remember_files();
        // Changes made before the watch began.
        if self.loader.request().is_stale() {
            self.reload()?;
        }
        Ok(reader)
    }

    /// Asks the terminal for its background if a theme follows it.
    ///
    /// The decoder of keys recognizes the report. A reader of its own, such as that of `terminal-colorsaurus`, would compete
    /// with it for the bytes of the terminal. Over SSH the report may be as late as the network.
    fn ask_for_background(&mut self) -> io::Result<()> {
        if cfg!(unix) && self.model.appearance().follows_background() && !self.environment().remote {
            self.terminal.send(ASK_FOR_BACKGROUND)?;
            self.background = Some(Instant::now() + BACKGROUND_TIMEOUT);
        }
        Ok(())
    }

    /// Waits for the report of the background if the program ends at once, since the shell would take it for keys.
    fn await_background(&mut self, inputs: &Receiver<Input>, reader: &Reader) {
        while let Some(end) = self.background
            && let Ok(input) = inputs.recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            reader.go_on();
            match input {
                Input::Keys(messages) => self.note_background(&messages),
                Input::Lost(_) => return,
                Input::Terminal(Notice::Ending(left)) => {
                    self.leave();
                    return drop::<Sender<()>>(left);
                }
                Input::Terminal(_) | Input::Reply(_) => {}
            }
        }
    }

    /// Notes that the background was reported.
    fn note_background(&mut self, messages: &[Message]) {
        if messages.iter().any(|message| matches!(message, Message::Background(_))) {
            self.background = None;
        }
    }

    fn until_left(&mut self, inputs: &Receiver<Input>, reader: &Reader) -> io::Result<()> {
        // Performs the model's first effects, such as the search for `--query`.
        self.apply(Message::Resized(self.model.size()))?;
        while let Some(input) = self.receive(inputs) {
            let mut next = self.handle(input)?;
            if next.is_continue()
                && self.model.is_searching()
                && let Ok(input) = inputs.recv_timeout(SEARCH_TIMEOUT)
            {
                next = self.handle(input)?;
            }
            if next.is_break() {
                break;
            }
            self.draw()?;
            if mem::take(&mut self.reader_waits) {
                reader.go_on();
            }
        }
        Ok(())
    }

    /// Returns the next input, or the end of the timer; without a timer it sleeps until there is an input.
    fn receive(&mut self, inputs: &Receiver<Input>) -> Option<Input> {
        let Some((timer, end)) = self.timer else { return inputs.recv().ok() };
        match inputs.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(input) => Some(input),
            Err(RecvTimeoutError::Timeout) => {
                self.timer = None;
                Some(Input::Reply(TaskReply::Message(Message::Waited(timer))))
            }
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// Handles one input without drawing.
    fn handle(&mut self, input: Input) -> io::Result<Next> {
        match input {
            Input::Keys(messages) => {
                self.reader_waits = true;
                self.note_background(&messages);
                for message in messages {
                    #[cfg(debug_assertions)]
                    panic_if_asked(&message);
                    for message in self.meant(message) {
                        if self.update(message)?.is_break() {
                            return Ok(Next::Break(()));
                        }
                    }
                }
            }
            // Other programs may have drawn over the last frame, even if the size is the same.
            // `draw` asks for the size itself, since it may have changed again by then; rows below the prompt may have moved.
            Input::Terminal(Notice::Resumed | Notice::Resized) => self.dirty = true,
            Input::Terminal(Notice::Panicked(text)) => self.report(&text)?,
            Input::Terminal(Notice::Ending(left)) => {
                self.leave();
                drop::<Sender<()>>(left);
            }
            Input::Terminal(Notice::Stopping(kept)) => {
                self.keep_place();
                self.keeper.settle(STOP_TIMEOUT);
                drop::<Sender<()>>(kept);
            }
            // Keys deferred until the results are applied now, and may quit.
            Input::Reply(TaskReply::Message(message)) => {
                let is_end = matches!(&message, Message::Loaded(loaded) if !loaded.more);
                if matches!(&message, Message::Loaded(Loaded { change: Some(_), catalog: Some(_), .. })) {
                    self.stacks_changed();
                }
                let next = self.update(message)?;
                if is_end && mem::take(&mut self.reload_pending) {
                    self.reload()?;
                }
                return Ok(next);
            }
            Input::Reply(TaskReply::Refused(refusal)) => {
                self.refused = Some(refusal);
                return Ok(Next::Break(()));
            }
            Input::Reply(TaskReply::Reordered(origins)) => self.loader.reorder(origins),
            Input::Reply(TaskReply::Saved) => {
                // In this order: the reload covers events that the old watch has not reported yet.
                self.renew_watch();
                self.reload()?;
            }
            Input::Lost(error) => {
                self.leave();
                return Err(self.terminal.end_if_gone(error));
            }
        }
        Ok(Next::Continue(()))
    }

    /// The messages that an input means: a click on a hint presses its key.
    fn meant(&self, message: Message) -> Vec<Message> {
        if let Message::Mouse(Mouse { kind: MouseKind::Press, x, y }) = message
            && self.model.uses_mouse()
            && let Some(messages) = ui::clicked(&self.model, self.theme(), (x, y))
        {
            return messages;
        }
        vec![message]
    }

    fn theme(&self) -> Theme {
        Theme { colours: self.coloured.1, glyphs: self.session.glyphs }
    }

    /// Draws the changes since the last frame, for the current size of the screen.
    fn draw(&mut self) -> io::Result<()> {
        let size = size_of(&mut self.terminal);
        if size != self.model.size() {
            self.apply(Message::Resized(size))?;
        }
        if mem::take(&mut self.dirty) {
            if *self.model.look() != self.coloured.0 {
                self.coloured = coloured(&self.model);
            }
            let theme = self.theme();
            let model = &self.model;
            self.terminal.draw(|frame| ui::view(model, theme, frame))?;
        }
        Ok(())
    }

    fn update(&mut self, message: Message) -> io::Result<Next> {
        self.dirty = true;
        if matches!(message, Message::Press(_)) {
            self.timer = None;
        }
        for effect in self.model.update(message) {
            if self.perform(effect)?.is_break() {
                return Ok(Next::Break(()));
            }
        }
        Ok(Next::Continue(()))
    }

    /// Performs an effect; its outcome comes back as a message, at once or later.
    fn perform(&mut self, effect: Effect) -> io::Result<Next> {
        match effect {
            Effect::Wait(timer) => self.timer = Some((timer, Instant::now() + KEY_TIMEOUT)),
            Effect::Open(page) => self.open(page)?,
            Effect::Copy(text) => self.copy(&text)?,
            Effect::WriteCommand(options) => {
                let command = self.command_line(options);
                self.apply(Message::CommandWritten(command))?;
            }
            Effect::Index(catalog) => {
                let started = self.searcher.index(catalog);
                self.report_start_error(Task::Search, started)?;
            }
            Effect::Search(request) => {
                let started = self.searcher.search(request);
                self.report_start_error(Task::Search, started)?;
            }
            Effect::Reload => {
                self.renew_watch();
                self.reload()?;
            }
            Effect::Check => self.load(LoadMode::Check(self.model.catalog().stacks().len()))?,
            Effect::Tie(catalog) => {
                let started = self.start("ties", move || {
                    catalog.technologies();
                    Message::Tied(catalog)
                });
                self.report_start_error(Task::Tie, started)?;
            }
            Effect::ListStacks => self.list_stacks()?,
            Effect::ListThemes => {
                let folder = self.session.themes_folder.clone();
                let started =
                    self.start("themes", move || Message::Themes(library::all_themes(folder.as_deref())));
                self.report_start_error(Task::ListThemes, started)?;
            }
            Effect::OpenStack(key) => self.open_stack(key)?,
            Effect::OpenPath(path) => self.open_origin(Some(&Origin::at(path.into())))?,
            Effect::CloseStack(at) => self.close_stack(at)?,
            Effect::StopLoading => {
                self.reload_pending = false;
                let started = self.loader.stop();
                self.report_start_error(Task::StopLoading, started)?;
            }
            Effect::Run(run) => self.run_own(*run)?,
            Effect::Edit(target) => self.edit(&target)?,
            Effect::Mouse(is_on) => self.terminal.set_mouse(is_on)?,
            Effect::Keep(changes) => self.keeper.keep(changes),
            Effect::ReadSeen(names) => self.keeper.read_seen(names),
            Effect::Redraw => self.terminal.redraw(),
            Effect::Suspend => Terminal::suspend(),
            Effect::Pick(picked) => {
                self.picked = Some(picked);
                return Ok(Next::Break(()));
            }
            Effect::Quit => return Ok(Next::Break(())),
        }
        Ok(Next::Continue(()))
    }

    /// Has the place kept, for a return in the next run.
    fn keep_place(&mut self) {
        self.keeper.keep(self.model.leave());
    }

    /// Keeps the place, and waits until everything is kept; returns false if that takes too long.
    fn leave(&mut self) -> bool {
        self.keep_place();
        self.keeper.finish(KEEP_TIMEOUT)
    }

    /// Hands the terminal over to another program, which may run for long, or be the last one here.
    fn hand_over<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        self.keep_place();
        self.terminal.hand_over(work)
    }

    /// Starts the thread that keeps things for the next run.
    fn start_keeper(&mut self) -> io::Result<()> {
        let reply = replier(self.sender.clone(), Input::Reply);
        match &self.session.store {
            Some(store) => {
                self.keeper.start(store.clone(), move |message| reply(TaskReply::Message(message)))
            }
            None => Ok(()),
        }
    }

    /// Starts a thread that sends the message of `work` to the loop.
    fn start(&self, name: &str, work: impl FnOnce() -> Message + Send + 'static) -> io::Result<()> {
        let reply = replier(self.sender.clone(), Input::Reply);
        let work = move || reply(TaskReply::Message(work()));
        thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
    }

    /// Reports a background task that could not be started.
    fn report_start_error(&mut self, task: Task, started: io::Result<()>) -> io::Result<()> {
        started.or_else(|error| self.apply(task.start_error(&error)))
    }

    /// Shows an error, which may contain foreign text, in the status line.
    fn report(&mut self, error: &str) -> io::Result<()> {
        self.apply(Message::Failed(sanitized(error).into_owned()))
    }

    fn environment(&self) -> &Environment {
        self.environment.get_or_init(Environment::from_process)
    }

    /// Applies a message that cannot end the loop.
    fn apply(&mut self, message: Message) -> io::Result<()> {
        self.update(message).map(drop)
    }
}

/// The look of a model, with its colours on this terminal.
fn coloured(model: &Model) -> (Look, Colours) {
    let look = model.look();
    (look.clone(), Colours::new(look, model.appearance().depth()))
}

fn size_of(terminal: &mut Terminal) -> Size {
    let size = terminal.measure();
    Size { width: size.width, height: size.height }
}

/// Panics on F12 when a test asks for it, to check that the terminal is restored.
#[cfg(debug_assertions)]
fn panic_if_asked(message: &Message) {
    use crate::app::keys::{Code, Key};
    if *message != Message::Press(Key::plain(Code::F(12))) {
        return;
    }
    match std::env::var("STACKLORE_TEST_PANIC").as_deref() {
        Ok("main") => panic!("a panic that was asked for"),
        Ok("worker") => {
            let _ended = std::thread::spawn(|| panic!("a panic that was asked for")).join();
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_that_cannot_be_started_is_reported_by_its_own_name() {
        let notice = |task: Task| match task.start_error(&io::Error::other("no thread")) {
            Message::Failed(text) => text,
            other => panic!("{other:?}"),
        };
        assert_eq!(notice(Task::Search), "the search failed: no thread");
        assert_eq!(notice(Task::Load), "the files cannot be read: no thread");
        assert_eq!(notice(Task::StopLoading), "loading cannot be stopped: no thread");
    }
}
