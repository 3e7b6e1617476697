use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::app::{Message, Mouse, MouseKind};
use crate::tui::input::paste::UnmarkedPastes;

/// The tokens of bytes that arrive together, with a silence after them.
fn decoded(bytes: &[u8]) -> Vec<Token> {
    in_pieces(&[bytes])
}

/// The tokens of bytes that arrive in pieces, with a silence after the last one.
fn in_pieces<P: AsRef<[u8]>>(pieces: &[P]) -> Vec<Token> {
    let mut decoder = Decoder::default();
    let mut tokens: Vec<Token> =
        pieces.iter().flat_map(|piece| decoder.feed(piece.as_ref(), false)).collect();
    while decoder.awaited_silence().is_some() {
        tokens.extend(decoder.end_unfinished());
    }
    assert_eq!(decoder.awaited_silence(), None);
    tokens
}

/// The tokens of bytes that arrive in pieces with the time of the Esc key between them, but not right behind ESC.
fn in_late_pieces<P: AsRef<[u8]>>(pieces: &[P]) -> Vec<Token> {
    let mut decoder = Decoder::default();
    let mut tokens = Vec::new();
    for piece in pieces {
        tokens.extend(decoder.feed(piece.as_ref(), false));
        if decoder.awaited_silence() == Some(Silence::Escape) && decoder.state != State::Escape {
            tokens.extend(decoder.end_unfinished());
        }
    }
    while decoder.awaited_silence().is_some() {
        tokens.extend(decoder.end_unfinished());
    }
    tokens
}

fn text(text: &str) -> Vec<Token> {
    text.chars().map(Token::Text).collect()
}

fn key(name: &str) -> Token {
    let (mut ctrl, mut alt, mut rest) = (false, false, name);
    while let Some((modifier, after)) = rest.split_once('-').filter(|(_, after)| !after.is_empty()) {
        match modifier {
            "Ctrl" => ctrl = true,
            "Alt" => alt = true,
            _ => break,
        }
        rest = after;
    }
    let code = match rest {
        "Up" => Code::Up,
        "Down" => Code::Down,
        "Left" => Code::Left,
        "Right" => Code::Right,
        "Home" => Code::Home,
        "End" => Code::End,
        "PgUp" => Code::PageUp,
        "PgDn" => Code::PageDown,
        "Del" => Code::Delete,
        "Bksp" => Code::Backspace,
        "Tab" => Code::Tab,
        "Shift-Tab" => Code::BackTab,
        "Enter" => Code::Enter,
        "Esc" => Code::Esc,
        "Space" => Code::Char(' '),
        _ => match rest.strip_prefix('F').and_then(|number| number.parse().ok()) {
            Some(number) => Code::F(number),
            None => Code::Char(rest.chars().next().unwrap()),
        },
    };
    Token::Key(Key { code, ctrl, alt })
}

