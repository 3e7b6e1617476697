//! The line of succession: what an entry replaced, what replaced it, and when, each name a row of its own.

use super::lines::{Builder, Room, piece, width_of};
use super::{ContentRow, Piece, Role, StateForm, Target};
use crate::catalog::{EntryId, Node};
use crate::dataset::{Date, Entry, Generation, Relation, Status, Successor};

/// A part of the line that is not broken.
struct Token {
    pieces: Vec<Piece>,
    /// The row that its last piece is.
    target: Option<Target>,
}

/// Maximum number of names in a generation; of more there is a count.
const MAX_MEMBERS: usize = 3;

impl<'a> Builder<'_> {
    /// The line of succession, if the entry replaced anything or was replaced.
    pub(super) fn succession(&mut self, id: EntryId, entry: Entry<'a>) {
        let mut line = entry.succession();
        if let Some(date) = self.setting.as_of {
            let is_later = |generation: &Generation<'_>| {
                let mut dates = generation.members.iter().map(Successor::date);
                dates.all(|change| change.is_some_and(|change| date.certainly_before(change)))
            };
            let behind = line.generations.get(line.own + 1..).unwrap_or_default();
            let shown = behind.iter().position(is_later).unwrap_or(behind.len());
            line.generations.truncate(line.own + 1 + shown);
        }
        if line.generations.len() < 2 {
            return;
        }
        self.gap();
        let first = if self.room == Room::Tight { line.own.saturating_sub(1) } else { 0 };
        let last = if self.room == Room::Tight {
            (line.own + 2).min(line.generations.len())
        } else {
            line.generations.len()
        };
        let mut tokens = self.beginning(line.generations.get(first));
        for (at, generation) in line.generations.iter().enumerate().take(last).skip(first) {
            let outer =
                if at <= line.own { line.generations.get(at.wrapping_sub(1)) } else { Some(generation) };
            if at > first {
                tokens.push(self.change(outer));
            }
            self.names(generation, id, &mut tokens);
        }
        tokens.extend(self.end(line.generations.get(last - 1)));
        self.flow(tokens);
    }

    /// Whether everything is said in words, for the linear form.
    pub(super) fn is_spoken(&self) -> bool {
        self.setting.states == StateForm::Spoken
    }

    /// The begin of the first generation.
    fn beginning(&self, generation: Option<&Generation<'_>>) -> Vec<Token> {
        let [only] = generation.map_or(&[][..], |generation| &generation.members) else { return vec![] };
        let dash = self.setting.glyphs.pick("━", "=");
        let begin =
            |date: Date| if self.is_spoken() { format!("from {date} ") } else { format!("{date} {dash} ") };
        let since = only.entry.since().map(|date| piece(&begin(date), Role::Dim));
        since.map(|piece| Token { pieces: vec![piece], target: None }).into_iter().collect()
    }

    /// The change that leads from one generation to the next, with its date if it has one.
    fn change(&self, generation: Option<&Generation<'_>>) -> Token {
        let dash = self.setting.glyphs.pick("━━", "==");
        let date = generation.and_then(date_of_all);
        let text = match (date, self.is_spoken()) {
            (Some(date), true) => format!(", replaced {date} by "),
            (None, true) => ", replaced by ".to_owned(),
            (Some(date), false) => format!(" {dash} {date} {dash} "),
            (None, false) => format!(" {dash} "),
        };
        Token { pieces: vec![piece(&text, Role::Dim)], target: None }
    }

    /// The names of a generation; each with its date where these differ.
    fn names(&self, generation: &Generation<'_>, id: EntryId, tokens: &mut Vec<Token>) {
        let is_one_date = date_of_all(generation).is_some();
        let most = if self.room == Room::Tight { 1 } else { MAX_MEMBERS };
        for (at, member) in generation.members.iter().take(most).enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            let date = member.date().filter(|_| !is_one_date);
            let date = date.map(|date| format!("{date} ")).unwrap_or_default();
            let name = self.cut(member.entry.name(), self.width.saturating_sub(20)).into_owned();
            let before = piece(&format!("{comma}{date}"), Role::Dim);
            let node = Node::Entry(EntryId { entry: member.index, ..id });
            let source = member.change.and_then(Relation::source);
            let target = member.change.map(|_| Target::Node { node, source });
            let role = if target.is_some() { Role::Link } else { Role::Title };
            tokens.push(Token { pieces: vec![before, piece(&name, role)], target });
        }
        let more = generation.members.len().saturating_sub(most);
        let more = (more > 0).then(|| piece(&format!(" +{more}"), Role::Dim));
        tokens.extend(more.map(|more| Token { pieces: vec![more], target: None }));
    }

    /// The present of the last generation: still in use, ended, or unclear.
    fn end(&self, generation: Option<&Generation<'_>>) -> Option<Token> {
        let [only] = &*generation?.members else { return None };
        let glyphs = self.setting.glyphs;
        let status = only.entry.status_as_of(self.setting.as_of)?;
        let text = match (status, only.entry.until()) {
            (Status::Former, Some(until)) if self.is_spoken() => format!(", until {until}"),
            _ if self.is_spoken() => format!(", {}", status.words()),
            (Status::Current, _) => glyphs.pick(" ▸", " >").to_owned(),
            (Status::Former, Some(until)) => {
                format!(" {} {until} {}", glyphs.pick("━━", "=="), glyphs.pick("┤", "|"))
            }
            (Status::Former, None) => glyphs.pick(" ┤", " |").to_owned(),
            (Status::Unknown, _) => " ?".to_owned(),
        };
        Some(Token { pieces: vec![piece(&text, Role::Dim)], target: None })
    }

    /// Adds tokens as lines, with the rows in them.
    fn flow(&mut self, tokens: Vec<Token>) {
        let mut line: Vec<Piece> = Vec::new();
        for mut token in tokens {
            if width_of(&line) + width_of(&token.pieces) > self.width && !line.is_empty() {
                self.line(std::mem::take(&mut line), vec![]);
                if let Some(first) = token.pieces.first_mut() {
                    first.text = first.text.trim_start_matches([' ', ',']).to_owned();
                }
            }
            line.extend(token.pieces);
            if let Some(target) = token.target {
                let at = self.content.lines.len();
                let pieces = Some(line.len() - 1..line.len());
                self.content.rows.push(ContentRow { target, lines: at..at + 1, pieces });
            }
        }
        self.line(line, vec![]);
    }
}

/// The date of the changes of all members of a generation, if it is the same.
fn date_of_all(generation: &Generation<'_>) -> Option<Date> {
    let mut dates = generation.members.iter().map(Successor::date);
    let first = dates.next()??;
    dates.all(|date| date == Some(first)).then_some(first)
}
