//! URL validation.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use url::{Host, Url};

use super::Date;
use super::finding::{excerpt, quoted};
use super::text::{TextFault, faults};

/// Maximum length of a URL, in characters.
const MAX_URL_CHARS: usize = 2_048;
/// Maximum length of a host in bytes for [`SourceUrl::is_plain`], which leaves longer ones to the parser.
const MAX_PLAIN_HOST_BYTES: usize = 63;

/// The characters that are encoded in the words of a text fragment; `-`, `,` and `&` have a meaning there.
const FRAGMENT_WORDS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~');

/// A valid URL: `http` or `https`, with a host and no user name, in printable ASCII.
///
/// It is safe to print and to pass to a browser without further checks: the shown URL is the opened one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceUrl(String);

/// The rule that a URL breaks; the message follows the name of the key that has the URL.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SourceUrlError {
    /// Another scheme than `http` or `https`, quoted.
    #[error("is not an http or https URL but {0}")]
    Scheme(String),
    /// A text that is no URL, or one that readers would interpret differently.
    #[error("is not a valid URL: {0}")]
    Malformed(String),
    /// A user name before the host.
    #[error("has a user name before its host")]
    UserInfo,
    /// A control character, a space, an invisible character, or a bidirectional control.
    #[error("contains a character that is not allowed in a URL: U+{:04X}", u32::from(*.0))]
    Unseen(char),
    /// A URL that is too long.
    #[error("has more than {MAX_URL_CHARS} characters")]
    Length,
}

