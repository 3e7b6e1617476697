//! URLs in running text that no syntax marks as links.

use std::ops::Range;

use super::links::Spelling;
use super::words::{self, is_one_of};

/// The country codes that end host names.
const COUNTRIES: &str = "ac, ad, ae, af, ag, ai, al, am, an, ao, aq, ar, as, at, au, aw, ax, az, ba, bb, bd, be, bf, bg, bh, \
    bi, bj, bm, bn, bo, br, bs, bt, bv, bw, by, bz, ca, cc, cd, cf, cg, ch, ci, ck, cl, cm, cn, co, cr, \
    cu, cv, cw, cx, cy, cz, de, dj, dk, dm, do, dz, ec, ee, eg, er, es, et, eu, fi, fj, fk, fm, fo, fr, \
    ga, gb, gd, ge, gf, gg, gh, gi, gl, gm, gn, gp, gq, gr, gs, gt, gu, gw, gy, hk, hm, hn, hr, ht, hu, \
    id, ie, il, im, in, io, iq, ir, is, it, je, jm, jo, jp, ke, kg, kh, ki, km, kn, kp, kr, kw, ky, kz, \
    la, lb, lc, li, lk, lr, ls, lt, lu, lv, ly, ma, mc, md, me, mg, mh, mk, ml, mm, mn, mo, mp, mq, mr, \
    ms, mt, mu, mv, mw, mx, my, mz, na, nc, ne, nf, ng, ni, nl, no, np, nr, nu, nz, om, pa, pe, pf, pg, \
    ph, pk, pl, pm, pn, pr, ps, pt, pw, py, qa, re, ro, rs, ru, rw, sa, sb, sc, sd, se, sg, sh, si, sj, \
    sk, sl, sm, sn, so, sr, st, su, sv, sx, sy, sz, tc, td, tf, tg, th, tj, tk, tl, tm, tn, to, tr, tt, \
    tv, tw, tz, ua, ug, uk, us, uy, uz, va, vc, ve, vg, vi, vn, vu, wf, ws, ye, yt, za, zm, zw";

/// The endings of a host without a path that is the name of an item or a cell.
const COMMON: &str = "com, org, net, edu, gov, info, biz, dev, io, co, tv, eu, at, au, be, br, ca, ch, cn, cz, de, dk, es, fi, \
    fr, it, jp, kr, nl, nz, ru, se, uk, us";

/// The endings that are better known as file extensions: `setup.py` is no host.
const FILES: &str = "ac, am, app, as, bb, cc, cl, cr, cu, do, es, gd, gs, in, la, ls, md, mk, ml, mm, mo, ms, name, nc, ph, \
    pro, ps, pt, py, rs, sb, sc, sh, so, st, sv, sz, tf, th, tk, vi";

/// The endings that are file extensions of a word in lower case: `build.pl` is a file, `Hex.pm` a site.
const SMALL_FILES: &str = "ai, pl, pm";

/// The labels before an ending that is a file extension elsewhere: `data.gov.in` is a host.
const REGISTRIES: &str = "ac, co, com, edu, gov, net, org";

/// Maximum length of a name of a product that ends in `.net`, such as `asp.net`.
const MAX_PRODUCT: usize = 3;

/// File extensions that the path of a URL may well end in.
const PAGES: &str = "html, htm, php, pdf, aspx, jsp, txt, xml, json, md";

/// The other endings of host names that make a word without a scheme a URL.
const ENDINGS: &str =
    "com, org, net, edu, gov, info, biz, pro, name, shop, dev, app, aero, asia, coop, museum, xxx";

/// A URL in running text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BareUrl {
    /// The range of the text.
    pub at: Range<usize>,
    /// The URL, with a scheme.
    pub url: String,
    pub spelling: Spelling,
}

/// The URLs in a text. `is_alone` is whether the text has no other links.
///
/// A URL that begins with `http://` or `https://` ends at a space or at the punctuation of its sentence. A host without a
/// scheme is one if it begins with `www.` or has a path, or if the name of a line consists of it; another is only mentioned.
pub(super) fn urls(text: &str, is_alone: bool) -> Vec<BareUrl> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let name = if is_alone { name_of_hosts(line) } else { 0 };
        for (at, word) in words_of(line).filter(|(_, word)| word.contains('.') || word.contains("://")) {
            let from = start + at;
            found.extend(url(word, at < name).map(|found| {
                let at = from + found.at.start..from + found.at.end;
                BareUrl { at, ..found }
            }));
        }
        start += line.len();
    }
    found
}

/// The words of a text, each with its byte offset.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_end = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '|');
    let mut start = 0;
    text.split_inclusive(is_end).map(move |word| {
        let at = start;
        start += word.len();
        (at, word.trim_end_matches(is_end))
    })
}

