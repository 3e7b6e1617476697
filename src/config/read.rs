//! The strict reader of the layers of the settings.

use toml::de::{DeTable, DeValue};

use super::commands;
use super::key::Key;
use super::keys::{self, OwnKeys};
use super::layer::{Layer, Origin, OwnSetting};
use super::{Settings, values};
use crate::app::keys::{ACTIONS, Action};
use crate::app::own_keys::{self, KeyLine};
use crate::catalog::bundled;
use crate::dataset::{Code, FileSpan, Finding, Severity, check, excerpt, nearest, quoted};
use crate::format::toml::{table, wrong_type};
use crate::format::{File, Positions, SourceText};

/// The settings, and the layers that they come from.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The settings: of each the value of the highest layer that gives it.
    pub settings: Settings,
    /// The layers, the lowest first.
    pub layers: Vec<Layer>,
}

impl Config {
    /// Reads the user's settings file.
    ///
    /// An unknown key is a warning, any other problem an error. With an error the whole file is ignored, because some of the
    /// settings without the others may not be what the user wants.
    pub fn read_user(&mut self, file: File) {
        self.read(Origin::User, file, |_| false);
    }

    /// Reads the file of a project, which comes with a folder and not from the user; `is_inside` says whether a stack of it is
    /// a named one or in that folder.
    ///
    /// It sets its stacks and its view only. Any other key is a warning, and the rest of the file holds.
    pub fn read_project(&mut self, file: File, is_inside: impl Fn(&str) -> bool) {
        self.read(Origin::Project, file, is_inside);
    }

    /// Reads a setting from the text of an environment variable or a flag.
    pub fn read_word(&mut self, origin: Origin, key: Key, name: &str, word: &str) {
        let (text, fault) = SourceText::decode(File::new(name, word), 0);
        let at = FileSpan::of_only_file(0..text.text.len());
        let value = match word {
            "true" | "1" => DeValue::Boolean(true),
            "false" | "0" => DeValue::Boolean(false),
            word => DeValue::String(word.into()),
        };
        let mut layer =
            Layer { origin, given: Vec::new(), own: Vec::new(), findings: Vec::from_iter(fault), text };
        match values::set(&mut self.settings, key, at.clone(), value) {
            Ok(()) => layer.given.push((key, at)),
            Err(finding) => layer.findings.push(*finding),
        }
        self.layers.push(layer);
    }

    /// The origin of a setting, `None` for the default.
    pub fn origin(&self, key: Key) -> Option<Origin> {
        Some(self.given(key)?.0.origin)
    }

    /// The highest layer that gives a setting, and the location in its text.
    pub fn given(&self, key: Key) -> Option<(&Layer, &FileSpan)> {
        self.layers.iter().rev().find_map(|layer| {
            let (_, at) = layer.given.iter().find(|(given, _)| *given == key)?;
            Some((layer, at))
        })
    }

    /// Adds a warning about the value of a setting that only its use has shown.
    pub fn warn(&mut self, key: Key, message: String, help: String) {
        let layer = self.layers.iter_mut().rev().find_map(|layer| {
            let (_, at) = layer.given.iter().find(|(given, _)| *given == key)?.clone();
            Some((layer, at))
        });
        if let Some((layer, at)) = layer {
            layer.findings.push(Finding::warning(Code::BadValue, at, message).help(help));
            check::sort(&mut layer.findings);
        }
    }

