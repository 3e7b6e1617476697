//! The loop: read, update, perform, draw.
//!
//! It sleeps until there is an input. What a message means is the model's business, how a screen looks the view's; what
//! an effect costs (a browser that takes its time, a terminal lent to another program) is dealt with here.

mod files;
mod input;
mod loader;
mod outside;
mod searcher;
mod terminal;

use std::cell::OnceCell;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

pub use loader::{Refusal, Request};
pub use terminal::refusal;

use self::input::{Input, Reader};
use self::loader::{Loader, Purpose};
use self::searcher::Searcher;
use self::terminal::{Notice, Terminal};
use crate::app::keys::{Code, Key};
use crate::app::layout::Size;
use crate::app::{Effect, Message, Model, Progress, Start};
use crate::catalog::Catalog;
use crate::dataset::sanitized;
use crate::system::watch::Watch;
use crate::system::{Environment, browser, state};
use crate::ui::{self, Theme};

/// What the interface is run with, besides what it shows.
#[derive(Debug)]
pub struct Session {
    /// How it looks.
    pub theme: Theme,
    /// How pages are opened.
    pub browser: browser::Settings,
    /// What is wrong with the settings, for the first notice.
    pub trouble: Option<String>,
}

/// How the interface ended.
#[derive(Debug)]
pub enum End {
    /// Somebody left it.
    Left,
    /// There was nothing to show: a stack cannot be opened.
    Refused(Box<Refusal>),
}

/// Runs the interface until it is left; without a catalog it first reads what was asked for.
///
/// # Errors
///
/// Fails when the terminal cannot be taken, written to or read; it is given back as it was found in any case.
pub fn run(
    catalog: Option<Catalog>,
    mut start: Start,
    session: Session,
    request: Request,
) -> io::Result<End> {
    let (sender, inputs) = channel();
    let mut loader = Loader::new(request);
    let mut early = Vec::new();
    if catalog.is_none() && loader.reads_a_stream() {
        loader.start(Purpose::First, files::teller(sender.clone()))?;
        early = heard_at_once(&inputs);
        if let Some(Answer::Refused(_)) = early.last() {
            let refusal = early.pop().and_then(Answer::refusal);
            return Ok(refusal.map_or(End::Left, End::Refused));
        }
    }
    let notices = sender.clone();
    let mut terminal = Terminal::enter(move |notice| {
        // A loop that has ended has no use for a notice.
        let _unheard = notices.send(Input::Terminal(notice));
    })?;
    start.is_piped = loader.reads_a_stream();
    start.has_files = loader.request().origins.iter().any(|origin| origin.path().is_some());
    let is_to_come = catalog.is_none();
    start.loading = is_to_come.then(Progress::default);
    let model =
        Model::new(catalog.unwrap_or_else(|| Catalog::new(Vec::new())), size_of(&mut terminal), start);
    let mut explorer = Loop {
        model,
        terminal,
        sender,
        session,
        environment: OnceCell::new(),
        searcher: Searcher::default(),
        loader,
        outdated: false,
        watch: None,
        refused: None,
        dirty: true,
    };
    for answer in early {
        explorer.handle(Input::Answer(answer))?;
    }
    if let Some(trouble) = explorer.session.trouble.take() {
        explorer.answer(Message::Failed(sanitized(&trouble).into_owned()))?;
    }
    // The first frame comes before the threads are set up: nobody waits for them.
    explorer.draw()?;
    if is_to_come && !explorer.loader.reads_a_stream() {
        explorer.load(Purpose::First)?;
    }
    let reader = Reader::start(explorer.sender.clone())?;
    // Until the reader was there, nobody would have heard of another size.
    explorer.draw()?;
    explorer.watch()?;
    // What was saved before anybody watched.
    if explorer.loader.request().is_outdated() {
        explorer.reload()?;
    }
    explorer.until_left(&inputs, &reader)?;
    Ok(explorer.refused.take().map_or(End::Left, End::Refused))
}