#[test]
fn the_keys_of_the_usual_terminals_are_known() {
    for (name, forms) in [
        ("Up", &["\x1b[A", "\x1bOA", "\x1b[1;2A", "\x1b[57419u", "\x1b[1;129A", "\x1b[a", "\x1b[1;1:2A"][..]),
        ("Ctrl-Right", &["\x1b[1;5C", "\x1bOc", "\x1b[5C", "\x1bO5C"]),
        ("Alt-Left", &["\x1b[1;3D", "\x1b[1;9D", "\x1b[1;33D", "\x1b\x1b[D", "\x1b\x1bOD", "\x1bO3D"]),
        ("Home", &["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~", "\x1b[7$", "\x1b[1;2H", "\x1b[57423u"]),
        ("End", &["\x1b[F", "\x1bOF", "\x1b[4~", "\x1bOq", "\x1b[8~", "\x1b[8$", "\x1b[57424u"]),
        ("Ctrl-Home", &["\x1b[1;5H", "\x1b[7^", "\x1b[7@", "\x1b[1;5~"]),
        ("PgUp", &["\x1b[5~", "\x1b[5$", "\x1b[5;2~"]),
        ("PgDn", &["\x1b[6~"]),
        ("Del", &["\x1bOn", "\x1b[3~", "\x1b[3;2~"]),
        ("Shift-Tab", &["\x1b[Z", "\x1b\t", "\x1b[27;2;9~", "\x1b[9;2u", "\x1b[1;2Z"]),
        ("Tab", &["\x1b[9u", "\x1bOI"]),
        ("Enter", &["\x1bOM", "\x1b[13u", "\x1b[57414u", "\x1b[27;2;13~", "\x1b[13;2u"]),
        ("Esc", &["\x1b", "\x1b[27u", "\x1b[27;1:1u"]),
        ("F1", &["\x1bOP", "\x1b[11~", "\x1b[[A", "\x1b[P", "\x1b[1;2P"]),
        ("F3", &["\x1bOR", "\x1b[13~", "\x1b[[C"]),
        ("F5", &["\x1b[15~", "\x1b[[E"]),
        ("F12", &["\x1b[24~", "\x1b[24;2~", "\x1b[24$"]),
        ("Alt-x", &["\x1bx", "\x1b[120;3u", "\x1b[120;67u", "\x1b[27;3;120~", "\x1b[120;33u"]),
        ("Alt-X", &["\x1bX\u{18}\x1b[120;4u", "\x1b[120:88;4u"]),
        ("Alt-é", &["\x1bé"]),
        ("Alt-[", &["\x1b["]),
        ("Alt-O", &["\x1bO"]),
        ("Alt-]", &["\x1b]"]),
        ("Alt-.", &["\x1b."]),
        ("Alt-Bksp", &["\x1b\x7f", "\x1b\x08", "\x1b[127;3u"]),
        ("Alt-Enter", &["\x1b\r", "\x1b[13;3u"]),
        ("Bksp", &["\x7f", "\x1b[127u"]),
        ("Ctrl-h", &["\x08", "\x1b[104;5u"]),
        ("Ctrl-c", &["\x03", "\x1b[99;5u", "\x1b[27;5;99~", "\x1b[99;69u", "\x1b[99:67;6u", "\x1b[27;6;67~"]),
        ("Ctrl-Space", &["\0", "\x1b[32;5u"]),
        ("Ctrl-\\", &["\x1c"]),
        ("A", &["\x1b[97;2u", "\x1b[65;2u", "\x1b[97:65;2u", "\x1b[27;2;65~", "\x1b[97;65u"]),
        ("?", &["\x1b[47:63;2u"]),
        ("7", &["\x1b[57406u", "\x1b[55u"]),
        ("+", &["\x1bOk", "\x1b[57413u"]),
    ] {
        for form in forms {
            assert_eq!(decoded(form.as_bytes()), [key(name)], "{form:?}");
        }
    }
    assert_eq!(decoded("/é\r\n\t".as_bytes()), text("/é\r\n\t"));
}

#[test]
fn releases_and_keys_of_the_desktop_are_no_keys() {
    for form in [
        "\x1b[97;1:3u",
        "\x1b[3;1:3~",
        "\x1b[1;1:3A",
        "\x1b[97;9u",
        "\x1b[57358u",
        "\x1b[57441;2u",
        "\x1b[2~",
        "\x1b[E",
    ] {
        assert_eq!(decoded(form.as_bytes()), [], "{form:?}");
    }
}

#[test]
fn esc_is_a_key_of_its_own_where_no_key_follows() {
    assert_eq!(decoded(b"\x1b\x1b"), [key("Esc"), key("Esc")]);
    assert_eq!(decoded(b"\x1b\x1b\x1b[A"), [key("Esc"), key("Alt-Up")]);
    assert_eq!(decoded(b"\x1b\x1bx"), [key("Esc"), key("Alt-x")]);
    assert_eq!(decoded(b"\x1b\x1b[?997;1nj"), [key("Esc"), Token::Text('j')]);
    assert_eq!(decoded(b"\x1b\x1b]10;rgb:0/0/0\x07j"), [key("Esc"), Token::Text('j')]);
    assert_eq!(decoded(b"\x1b\xc2\x9b?997;1nj"), [key("Esc"), Token::Text('j')]);
    assert_eq!(in_pieces(&["\x1b", "[", "A"]), [key("Up")]);
}

