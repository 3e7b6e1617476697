//! A headless Chromium that a test drives through chromedriver, by the `WebDriver` protocol.
//!
//! Nothing here sleeps: the driver answers when the browser is done, and a script when its promise is.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};

/// Timeout of every answer of the driver, generous for slow machines.
const DEADLINE: Duration = Duration::from_mins(2);

/// The variable that makes a missing browser a failure: `.ci/run` sets it to `required`.
const REQUIRED: &str = "STACKLORE_BROWSER_TESTS";

/// A browser with one window.
pub struct Browser {
    driver: Child,
    /// The address of its session at the driver.
    session: String,
    _profile: tempfile::TempDir,
}

/// A key that has no letter, as the protocol names it.
pub mod key {
    pub const ENTER: &str = "\u{e007}";
    pub const ESCAPE: &str = "\u{e00c}";
    pub const DOWN: &str = "\u{e015}";
    pub const UP: &str = "\u{e013}";
}

/// Whether tests must not pass without what they need.
fn is_required() -> bool {
    env::var(REQUIRED).is_ok_and(|value| value == "required")
}

/// Says loudly that something was not tested, or fails where it must be.
pub fn not_run(what: &str, why: &str) {
    assert!(!is_required(), "{what}: {why}, and {REQUIRED} is set");
    // Not through `eprintln!`, which the test runner hides.
    let _ = writeln!(std::io::stderr(), "\nNOT RUN: {what}: {why}\n");
}

impl Browser {
    /// Starts a browser for a test; without one says so and returns nothing.
    pub fn start(test: &str) -> Option<Self> {
        let started =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut driver) = started else {
            not_run(test, "there is no chromedriver (Debian: chromium and chromium-driver)");
            return None;
        };
        let mut lines = BufReader::new(driver.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let port =
            lines.find_map(|line| line.split_once("successfully on port ").map(|(_, port)| port.to_owned()));
        let port = port.expect("the driver says its port");
        let profile = tempfile::tempdir().expect("a folder");
        let arguments = json!([
            "--headless=new",
            // Only pages that the test wrote are opened, and in a container there is no other way.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--hide-scrollbars",
            format!("--user-data-dir={}", profile.path().display()),
        ]);
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": { "args": arguments }, "timeouts": { "script": 100_000 },
        } } });
        let base = format!("http://127.0.0.1:{}/session", port.trim_end_matches('.'));
        let Some(answer) =
            post(&base, &wanted).ok().and_then(|answer| Some(answer.get("sessionId")?.as_str()?.to_owned()))
        else {
            let _ = driver.kill();
            let _ = driver.wait();
            not_run(test, "chromedriver cannot start a browser");
            return None;
        };
        Some(Self { driver, session: format!("{base}/{answer}"), _profile: profile })
    }

    /// Opens an address in the window.
    pub fn open(&self, url: &str) {
        self.ask("url", &json!({ "url": "about:blank" }));
        self.ask("url", &json!({ "url": url }));
    }

    /// Runs the body of an async function in the page and returns what it returns.
    pub fn run(&self, body: &str) -> Value {
        self.run_with(body, &Value::Null)
    }

    /// The same, with a value that the body knows as `given`.
    pub fn run_with(&self, body: &str, given: &Value) -> Value {
        let script = format!(
            "const given = arguments[0], done = arguments[1];
             (async () => {{ {body} }})().then(value => done({{ value }}), error => done({{ error: `${{error}} ${{error.stack}}` }}));"
        );
        let answer = self.ask("execute/async", &json!({ "script": script, "args": [given] }));
        assert_eq!(answer.get("error"), None, "{body}");
        answer.get("value").cloned().unwrap_or_default()
    }

    /// Runs a script in the page that returns nothing, such as a library.
    pub fn load(&self, script: &str) {
        self.ask("execute/sync", &json!({ "script": script, "args": [] }));
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub fn press(&self, keys: &str) {
        let each = keys.chars().flat_map(|key| {
            ["keyDown", "keyUp"].map(|what| json!({ "type": what, "value": key.to_string() }))
        });
        let actions = json!([{ "type": "key", "id": "keys", "actions": each.collect::<Vec<_>>() }]);
        self.ask("actions", &json!({ "actions": actions }));
    }

    /// Shows the page as on a screen of this size, light or dark.
    pub fn as_on(&self, (width, height): (u32, u32), scheme: &str) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", &features);
    }

    /// A picture of the window, as PNG.
    pub fn picture(&self) -> Vec<u8> {
        let answer =
            ureq::get(&format!("{}/screenshot", self.session)).timeout(DEADLINE).call().expect("a picture");
        let answer: Value = answer.into_json().expect("JSON");
        BASE64_STANDARD.decode(answer.get("value").and_then(Value::as_str).expect("a text")).expect("Base64")
    }

    fn devtools(&self, command: &str, parameters: &Value) {
        self.ask("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }));
    }

    fn ask(&self, command: &str, parameters: &Value) -> Value {
        post(&format!("{}/{command}", self.session), parameters)
            .unwrap_or_else(|error| panic!("{command}: {error}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = ureq::delete(&self.session).timeout(DEADLINE).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Sends a command to the driver and returns the value of its answer.
fn post(url: &str, parameters: &Value) -> Result<Value, String> {
    match ureq::post(url).timeout(DEADLINE).send_json(parameters) {
        Ok(answer) => {
            let answer: Value = answer.into_json().map_err(|error| error.to_string())?;
            Ok(answer.get("value").cloned().unwrap_or_default())
        }
        Err(ureq::Error::Status(_, answer)) => Err(answer.into_string().unwrap_or_default()),
        Err(error) => Err(error.to_string()),
    }
}