/// A stream that is small and there already is read before the terminal is taken: an error in it then needs no screen of
/// its own.
const AT_ONCE: Duration = Duration::from_millis(100);

/// What the reading of a stream tells before long, the end of it last.
fn heard_at_once(inputs: &Receiver<Input<Answer>>) -> Vec<Answer> {
    let (mut heard, end) = (Vec::new(), Instant::now() + AT_ONCE);
    let left = || end.saturating_duration_since(Instant::now());
    while let Ok(Input::Answer(answer)) = inputs.recv_timeout(left()) {
        let is_end = answer.ends_reading();
        heard.push(answer);
        if is_end {
            break;
        }
    }
    heard
}

/// What the helpers of the loop answer with.
#[derive(Debug)]
enum Answer {
    /// Something for the model.
    Message(Message),
    /// There is nothing to show.
    Refused(Box<Refusal>),
    /// A file was saved.
    Saved,
}

impl Answer {
    fn ends_reading(&self) -> bool {
        match self {
            Self::Refused(_) => true,
            Self::Message(Message::Loaded(loaded)) => !loaded.more,
            Self::Message(_) | Self::Saved => false,
        }
    }

    fn refusal(self) -> Option<Box<Refusal>> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Message(_) | Self::Saved => None,
        }
    }
}

struct Loop {
    model: Model,
    terminal: Terminal,
    sender: Sender<Input<Answer>>,
    session: Session,
    /// Read when it is first needed, so that starting does not wait for it.
    environment: OnceCell<Environment>,
    searcher: Searcher,
    loader: Loader,
    /// Whether files were saved while they were read.
    outdated: bool,
    watch: Option<Watch>,
    refused: Option<Box<Refusal>>,
    dirty: bool,
}

/// How long a frame waits for the answer to the search that a key began: most answers are there before, so that one
/// frame shows the key and its answer.
const PATIENCE: Duration = Duration::from_millis(16);

/// What came of an input.
struct Handled {
    next: Next,
    /// Whether the reader waits for a word.
    go_on: bool,
}

/// Whether the loop goes on.
#[derive(PartialEq)]
enum Next {
    On,
    Leave,
}

impl Loop {
    fn until_left(&mut self, inputs: &Receiver<Input<Answer>>, reader: &Reader) -> io::Result<()> {
        // What the model wanted from the beginning, such as the answer to `--query`.
        let size = self.model.size();
        self.answer(Message::Resized(size))?;
        while let Ok(input) = inputs.recv() {
            let Handled { next, go_on } = self.handle(input)?;
            if next == Next::Leave {
                return Ok(());
            }
            if self.model.is_searching() {
                match inputs.recv_timeout(PATIENCE) {
                    Ok(input) => {
                        if self.handle(input)?.next == Next::Leave {
                            return Ok(());
                        }
                    }
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
                }
            }
            self.draw()?;
            if go_on {
                reader.go_on();
            }
        }
        Ok(())
    }

    /// Takes in whatever woke the loop; drawing is left to the caller.
    fn handle(&mut self, input: Input<Answer>) -> io::Result<Handled> {
        let mut handled = Handled { next: Next::On, go_on: false };
        match input {
            Input::Events(events) => {
                handled.go_on = true;
                for event in events {
                    handled.next = self.take(event)?;
                    if handled.next == Next::Leave {
                        break;
                    }
                }
            }
            // Even at the same size nothing of the last frame can be relied on.
            Input::Terminal(Notice::Resumed) => self.dirty = true,
            Input::Terminal(Notice::Panicked(text)) => {
                handled.next = self.update(Message::Failed(sanitized(&text).into_owned()))?;
            }
            // The keys that waited for an answer may lead anywhere, also out.
            Input::Answer(Answer::Message(message)) => {
                let is_end = matches!(&message, Message::Loaded(loaded) if !loaded.more);
                handled.next = self.update(message)?;
                if is_end && std::mem::take(&mut self.outdated) {
                    self.reload()?;
                }
            }
            Input::Answer(Answer::Refused(refusal)) => {
                self.refused = Some(refusal);
                handled.next = Next::Leave;
            }
            Input::Answer(Answer::Saved) => {
                // In this order: what the former watch has heard and not told yet is read now.
                self.watch_anew();
                self.reload()?;
            }
            Input::Lost(error) => return Err(error),
        }
        Ok(handled)
    }

