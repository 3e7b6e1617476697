//! The commands that people set for opening a page, and the address put into their words.
//!
//! A command is split into words before the address comes in, and none of it is ever given to a shell. What a command
//! itself would give to a shell is refused: where a word's meaning is not certain, it counts as a script.

use crate::dataset::SourceUrl;

/// Programs that read an argument after `-c` as a script.
const SHELLS: [&str; 17] = [
    "sh", "ash", "bash", "bosh", "csh", "dash", "elvish", "fish", "ksh", "mksh", "nu", "oksh", "rbash",
    "tcsh", "xonsh", "yash", "zsh",
];

/// Programs that put their arguments together and have a shell read them, or that read them twice themselves.
const READ_TWICE: [&str; 9] = ["cmd", "eval", "parallel", "powershell", "pwsh", "rsh", "ssh", "su", "watch"];

/// How the words of a command say where the address belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marks {
    /// `{url}` is the address.
    Braces,
    /// `%s` is the address, `%c` a colon, `%%` a percent sign.
    Percent,
}

impl Marks {
    /// The arguments of a program with the address in them, at the end if they name no place for it.
    ///
    /// Nothing if a shell might read the address, rather than the program.
    pub(super) fn filled(self, program: &str, arguments: &[String], url: &SourceUrl) -> Option<Vec<String>> {
        let mut line: Vec<&str> = vec![program];
        line.extend(arguments.iter().map(String::as_str));
        if !arguments.iter().any(|word| self.holds(word)) {
            line.push(match self {
                Self::Braces => "{url}",
                Self::Percent => "%s",
            });
        }
        if self.is_read_by_a_shell(&line) {
            return None;
        }
        Some(line.iter().skip(1).map(|word| self.with(word, url.as_str())).collect())
    }

    fn holds(self, word: &str) -> bool {
        self.with(word, "") != self.with(word, "x")
    }

    /// A word with the address put in.
    fn with(self, word: &str, url: &str) -> String {
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

    /// Whether the address might be read as a part of a script, in any way that this line could be understood.
    fn is_read_by_a_shell(self, line: &[&str]) -> bool {
        // `xterm -e 'lynx %s'`: a word that is more than an argument is a script to somebody.
        let is_script = |word: &&str| {
            self.holds(word)
                && self.with(word, "").contains(|c: char| c.is_whitespace() || "'\"`$;&|<>\\".contains(c))
        };
        // `xterm -e %s`, `perl -e %s`: the word behind such an option is one as well.
        let takes_script = |pair: &[&str]| match pair {
            [option, word] => matches!(*option, "-c" | "-e" | "-E") && self.holds(word),
            _ => false,
        };
        if line.iter().any(is_script) || line.windows(2).any(takes_script) {
            return true;
        }
        // `env`, `busybox` and their like only start what follows them, so the whole line is looked at.
        line.iter().enumerate().any(|(at, word)| {
            let rest = line.get(at + 1..).unwrap_or_default();
            let name = name_of(word);
            READ_TWICE.contains(&name.as_str())
                || name == "env" && rest.iter().any(|word| splits(word))
                || SHELLS.contains(&name.as_str()) && !self.is_an_argument(rest)
        })
    }

    /// Whether the address is surely an argument of a shell's script, given the words behind the shell's name.
    ///
    /// Only two forms are certain: `SCRIPT-FILE … %s`, and `-c SCRIPT … %s` with nothing between the two. Shells
    /// differ in what else they take between `-c` and the script, and some go on looking for options behind it.
    fn is_an_argument(self, words: &[&str]) -> bool {
        let is_option = |word: &str| word.starts_with(['-', '+']);
        let (script, arguments) = match words {
            [option, script, arguments @ ..] if is_script_option(option) => (script, arguments),
            [script, arguments @ ..] => (script, arguments),
            [] => return true,
        };
        let before = arguments.iter().take_while(|word| !self.holds(word));
        !is_option(script)
            && !self.holds(script)
            && !arguments.iter().any(|word| is_option(word) && self.holds(word))
            && !before.into_iter().any(|word| is_option(word) && word.to_lowercase().contains('c'))
    }
}

/// `-c`, alone or after options that take no value: `-lc`, `-ec`.
fn is_script_option(word: &str) -> bool {
    let letters = word.strip_prefix('-').and_then(|word| word.strip_suffix('c'));
    letters.is_some_and(|letters| letters.chars().all(|c| matches!(c, 'e' | 'f' | 'i' | 'l' | 'u' | 'x')))
}

/// `-S` of `env`, which makes a command of one word.
fn splits(word: &str) -> bool {
    word.starts_with("--s") || word.starts_with('-') && !word.starts_with("--") && word.contains('S')
}

/// The name of a program, without its folder and the ending of Windows.
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

    /// The words of the only candidate of a variable, with the address in them.
    fn filled(text: &str) -> Option<Vec<String>> {
        let url = SourceUrl::parse(PAGE).unwrap();
        let candidates = candidates(text);
        let [words] = &*candidates else { panic!("{} candidates: {text}", candidates.len()) };
        let (program, arguments) = words.split_first().unwrap();
        Marks::Percent.filled(program, arguments, &url)
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