impl SourceUrl {
    /// Parses a URL as a data file spells it.
    ///
    /// A URL in normal form is kept byte for byte. Other characters are percent-encoded, and a host in another script is
    /// converted to its ASCII form.
    ///
    /// # Errors
    ///
    /// A [`SourceUrlError`] names the rule that the text breaks. The text is never repaired.
    ///
    /// ```
    /// use stacklore::dataset::SourceUrl;
    ///
    /// assert_eq!(SourceUrl::parse("https://example.org/a")?.as_str(), "https://example.org/a");
    /// assert!(SourceUrl::parse("javascript:alert(1)").is_err());
    /// # Ok::<(), stacklore::dataset::SourceUrlError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, SourceUrlError> {
        if text.len() > MAX_URL_CHARS && text.chars().nth(MAX_URL_CHARS).is_some() {
            return Err(SourceUrlError::Length);
        }
        let raw = Parts::new(text)?;
        if raw.authority.contains('@') {
            return Err(SourceUrlError::UserInfo);
        }
        if raw.authority.is_empty() {
            return Err(malformed("it has no host"));
        }
        let parsed = Url::parse(&with_plain_host(text, raw.authority))
            .map_err(|error| malformed(error.to_string()))?;
        let read = Parts::new(parsed.as_str())?;
        if parsed.host_str().is_none_or(str::is_empty)
            || !parsed.username().is_empty()
            || parsed.password().is_some()
        {
            return Err(malformed("it has no plain host"));
        }
        let (host, port) = split_port(raw.authority);
        let (read_host, read_port) = split_port(read.authority);
        check_host(host, read_host, matches!(parsed.host(), Some(Host::Domain(_))))?;
        if port != read_port {
            return Err(malformed("its port is the usual one, or is spelt in an odd way"));
        }
        // The parser adds a slash after a bare host and encodes the apostrophe, though both are valid without: the
        // author's spelling is kept there, so that lists of URLs compare equal.
        let bare = |rest: &'_ str| rest.strip_prefix('/').unwrap_or(rest).replace('\'', "%27");
        let (rest, read_rest) = (bare(raw.rest), bare(read.rest));
        if !percent_decode_str(&rest).eq(percent_decode_str(&read_rest)) {
            return Err(malformed(format!("it would be read as {}", quoted(parsed.as_str()))));
        }
        let same = raw.scheme == read.scheme && raw.authority == read.authority && rest == read_rest;
        let kept = if same { text } else { parsed.as_str() };
        Ok(Self(kept.to_owned()))
    }

    /// Whether a URL is so plain that it is valid, is kept as it is, and has no look-alike host.
    ///
    /// A fast path for most URLs, in agreement with [`SourceUrl::parse`]; false decides nothing.
    pub(super) fn is_plain(text: &str) -> bool {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let Some(rest) = rest.filter(|_| text.len() <= MAX_URL_CHARS) else { return false };
        let bytes = rest.as_bytes();
        // A host of letters, digits and single marks between them, whose last label is no number: no IP address, no
        // Punycode, nothing to convert to lower case.
        let mut last = b'.';
        let (mut end, mut number) = (bytes.len(), true);
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'a'..=b'z' => number &= last != b'.',
                b'0'..=b'9' => number |= last == b'.',
                b'.' | b'-' if last.is_ascii_alphanumeric() => {}
                b'/' | b'?' | b'#' => {
                    end = at;
                    break;
                }
                _ => return false,
            }
            last = *byte;
        }
        let (host, rest) = bytes.split_at_checked(end).unwrap_or_default();
        if host.len() > MAX_PLAIN_HOST_BYTES || number || !last.is_ascii_alphanumeric() {
            return false;
        }
        // And characters that are never encoded, without a step to another folder.
        let dots = |pair: &[u8]| pair == b"/.";
        rest.iter().all(|b| b.is_ascii_alphanumeric() || b"/-_.~?=&+#:,@".contains(b))
            && !rest.windows(2).any(dots)
    }

    /// Wraps a URL that was valid when its stack was built.
    pub(super) fn trusted(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// A URL split before its path, because many URLs share the first part.
    ///
    /// The first part is empty if the second one would be.
    pub(super) fn halves(text: &str) -> (&str, &str) {
        let host = text.find("://").map_or(0, |mark| mark + 3);
        let slash =
            text.get(host..).and_then(|rest| rest.find('/')).map_or(text.len(), |slash| host + slash + 1);
        text.split_at_checked(slash).filter(|(_, rest)| !rest.is_empty()).unwrap_or(("", text))
    }

    /// The URL as text: printable ASCII.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, in its ASCII form.
    pub fn host(&self) -> &str {
        Parts::new(&self.0).map_or("", |parts| split_port(parts.authority).0)
    }

    /// Whether the host is in a script that could make it look like another one.
    pub fn is_lookalike(&self) -> bool {
        self.host().split('.').any(|label| label.starts_with("xn--"))
    }

    /// The URL that opens the page at some words of it, by a text fragment, which browsers do not send to the server.
    ///
    /// ```
    /// use stacklore::dataset::SourceUrl;
    ///
    /// let page = SourceUrl::parse("https://example.org/a#b")?.at_words("a single MongoDB, (2015)");
    /// assert_eq!(page.as_str(), "https://example.org/a#b:~:text=a%20single%20MongoDB%2C%20%282015%29");
    /// # Ok::<(), stacklore::dataset::SourceUrlError>(())
    /// ```
    #[must_use]
    pub fn at_words(&self, words: &str) -> Self {
        let mark = if self.0.contains('#') { "" } else { "#" };
        let url = format!("{}{mark}:~:text={}", self.0, utf8_percent_encode(words, FRAGMENT_WORDS));
        if url.len() > MAX_URL_CHARS { self.clone() } else { Self(url) }
    }

    /// The URL of the archived copy nearest to a date, or of the latest copy.
    pub fn archived(&self, on: Option<Date>) -> Self {
        let when = on.map(|date| date.digits() + "/").unwrap_or_default();
        Self(format!("https://web.archive.org/web/{when}{}", self.0))
    }
}

impl fmt::Display for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn malformed(why: impl Into<String>) -> SourceUrlError {
    SourceUrlError::Malformed(why.into())
}

/// The parts of a URL as its author wrote it.
struct Parts<'a> {
    scheme: &'a str,
    authority: &'a str,
    rest: &'a str,
}