#[test]
fn a_late_letter_after_esc_is_a_key_of_its_own() {
    let late = |first: &[u8], second: &[u8]| {
        let mut decoder = Decoder::default();
        [decoder.feed(first, false), decoder.feed(second, true), decoder.end_unfinished()].concat()
    };
    assert_eq!(late(b"\x1b", b"/q"), [vec![key("Esc")], text("/q")].concat());
    assert_eq!(late(b"\x1b", b"\r"), [vec![key("Esc")], text("\r")].concat());
    assert_eq!(late(b"\x1b", b"\x1b"), [key("Esc"), key("Esc")]);
    assert_eq!(late(b"\x1b\x1b", b"x"), [vec![key("Esc"), key("Esc")], text("x")].concat());
    assert_eq!(late(b"\x1b", b"[A"), [key("Up")]);
    assert_eq!(late(b"\x1b", b"OA"), [key("Up")]);
    assert_eq!(late(b"\x1b", b"]10;rgb:0/0/0\x07"), []);
}

#[test]
fn a_byte_that_is_no_utf8_is_dropped_alone() {
    for bytes in
        [&b"\xe9"[..], b"\xff", b"\xc0", b"\xf5", b"\xe2\x82", b"\xf0\x9f\x98", b"\x80", b"\xa9", b"\xc3"]
    {
        let typed = [b"caf", bytes, b"xyz"].concat();
        assert_eq!(decoded(&typed), text("cafxyz"), "{bytes:?}");
        let quit = [bytes, b"\x03"].concat();
        assert_eq!(decoded(&quit), [key("Ctrl-c")], "{bytes:?}");
        let up = [bytes, b"\x1b[A"].concat();
        assert_eq!(decoded(&up), [key("Up")], "{bytes:?}");
    }
}

#[test]
fn a_cancelled_sequence_is_dropped() {
    for begun in ["\x1b[1;5", "\x1b]11;rgb:", "\x1bP>|X", "\x1b_G", "\x1bO", "\x1b", "\x1b[["] {
        for cancel in ["\x18", "\x1a"] {
            assert_eq!(decoded(format!("{begun}{cancel}j").as_bytes()), text("j"), "{begun:?}");
        }
    }
}

#[test]
fn ctrl_c_is_a_key_in_every_state() {
    for begun in [
        "\x1b",
        "\x1b[1",
        "\x1b]0;x",
        "\x1bPx",
        "\x1bO",
        "\x1b[M!",
        "\x1b[200~ab",
        "\x1b[[",
        "\x1b(",
        "é\u{9d}",
    ] {
        let tokens = decoded(format!("{begun}\x03j").as_bytes());
        assert_eq!(tokens[tokens.len() - 2..], [key("Ctrl-c"), Token::Text('j')], "{begun:?}");
    }
}

#[test]
fn a_sequence_without_its_end_is_dropped_after_a_silence() {
    for begun in ["\x1b]11;rgb:1e1e", "\x1bP>|XTerm", "\x1b[?997;", "\x1b[1;5", "\x1b[M!", "\x1b[["] {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.feed(begun.as_bytes(), false), [], "{begun:?}");
        assert!(decoder.awaited_silence().is_some(), "{begun:?}");
        assert_eq!(decoder.end_unfinished(), [], "{begun:?}");
        assert_eq!(decoder.feed(b"j", false), text("j"), "{begun:?}");
    }
}

