//! The user's commands for opening a URL, and the URL inserted into their words.
//!
//! A command is split into words before the URL is inserted, and is never run by a shell. A command that itself would pass
//! the URL to a shell as a script is refused: a word of uncertain meaning counts as a script.

use crate::dataset::SourceUrl;

/// Programs that read an argument after `-c` as a script.
const SHELLS: [&str; 17] = [
    "sh", "ash", "bash", "bosh", "csh", "dash", "elvish", "fish", "ksh", "mksh", "nu", "oksh", "rbash",
    "tcsh", "xonsh", "yash", "zsh",
];

/// Programs that join their arguments and pass them to a shell, or that parse them a second time.
const REPARSING: [&str; 9] = ["cmd", "eval", "parallel", "powershell", "pwsh", "rsh", "ssh", "su", "watch"];

/// The placeholders of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
    /// `{url}` is the URL.
    Braces,
    /// `%s` is the URL, `%c` a colon, `%%` a percent sign.
    Percent,
}

impl Placeholder {
    /// Returns a program's arguments with the URL inserted, appended if there is no placeholder.
    ///
    /// `None` if the URL might be read by a shell instead of the program.
    pub(super) fn fill(self, program: &str, arguments: &[String], url: &SourceUrl) -> Option<Vec<String>> {
        let mut line: Vec<&str> = vec![program];
        line.extend(arguments.iter().map(String::as_str));
        if !arguments.iter().any(|word| self.is_in(word)) {
            line.push(match self {
                Self::Braces => "{url}",
                Self::Percent => "%s",
            });
        }
        if self.is_read_by_a_shell(&line) {
            return None;
        }
        Some(line.iter().skip(1).map(|word| self.replace(word, url.as_str())).collect())
    }

    fn is_in(self, word: &str) -> bool {
        self.replace(word, "") != self.replace(word, "x")
    }

    /// Returns a word with the URL inserted.
    fn replace(self, word: &str, url: &str) -> String {
        if self == Self::Braces {
            return word.replace("{url}", url);
        }
        let mut out = String::with_capacity(word.len() + url.len());
        let mut rest = word;
        while let Some((before, after)) = rest.split_once('%') {
            out.push_str(before);
            let (put, taken) = match after.chars().next() {
                Some('s') => (url, 1),
                Some('c') => (":", 1),
                Some('%') => ("%", 1),
                _ => ("%", 0),
            };
            out.push_str(put);
            rest = after.get(taken..).unwrap_or_default();
        }
        out.push_str(rest);
        out
    }

    /// Whether the URL might become part of a script, in any way that this line could be parsed.
    fn is_read_by_a_shell(self, line: &[&str]) -> bool {
        // `xterm -e 'lynx %s'`: a word that is more than an argument counts as a script.
        let is_script = |word: &&str| {
            self.is_in(word)
                && self.replace(word, "").contains(|c: char| c.is_whitespace() || "'\"`$;&|<>\\".contains(c))
        };
        // `xterm -e %s`, `perl -e %s`: so does the word after such an option.
        let takes_script = |pair: &[&str]| match pair {
            [option, word] => matches!(*option, "-c" | "-e" | "-E") && self.is_in(word),
            _ => false,
        };
        if line.iter().any(is_script) || line.windows(2).any(takes_script) {
            return true;
        }
        // `env`, `busybox` and the like run the words after them as a command, so every word is checked.
        line.iter().enumerate().any(|(at, word)| {
            let rest = line.get(at + 1..).unwrap_or_default();
            let name = name_of(word);
            REPARSING.contains(&name.as_str())
                || name == "env" && rest.iter().any(|word| splits(word))
                || SHELLS.contains(&name.as_str()) && !self.is_an_argument(rest)
        })
    }