impl<'a> Parts<'a> {
    /// Splits a URL and checks its characters and its scheme.
    fn new(text: &'a str) -> Result<Self, SourceUrlError> {
        let scheme = scheme(text);
        if let Some(scheme) = scheme
            && !scheme.eq_ignore_ascii_case("http")
            && !scheme.eq_ignore_ascii_case("https")
        {
            return Err(SourceUrlError::Scheme(quoted(&format!("{}:", excerpt(scheme)))));
        }
        if let Some(c) = text.chars().find(|c| c.is_control() || c.is_whitespace()) {
            return Err(SourceUrlError::Unseen(c));
        }
        let scheme = scheme.ok_or_else(|| malformed("it does not begin with https://"))?;
        if text.contains('\\') {
            return Err(malformed("it contains a backslash"));
        }
        let after = text.get(scheme.len() + 1..).unwrap_or_default();
        let Some(after) = after.strip_prefix("//") else {
            return Err(malformed("two slashes are missing after its scheme"));
        };
        let end = after.find(['/', '?', '#']).unwrap_or(after.len());
        let (authority, rest) = after.split_at_checked(end).unwrap_or((after, ""));
        // An invisible character in the host may make a look-alike, but the resulting host is shown. A bidirectional
        // control, or an invisible character elsewhere, is not allowed.
        let unseen = |part: &str, fault: fn(&TextFault) -> bool| {
            let found = faults(part).find(|(_, kind)| fault(kind));
            found.and_then(|(at, _)| part.get(at..).and_then(|rest| rest.chars().next()))
        };
        let found = unseen(authority, |kind| *kind == TextFault::Bidi).or_else(|| unseen(rest, |_| true));
        found.map_or(Ok(Self { scheme, authority, rest }), |c| Err(SourceUrlError::Unseen(c)))
    }
}

/// The scheme of a URL, if it has one.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let sound = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    (sound && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(scheme)
}

/// Checks a host as its author wrote it and as it was read: letters, digits, hyphens, underscores and dots, or an IP
/// address.
///
/// The URL standard allows further characters, which no name in the DNS has, and on some of which a shell acts.
fn check_host(written: &str, read: &str, is_name: bool) -> Result<(), SourceUrlError> {
    // Only a name in another script may be read differently; an address in other digits would be a disguise.
    let is_converted = is_name && !written.is_ascii() && !written.contains('%');
    if !is_converted && !written.eq_ignore_ascii_case(read) {
        return Err(malformed(format!("its host would be read as {}", quoted(read))));
    }
    let odd = read.chars().find(|c| is_name && !c.is_ascii_alphanumeric() && !"-_.".contains(*c));
    if let Some(c) = odd {
        return Err(malformed(format!("its host contains {}", quoted(c.encode_utf8(&mut [0; 4])))));
    }
    if read.starts_with('.') || read.contains("..") {
        return Err(malformed("its host has an empty part"));
    }
    Ok(())
}

/// The URL with compatibility characters in its host replaced, if that cannot move the end of the host.
fn with_plain_host<'a>(text: &'a str, authority: &str) -> Cow<'a, str> {
    let plain: String = authority.nfkc().collect();
    let marks = |part: &str| {
        part.bytes()
            .filter(|b| b.is_ascii_graphic() && !b.is_ascii_alphanumeric() && !b"-.".contains(b))
            .count()
    };
    if authority.is_ascii() || marks(&plain) != marks(authority) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replacen(authority, &plain, 1))
}