/// The length of the name of a line, which ends before the first separator, if it consists of hosts; 0 if not.
fn name_of_hosts(line: &str) -> usize {
    let name = words::parted(line).map_or(line, |(name, _)| name);
    let name = name.split_once(" (").map_or(name, |(name, _)| name);
    let is_host = |word: &str| {
        let (_, host, _) = host_and_path(word);
        is_host(host, COMMON)
    };
    let mut words = words_of(name).map(|(_, word)| word).filter(|word| word.contains(char::is_alphanumeric));
    let first = words.next();
    let is_named = first.is_some_and(is_host) && words.all(|word| is_host(word) || words::is_separator(word));
    if is_named { line.len() - line.trim_start().len() + name.len() } else { 0 }
}

/// The offset of the host that a word begins with, the host, and the path or port behind it.
fn host_and_path(word: &str) -> (usize, &str, &str) {
    let start = word.len() - word.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()).len();
    let both = ended(word.get(start..).unwrap_or_default());
    let both = both.strip_suffix("'s").unwrap_or(both);
    let end = both.find(['/', '?', '#', ':']).unwrap_or(both.len());
    let (host, rest) = both.split_at_checked(end).unwrap_or((both, ""));
    (start, host, rest)
}

/// The URL in a word. `is_name` is whether the word is the name of an item or a cell.
fn url(word: &str, is_name: bool) -> Option<BareUrl> {
    if let Some(colon) = word.find("://") {
        let before = word.get(..colon)?;
        let start = ["https", "http"].iter().find_map(|scheme| {
            let start = colon.checked_sub(scheme.len())?;
            let (front, written) = (before.get(..start)?, before.get(start..)?);
            let apart = !front.ends_with(|c: char| c.is_ascii_alphanumeric());
            (written.eq_ignore_ascii_case(scheme) && apart).then_some(start)
        })?;
        let url = ended(word.get(start..)?);
        let at = start..start + url.len();
        let is_whole = url.len() > colon - start + 3;
        return is_whole.then(|| BareUrl { at, url: url.to_owned(), spelling: Spelling::Url });
    }
    let (start, host, rest) = host_and_path(word);
    let (www, site) = host.split_at_checked(4).unwrap_or_default();
    let has_path = rest.starts_with('/');
    let is_known = || [COUNTRIES, ENDINGS].iter().any(|list| is_host(host, list));
    let is_meant = www.eq_ignore_ascii_case("www.") && is_host(site, "")
        || (has_path || is_name && !is_file(host)) && is_host(host, COMMON)
        || has_path && is_known() && !is_path(host, rest);
    if word.contains('@') || rest.starts_with(':') || !is_meant && (!is_known() || is_file(host)) {
        return None;
    }
    let at = start..start + host.len() + rest.len();
    let url = format!("http://{}", word.get(at.clone())?);
    let spelling = if is_meant { Spelling::Host } else { Spelling::Mention };
    Some(BareUrl { at, url, spelling })
}