    /// Whether the URL is certainly an argument of a shell's script, given the words after the shell's name.
    ///
    /// Only two forms are certain: `SCRIPT-FILE … %s`, and `-c SCRIPT … %s` with nothing between the two. Shells differ in
    /// the options that they accept between `-c` and the script, and some accept options after it.
    fn is_an_argument(self, words: &[&str]) -> bool {
        let is_option = |word: &str| word.starts_with(['-', '+']);
        let (script, arguments) = match words {
            [option, script, arguments @ ..] if is_script_option(option) => (script, arguments),
            [script, arguments @ ..] => (script, arguments),
            [] => return true,
        };
        let before = arguments.iter().take_while(|word| !self.is_in(word));
        !is_option(script)
            && !self.is_in(script)
            && !arguments.iter().any(|word| is_option(word) && self.is_in(word))
            && !before.into_iter().any(|word| is_option(word) && word.to_lowercase().contains('c'))
    }
}

/// Whether a word is `-c`, alone or after options that take no value: `-lc`, `-ec`.
fn is_script_option(word: &str) -> bool {
    let letters = word.strip_prefix('-').and_then(|word| word.strip_suffix('c'));
    letters.is_some_and(|letters| letters.chars().all(|c| matches!(c, 'e' | 'f' | 'i' | 'l' | 'u' | 'x')))
}

/// Whether a word is the option `-S` of `env`, which splits a word into a command.
fn splits(word: &str) -> bool {
    word.starts_with("--s") || word.starts_with('-') && !word.starts_with("--") && word.contains('S')
}

/// The name of a program, without its folder and `.exe`.
fn name_of(word: &str) -> String {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word).to_lowercase();
    name.strip_suffix(".exe").map(str::to_owned).unwrap_or(name)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::words::candidates;

    const PAGE: &str = "https://example.org/a?b=c&d=$(touch%20x);e='f'%s#g";

    /// The words of the only candidate of a variable, with the URL inserted.
    fn filled(text: &str) -> Option<Vec<String>> {
        let url = SourceUrl::parse(PAGE).unwrap();
        let candidates = candidates(text);
        let [words] = &*candidates else { panic!("{} candidates: {text}", candidates.len()) };
        let (program, arguments) = words.split_first().unwrap();
        Placeholder::Percent.fill(program, arguments, &url)
    }

    #[test]
    fn a_candidate_is_split_before_the_address_is_put_in() {
        let last = format!("--url={PAGE}");
        let expected = ["a \"b", "c\" d", "e f", "", "%", ":", &last];
        assert_eq!(filled(r#"one 'a "b' "c\" d" e\ f '' %% %c --url=%s"#).unwrap(), expected);
    }

    #[test]
    fn no_shell_gets_the_address_as_a_script() {
        for text in [
            "sh -c",
            "sh -c 'one %s'",
            "sh -c -- 'true \"%s\"'",
            "sh -c -e 'one %s'",
            "sh -c -e %s",
            "sh -c -- %s",
            "sh -c +x %s",
            "sh -ec +x -- %s",
            "sh -c -o errexit %s",
            "sh -co errexit %s",
            "sh -o errexit -c %s",
            "sh -e -c %s",
            "sh -c%s",
            "sh %s",
            "bash -lc %s",
            "/bin/BASH.EXE -lc %s",
            "fish -c true -C %s",
            "fish --command=%s",
            "fish --command %s",
            "env sh -ec",
            "env -i dash -c 'x %s'",
            "env -S 'sh -c' %s",
            "env --split-string='sh -c' %s",
            "busybox sh -c %s",
            "nice -n 5 sh -c -- %s",
            "xterm -e 'lynx %s'",
            "xterm -e",
            "perl -e %s",
            "xterm -e lynx\\;%s",
            "ssh -x host xdg-open %s",
            "cmd.exe /c start %s",
        ] {
            assert_eq!(filled(text), None, "{text}");
        }
    }

    #[test]
    fn an_argument_of_a_script_is_not_the_script() {
        let last = |text| filled(text).unwrap_or_else(|| panic!("refused: {text}")).pop();
        for text in [
            "sh -c 'one \"$0\"'",
            "sh -c 'one \"$0\"' %s",
            "bash -lc 'one \"$1\"' -- %s",
            "sh script.sh %s",
            "env -i sh -c 'one \"$0\"' %s",
            "xterm -e lynx %s",
            "firefox --new-tab %s",
        ] {
            assert_eq!(last(text).as_deref(), Some(PAGE), "{text}");
        }
    }
}
