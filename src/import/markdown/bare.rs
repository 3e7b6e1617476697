//! URLs in running text that no syntax marks as links.

use std::ops::Range;

use super::words::is_one_of;

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

/// Country codes that are better known as file extensions: `setup.py` is no URL.
const FILE_EXTENSIONS: &str = "md, py, rs, sh";

/// The other endings of host names that make a word without a scheme a URL.
const ENDINGS: &str =
    "com, org, net, edu, gov, info, biz, pro, name, shop, dev, app, aero, asia, coop, museum, xxx";

/// The URLs in a text, each with its range and with a scheme.
///
/// A URL that begins with `http://` or `https://` ends at a space or at the punctuation of its sentence. A host alone
/// (`example.org`) is a URL if its ending is a common one; its scheme is `http`.
pub(super) fn urls(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in
        text.split(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '|'))
    {
        if word.contains('.') || word.contains("://") {
            found.extend(url(word).map(|(at, url)| (start + at.start..start + at.end, url)));
        }
        // The character that ended the word.
        start += word.len();
        start += text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    found
}

fn url(word: &str) -> Option<(Range<usize>, String)> {
    if let Some(colon) = word.find("://") {
        let before = word.get(..colon)?;
        let start = ["https", "http"].iter().find_map(|scheme| {
            let start = colon.checked_sub(scheme.len())?;
            let (front, written) = (before.get(..start)?, before.get(start..)?);
            let apart = !front.ends_with(|c: char| c.is_ascii_alphanumeric());
            (written.eq_ignore_ascii_case(scheme) && apart).then_some(start)
        })?;
        let url = ended(word.get(start..)?);
        return (url.len() > colon - start + 3).then(|| (start..start + url.len(), url.to_owned()));
    }
    let start = word.len() - word.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()).len();
    let host_and_path = ended(word.get(start..)?);
    let end = host_and_path.find(['/', '?', '#', ':']).unwrap_or(host_and_path.len());
    let (host, rest) = host_and_path.split_at_checked(end)?;
    if word.contains('@') || !is_host(host, rest.starts_with('/')) || rest.starts_with(':') {
        return None;
    }
    Some((start..start + host_and_path.len(), format!("http://{host_and_path}")))
}

/// The URL that a text begins with, without the punctuation of the sentence around it.
fn ended(text: &str) -> &str {
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

/// Whether a word is a host name, and not a file or an abbreviation.
fn is_host(host: &str, has_path: bool) -> bool {
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
    // `VB.NET` is a product.
    if ending == "NET" {
        return false;
    }
    let ending = ending.to_ascii_lowercase();
    let is_file = is_one_of(FILE_EXTENSIONS, &ending) && !has_path && !host.starts_with("www.");
    // `e.g` and `i.e` are no hosts.
    let is_word = front.rsplit('.').next().is_some_and(|label| label.len() > 1);
    is_word && (is_one_of(ENDINGS, &ending) || is_one_of(COUNTRIES, &ending) && !is_file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        urls(text)
            .into_iter()
            .map(|(at, url)| {
                assert!(url.ends_with(&text[at]), "{text}");
                url
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
    fn a_host_alone_is_a_url_if_it_cannot_be_a_file_or_an_abbreviation() {
        assert_eq!(
            found("(example.org), www.example.py or Example.com/a/b."),
            ["http://example.org", "http://www.example.py", "http://Example.com/a/b"]
        );
        let others = "setup.py README.md 1.2.3.4 e.g. i.e. VB.NET node.js a@example.org x:example.org:80 v1.0 main.rs ...";
        assert_eq!(found(others), [""; 0]);
    }
}