    /// The findings of all layers.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.layers.iter().flat_map(|layer| &layer.findings)
    }

    /// The settings of a user's file.
    #[cfg(test)]
    pub(super) fn of_user(text: &str) -> Self {
        let mut config = Self::default();
        config.read_user(File::new("config.toml", text));
        config
    }

    fn read(&mut self, origin: Origin, file: File, is_inside: impl Fn(&str) -> bool) {
        let mut reader = Reader {
            origin,
            is_inside: &is_inside,
            settings: self.settings.clone(),
            given: Vec::new(),
            own: Vec::new(),
            keys: Vec::new(),
            findings: Vec::new(),
        };
        let (text, read) = table(file, |table| reader.read_table("", table));
        let Reader { mut settings, mut given, mut own, keys, mut findings, .. } = reader;
        if !keys.is_empty() {
            let mut positions = Positions::new(&text.text);
            let line = |given: OwnKeys| {
                let line = positions.locate(given.at.at.start).0;
                KeyLine::new(given.action, given.chords, given.at, line)
            };
            settings.keys = keys.into_iter().map(line).collect();
            findings.extend(own_keys::check(&settings.keys));
        }
        findings.extend(read.err().into_iter().flatten());
        check::sort(&mut findings);
        if findings.iter().any(Finding::is_error) {
            given.clear();
            own.clear();
        } else {
            self.settings = settings;
        }
        own.sort_by_key(|own| own.at.at.start);
        self.layers.push(Layer { origin, given, own, findings, text });
    }
}

/// The reader of one file.
struct Reader<'a> {
    origin: Origin,
    is_inside: &'a dyn Fn(&str) -> bool,
    settings: Settings,
    given: Vec<(Key, FileSpan)>,
    own: Vec<OwnSetting>,
    keys: Vec<OwnKeys>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    /// Reads the keys of a table; `outer` is its name, empty for the top level.
    fn read_table(&mut self, outer: &str, table: DeTable<'_>) {
        for (name, value) in table {
            let word: &str = name.get_ref();
            let at = FileSpan::of_only_file(value.span());
            let key = Key::ALL.into_iter().find(|key| key.parts() == (outer, word));
            let is_table =
                outer.is_empty() && !word.is_empty() && Key::ALL.iter().any(|key| key.parts().0 == word);
            let refused = self.refused(outer, word, is_table);
            match (key, value.into_inner()) {
                (None, DeValue::Table(inner)) if is_table => self.read_table(word, inner),
                (_, _) if let Some(why) = refused => {
                    self.findings.push(refusal(outer, word, FileSpan::of_only_file(name.span()), why));
                }
                (None, DeValue::Table(inner)) if (outer, word) == ("", "commands") => {
                    self.read_commands(inner);
                }
                (None, other) if (outer, word) == ("", "commands") => {
                    let help = "write [commands.NAME], with its keys below it".to_owned();
                    self.problem(wrong_type(at, word, "a table", &other).help(help));
                }
                (Some(key), value) => self.take(key, at, value),
                (None, value)
                    if outer == "keys"
                        && let Some(action) = Action::named(word) =>
                {
                    match keys::read(action, at, value) {
                        Ok(keys) => {
                            let (name, at) = (format!("keys.{word}"), keys.at.clone());
                            self.own.push(OwnSetting { name, value: keys.value(), at });
                            self.keys.push(keys);
                        }
                        Err(finding) => self.problem(*finding),
                    }
                }
                (None, other) if is_table => {
                    let help = format!("write [{word}], with its keys below it");
                    self.problem(wrong_type(at, word, "a table", &other).help(help));
                }
                (None, _) => self.findings.push(unknown(outer, word, FileSpan::of_only_file(name.span()))),
            }
        }
    }

    /// Reads the tables of the own commands.
    fn read_commands(&mut self, table: DeTable<'_>) {
        for (name, value) in table {
            let at = FileSpan::of_only_file(name.span());
            match value.into_inner() {
                DeValue::Table(inner) => {
                    match commands::read(name.get_ref(), at, inner, self.settings.commands.len()) {
                        Ok(read) => {
                            self.settings.commands.push(read.command);
                            self.keys.push(read.keys);
                            self.own.extend(read.own);
                            self.findings.extend(read.warnings);
                        }
                        Err(finding) => self.problem(*finding),
                    }
                }
                other => self.problem(wrong_type(at, name.get_ref(), "a table", &other)),
            }
        }
    }

    /// Takes the value of a setting.
    fn take(&mut self, key: Key, at: FileSpan, value: DeValue<'_>) {
        let mut settings = self.settings.clone();
        if let Err(finding) = values::set(&mut settings, key, at.clone(), value) {
            return self.problem(*finding);
        }
        if key == Key::StacksDefault && self.origin == Origin::Project {
            let (inside, outside): (Vec<_>, Vec<_>) = settings
                .default_stacks
                .into_iter()
                .partition(|name| is_within(name) && (self.is_inside)(name));
            for name in outside {
                let message = format!("the stack {} is not inside the folder of the project", quoted(&name));
                let help = "name a built-in stack, one of your own, or a file below this folder".to_owned();
                self.findings.push(Finding::warning(Code::BadValue, at.clone(), message).help(help));
            }
            if inside.is_empty() {
                return;
            }
            settings.default_stacks = inside;
        }
        self.settings = settings;
        self.given.push((key, at));
    }

    /// Adds a problem, which is an error in the user's file only: of a project the rest holds.
    fn problem(&mut self, finding: Finding) {
        let severity = if self.origin == Origin::Project { Severity::Warning } else { finding.severity };
        self.findings.push(Finding { severity, ..finding });
    }

    /// The reason why this file may not set a key; `None` if it may, or if there is no such key.
    fn refused(&self, outer: &str, word: &str, is_table: bool) -> Option<&'static str> {
        if self.origin != Origin::Project {
            return None;
        }
        match (outer, word) {
            ("stacks", "library") => Some("a project must not name a folder outside it"),
            ("stacks" | "view", _) => None,
            ("open" | "commands", _) | ("", "commands") => Some("a project must not name a program"),
            ("keys", _) => Some("a project must not change keys"),
            ("limits", _) => Some("a project must not change limits"),
            ("", word) if is_table || Key::ALL.iter().all(|key| key.parts() != ("", word)) => None,
            _ => Some("only the user chooses it"),
        }
    }
}

