//! The editor of the person's choice, opened at a line.

use std::path::Path;

use super::launch;
use super::{Environment, Invocation, words};

/// Editors that are asked for when nobody said which.
const USUAL: [&str; 4] = ["vi", "nano", "emacs", "notepad"];

/// A place in a file that is to be edited.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    /// The file.
    pub path: &'a Path,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// The command that edits a file at a place: `$VISUAL`, else `$EDITOR`, else whichever usual editor is there.
///
/// # Errors
///
/// Says in words which variable names a program that is not there, or that there is none.
pub fn plan(spot: Spot<'_>, environment: &Environment) -> Result<Invocation, String> {
    let named = environment.visual.as_ref().map(|command| ("$VISUAL", command));
    let named = named.or(environment.editor.as_ref().map(|command| ("$EDITOR", command)));
    let (program, arguments) = if let Some((variable, command)) = named {
        let words = words::command(command);
        let Some((name, arguments)) = words.split_first() else {
            return Err(format!("{variable} names no program"));
        };
        let found = environment.find(name);
        let found = found.ok_or_else(|| format!("there is no program {name}, which {variable} names"))?;
        (found, arguments.to_vec())
    } else {
        let found = USUAL.iter().find_map(|name| environment.find(name));
        (found.ok_or("no editor here: $EDITOR can name one")?, Vec::new())
    };
    let mut invocation = Invocation::new(program, arguments);
    let place = at(&invocation.name(), spot);
    invocation.arguments.extend(place);
    Ok(invocation)
}

/// How an editor is told a file and a place in it; an unknown one is told the file only.
fn at(editor: &str, spot: Spot<'_>) -> Vec<std::ffi::OsString> {
    // Absolute, so that no file is taken for an option.
    let path = std::path::absolute(spot.path).unwrap_or_else(|_| spot.path.to_owned()).into_os_string();
    let Spot { line, column, .. } = spot;
    let joined = || {
        let mut joined = path.clone();
        joined.push(format!(":{line}:{column}"));
        joined
    };
    let editor = editor.strip_suffix(".exe").unwrap_or(editor);
    match editor {
        "vi" | "vim" | "nvim" | "view" | "ex" | "gvim" | "mvim" | "joe" | "jed" | "mg" | "ne" | "gedit" => {
            vec![format!("+{line}").into(), path]
        }
        "nano" | "pico" => vec![format!("+{line},{column}").into(), path],
        "emacs" | "emacsclient" | "kak" | "micro" => vec![format!("+{line}:{column}").into(), path],
        "code" | "code-insiders" | "codium" | "cursor" | "windsurf" => vec!["--goto".into(), joined()],
        "hx" | "helix" | "subl" | "zed" | "zeditor" => vec![joined()],
        "kate" | "kwrite" => vec!["--line".into(), line.to_string().into(), path],
        _ => vec![path],
    }
}

/// Runs the editor in the terminal, which the caller has given back, and waits for it to end.
///
/// # Errors
///
/// Says in words how it failed.
pub fn run(editor: &Invocation, environment: &Environment) -> Result<(), String> {
    match launch::in_front(editor, environment) {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{} ended with {status}", editor.name())),
        Err(error) => Err(format!("{editor} cannot be started: {error}")),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn with(programs: &[&str], variables: &[(&str, &str)]) -> (tempfile::TempDir, Environment) {
        let folder = tempfile::tempdir().unwrap();
        for program in programs {
            let path = folder.path().join(program);
            fs::write(&path, "").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let environment = Environment::of(|name| match name {
            "PATH" => Some(folder.path().into()),
            _ => variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into()),
        });
        (folder, environment)
    }

    fn planned(programs: &[&str], variables: &[(&str, &str)]) -> Result<String, String> {
        let (_folder, environment) = with(programs, variables);
        let spot = Spot { path: Path::new("/data/my list.toml"), line: 12, column: 3 };
        plan(spot, &environment).map(|invocation| invocation.to_string())
    }

    #[test]
    fn the_variables_come_before_what_is_usual() {
        let variables = [("VISUAL", "code --wait"), ("EDITOR", "vim")];
        let all = ["code", "vim", "vi", "nano"];
        assert_eq!(planned(&all, &variables).unwrap(), "code --wait --goto \"/data/my list.toml:12:3\"");
        assert_eq!(planned(&all, &variables[1..]).unwrap(), "vim +12 \"/data/my list.toml\"");
        assert_eq!(planned(&all, &[]).unwrap(), "vi +12 \"/data/my list.toml\"");
        assert_eq!(planned(&["nano"], &[]).unwrap(), "nano +12,3 \"/data/my list.toml\"");
    }

    #[test]
    fn an_unknown_editor_gets_the_file_alone() {
        assert_eq!(planned(&["mine"], &[("EDITOR", "mine -x")]).unwrap(), "mine -x \"/data/my list.toml\"");
    }

    #[test]
    fn a_missing_editor_is_told_by_the_variable_that_names_it() {
        let told = |variables: &[(&str, &str)]| planned(&[], variables).unwrap_err();
        assert_eq!(told(&[("EDITOR", "gone -x")]), "there is no program gone, which $EDITOR names");
        assert_eq!(told(&[("VISUAL", "'open")]), "$VISUAL names no program");
        assert_eq!(told(&[]), "no editor here: $EDITOR can name one");
    }
}