/// The URL that a text begins with, without the punctuation of the sentence around it.
pub(super) fn ended(text: &str) -> &str {
    let end = text.find(is_typographic).unwrap_or(text.len());
    let mut url = text.get(..end).unwrap_or_default();
    // Counted once, not again for each bracket that is removed.
    let count = |url: &str, mark: char| url.matches(mark).count();
    let mut brackets = [(count(url, '('), count(url, ')')), (count(url, '['), count(url, ']'))];
    loop {
        let Some(last) = url.chars().next_back() else { return url };
        let [round, square] = &mut brackets;
        let surplus = match last {
            ')' if round.0 < round.1 => Some(round),
            ']' if square.0 < square.1 => Some(square),
            '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '(' | '[' => None,
            _ => return url,
        };
        if let Some((_, closing)) = surplus {
            *closing -= 1;
        }
        url = url.get(..url.len() - last.len_utf8()).unwrap_or_default();
    }
}

/// Whether a character is punctuation of another script or of typography: it ends a URL.
fn is_typographic(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3000}'..='\u{301f}' | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '«' | '»')
}

/// Whether a word is a host name with one of these endings, or with any if there are none.
fn is_host(host: &str, endings: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let Some((front, ending)) = host.rsplit_once('.') else { return false };
    if host.len() > 253 || !host.split('.').all(label) || !front.bytes().any(|b| b.is_ascii_alphabetic()) {
        return false;
    }
    // `e.g` and `i.e` are no hosts.
    let is_word = front.rsplit('.').next().is_some_and(|label| label.len() > 1);
    // `VB.NET` is a product, `DAIR.AI` and `Authorize.Net` are sites.
    let is_loud = ending != "NET" && !ending.bytes().any(|b| b.is_ascii_lowercase());
    let is_title = is_one_of("Com, Net, Org", ending);
    let ending = if is_loud || is_title { ending.to_ascii_lowercase() } else { ending.to_owned() };
    let is_any = endings.is_empty() && ending.len() > 1 && ending.bytes().all(|b| b.is_ascii_alphabetic());
    is_word && (is_any || is_one_of(endings, &ending))
}

/// Whether a word that could be a host is the name of a file or a product.
fn is_file(host: &str) -> bool {
    let Some((front, ending)) = host.rsplit_once('.') else { return false };
    let label = front.rsplit_once('.').map_or("", |(_, label)| label);
    let is_small = !host.bytes().any(|b| b.is_ascii_uppercase());
    is_one_of(FILES, &ending.to_ascii_lowercase()) && !is_one_of(REGISTRIES, label)
        || is_small && is_one_of(SMALL_FILES, ending)
        || ending.eq_ignore_ascii_case("net") && front.len() <= MAX_PRODUCT
}

/// Whether a host with a path is a path of files: `Terminal.app/Contents`, `config.in/Makefile.in`.
fn is_path(host: &str, path: &str) -> bool {
    let is_small = !host.bytes().any(|b| b.is_ascii_uppercase());
    let name = path.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    !is_small || extension.is_some_and(|extension| !is_one_of(PAGES, extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        urls(text, true)
            .into_iter()
            .filter(|found| found.spelling != Spelling::Mention)
            .map(|found| {
                assert!(found.url.ends_with(&text[found.at]), "{text}");
                found.url
            })
            .collect()
    }

    #[test]
    fn a_url_ends_where_its_sentence_goes_on() {
        assert_eq!(
            found("See https://example.org/a_b, or (http://example.org/x_(y))."),
            ["https://example.org/a_b", "http://example.org/x_(y)"]
        );
        assert_eq!(found("HTTPS://example.org/?q=1&r=[2]]; and more"), ["HTTPS://example.org/?q=1&r=[2]"]);
        assert_eq!(found("去https://example.org/x，好。"), ["https://example.org/x"]);
        assert_eq!(found("https:// xhttps://example.org http://)"), [""; 0]);
    }

    #[test]
    fn a_word_is_a_url_where_it_was_plainly_meant_as_one() {
        assert_eq!(
            found("See www.example.py, WWW.Example.dev or Example.com/a/b, docs.rs/x, (discord.gg/y)."),
            [
                "http://www.example.py",
                "http://WWW.Example.dev",
                "http://Example.com/a/b",
                "http://docs.rs/x",
                "http://discord.gg/y"
            ]
        );
        for text in
            ["example.org", "(example.org)", "⭐ example.org - text", "example.org: text like example.net."]
        {
            assert_eq!(found(text)[0], "http://example.org", "{text}");
        }
        assert_eq!(found("example.org, example.net / www.example.io").len(), 3);
        assert_eq!(found("text\nexample.org\nmore"), ["http://example.org"]);
        assert_eq!(found("See example.org."), [""; 0]);
    }

    #[test]
    fn a_host_in_a_sentence_is_mentioned() {
        let mentioned = |text: &str| {
            let found = urls(text, true).into_iter().filter(|found| found.spelling == Spelling::Mention);
            found.map(|found| text[found.at].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            mentioned("with example.org's, DAIR.AI, Hex.pm and data.gov.in"),
            ["example.org", "DAIR.AI", "Hex.pm", "data.gov.in"]
        );
        let files = "in Terminal.app main.cc libalpha.so config.in Makefile.in build.pl tar.sz weights.ai ASP.NET ASP.Net asp.net \
            Json.NET setup.py README.MD README.md Edge.It x.rs init.el e.g. v1.io2";
        assert_eq!(mentioned(files), [""; 0]);
    }

    #[test]
    fn files_products_and_hosts_in_a_sentence_are_words() {
        let others = "setup.py README.md 1.2.3.4 e.g. i.e. VB.NET node.js a@example.org x:example.org:80 v1.0 main.rs ... \
            Terminal.app/Contents README.md/CHANGELOG.md config.in/Makefile.in main.cc/main.h example.org asp.net";
        assert_eq!(found(others), [""; 0]);
        for name in [
            "Terminal.app",
            "main.cc",
            "libalpha.so",
            "config.in",
            "build.pl",
            "tar.sz",
            "weights.ai",
            "ASP.NET",
            "ASP.Net",
            "Xcode.app - comes with the system",
            "Node.js",
            "setup.py",
            "x.example.org.md",
            "Makefile.am",
            "init.el",
        ] {
            assert_eq!(found(name), [""; 0], "{name}");
        }
    }
}