/// The warning about a key that a project may not set.
fn refusal(table: &str, word: &str, at: FileSpan, why: &str) -> Finding {
    let dot = if table.is_empty() { "" } else { "." };
    let message = format!("`{table}{dot}{}` is ignored: {why}", excerpt(word));
    let help = "a project sets `stacks.default` and `view` only; the rest belongs into your own settings";
    Finding::warning(Code::NotInProject, at, message).help(help.to_owned())
}

/// Whether a path leads to no place above its folder, as far as its text tells.
fn is_within(path: &str) -> bool {
    let is_absolute = path.starts_with(['/', '\\', '~']) || path.contains(':');
    let is_path_inside = !is_absolute && !path.split(['/', '\\']).any(|part| part == "..");
    is_path_inside || bundled::find_prefixed(path).is_some()
}

/// The warning about a key that is not a setting.
fn unknown(table: &str, word: &str, at: FileSpan) -> Finding {
    let known = Key::ALL.iter().filter_map(|key| match key.parts() {
        (its, name) if its == table => Some(name),
        (its, _) if table.is_empty() => Some(its),
        _ => None,
    });
    let actions = ACTIONS.iter().map(|action| action.name).filter(|_| table == "keys");
    // A key in the wrong table is the most likely mistake.
    let elsewhere = Key::ALL.into_iter().find(|key| key.parts().1 == word).map(Key::name);
    let help = match elsewhere.or_else(|| nearest(word, known.chain(actions))) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if table == "keys" => "`stacklore keys` lists every action".to_owned(),
        None => "`stacklore config default` shows every setting".to_owned(),
    };
    let dot = if table.is_empty() { "" } else { "." };
    let what = if table == "keys" { "an action" } else { "a setting" };
    let message = format!("`{table}{dot}{}` is not {what}", excerpt(word));
    Finding::warning(Code::UnknownKey, at, message).help(help)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::{Grouping, Sorting};
    use crate::config::{Ascii, Colour, Limits, Passages, StartView};
    use crate::dataset::Date;
    use crate::format::report::{Ink, Look as Width, draw};

    /// The findings as lines of code, first byte, message and help.
    fn findings_of(text: &str) -> Vec<String> {
        let line = |finding: &Finding| {
            let at = finding.span.as_ref().map_or(0, |span| span.at.start);
            let help = finding.help.as_deref().unwrap_or_default();
            format!("{} {at} {} | {help}", finding.code, finding.message)
        };
        Config::of_user(text).findings().map(line).collect()
    }

    #[test]
    fn every_key_is_optional_and_the_values_hold() {
        assert_eq!(Config::of_user("").settings, Settings::default());
        let config = Config::of_user(
            "colour = \"never\"\nascii = true\ntheme = \"ember\"\nresume = false\nmouse = false\nhyperlinks = true\nkeys.escape_ms = 40\nopen.command = [\"lens\", \"{url}\"]\n\
             open.passages = false\nopen.no_passage_hosts = \"example.org\"\n\
             [limits]\nbytes = 0x10\nentries = 2_000\n[stacks]\ndefault = \"mine\"\nlibrary = \"stacks\"\n\
             [view]\ngroup = \"year\"\nsort = \"date\"\nas_of = 2018\n",
        );
        assert_eq!(config.findings().count(), 0);
        assert_eq!(
            config.settings,
            Settings {
                colour: Colour::Never,
                ascii: Ascii::Always,
                theme: Some("ember".to_owned()),
                starts_afresh: true,
                is_mouse_off: true,
                hyperlinks: Some(true),
                escape_ms: Some(40),
                keys: Vec::new(),
                commands: Vec::new(),
                letters: Vec::new(),
                open_command: Some(vec!["lens".to_owned(), "{url}".to_owned()]),
                passages: Passages { are_on: false, except: vec!["example.org".to_owned()] },
                limits: Limits { bytes: 16, entries: 2000 },
                default_stacks: vec!["mine".to_owned()],
                library: Some("stacks".to_owned()),
                view: StartView {
                    group: Grouping::Year,
                    sort: Sorting::Date,
                    as_of: Date::parse("2018").ok()
                },
            }
        );
        assert_eq!(Config::of_user("limits.bytes = \"1 MiB\"").settings.limits.bytes, 1 << 20);
        assert_eq!(Config::of_user("open.command = \"/opt/my lens/lens\"").findings().count(), 0);
    }

    #[test]
    fn an_unknown_key_is_a_warning_with_a_suggestion_and_the_rest_holds() {
        let config =
            Config::of_user("color = \"never\"\nascii = true\n[limit]\n[limits]\nbites = 1\n[tree]\nx = 1\n");
        assert_eq!(config.settings.ascii, Ascii::Always);
        assert!(!config.findings().any(Finding::is_error));
        assert_eq!(
            findings_of(
                "color = \"never\"\n[limit]\n[limits]\nbites = 1\n[tree]\nx = 1\n[open]\nentries = 2"
            ),
            [
                "schema.unknown-key 0 `color` is not a setting | did you mean `colour`?",
                "schema.unknown-key 17 `limit` is not a setting | did you mean `limits`?",
                "schema.unknown-key 33 `limits.bites` is not a setting | did you mean `bytes`?",
                "schema.unknown-key 44 `tree` is not a setting | `stacklore config default` shows every setting",
                "schema.unknown-key 63 `open.entries` is not a setting | did you mean `limits.entries`?",
            ]
        );
    }

    #[test]
    fn with_an_error_nothing_of_the_file_holds() {
        for (text, code) in [
            ("ascii = true\ncolour = \"blue\"", "schema.bad-value"),
            ("ascii = \"yes\"", "schema.bad-value"),
            ("ascii = 1", "schema.wrong-type"),
            ("ascii = true\nlimits = 3", "schema.wrong-type"),
            ("ascii = true\nlimits.bytes = \"many\"", "schema.bad-value"),
            ("ascii = true\nlimits.bytes = \"2 GiB\"", "schema.bad-value"),
            ("ascii = true\nlimits.bytes = 0", "schema.bad-value"),
            ("ascii = true\nlimits.bytes = -1", "schema.bad-value"),
            ("ascii = true\nlimits.entries = 0", "schema.bad-value"),
            ("ascii = true\nlimits.entries = \"x\"", "schema.wrong-type"),
            ("theme = '../x'", "schema.bad-value"),
            ("theme = ''", "schema.bad-value"),
            ("stacks.library = ' '", "schema.bad-value"),
            ("stacks.library = ['a']", "schema.wrong-type"),
            ("ascii = true\nkeys.escape_ms = 0", "schema.bad-value"),
            ("ascii = true\nkeys.escape_ms = 5001", "schema.bad-value"),
            ("ascii = true\nkeys.escape_ms = -1", "schema.bad-value"),
            ("ascii = true\nkeys.escape_ms = \"25\"", "schema.wrong-type"),
            ("ascii = true\nopen.command = []", "schema.bad-value"),
            ("ascii = true\nopen.command = [\" \"]", "schema.bad-value"),
            ("ascii = true\nopen.command = \"lens {url}\"", "schema.bad-value"),
            ("ascii = true\nopen.command = [1]", "schema.wrong-type"),
            ("ascii = true\nstacks.default = [\"-\"]", "schema.bad-value"),
            ("ascii = true\nascii = true", "syntax.duplicate-key"),
            ("ascii = true\nx = [", "syntax.toml"),
        ] {
            let config = Config::of_user(text);
            assert_eq!(config.findings().next().map(|finding| finding.code.name()), Some(code), "{text}");
            assert!(config.layers.iter().all(|layer| layer.given.is_empty()), "{text}");
            assert_eq!(config.settings, Settings::default(), "{text}");
        }
        let help = &findings_of("open.command = \"lens -x {url}\"")[0];
        assert!(help.ends_with("write command = [\"lens\", \"-x\", \"{url}\"]"), "{help}");
    }

    /// The findings as `config show` draws them.
    fn drawn(config: &Config) -> String {
        let look = Width { ink: Ink::Plain, width: 80 };
        let draw = |layer: &Layer| draw(&layer.findings, std::slice::from_ref(&layer.text), look);
        config.layers.iter().map(draw).collect()
    }

    proptest! {
        #[test]
        fn whatever_a_file_says_there_are_settings_and_with_an_error_they_are_the_default(
            parts in vec(prop_oneof![
                Just("\n"), Just("["), Just("]"), Just(" = "), Just("."), Just("\""), Just("#"), Just("true"), Just("7"),
                Just("limits"), Just("bytes"), Just("entries"), Just("open"), Just("command"), Just("ascii"), Just("colour"),
                Just("\"never\""), Just("[\"a\", \"b\"]"), Just("stacks.default"), Just("é\u{9b}"),
            ], 0..24),
        ) {
            let config = Config::of_user(&parts.concat());
            if config.findings().any(Finding::is_error) {
                prop_assert_eq!(&config.settings, &Settings::default());
            }
            let drawn = drawn(&config);
            prop_assert!(drawn.lines().all(|line| crate::dataset::fault(line).is_none()), "{}", drawn);
        }
    }

    fn project_of(text: &str) -> Config {
        let mut config = Config::of_user("ascii = true\nview.group = \"tag\"\n");
        config.read_project(File::new(".stacklore.toml", text), |name| name != "link.toml");
        config
    }

    #[test]
    fn a_project_sets_its_stacks_and_its_view_and_nothing_else() {
        let config = project_of(
            "ascii = false\n[open]\ncommand = \"x\"\n[keys]\nquit = \"x\"\n[commands]\nx = 1\n[stacks]\nlibrary = \"/\"\n\
             default = [\"mine.toml\", \"discord\", \"built-in:discord\"]\n[view]\nas_of = 2018-06-30\ngroup = 7\nbroup = 1\n",
        );
        assert_eq!(config.settings.ascii, Ascii::Always);
        assert_eq!(config.settings.default_stacks, ["mine.toml", "discord", "built-in:discord"]);
        assert_eq!(config.settings.view.group, Grouping::Tag);
        assert_eq!(config.settings.view.as_of, Date::parse("2018-06-30").ok());
        assert_eq!((config.settings.open_command.as_ref(), config.settings.library.as_ref()), (None, None));
        let messages: Vec<&str> = config.findings().map(|finding| &*finding.message).collect();
        assert_eq!(
            messages,
            [
                "`ascii` is ignored: only the user chooses it",
                "`open.command` is ignored: a project must not name a program",
                "`keys.quit` is ignored: a project must not change keys",
                "`commands` is ignored: a project must not name a program",
                "`stacks.library` is ignored: a project must not name a folder outside it",
                "`group` must be a text, but here is a whole number",
                "`view.broup` is not a setting",
            ]
        );
        assert!(!config.findings().any(Finding::is_error));
        assert_eq!(config.origin(Key::ViewGroup), Some(Origin::User));
        assert_eq!(config.origin(Key::ViewAsOf), Some(Origin::Project));
    }

    #[test]
    fn no_stack_of_a_project_is_outside_its_folder() {
        for name in
            ["../mine.toml", "a/../../b", "/etc/passwd", "~/x", "~", "C:\\\\x", "..\\\\x", "link.toml"]
        {
            let config = project_of(&format!("stacks.default = [\"{name}\"]\n"));
            assert_eq!(config.settings.default_stacks, [] as [&str; 0], "{name}");
            assert_eq!(config.origin(Key::StacksDefault), None, "{name}");
            let finding = config.findings().next().expect(name);
            assert!(finding.message.contains("not inside the folder of the project"), "{}", finding.message);
        }
        let config = project_of("stacks.default = [\"../x\", \"a/b.toml\"]\n");
        assert_eq!(
            (&*config.settings.default_stacks, config.findings().count()),
            (&["a/b.toml".to_owned()][..], 1)
        );
        let broken = project_of("view.group = \"year\"\nx = [");
        assert!(broken.findings().any(Finding::is_error));
        assert_eq!((broken.settings.view.group, broken.settings.ascii), (Grouping::Tag, Ascii::Always));
    }

    #[test]
    fn keys_and_commands_are_settings_with_a_place_of_their_own() {
        let text = "[keys]\nzoom = \"x\"\nedit = []\n[commands.a]\nkeys = [\"X\"]\nrun = [\"p\"]\n";
        let config = Config::of_user(text);
        let shown = |own: &OwnSetting| format!("{} {} = {}", own.at.at.start, own.name, own.value);
        let shown: Vec<String> = config.layers[0].own.iter().map(shown).collect();
        assert_eq!(
            shown,
            [
                "14 keys.zoom = [\"x\"]",
                "25 keys.edit = []",
                "48 commands.a.keys = [\"X\"]",
                "60 commands.a.run = [\"p\"]",
            ]
        );
        let broken = Config::of_user(&format!("colour = 1\n{text}"));
        assert!(broken.layers[0].own.is_empty());
    }

    #[test]
    fn a_variable_and_a_flag_come_before_the_files() {
        let mut config = Config::of_user("ascii = true\ncolour = \"never\"\n");
        config.read_word(Origin::Variable("A"), Key::Ascii, "A", "0");
        config.read_word(Origin::Variable("C"), Key::Colour, "C", "allways");
        assert_eq!((config.settings.ascii, config.settings.colour), (Ascii::Never, Colour::Never));
        config.read_word(Origin::Flag("--a"), Key::Ascii, "--a", "true");
        assert_eq!(config.settings.ascii, Ascii::Always);
        assert_eq!(config.origin(Key::Ascii), Some(Origin::Flag("--a")));
        assert_eq!(config.origin(Key::Colour), Some(Origin::User));
        let finding = config.findings().next().expect("one");
        assert_eq!(finding.help.as_deref(), Some("did you mean \"always\"?"));
    }

    #[test]
    fn a_hostile_key_is_reported_with_its_control_characters_escaped() {
        let config = Config::of_user("\"\\u001b]0;owned\\u0007\" = \"\\u001b[2J\"\n");
        let drawn = drawn(&config);
        assert!(
            drawn.starts_with("warning[schema.unknown-key]") && drawn.contains("config.toml:1:1"),
            "{drawn}"
        );
        assert!(drawn.lines().all(|line| crate::dataset::fault(line).is_none()), "{drawn}");
    }
}
