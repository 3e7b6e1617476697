//! Commands and the responses of popups.

use super::Model;
use crate::app::keys::{Code, Command, Copy, Key};
use crate::app::message::{Effect, Response};
use crate::app::reading::PendingChange;
use crate::dataset::PageLabel;

impl Model {
    pub(super) fn perform(&mut self, command: Command, key: Key) {
        if let Some(response) = self.popup.as_ref().and_then(|popup| popup.perform(command)) {
            return self.respond(response);
        }
        match command {
            Command::Move(distance) => self.move_by(distance.rows(self.page_rows())),
            Command::MoveOther(distance) => self.move_other_by(distance.rows(self.other_rows())),
            Command::In => self.navigation.go_in(),
            Command::Out => self.navigation.go_out(),
            Command::Toggle => self.navigation.toggle(),
            Command::FoldAll => self.navigation.tree.fold_all(),
            Command::UnfoldAll => self.navigation.tree.unfold_all(),
            Command::SwitchPane => self.navigation.switch_pane(),
            Command::Section(section) => self.go_to_section(section),
            Command::StepSection(direction) => self.navigation.step_section(direction),
            Command::Type(edit) => self.edit(edit),
            Command::Search => self.open_search(),
            Command::CloseOrCancel => self.close_or_cancel(),
            Command::Follow => self.follow(),
            Command::OpenFirst => self.open_first(),
            Command::OpenHit => self.open_hit(),
            Command::OpenSource | Command::OpenLink => self.open_labelled(label_of(key)),
            Command::StepHit(direction) => self.step_hit(direction),
            Command::SwitchResults => self.switch_results(key),
            Command::PickMark(direction) => self.mark_to_pick(direction),
            Command::Random => self.go_to_random(),
            Command::Run(at) => self.run_own(at),
            Command::CopyCommand => self.effects.push(Effect::WriteCommand(self.view_options())),
            Command::Links => self.show_links(),
            Command::OpenArchived => self.open_archived(),
            Command::Copy(what) => self.copy(what),
            Command::Go(direction) => self.go(direction, 1),
            Command::Jumps => self.show_jumps(),
            Command::LastSearch => self.reopen_search(),
            Command::Zoom => self.navigation.zoom(self.has_two_panes()),
            Command::Mouse => self.switch_mouse(),
            Command::Bookmark => self.toggle_bookmark(),
            Command::Bookmarks => self.show_bookmarks(),
            Command::Mark => self.mark(),
            Command::Queue => self.show_queue(),
            Command::Note => self.show_note(),
            Command::Groupings => self.show_groupings(),
            Command::Sort => self.show_sortings(),
            Command::Linear => self.switch_linear(),
            Command::Map => self.show_map(),
            Command::Timeline => self.show_timeline(),
            Command::StepTime(direction) => self.step_time(direction, 1),
            Command::Stacks => self.effects.push(Effect::ListStacks),
            Command::Theme => self.list_themes(),
            // Only popups have these.
            Command::SwitchStack | Command::Remove | Command::OpenNext | Command::OpenAll => {}
            Command::Moves => self.show_moves(),
            Command::Compare => self.show_comparison(),
            Command::OwnStack => self.go_to_own_stack(),
            Command::Explain => self.explain(),
            Command::Problems => self.show_problems(),
            Command::Edit => self.edit_file(),
            Command::Reload => self.reload(),
            Command::Help => self.show_help(),
            Command::Palette => self.show_palette(),
            Command::Redraw => self.effects.push(Effect::Redraw),
            Command::Suspend => self.effects.push(Effect::Suspend),
            Command::Quit => self.effects.push(Effect::Quit),
        }
    }

    /// Carries out what a command in a popup led to.
    pub(super) fn respond(&mut self, response: Response) {
        match response {
            Response::Ignored => {}
            Response::Warn(text) => self.warn(text),
            Response::Effect(effect) => self.effects.push(effect),
            Response::CopyUrl(url) => self.copy_text(Copy::Url.noun(false), url.to_string()),
            Response::CloseAndDo(effect) => {
                self.close_popup();
                self.effects.push(effect);
            }
            Response::Select(at) => {
                if let Some(popup) = &mut self.popup {
                    popup.selection.at = at;
                }
            }
            Response::GoTo(node) => {
                self.close_popup();
                self.go_to(node);
            }
            Response::Jump(steps) => {
                self.close_popup();
                let _moved = self.navigation.go_by(steps, &self.catalog);
            }
            Response::Prove(one) => self.prove(&one),
            Response::Regroup(group) => {
                self.close_popup();
                self.group_by(group);
            }
            Response::OpenOf(node, target) => self.open_of(node, &target),
            Response::CompareEntries(one, other) => self.show_pair([one, other]),
            Response::ChooseLook(look) => {
                self.close_popup();
                self.choose_look(look);
            }
            Response::Sort(sort) => {
                self.close_popup();
                self.sort_by(sort);
            }
            Response::ShowAsOf(date) => {
                self.close_popup();
                self.show_as_of(Some(date));
            }
            Response::OpenStack(key) => self.change_stacks(Effect::OpenStack(key), PendingChange::Stay),
            Response::CloseStack(at) => self.change_stacks(Effect::CloseStack(at), PendingChange::Stay),
            Response::GoToThing(thing) => self.go_to_thing(&thing),
            Response::ToggleBookmark(bookmark) => self.switch_bookmark(bookmark),
            Response::ToggleQueued(page) => self.switch_queued(page),
            Response::ToggleNote(note) => self.switch_note(note),
            Response::OpenQueued(pages) => self.open_queued(pages),
            Response::DropQuestion => self.ask_to_open(None),
            Response::KeepNote(note) => self.keep_note(note),
            Response::CloseAndRun(command) => {
                self.close_popup();
                self.perform(command, Key::plain(Code::Enter));
            }
        }
    }
}

/// The label that a key names: a digit or a letter.
fn label_of(key: Key) -> Option<PageLabel> {
    match key.code {
        Code::Char(c) => PageLabel::parse(c.encode_utf8(&mut [0; 4])),
        _ => None,
    }
}