#[test]
fn a_string_of_any_length_is_skipped() {
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b]52;c;", false), []);
    for _ in 0..64 {
        assert_eq!(decoder.feed(&vec![b'q'; 1 << 16], false), []);
        assert_eq!(decoder.awaited_silence(), Some(Silence::Lost));
    }
    assert_eq!(decoder.feed(b"qqq\x1b\\j", false), text("j"));
}

#[test]
fn esc_leaves_a_string_that_was_cut_off() {
    assert_eq!(decoded(b"\x1b]11;rgb\x1b"), [key("Esc")]);
}

#[test]
fn a_paste_is_a_text_whatever_is_in_it() {
    for (before, after) in [("\x1b[200~", "\x1b[201~"), ("\u{9b}200~", "\u{9b}201~")] {
        let pasted = format!("{before}a\rq\x1b[A\x08\x1a\x1b]0;x\x07 é{after}j");
        let expected = [Token::Paste("a\rq\x1b[A\x08\x1a\x1b]0;x\x07 é".to_owned()), Token::Text('j')];
        assert_eq!(decoded(pasted.as_bytes()), expected);
        let single: Vec<[u8; 1]> = pasted.bytes().map(|byte| [byte]).collect();
        assert_eq!(in_pieces(&single), expected);
    }
    assert_eq!(decoded(b"\x9b200~ab\x9b201~j"), [Token::Paste("ab".to_owned()), Token::Text('j')]);
}

#[test]
fn a_paste_ends_without_its_mark_too() {
    assert_eq!(decoded(b"\x1b[200~hello"), [Token::Paste("hello".to_owned())]);
    assert_eq!(decoded(b"\x1b[200~hello\x03q")[1..], [key("Ctrl-c"), Token::Text('q')]);
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(b"\x1b[200~", false), []);
    let tokens = decoder.feed(&vec![b'q'; 2 * MAX_PASTE + 3], false);
    assert!(matches!(&tokens[..], [Token::Paste(text)] if text.len() == MAX_PASTE));
    assert_eq!(decoder.awaited_silence(), Some(Silence::Lost));
    assert_eq!(decoder.feed(b"qq\x1b[201~j", false), text("j"));
}

#[test]
fn the_report_of_the_background_is_a_token_of_its_own_in_any_cut() {
    let background = |half| [Token::Text('j'), Token::Background(half), Token::Text('k')];
    for (report, half) in [
        ("\x1b]11;rgb:ffff/ffff/ffff\x1b\\", Half::Light),
        ("\x1b]11;rgb:1d1d/1818/1414\x07", Half::Dark),
        ("\x1b]11;rgb:f/f/e\x1b\\", Half::Light),
        ("\x1b]11;rgba:fb/f4/ea/ff\x1b\\", Half::Light),
        ("\u{9d}11;rgb:00/00/00\u{9c}", Half::Dark),
    ] {
        let bytes = format!("j{report}k").into_bytes();
        assert_eq!(decoded(&bytes), background(half), "{report:?}");
        for at in 0..bytes.len() {
            assert_eq!(in_pieces(&[&bytes[..at], &bytes[at..]]), background(half), "{report:?} at {at}");
        }
    }
}

#[test]
fn what_only_looks_like_the_report_of_the_background_is_skipped() {
    let long = format!("\x1b]11;rgb:ff/ff/ff/{}\x07", "f".repeat(MAX_REPORT));
    for report in [
        "\x1b]10;rgb:ff/ff/ff\x07",
        "\x1b]11;rgb:ff/ff\x07",
        "\x1b]11;rgb:fffff/ff/ff\x07",
        "\x1b]11;rgb:x/y/z\x07",
        "\x1b]11;?\x07",
        "\x1bP11;rgb:ff/ff/ff\x1b\\",
        "\x1b]11;rgb:ff/ff/ff\x18",
        &long,
    ] {
        assert_eq!(decoded(format!("j{report}k").as_bytes()), text("jk"), "{report:?}");
    }
}

