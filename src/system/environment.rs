//! The environment variables and the platform that decide how other programs are started.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The platform, which decides which helper programs exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Linux, the BSDs and similar systems.
    Unix,
    /// Linux inside Windows (WSL), where programs of Windows can be started.
    Wsl,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

/// A snapshot of the environment, so that plans can be tested without the real one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// The platform.
    pub platform: Platform,
    /// The absolute folders of `PATH`, in order; a relative one would let a downloaded folder supply a program.
    pub path: Vec<PathBuf>,
    /// `$STACKLORE_BROWSER`, unless it is blank.
    pub own_browser: Option<String>,
    /// `$BROWSER`, unless it is blank.
    pub browser: Option<String>,
    /// `$VISUAL`, unless it is blank.
    pub visual: Option<String>,
    /// `$EDITOR`, unless it is blank.
    pub editor: Option<String>,
    /// Whether the user is connected over SSH.
    pub remote: bool,
    /// Whether there is a Wayland display.
    pub wayland: bool,
    /// Whether there is an X11 display.
    pub x11: bool,
    /// The path of this program, which starts others in a session of their own; `None` if unknown.
    pub this_program: Option<PathBuf>,
}

impl Environment {
    /// The environment of this process.
    pub fn from_process() -> Self {
        Self { this_program: this_program(), ..Self::from_variables(|name| env::var_os(name)) }
    }

    /// An environment in which `variable` returns the value of each variable.
    pub fn from_variables(variable: impl Fn(&str) -> Option<OsString>) -> Self {
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
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        let named = Path::new(program);
        if named.is_absolute() {
            return runnable(named);
        }
        // `./browser` or `bin/browser` would depend on the current folder.
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
    // Only `.exe`: a `.bat` or `.cmd` would be read by a shell that splits its arguments again.
    if path.is_file() && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("exe")) {
        return Some(path.to_owned());
    }
    let mut with_extension = path.as_os_str().to_owned();
    with_extension.push(".exe");
    let with_extension = PathBuf::from(with_extension);
    with_extension.is_file().then_some(with_extension)
}

fn this_program() -> Option<PathBuf> {
    // The link stays valid when an update replaces the file.
    let link = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && link.exists() {
        return Some(link.to_owned());
    }
    env::current_exe().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Environment {
        Environment::from_variables(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into())
        })
    }

    #[test]
    fn a_blank_variable_is_ignored() {
        let environment = with(&[("BROWSER", " "), ("DISPLAY", ""), ("SSH_TTY", "")]);
        assert_eq!(environment.browser, None);
        assert!(!environment.x11 && !environment.remote);
    }

    #[test]
    fn any_of_the_three_variables_of_ssh_is_enough() {
        for name in ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"] {
            assert!(with(&[(name, "x")]).remote, "{name}");
        }
    }

    #[cfg(unix)]
    mod on_unix {
        use super::*;
        use std::fs;
        use std::os::unix::fs::PermissionsExt;

        #[test]
        fn relative_folders_of_the_path_are_never_searched() {
            let environment = with(&[("PATH", ".:/usr/bin::bin")]);
            assert_eq!(environment.path, [PathBuf::from("/usr/bin")]);
        }

        #[test]
        fn a_program_is_found_only_if_it_may_be_run() {
            let folder = tempfile::tempdir().unwrap();
            let program = folder.path().join("lens");
            fs::write(&program, "").unwrap();
            let environment = with(&[("PATH", folder.path().to_str().unwrap())]);
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
