//! Pages handed to the browser and lines to the clipboard, and what came of it.

use std::io;

use super::input::Input;
use super::{Answer, Loop};
use crate::app::{Message, Opening};
use crate::dataset::{SourceUrl, sanitized};
use crate::system::browser::{self, BrowserError, Opened, Plan};
use crate::system::clipboard::{self, ClipboardError, Copied, Line};

impl Loop {
    pub(super) fn open(&mut self, url: SourceUrl) -> io::Result<()> {
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
            let _unheard = sender.send(Input::Answer(Answer::Message(answer)));
        };
        match browser::launch(plan, self.environment().clone(), reply) {
            Ok(()) => Ok(()),
            Err(error) => self.answer(Message::Opened { url, outcome: Opening::Failed(error.to_string()) }),
        }
    }

    /// Copies a line: to the terminal in any case, and with the desktop's own helper where there is one.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
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
            let _unheard = sender.send(Input::Answer(Answer::Message(copied(answer))));
        };
        match clipboard::launch(helper, line, self.environment().clone(), reply) {
            Ok(()) => Ok(()),
            Err(_) => self.answer(copied(sent.ok_or(ClipboardError::Busy))),
        }
    }
}

/// What came of opening a page, in the model's words.
fn opening_of(ended: Result<Opened, BrowserError>) -> Opening {
    let shown = |text: String| sanitized(&text).into_owned();
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
        Err(why) => Err(format!("not copied: {}", sanitized(&why.to_string()))),
    })
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