/// The tokens without events of the mouse, which are reports too, but never keys.
fn keys_in(mut tokens: Vec<Token>) -> Vec<Token> {
    tokens.retain(|token| !matches!(token, Token::Mouse(_)));
    tokens
}

/// Reports of a terminal, after the list of xterm's control sequences: answers and notices, of 7 bits.
fn report() -> impl Strategy<Value = String> {
    let number = || 0..70_000u32;
    let word = "[ -\\[\\]-~é✜]{0,12}";
    let ending = prop_oneof![Just("\x1b\\"), Just("\x07"), Just("\u{9c}")];
    prop_oneof![
        // Device attributes, status, modes, cursor and window, colours and mouse.
        ("[?>=]?", vec(number(), 1..5), "[cnxyS]").prop_map(|(private, numbers, last)| {
            let numbers: Vec<String> = numbers.iter().map(u32::to_string).collect();
            format!("\x1b[{private}{}{last}", numbers.join(";"))
        }),
        (number(), number()).prop_map(|(row, column)| format!("\x1b[{row};{column}R")),
        (number(), number()).prop_map(|(row, column)| format!("\x1b[?{row};{column};1R")),
        (1..9u32, number(), number()).prop_map(|(kind, a, b)| format!("\x1b[{kind};{a};{b}t")),
        (number(), 0..5u32).prop_map(|(mode, value)| format!("\x1b[?{mode};{value}$y")),
        (number(), 0..5u32).prop_map(|(mode, value)| format!("\x1b[{mode};{value}$y")),
        (0..300u32, number(), number(), "[Mm]")
            .prop_map(|(b, x, y, last)| format!("\x1b[<{b};{x};{y}{last}")),
        (32..300u32, number(), number()).prop_map(|(b, x, y)| format!("\x1b[{b};{x};{y}M")),
        (33..127u8, 33..127u8, 33..127u8).prop_map(|(b, x, y)| format!(
            "\x1b[M{}{}{}",
            char::from(b),
            char::from(x),
            char::from(y)
        )),
        (33..1000u32, 33..1000u32).prop_map(|(x, y)| {
            format!("\x1b[M {}{}", char::from_u32(x).unwrap(), char::from_u32(y).unwrap())
        }),
        (33..127u8, 33..127u8).prop_map(|(x, y)| format!("\x1b[t{}{}", char::from(x), char::from(y))),
        "[!-~]{6}".prop_map(|places| format!("\x1b[T{places}")),
        ("[ -0]", "[\0!-~]{2}").prop_map(|(button, places)| format!("\x1b[M{button}{places}")),
        number().prop_map(|flags| format!("\x1b[?{flags}u")),
        vec(number(), 5).prop_map(|n| format!("\x1b[{};{};{};{};{}&w", n[0], n[1], n[2], n[3], n[4])),
        prop::sample::select(vec!["\x1b[I", "\x1b[O", "\x1b[?997;1n", "\x1b[?997;2n", "\x1b[0n", "\x1b/Z"])
            .prop_map(str::to_owned),
        ("[\\]P_X^]", word, ending.clone()).prop_map(|(kind, text, end)| format!("\x1b{kind}{text}{end}")),
        (0..20u32, word, ending.clone()).prop_map(|(kind, text, end)| format!("\x1b]{kind};{text}{end}")),
        ("[01]\\$r|>\\||[01]\\+r|!~|!\\|", word, ending)
            .prop_map(|(kind, text, end)| format!("\x1bP{kind}{text}{end}")),
    ]
}

/// Keys as bytes, each complete in itself.
fn pressed() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~é✜]".prop_map(|c| c),
        prop::sample::select(vec![
            "\x1b[A",
            "\x1bOB",
            "\x1b[1;5C",
            "\x1b[3~",
            "\x1b[Z",
            "\r",
            "\t",
            "\x7f",
            "\x03",
            "\x0f",
            "\x1bx",
            "\x1b\x1b[A",
            "\x1b[97;5u",
            "\x1b[27;5;99~",
            "\x1b[200~q\ro\x1b[201~",
            "\x1b[15~",
            "\x1b[7$",
        ])
        .prop_map(str::to_owned),
    ]
}