    /// Draws what has changed, for the size that the screen has now.
    fn draw(&mut self) -> io::Result<()> {
        let size = size_of(&mut self.terminal);
        if size != self.model.size() {
            self.answer(Message::Resized(size))?;
        }
        if std::mem::take(&mut self.dirty) {
            let (model, theme) = (&self.model, self.session.theme);
            self.terminal.draw(|frame| ui::view(model, theme, frame))?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event) -> io::Result<Next> {
        match event {
            Event::Key(key) => {
                #[cfg(debug_assertions)]
                panic_if_asked(key);
                match message_of(key) {
                    Some(message) => self.update(message),
                    None => Ok(Next::On),
                }
            }
            Event::Paste(text) => self.update(Message::Paste(text)),
            // The drawing that follows asks for the size itself: by then it may be yet another one.
            Event::Resize(..) | Event::FocusGained | Event::FocusLost | Event::Mouse(_) => Ok(Next::On),
        }
    }

    fn update(&mut self, message: Message) -> io::Result<Next> {
        self.dirty = true;
        for effect in self.model.update(message) {
            if self.perform(effect)? == Next::Leave {
                return Ok(Next::Leave);
            }
        }
        Ok(Next::On)
    }

    /// Does what the model asks for; answers come back as messages, at once or later.
    fn perform(&mut self, effect: Effect) -> io::Result<Next> {
        match effect {
            Effect::Open(url) => self.open(url)?,
            Effect::Copy(text) => self.copy(&text)?,
            Effect::Index(catalog) => {
                let started = self.searcher.index(catalog, self.reply());
                self.told(started)?;
            }
            Effect::Search(ask) => {
                let started = self.searcher.search(ask, self.reply());
                self.told(started)?;
            }
            Effect::Reload => {
                self.watch_anew();
                self.reload()?;
            }
            Effect::Check => self.load(Purpose::Check)?,
            Effect::StopLoading => {
                self.outdated = false;
                let stopped = self.loader.stop(files::teller(self.sender.clone()));
                self.told(stopped)?;
            }
            Effect::Edit(what) => self.edit(&what)?,
            Effect::RememberTip => state::remember_tip(),
            Effect::Suspend => Terminal::suspend(),
            Effect::Quit => return Ok(Next::Leave),
        }
        Ok(Next::On)
    }

    /// A way for other threads to answer.
    fn reply(&self) -> impl Fn(Message) + Send + use<> {
        let sender = self.sender.clone();
        move |message| {
            // A loop that has ended has no use for an answer.
            let _unheard = sender.send(Input::Answer(Answer::Message(message)));
        }
    }

    /// Tells that something could not be begun.
    fn told(&mut self, begun: io::Result<()>) -> io::Result<()> {
        match begun {
            Ok(()) => Ok(()),
            Err(error) => self.answer(Message::Failed(format!("the search failed: {error}"))),
        }
    }

    fn environment(&self) -> &Environment {
        self.environment.get_or_init(Environment::of_process)
    }

    /// Hands an answer to the model at once; answers never end the loop.
    fn answer(&mut self, message: Message) -> io::Result<()> {
        self.update(message).map(drop)
    }
}

fn size_of(terminal: &mut Terminal) -> Size {
    let size = terminal.measure();
    Size { width: size.width, height: size.height }
}

/// What a key press is in the model's words; releases, and keys it does not know, are nothing.
fn message_of(key: KeyEvent) -> Option<Message> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let code = match key.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(Message::Press(Key { code, ctrl, alt }))
}

/// Panics on F12 when a test asks for it, to see that the terminal is given back.
#[cfg(debug_assertions)]
fn panic_if_asked(key: KeyEvent) {
    if key.code != KeyCode::F(12) || key.kind != KeyEventKind::Press {
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
