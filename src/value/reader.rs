//! Reads JSON in one pass. Numbers that are not short are read by `serde_json`, which also says what is wrong with a text that
//! is not taken.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::parse::Builder;
use super::{Data, Span};

/// A text, not yet known to be UTF-8, and how far it was read. `None` of any method means that the text is not taken, for a limit that the builder knows or
/// because it is no JSON.
pub(super) struct Reader<'b, 't> {
    builder: &'b mut Builder<'t>,
    text: &'t [u8],
    at: usize,
}

impl<'b, 't> Reader<'b, 't> {
    pub(super) fn new(builder: &'b mut Builder<'t>) -> Self {
        Self { text: builder.text, builder, at: 0 }
    }

    /// The whole text: one value.
    pub(super) fn document(&mut self) -> Option<()> {
        self.value(Span::default())?;
        if self.next_byte().is_none() { Some(()) } else { None }
    }

    /// The next byte that is no space; it is not passed.
    #[inline]
    fn next_byte(&mut self) -> Option<u8> {
        loop {
            match self.text.get(self.at) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    fn value(&mut self, key: Span) -> Option<()> {
        let data = match self.next_byte()? {
            b'"' => Data::String(self.string()?),
            b'{' => self.object()?,
            b'[' => self.list()?,
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.word("true", Data::Bool(true))?,
            b'f' => self.word("false", Data::Bool(false))?,
            b'n' => self.word("null", Data::Null)?,
            _ => return None,
        };
        self.builder.push(key, data)
    }

    fn word(&mut self, word: &str, data: Data) -> Option<Data> {
        let end = self.at + word.len();
        let there = self.text.get(self.at..end)? == word.as_bytes();
        self.at = end;
        there.then_some(data)
    }

    fn list(&mut self) -> Option<Data> {
        self.at += 1;
        let mark = self.builder.open()?;
        if self.next_byte()? == b']' {
            self.at += 1;
            return Some(self.builder.end_list(mark));
        }
        loop {
            self.value(Span::default())?;
            let next = self.next_byte()?;
            self.at += 1;
            match next {
                b',' => {}
                b']' => return Some(self.builder.end_list(mark)),
                _ => return None,
            }
        }
    }

    fn object(&mut self) -> Option<Data> {
        self.at += 1;
        let mark = self.builder.open()?;
        if self.next_byte()? == b'}' {
            self.at += 1;
            return Some(self.builder.end_object(mark));
        }
        loop {
            if self.next_byte()? != b'"' {
                return None;
            }
            let key = self.string()?;
            if self.next_byte()? != b':' {
                return None;
            }
            self.at += 1;
            self.value(key)?;
            let next = self.next_byte()?;
            self.at += 1;
            match next {
                b',' => {}
                b'}' => return Some(self.builder.end_object(mark)),
                _ => return None,
            }
        }
    }

    /// A string, from its quote on.
    #[allow(clippy::inline_always, reason = "a call would be a fifth of what reading a key takes")]
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "the text is shorter than 31 bits")]
    fn string(&mut self) -> Option<Span> {
        let start = self.at + 1;
        let (end, special) = self.special(start)?;
        match special {
            b'"' => {
                self.at = end + 1;
                Some(Span { start: start as u32, length: (end - start) as u32 })
            }
            b'\\' => self.escaped(end),
            _ => None,
        }
    }

    /// The first byte from `at` on that does not stand for itself within a string, and where it is.
    #[inline]
    fn special(&self, mut at: usize) -> Option<(usize, u8)> {
        let bytes = self.text;
        while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            let found = specials(u64::from_le_bytes(*eight));
            if found != 0 {
                at += found.trailing_zeros() as usize / 8;
                return Some((at, *bytes.get(at)?));
            }
            at += 8;
        }
        let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20);
        at += bytes.get(at..)?.iter().position(is_special)?;
        Some((at, *bytes.get(at)?))
    }

    /// A string whose first escape stands at `at`: it goes behind the text without the marks. That is done here because the
    /// memory in which `serde_json` does it is not wiped.
    #[cold]
    fn escaped(&mut self, mut at: usize) -> Option<Span> {
        let mut from = self.at + 1;
        let begun = self.builder.begin_unescaped();
        loop {
            let (end, special) = self.special(at)?;
            self.builder.unescaped(std::str::from_utf8(self.text.get(from..end)?).ok()?);
            if special == b'"' {
                self.at = end + 1;
                return Some(self.builder.end_unescaped(begun));
            }
            // A control character is no escape either.
            let (meant, length) = escape(self.text.get(end..)?)?;
            self.builder.unescaped(meant.encode_utf8(&mut [0; 4]));
            at = end + length;
            from = at;
        }
    }

    fn number(&mut self) -> Option<Data> {
        let rest = self.text.get(self.at..)?;
        let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let length = rest.iter().take_while(is_part).count();
        let number = self.text.get(self.at..self.at + length)?;
        self.at += length;
        // Short, and as JSON writes it: no zero before other digits.
        let short = length <= 18 && number.iter().all(u8::is_ascii_digit);
        if short && (length == 1 || !number.starts_with(b"0")) {
            return Some(Data::Int(number.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))));
        }
        serde_json::from_slice::<Number>(number).ok().map(|number| number.0)
    }
}

/// Marks the bytes of a word that end a string, begin an escape or may not stand in a string; the lowest mark is right.
#[inline]
fn specials(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let quotes = zeros(word ^ (ONES * u64::from(b'"')));
    let escapes = zeros(word ^ (ONES * u64::from(b'\\')));
    let controls = word.wrapping_sub(ONES * 0x20) & !word;
    (quotes | escapes | controls) & (ONES << 7)
}

/// What is wrong with a text that is no JSON.
pub(super) fn complaint(text: &str) -> String {
    serde_json::from_str::<Checked>(text).err().map_or_else(|| "not JSON".to_owned(), |error| error.to_string())
}

/// The character that an escape means, and of how many bytes the escape is.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    let [b'\\', mark, rest @ ..] = text else { return None };
    let meant = match mark {
        b'"' | b'\\' | b'/' => char::from(*mark),
        b'b' => '\x08',
        b'f' => '\x0c',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(rest),
        _ => return None,
    };
    Some((meant, 2))
}

/// The same from behind `\u`: four digits, or a pair of surrogates of four digits each; one of them alone is no character.
fn unicode(text: &[u8]) -> Option<(char, usize)> {
    let digits =
        |text: Option<&[u8]>| text?.iter().try_fold(0, |sum, digit| Some(sum * 16 + char::from(*digit).to_digit(16)?));
    let first: u32 = digits(text.get(..4))?;
    if !(0xd800..0xdc00).contains(&first) {
        return Some((char::from_u32(first)?, 6));
    }
    let second: u32 = digits(text.get(4..)?.strip_prefix(b"\\u")?.get(..4))?;
    if !(0xdc00..0xe000).contains(&second) {
        return None;
    }
    Some((char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))?, 12))
}

struct Number(Data);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl Visitor<'_> for Any {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Number, E> {
                Ok(Number(Data::Int(number)))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Number, E> {
                Ok(Number(i64::try_from(number).map_or(Data::Unsigned(number), Data::Int)))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Number, E> {
                Ok(Number(Data::Double(number)))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// Whatever JSON there is, looked at and not kept. `IgnoredAny` would not look into strings and numbers.
struct Checked;

impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Checked)
    }
}

impl<'de> Visitor<'de> for Checked {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self, A::Error> {
        while object.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
    }
}