/// The same with controls of 8 bits, as characters or as bytes.
fn eight_bits(text: &str, as_characters: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let control =
            rest.strip_prefix('\x1b').and_then(|rest| rest.bytes().next()).map(|second| second + 0x40);
        if let Some(control @ (0x8f | 0x90 | 0x98 | 0x9b..=0x9f)) = control {
            bytes.extend(as_characters.then_some(0xc2));
            bytes.push(control);
            rest = &rest[2..];
        } else {
            bytes.extend(c.to_string().as_bytes());
            rest = &rest[c.len_utf8()..];
        }
    }
    bytes
}

/// Cuts bytes into pieces.
fn cut(bytes: &[u8], at: &[prop::sample::Index]) -> Vec<Vec<u8>> {
    let mut places: Vec<usize> = at.iter().map(|index| index.index(bytes.len() + 1)).collect();
    places.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for place in places {
        pieces.push(bytes[from..place].to_vec());
        from = place;
    }
    pieces.push(bytes[from..].to_vec());
    pieces
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_report_in_any_form_and_cut_changes_nothing(
        report in report(),
        form in 0..3,
        at in vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let bytes = match form {
            0 => report.as_bytes().to_vec(),
            form => eight_bits(&report, form == 1),
        };
        prop_assert_eq!(keys_in(in_pieces(&cut(&bytes, &at))), []);
        prop_assert_eq!(keys_in(in_late_pieces(&cut(&bytes, &at))), []);
    }

    #[test]
    fn keys_with_reports_among_them_mean_the_same_as_without(
        steps in vec((pressed(), proptest::option::of(report())), 0..12),
        at in vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let alone: String = steps.iter().map(|(key, _)| key.as_str()).collect();
        let among: String = steps.iter().flat_map(|(key, report)| [key.as_str(), report.as_deref().unwrap_or("")]).collect();
        let pieces = cut(among.as_bytes(), &at);
        prop_assert_eq!(keys_in(in_pieces(&pieces)), decoded(alone.as_bytes()));
        prop_assert_eq!(keys_in(in_late_pieces(&pieces)), decoded(alone.as_bytes()));
    }

    #[test]
    fn any_bytes_end_with_a_silence_and_ctrl_c_is_heard_at_once(bytes in vec(any::<u8>(), 0..200)) {
        let mut decoder = Decoder::default();
        decoder.feed(&bytes, false);
        let tokens = decoder.feed(b"\x03", false);
        prop_assert_eq!(tokens.last(), Some(&key("Ctrl-c")));
        prop_assert_eq!(decoder.awaited_silence(), None);
    }

    #[test]
    fn bytes_mean_the_same_in_any_cut(
        bytes in vec(prop_oneof![any::<u8>(), prop::sample::select(b"\x1b\x1b\x1b[]OPM<?;0129~$ttu\x9b\x9c\x9d\xc2".to_vec())], 0..80),
        at in vec(any::<prop::sample::Index>(), 0..12),
    ) {
        prop_assert_eq!(in_pieces(&cut(&bytes, &at)), decoded(&bytes));
    }
}

/// The messages of texts that arrive right after one another; a control character is a key.
fn unmarked(texts: &[&str], is_further: bool) -> Vec<Message> {
    let mut pastes = UnmarkedPastes::default();
    let messages =
        |text: &&str| pastes.messages(&Decoder::default().feed(text.as_bytes(), false), is_further);
    texts.iter().flat_map(messages).collect()
}

fn typed(text: &str) -> Vec<Message> {
    let code = |c| match c {
        '\r' => Code::Enter,
        '^' => Code::Up,
        c => Code::Char(c),
    };
    text.chars().map(|c| Message::Press(Key::plain(code(c)))).collect()
}

