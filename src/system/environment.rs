//! What the surroundings say about browsers, screens and programs, read once.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The family of systems that decides which helper programs exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Linux, the BSDs and their kin.
    Unix,
    /// Linux inside Windows, where Windows' own helpers can be reached.
    Wsl,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// The variables that decide how the outside is reached.
///
/// A value, so that a plan made from it can be tested without touching the real environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// The family of systems.
    pub platform: Platform,
    /// The absolute folders of `PATH`, in order; a relative entry would let a downloaded folder supply a program.
    pub path: Vec<PathBuf>,
    /// `$STACKLORE_BROWSER`, when it says anything.
    pub own_browser: Option<String>,
    /// `$BROWSER`, when it says anything.
    pub browser: Option<String>,
    /// `$VISUAL`, when it says anything.
    pub visual: Option<String>,
    /// `$EDITOR`, when it says anything.
    pub editor: Option<String>,
    /// Whether the person sits at the other end of an SSH connection.
    pub remote: bool,
    /// Whether a Wayland display can be reached.
    pub wayland: bool,
    /// Whether an X display can be reached.
    pub x11: bool,
    /// This very program, which starts others outside the terminal's session; absent when it cannot be found.
    pub this_program: Option<PathBuf>,
}

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self { this_program: this_program(), ..Self::of(|name| env::var_os(name)) }
    }

    /// The environment in which each variable has the value that `variable` answers with.
    #[must_use]
    pub fn of(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let text = |name: &str| {
            variable(name).and_then(|value| value.into_string().ok()).filter(|value| !value.trim().is_empty())
        };
        let platform = if cfg!(windows) {
            Platform::Windows
        } else if cfg!(target_os = "macos") {
            Platform::MacOs
        } else if set("WSL_DISTRO_NAME") || set("WSL_INTEROP") {
            Platform::Wsl
        } else {
            Platform::Unix
        };
        let path = variable("PATH").unwrap_or_default();
        Self {
            platform,
            path: env::split_paths(&path).filter(|folder| folder.is_absolute()).collect(),
            own_browser: text("STACKLORE_BROWSER"),
            browser: text("BROWSER"),
            visual: text("VISUAL"),
            editor: text("EDITOR"),
            remote: ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].into_iter().any(set),
            wayland: set("WAYLAND_DISPLAY"),
            x11: set("DISPLAY"),
            this_program: None,
        }
    }

    /// Finds a program by its name in an absolute folder of `PATH`, or by its absolute path.
    #[must_use]
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        let named = Path::new(program);
        if named.is_absolute() {
            return runnable(named);
        }
        // `./browser` or `bin/browser` would depend on the folder that happens to be current.
        if program.is_empty() || named.components().count() != 1 || program.contains(['/', '\\']) {
            return None;
        }
        self.path.iter().find_map(|folder| runnable(&folder.join(named)))
    }
}

#[cfg(unix)]
fn runnable(path: &Path) -> Option<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let about = path.metadata().ok()?;
    (about.is_file() && about.permissions().mode() & 0o111 != 0).then(|| path.to_owned())
}

#[cfg(not(unix))]
fn runnable(path: &Path) -> Option<PathBuf> {
    // Only `.exe`: a `.bat` or `.cmd` would be read by a shell that splits its arguments anew.
    if path.is_file() && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("exe")) {
        return Some(path.to_owned());
    }
    let mut with_extension = path.as_os_str().to_owned();
    with_extension.push(".exe");
    let with_extension = PathBuf::from(with_extension);
    with_extension.is_file().then_some(with_extension)
}

fn this_program() -> Option<PathBuf> {
    // The link stays good when the file has been replaced by an update meanwhile.
    let link = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && link.exists() {
        return Some(link.to_owned());
    }
    env::current_exe().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Environment {
        Environment::of(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn an_empty_variable_says_nothing() {
        let environment = of(&[("BROWSER", " "), ("DISPLAY", ""), ("SSH_TTY", "")]);
        assert_eq!(environment.browser, None);
        assert!(!environment.x11 && !environment.remote);
    }

    #[test]
    fn any_of_the_three_marks_of_ssh_is_enough() {
        for name in ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"] {
            assert!(of(&[(name, "x")]).remote, "{name}");
        }
    }

    #[cfg(unix)]
    mod on_unix {
        use super::*;
        use std::fs;
        use std::os::unix::fs::PermissionsExt;

        #[test]
        fn relative_folders_of_the_path_are_never_searched() {
            let environment = of(&[("PATH", ".:/usr/bin::bin")]);
            assert_eq!(environment.path, [PathBuf::from("/usr/bin")]);
        }

        #[test]
        fn a_program_is_found_only_if_it_may_be_run() {
            let folder = tempfile::tempdir().unwrap();
            let program = folder.path().join("lens");
            fs::write(&program, "").unwrap();
            let environment = of(&[("PATH", folder.path().to_str().unwrap())]);
            assert_eq!(environment.find("lens"), None);
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
            assert_eq!(environment.find("lens"), Some(program.clone()));
            assert_eq!(environment.find(program.to_str().unwrap()), Some(program));
            assert_eq!(environment.find("./lens"), None);
            assert_eq!(environment.find(""), None);
            assert_eq!(environment.find(".."), None);
        }
    }
}
