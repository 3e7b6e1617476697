//! URLs opened in the browser and lines copied to the clipboard, and the messages about the outcome.

use std::io;

use super::Loop;
use crate::app::{Message, Opening};
use crate::dataset::{Destination, sanitized};
use crate::system::browser::{self, BrowserError, Opened, Plan};
use crate::system::clipboard::{self, ClipLine, ClipboardError, Copied};

impl Loop {
    /// Opens a URL: in the terminal, or on a background thread.
    pub(super) fn open(&mut self, page: Destination) -> io::Result<()> {
        let environment = self.environment().clone();
        let address = self.session.browser.address(&page);
        let plan = browser::plan(&address, &self.session.browser, &environment);
        // What is shown and copied is the URL without the words.
        let url = page.url;
        if let Plan::Foreground { .. } = plan {
            let ended = self.hand_over(|| browser::run(&plan, &environment))?;
            return self.apply(Message::Opened { url, outcome: opening(ended) });
        }
        let opened = url.clone();
        let work =
            move || Message::Opened { url: opened, outcome: opening(browser::run(&plan, &environment)) };
        self.start("opener", work)
            .or_else(|error| self.apply(Message::Opened { url, outcome: Opening::Failed(error.to_string()) }))
    }

    /// Copies a line: always through the terminal, and also with the desktop's helper program if there is one.
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        let mut bytes = Vec::new();
        let written =
            ClipLine::parse(text).and_then(|line| Ok((clipboard::write_osc52(&line, &mut bytes)?, line)));
        let (written, line) = match written {
            Ok(both) => both,
            Err(error) => return self.apply(copied(Err(error))),
        };
        let sent = self.terminal.send(&bytes)?.then_some(written);
        let environment = self.environment().clone();
        let Some(helper) = clipboard::helper(&line, &environment) else {
            return self.apply(copied(sent.ok_or(ClipboardError::Busy)));
        };
        // The terminal may have the line even if the helper fails.
        let by_terminal = sent.clone();
        let work = move || {
            let outcome = clipboard::run(&helper, &line, &environment);
            copied(outcome.or_else(|error| by_terminal.ok_or(error)))
        };
        self.start("clipboard", work).or_else(|_| self.apply(copied(sent.ok_or(ClipboardError::Busy))))
    }
}

/// Converts the outcome of opening a URL to the model's type.
fn opening(ended: Result<Opened, BrowserError>) -> Opening {
    let shown = |text: String| sanitized(&text).into_owned();
    match ended {
        Ok(Opened::Accepted(by)) => Opening::Opened(shown(by)),
        Ok(Opened::HandedOver(by)) => Opening::Handed(shown(by)),
        Ok(Opened::Closed(by)) => Opening::Read(shown(by)),
        Err(BrowserError::NoBrowser(why)) => Opening::NoBrowser(shown(why.to_string())),
        Err(error) => Opening::Failed(shown(error.to_string())),
    }
}

fn copied(outcome: Result<Copied, ClipboardError>) -> Message {
    Message::Copied(match outcome {
        Ok(Copied::Confirmed(by)) => Ok(format!("copied ({by})")),
        Ok(Copied::Sent(bytes)) if bytes > clipboard::SAFE_BYTES => {
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
        let notice = |outcome| match copied(outcome) {
            Message::Copied(notice) => notice,
            other => panic!("{other:?}"),
        };
        assert_eq!(notice(Ok(Copied::Sent(80))), Ok("sent to the terminal's clipboard".to_owned()));
        assert_eq!(
            notice(Ok(Copied::Sent(4589))),
            Ok("sent 4589 bytes to the terminal's clipboard; some terminals take less".to_owned())
        );
        for (why, expected) in [
            (ClipboardError::Busy, "not copied: another program has the terminal"),
            (ClipboardError::Empty, "not copied: there is nothing to copy"),
        ] {
            assert_eq!(notice(Err(why)), Err(expected.to_owned()));
        }
    }
}