#[test]
fn a_line_break_among_letters_of_one_read_makes_a_paste_of_its_first_line() {
    let rust = [Message::Paste("rust".to_owned())];
    for text in ["/rust\r", "\rjj", "\r", "o"] {
        assert_eq!(unmarked(&[text], false), typed(text));
    }
    for text in ["rust\ropen quit\r", "rust\nq", "\rrust\r\rq", "rust\x0f\rq\x1a", "ru\x7fst\r\x1bxo"] {
        assert_eq!(unmarked(&[text], false), rust, "{text:?}");
    }
    // The rest of a long one, until a key comes alone.
    assert_eq!(unmarked(&["rust\rq", "open\rqu", "it", "j"], false), [&rust[..], &typed("j")].concat());
    assert_eq!(unmarked(&["rust\rq\x1b[A", "jk"], false), [&rust[..], &typed("^jk")].concat());
    // Parts of one batch that was too large.
    for texts in [["rust", "\rq"], ["rust\r", "q\r"]] {
        let messages = unmarked(&texts, true);
        assert_eq!(messages, typed(texts[0]), "{texts:?}");
        assert_eq!(unmarked(&texts, false), typed(&texts.concat()), "{texts:?}");
    }
}

fn mouse(kind: MouseKind, x: u16, y: u16) -> Token {
    Token::Mouse(Mouse { kind, x, y })
}

#[test]
fn reports_of_the_mouse_are_its_events_in_any_cut() {
    use MouseKind::{Back, Drag, Forward, Press, Release, WheelDown, WheelUp};
    let cases: [(&str, MouseKind); 8] = [
        ("\x1b[<0;7;3M", Press),
        ("\x1b[<32;7;3M", Drag),
        ("\x1b[<0;7;3m", Release),
        ("\x1b[<64;7;3M", WheelUp),
        ("\x1b[<65;7;3M", WheelDown),
        ("\x1b[<69;7;3M", WheelDown),
        ("\x1b[<128;7;3M", Back),
        ("\u{9b}<129;7;3M", Forward),
    ];
    for (bytes, kind) in cases {
        assert_eq!(decoded(bytes.as_bytes()), [mouse(kind, 6, 2)], "{bytes:?}");
        for cut in 0..bytes.len() {
            let (first, second) = bytes.as_bytes().split_at(cut);
            assert_eq!(in_pieces(&[first, second]), [mouse(kind, 6, 2)], "{bytes:?} at {cut}");
        }
    }
    assert_eq!(decoded(b"a\x1b[<0;1;1Mb"), [Token::Text('a'), mouse(Press, 0, 0), Token::Text('b')]);
    assert_eq!(decoded(b"\x1b\x1b[<64;1;1M"), [key("Esc"), mouse(WheelUp, 0, 0)]);
}

#[test]
fn other_reports_of_the_mouse_are_nothing() {
    // Other buttons, clicks with a modifier, moves without a button, places that are none, the old forms.
    for bytes in [
        "\x1b[<1;7;3M",
        "\x1b[<2;7;3M",
        "\x1b[<2;7;3m",
        "\x1b[<4;7;3M",
        "\x1b[<16;7;3M",
        "\x1b[<35;7;3M",
        "\x1b[<66;7;3M",
        "\x1b[<0;0;3M",
        "\x1b[<0;7;0M",
        "\x1b[<0M",
        "\x1b[<M",
        "\x1b[<0;7;3",
        "\x1b[<0;7;3x",
        "\x1b[0;7;3M",
        "\x1b[M !!",
    ] {
        assert_eq!(decoded(bytes.as_bytes()), [], "{bytes:?}");
    }
}

#[test]
fn the_mouse_is_no_part_of_a_paste() {
    let messages = UnmarkedPastes::default().messages(&decoded(b"ab\x1b[<65;2;2Mc"), false);
    let wheel = Message::Mouse(Mouse { kind: MouseKind::WheelDown, x: 1, y: 1 });
    assert_eq!(messages.len(), 4);
    assert_eq!(messages[2], wheel);
}