/// A host and its port; colons inside the brackets of an IPv6 address begin no port.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(text: &str) -> SourceUrlError {
        SourceUrl::parse(text).expect_err(text)
    }

    fn read(text: &str) -> String {
        SourceUrl::parse(text).unwrap_or_else(|error| panic!("{text} {error}")).to_string()
    }

    #[test]
    fn an_address_that_is_in_order_stays_byte_for_byte() {
        for text in [
            "https://example.org",
            "https://example.org/",
            "http://example.org:8080/a/b?c=d&e=%20#f",
            "https://example.org?q=1",
            "https://example.org#top",
            "https://example.org/$(id)/;id;&id'",
            "https://example.org/%7Euser/%2ex",
            "https://example.org/a_(b)?c='d'#'e'",
            "https://[2001:db8::1]/x",
            "https://[2001:db8::1]:8443",
            "https://192.0.2.7/",
            "https://xn--bcher-kva.example/",
        ] {
            assert_eq!(read(text), text);
        }
    }

    #[test]
    fn case_and_encoding_are_put_right() {
        assert_eq!(read("HTTPS://Example.ORG/Path"), "https://example.org/Path");
        assert_eq!(read("https://example.org/é"), "https://example.org/%C3%A9");
        assert_eq!(read("https://example.org/\"x\""), "https://example.org/%22x%22");
    }

    #[test]
    fn a_host_in_another_script_is_shown_in_ascii_and_marked() {
        let url = SourceUrl::parse("https://bücher.example/a").unwrap();
        assert_eq!((url.as_str(), url.host()), ("https://xn--bcher-kva.example/a", "xn--bcher-kva.example"));
        assert!(url.is_lookalike());
        let plain = SourceUrl::parse("https://Example.org:8080/xn--").unwrap();
        assert_eq!((plain.host(), plain.is_lookalike()), ("example.org", false));
        assert_eq!(read("https://ex\u{200b}ample.org/"), "https://example.org/");
        assert_eq!(read("https://ｅxample\u{2024}org/"), "https://example.org/");
        assert!(
            SourceUrl::parse("https://example.c\u{2100}.org/").is_err(),
            "a slash comes out of the account sign"
        );
    }

    #[test]
    fn each_rule_has_its_own_error() {
        for text in [
            "javascript:alert(1)",
            "FILE:///etc/passwd",
            "mailto:a@example.org",
            "view-source:https://example.org",
        ] {
            assert!(matches!(refused(text), SourceUrlError::Scheme(_)), "{text}");
        }
        for text in [
            "https://user@example.org/",
            "https://example.org:443@evil.example/",
            "https://a%2f@evil.example",
        ] {
            assert_eq!(refused(text), SourceUrlError::UserInfo, "{text}");
        }
        for text in [
            "",
            "-x",
            "--help",
            "//example.org/x",
            "example.org/x",
            "/etc/passwd",
            "./run.sh",
            "https://",
            "https:///x",
            "https:example.org",
            "https:/example.org",
            "https://example.org\\x",
            "https://example.org:99999/",
            "https://[::1",
            "https://0x7f.1/",
            "https://ex%61mple.org/",
            "https://example.org/a/../b",
            "https://example.org:443/",
            "https://example.org:0080/",
            "https://example.org:/",
            "https://.../",
        ] {
            assert!(matches!(refused(text), SourceUrlError::Malformed(_)), "{text} {:?}", refused(text));
        }
        for (text, c) in [
            ("https://example.org/\u{1b}[31m", '\u{1b}'),
            ("https://example.org/a b", ' '),
            (" https://example.org", ' '),
            ("java\tscript:x", '\t'),
            ("https://example.org/\u{202e}", '\u{202e}'),
            ("https://exa\u{202e}mple.org/", '\u{202e}'),
            ("https://example.org/\u{200b}", '\u{200b}'),
        ] {
            assert_eq!(refused(text), SourceUrlError::Unseen(c), "{text:?}");
        }
        assert_eq!(refused(&format!("https://example.org/{}", "a".repeat(2_048))), SourceUrlError::Length);
    }

    #[test]
    fn a_host_is_a_name_or_an_ip_address() {
        for c in "!\"$&'()*+,;=`{}~<>^|[]%".chars() {
            for host in [format!("exa{c}mple.org"), format!("{c}.example"), format!("b\u{fc}{c}cher.example")]
            {
                for text in
                    [format!("https://{host}/"), format!("http://{host}:8080"), format!("https://{host}?q")]
                {
                    assert!(matches!(refused(&text), SourceUrlError::Malformed(_)), "{text}");
                }
            }
        }
        for host in [
            "exa$(id)mple.org",
            "`id`.example",
            "\"example.org\"",
            "a,b.example",
            // The wide forms of such characters, and a decomposed one.
            "exa\u{ff04}(id)mple.org",
            "\u{ff40}id\u{ff40}.example",
            "\u{ff02}example.org\u{ff02}",
            "b\u{fc}cher\u{ff08}1\u{ff09}.example",
            "b\u{fc}%63her.example",
            // Punycode that is none.
            "xn--.example",
            "xn--a.example",
            "xn--$(id)-9ta.example",
            // IP addresses in another spelling than they have.
            "\u{ff11}27.0.0.1",
            "\u{2460}92.0.2.7",
            "127\u{3002}0.0.1",
            "0x7f.0.0.1",
            "192.0.2.7.",
            "192.0.2",
            "3221225991",
            "[2001:0db8::1]",
            "[::ffff:192.0.2.7]",
            "[fe80::1%25eth0]",
            "[fe80::1%eth0]",
            "[v1.x]",
            "[2001:db8::1]a",
            "256.0.2.7",
            "example.1",
            "\u{ad}",
            "a\u{3002}\u{3002}b",
            "\u{3002}",
        ] {
            let text = format!("https://{host}/");
            assert!(SourceUrl::parse(&text).is_err(), "{text}");
            assert!(!SourceUrl::is_plain(&text), "{text}");
        }
        let reason = |text: &str| refused(text).to_string();
        assert_eq!(reason("https://exa$(id)mple.org/"), "is not a valid URL: its host contains \"$\"");
        assert_eq!(reason("https://b\u{fc}`id`.example/"), "is not a valid URL: its host contains \"`\"");
        for text in [
            "https://_dmarc.example.org/",
            "https://a_b.example/",
            "https://-x.example/",
            "https://x-.example/",
            "https://example.org./x",
            "https://localhost:8080/",
            "https://1.example/",
            "https://[2001:DB8::1]/",
        ] {
            assert_eq!(read(text), text.to_lowercase(), "{text}");
        }
    }

    #[test]
    fn an_error_quotes_nothing_harmful() {
        let error = refused("https://example.org/a/../\u{9f}\u{1b}").to_string();
        assert_eq!(crate::dataset::fault(&error), None);
        let error = refused(&format!("x{}:", "y".repeat(900))).to_string();
        assert!(error.len() < 200);
    }

    #[test]
    fn a_plain_address_is_known_at_a_glance() {
        for text in ["https://example.org", "http://a.b-c.example/x/y?q=1#z", "https://example.org/@me,a:b"] {
            assert!(SourceUrl::is_plain(text), "{text}");
        }
        for text in
            ["https://xn--bcher-kva.example", "https://192.0.2.7", "https://0x7f.1", "https://a.example/../b"]
        {
            assert!(!SourceUrl::is_plain(text), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_looks_plain_is_admitted_as_it_is(text in "https?://([a-z0-9x]{1,3}[.-]{0,2}){0,4}(:[0-9]{1,2})?([/?#][a-zA-Z0-9.~_=&+:,@%/'-]{0,5}){0,4}") {
            if SourceUrl::is_plain(&text) {
                let url = SourceUrl::parse(&text);
                prop_assert_eq!(url.as_ref().map(SourceUrl::as_str), Ok(&*text));
                prop_assert!(!url.unwrap().is_lookalike());
            }
        }

        #[test]
        fn what_is_admitted_is_printable_http_with_a_host_and_no_user(text in "(https?:|HTTP:|[a-z]{0,4}:)?/{0,3}\\PC{0,12}[./:@?#%\\\\\u{200b}é]{0,3}\\PC{0,12}|https://[a-z0-9._$`\"'(){}%é１。＄-]{1,9}") {
            if let Ok(url) = SourceUrl::parse(&text) {
                prop_assert!(url.as_str().bytes().all(|b| b.is_ascii_graphic()));
                let parsed = Url::parse(url.as_str()).unwrap();
                prop_assert!(matches!(parsed.scheme(), "http" | "https"));
                prop_assert_eq!(parsed.host_str(), Some(url.host()));
                let is_name = url.host().bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
                prop_assert!(is_name || matches!(parsed.host(), Some(Host::Ipv4(_) | Host::Ipv6(_))), "{}", url);
                prop_assert!(!url.host().is_empty() && parsed.username().is_empty() && parsed.password().is_none());
                prop_assert_eq!(SourceUrl::parse(url.as_str()), Ok(url.clone()), "it is admitted again as it is");
            }
        }
    }
}
