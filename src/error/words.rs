//! The words of others, made fit to show: bounded, without NUL, and a message on one line.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::text::Text;

/// The most bytes of a message, and of whatever else stands on one line.
pub(super) const LINE_BYTES: usize = 8 << 10;
/// The most bytes of details and of a kept body.
pub(super) const TEXT_BYTES: usize = 64 << 10;

/// What stands in place of what was cut off.
const CUT: char = '…';

/// `text` on one line of at most [`LINE_BYTES`].
pub(super) fn line(text: &str) -> Text {
    Text::from(line_within(text, LINE_BYTES))
}

/// `text` on one line of at most `most` bytes: a blank for each run of line breaks and tabs, no other control characters.
pub(super) fn line_within(text: &str, most: usize) -> String {
    let mut line = String::with_capacity(text.len().min(most));
    for character in text.trim().chars() {
        let shown = match character {
            '\u{2028}' | '\u{2029}' => ' ',
            _ if character.is_control() && character.is_whitespace() => ' ',
            // A NUL would hide what follows it from C, an escape could command a terminal.
            _ if character.is_control() => char::REPLACEMENT_CHARACTER,
            _ => character,
        };
        let repeats_blank = shown == ' ' && character != ' ' && line.ends_with(' ');
        if !repeats_blank {
            line.push(shown);
        }
        if line.len() > most {
            break;
        }
    }
    shorten(&mut line, most);
    line
}

/// `text` of at most [`TEXT_BYTES`], whose line breaks stay.
pub(super) fn text(text: &str) -> Text {
    let mut text = beginning(text, TEXT_BYTES + 1).replace('\0', "\u{fffd}");
    shorten(&mut text, TEXT_BYTES);
    Text::from(text)
}

/// `text` without these secrets, whole or cut off.
pub(super) fn without<'t>(text: &'t str, secrets: &[impl AsRef<str>]) -> Cow<'t, str> {
    let Some(cut) = text.strip_suffix(CUT) else { return crate::text::without(text, secrets, false) };
    match crate::text::without(cut, secrets, true) {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        Cow::Owned(mut clean) => {
            clean.push(CUT);
            Cow::Owned(clean)
        }
    }
}

/// What [`line`] and [`text`] make of a secret, where that is not what it is itself.
pub(super) fn shown(secret: &str) -> Vec<Zeroizing<String>> {
    let line = Zeroizing::new(line_within(secret, usize::MAX));
    let text = Zeroizing::new(secret.replace('\0', "\u{fffd}"));
    [line, text].into_iter().filter(|shown| shown.as_str() != secret && !shown.is_empty()).collect()
}

fn shorten(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(beginning(text, most.saturating_sub(CUT.len_utf8())).len());
        text.push(CUT);
    }
}

/// As much of the beginning of `text` as `most` bytes hold, in whole characters.
fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_breaks_and_nothing_that_commands_a_terminal() {
        assert_eq!(line_within("  one\r\n\ttwo\u{2028}three \n", 99), "one two three");
        assert_eq!(line_within("a  b", 99), "a  b", "blanks of the author stay");
        assert_eq!(line_within("a\0b\u{1b}[31mc\u{9b}d\u{7f}", 99), "a\u{fffd}b\u{fffd}[31mc\u{fffd}d\u{fffd}");
    }

    #[test]
    fn a_line_is_cut_between_characters_and_shows_it() {
        assert_eq!(line_within("abcdef", 6), "abcdef");
        assert_eq!(line_within("abcdefg", 6), "abc…");
        assert_eq!(line_within("aäääää", 6), "aä…");
        assert_eq!(line_within("\0\0\0\0", 6), "\u{fffd}…", "what grows is bounded too");
        let long = "ä".repeat(LINE_BYTES);
        assert!(line(&long).len() <= LINE_BYTES && line(&long).as_str().ends_with("ä…"));
    }

    #[test]
    #[cfg_attr(miri, ignore = "takes minutes under Miri")]
    fn a_text_keeps_its_lines_and_is_bounded() {
        assert_eq!(text("a\n\0b\n").as_str(), "a\n\u{fffd}b\n");
        let long = text(&"\0".repeat(TEXT_BYTES));
        assert!(long.len() <= TEXT_BYTES && long.as_str().ends_with('…'), "{}", long.len());
        assert_eq!(text(&"x".repeat(TEXT_BYTES)).len(), TEXT_BYTES);
    }
}
