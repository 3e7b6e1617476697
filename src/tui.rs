//! The loop: read, update, perform, draw.
//!
//! It sleeps until there is an input. What a message means is the model's business, how a screen looks the view's; what
//! an effect costs (a browser that takes its time, a terminal lent to another program) is dealt with here.

mod input;
mod searcher;
mod terminal;

use std::cell::OnceCell;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

pub use terminal::refusal;

use self::input::{Input, Reader};
use self::searcher::Searcher;
use self::terminal::{Notice, Terminal};
use crate::app::keys::{Code, Key};
use crate::app::layout::Size;
use crate::app::{Effect, Message, Model, Opening, Start};
use crate::catalog::Catalog;
use crate::dataset::{SourceUrl, inert};
use crate::system::browser::{self, BrowserError, Opened, Plan};
use crate::system::clipboard::{self, ClipboardError, Copied, Line};
use crate::system::{Environment, state};
use crate::ui::{self, Look};

/// What the interface is run with, besides what it shows.
#[derive(Debug)]
pub struct Session {
    /// How it looks.
    pub look: Look,
    /// How pages are opened.
    pub browser: browser::Settings,
    /// What is wrong with the settings, for the first notice.
    pub trouble: Option<String>,
}

/// Runs the interface until it is left.
///
/// # Errors
///
/// Fails when the terminal cannot be taken, written to or read; it is given back as it was found in any case.
pub fn run(catalog: Catalog, start: Start, session: Session) -> io::Result<()> {
    let (sender, inputs) = channel();
    let notices = sender.clone();
    let mut terminal = Terminal::enter(move |notice| {
        // A loop that has ended has no use for a notice.
        let _unheard = notices.send(Input::Terminal(notice));
    })?;
    let model = Model::new(catalog, size_of(&mut terminal), start);
    let mut explorer = Loop {
        model,
        terminal,
        sender,
        session,
        environment: OnceCell::new(),
        searcher: Searcher::default(),
        dirty: true,
    };
    if let Some(trouble) = explorer.session.trouble.take() {
        explorer.answer(Message::Failed(inert(&trouble).into_owned()))?;
    }
    // The first frame comes before the reader is set up: nobody waits for a thread.
    explorer.draw()?;
    let reader = Reader::start(explorer.sender.clone())?;
    // Until the reader was there, nobody would have heard of another size.
    explorer.draw()?;
    explorer.until_left(&inputs, &reader)
}

struct Loop {
    model: Model,
    terminal: Terminal,
    sender: Sender<Input<Message>>,
    session: Session,
    /// Read when it is first needed, so that starting does not wait for it.
    environment: OnceCell<Environment>,
    searcher: Searcher,
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
    fn until_left(&mut self, inputs: &Receiver<Input<Message>>, reader: &Reader) -> io::Result<()> {
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
    fn handle(&mut self, input: Input<Message>) -> io::Result<Handled> {
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
                handled.next = self.update(Message::Failed(inert(&text).into_owned()))?;
            }
            // The keys that waited for an answer may lead anywhere, also out.
            Input::Answer(message) => handled.next = self.update(message)?,
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
            let (model, look) = (&self.model, self.session.look);
            self.terminal.draw(|frame| ui::view(model, look, frame))?;
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
            let _unheard = sender.send(Input::Answer(message));
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

    fn open(&mut self, url: SourceUrl) -> io::Result<()> {
        let plan = browser::plan(&url, &self.session.browser, self.environment());
        if let Plan::Foreground { .. } = plan {
            let environment = self.environment().clone();
            let ended = self.terminal.hand_over(|| browser::run(&plan, &environment))?;
            return self.answer(Message::Opened { url, outcome: opening_of(ended) });
        }
        let sender = self.sender.clone();
        let about = url.clone();
        let reply = move |ended| {
            let answer = Message::Opened { url: about, outcome: opening_of(ended) };
            let _unheard = sender.send(Input::Answer(answer));
        };
        match browser::launch(plan, self.environment().clone(), reply) {
            Ok(()) => Ok(()),
            Err(error) => self.answer(Message::Opened { url, outcome: Opening::Failed(error.to_string()) }),
        }
    }

    /// Copies a line: to the terminal in any case, and with the desktop's own helper where there is one.
    fn copy(&mut self, text: &str) -> io::Result<()> {
        let mut bytes = Vec::new();
        let written =
            Line::parse(text).and_then(|line| Ok((clipboard::write_osc52(&line, &mut bytes)?, line)));
        let (written, line) = match written {
            Ok(both) => both,
            Err(why) => return self.answer(copied(Err(why))),
        };
        let sent = self.terminal.send(&bytes)?.then_some(written);
        let Some(helper) = clipboard::helper(&line, self.environment()) else {
            return self.answer(copied(sent.ok_or(ClipboardError::Busy)));
        };
        let sender = self.sender.clone();
        let by_terminal = sent.clone();
        let reply = move |answer: Result<Copied, ClipboardError>| {
            // The terminal may have it even if the helper failed.
            let answer = answer.or_else(|why| by_terminal.ok_or(why));
            let _unheard = sender.send(Input::Answer(copied(answer)));
        };
        match clipboard::launch(helper, line, self.environment().clone(), reply) {
            Ok(()) => Ok(()),
            Err(_) => self.answer(copied(sent.ok_or(ClipboardError::Busy))),
        }
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

/// What came of opening a page, in the model's words.
fn opening_of(ended: Result<Opened, BrowserError>) -> Opening {
    let shown = |text: String| inert(&text).into_owned();
    match ended {
        Ok(Opened::Accepted { by }) => Opening::Opened(shown(by)),
        Ok(Opened::HandedOver { by }) => Opening::Handed(shown(by)),
        Ok(Opened::Closed { by }) => Opening::Read(shown(by)),
        Err(BrowserError::NoBrowser { why }) => Opening::NoBrowser(shown(why.to_string())),
        Err(error) => Opening::Failed(shown(error.to_string())),
    }
}

fn copied(answer: Result<Copied, ClipboardError>) -> Message {
    Message::Copied(match answer {
        Ok(Copied::Confirmed { by }) => Ok(format!("copied ({by})")),
        Ok(Copied::Sent { bytes }) if bytes > clipboard::MODEST => {
            Ok(format!("sent {bytes} bytes to the terminal's clipboard; some terminals take less"))
        }
        Ok(Copied::Sent { .. }) => Ok("sent to the terminal's clipboard".to_owned()),
        Err(why) => Err(format!("not copied: {}", inert(&why.to_string()))),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_claims_no_more_than_is_known() {
        let told = |answer| match copied(answer) {
            Message::Copied(told) => told,
            other => panic!("{other:?}"),
        };
        assert_eq!(told(Ok(Copied::Sent { bytes: 80 })), Ok("sent to the terminal's clipboard".to_owned()));
        assert_eq!(
            told(Ok(Copied::Sent { bytes: 4589 })),
            Ok("sent 4589 bytes to the terminal's clipboard; some terminals take less".to_owned())
        );
        for (why, expected) in [
            (ClipboardError::Busy, "not copied: another program has the terminal"),
            (ClipboardError::Empty, "not copied: there is nothing to copy"),
        ] {
            assert_eq!(told(Err(why)), Err(expected.to_owned()));
        }
    }
}
