//! The user's editor, opened at a line.

use std::path::Path;

use super::foreground;
use super::{Environment, Invocation, words};

/// Editors that are tried if no variable names one, in this order.
const DEFAULT_EDITORS: [&str; 4] = ["vi", "nano", "emacs", "notepad"];

/// A location in a file to be edited.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The file.
    pub path: &'a Path,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Returns the command that edits a file at a location: `$VISUAL`, else `$EDITOR`, else the first default editor found.
///
/// # Errors
///
/// A message: no editor was found, or a variable names a program that does not exist.
pub fn plan(target: Target<'_>, environment: &Environment) -> Result<Invocation, String> {
    let named = environment.visual.as_ref().map(|command| ("$VISUAL", command));
    let named = named.or(environment.editor.as_ref().map(|command| ("$EDITOR", command)));
    let (program, arguments) = if let Some((variable, command)) = named {
        let words = words::command(command);
        let Some((name, arguments)) = words.split_first() else {
            return Err(format!("{variable} names no program"));
        };
        let found = environment.find(name);
        let found = found.ok_or_else(|| format!("{variable}: no program \"{name}\" in PATH"))?;
        (found, arguments.to_vec())
    } else {
        let found = DEFAULT_EDITORS.iter().find_map(|name| environment.find(name));
        (found.ok_or("no editor here: $EDITOR can name one")?, Vec::new())
    };
    let mut invocation = Invocation::new(program, arguments);
    let target = target_arguments(&invocation.name(), target);
    invocation.arguments.extend(target);
    Ok(invocation)
}

/// The arguments that open a file at a location in an editor; only the file for an unknown editor.
fn target_arguments(editor: &str, target: Target<'_>) -> Vec<std::ffi::OsString> {
    // Absolute, so that no path is taken for an option.
    let path = std::path::absolute(target.path).unwrap_or_else(|_| target.path.to_owned()).into_os_string();
    let Target { line, column, .. } = target;
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

/// Runs the editor in the terminal, which the caller has restored, and waits for it to end.
///
/// # Errors
///
/// A message that describes how it failed.
pub fn run(editor: &Invocation, environment: &Environment) -> Result<(), String> {
    match foreground::run(editor, environment) {
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
        let environment = Environment::from_variables(|name| match name {
            "PATH" => Some(folder.path().into()),
            _ => variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into()),
        });
        (folder, environment)
    }

    fn planned(programs: &[&str], variables: &[(&str, &str)]) -> Result<String, String> {
        let (_folder, environment) = with(programs, variables);
        let target = Target { path: Path::new("/data/my list.toml"), line: 12, column: 3 };
        plan(target, &environment).map(|invocation| invocation.to_string())
    }

    #[test]
    fn the_variables_come_before_the_default_editors() {
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
    fn the_error_of_a_missing_editor_names_its_variable() {
        let error = |variables: &[(&str, &str)]| planned(&[], variables).unwrap_err();
        assert_eq!(error(&[("EDITOR", "gone -x")]), "$EDITOR: no program \"gone\" in PATH");
        assert_eq!(error(&[("VISUAL", "'open")]), "$VISUAL names no program");
        assert_eq!(error(&[]), "no editor here: $EDITOR can name one");
    }
}
