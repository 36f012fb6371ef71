//! Changes JSON texts so that most stay JSON: what is behind the parser is to be reached, too.

use std::fmt::Write;

use keystoneclient::value::{Document, Kind, Value};

/// A JSON value that may repeat keys.
#[derive(Clone)]
enum Tree {
    /// null, truth values, numbers: as they are written.
    Bare(String),
    String(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// Values that have surprised somebody.
const ODD: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-1",
    "-0",
    "1",
    "0.5",
    "1e308",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "\"\"",
    "\" \"",
    "\"\\u0000\"",
    "\"a\\u0000b\"",
    "\"\\ud83d\\ude00\"",
    "\"public\"",
    "\"publicURL\"",
    "\"URL\"",
    "\"internal\"",
    "\"admin\"",
    "\"block-storage\"",
    "\"volumev3\"",
    "\"volumev2\"",
    "\"volume\"",
    "\"share\"",
    "\"2026-01-15T13:00:00.000000Z\"",
    "\"2026-01-15 13:00:00+05:30\"",
    "\"9999-12-31T23:59:59-23:59\"",
    "\"0001-01-01T00:00:00+23:59\"",
    "\"v3.14\"",
    "\"http://h/v3\"",
    "\"//other\"",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "[null]",
    "{\"\":null}",
    "{\"id\":\"x\"}",
    "{\"all\":true}",
];

/// Keys that mean something.
const KEYS: &[&str] = &[
    "token",
    "access",
    "catalog",
    "serviceCatalog",
    "endpoints",
    "id",
    "name",
    "type",
    "url",
    "interface",
    "region",
    "region_id",
    "publicURL",
    "internalURL",
    "adminURL",
    "URL",
    "user",
    "project",
    "domain",
    "tenant",
    "tenantId",
    "tenantName",
    "username",
    "roles",
    "methods",
    "audit_ids",
    "expires",
    "expires_at",
    "issued_at",
    "is_domain",
    "is_admin_project",
    "system",
    "all",
    "OS-TRUST:trust",
    "trust",
    "trustor_user",
    "trustee_user",
    "trustor_user_id",
    "trustee_user_id",
    "impersonation",
    "OS-OAUTH1",
    "access_token_id",
    "consumer_id",
    "OS-FEDERATION",
    "application_credential",
    "access_rules",
    "restricted",
    "bind",
    "oauth2_credential",
    "x5t#S256",
    "password_expires_at",
    "metadata",
    "service_providers",
    "filter",
    "service_type",
    "region_name",
    "service_name",
    "service_id",
    "endpoint_id",
    "attr",
    "filter_value",
    "auth_token",
    "body",
    "sp_url",
    "groups",
    "identity_provider",
    "protocol",
    "size",
    "versions",
    "version",
    "values",
    "status",
    "links",
    "rel",
    "href",
    "asked",
    "document",
    "min_version",
    "max_version",
    "auth_url",
    "password",
    "user_domain_id",
    "project_id",
    "system_scope",
    "",
];

/// A mutator for libFuzzer: changes the JSON in `data[..size]`, or its bytes by `bytes`; returns the new size.
pub fn json(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    seed: u32,
    bytes: fn(&mut [u8], usize, usize) -> usize,
) -> usize {
    let mut random = Random(u64::from(seed) | 1 << 40);
    if random.one_in(4) {
        return bytes(data, size, max_size);
    }
    let Ok(document) = Document::parse(&data[..size]) else { return bytes(data, size, max_size) };
    let mut tree = Tree::of(document.root());
    for _ in 0..=random.below(3) {
        tree.mutate(&mut random, bytes);
    }
    let mut text = String::new();
    let escapes = random.one_in(4);
    tree.print(&mut text, escapes, &mut random);
    if text.len() > max_size {
        return bytes(data, size, max_size);
    }
    data[..text.len()].copy_from_slice(text.as_bytes());
    text.len()
}

impl Tree {
    fn of(value: Value<'_>) -> Self {
        match value.kind() {
            Kind::Null | Kind::Bool | Kind::Int | Kind::Double => Self::Bare(value.to_json()),
            Kind::String => Self::String(value.as_str().unwrap_or_default().to_owned()),
            Kind::List => Self::List(value.iter().map(Self::of).collect()),
            Kind::Object => {
                Self::Object(value.iter().map(|member| (member.key().to_owned(), Self::of(member))).collect())
            }
        }
    }

    fn odd(random: &mut Random) -> Self {
        if random.one_in(32) {
            // Longer than anything that is compared.
            return Self::String("x".repeat(1020 + random.below(10)));
        }
        Document::parse(*random.pick(ODD)).map_or(Self::List(Vec::new()), |document| Self::of(document.root()))
    }

    fn count(&self) -> usize {
        1 + match self {
            Self::List(list) => list.iter().map(Self::count).sum(),
            Self::Object(members) => members.iter().map(|(_, member)| member.count()).sum(),
            _ => 0,
        }
    }

    /// Value number `number`, this one being 0.
    fn nth(&mut self, number: usize) -> Option<&mut Self> {
        let Some(mut left) = number.checked_sub(1) else { return Some(self) };
        let children: Vec<&mut Self> = match self {
            Self::List(list) => list.iter_mut().collect(),
            Self::Object(members) => members.iter_mut().map(|(_, member)| member).collect(),
            _ => Vec::new(),
        };
        for child in children {
            let count = child.count();
            if left < count {
                return child.nth(left);
            }
            left -= count;
        }
        None
    }

    fn mutate(&mut self, random: &mut Random, bytes: fn(&mut [u8], usize, usize) -> usize) {
        let count = self.count();
        let other = self.nth(random.below(count)).map(|other| other.clone());
        let Some(place) = self.nth(random.below(count)) else { return };
        match random.below(6) {
            0 => *place = Self::odd(random),
            1 => *place = other.unwrap_or_else(|| Self::odd(random)),
            2 => {
                for _ in 0..if random.one_in(16) { random.below(70) } else { 1 } {
                    let inner = std::mem::replace(place, Self::Bare("null".to_owned()));
                    *place = if random.one_in(2) {
                        Self::List(vec![inner])
                    } else {
                        Self::Object(vec![((*random.pick(KEYS)).to_owned(), inner)])
                    };
                }
            }
            _ => match place {
                Self::Bare(_) => *place = Self::odd(random),
                Self::String(string) => {
                    let mut buffer = std::mem::take(string).into_bytes();
                    let length = buffer.len();
                    buffer.resize(length + 16, 0);
                    let length = bytes(&mut buffer, length, length + 16);
                    buffer.truncate(length);
                    *string = String::from_utf8_lossy(&buffer).into_owned();
                }
                Self::List(list) => {
                    let mut own = random.fork();
                    change(list, || other.unwrap_or_else(|| Self::odd(random)), &mut own);
                }
                Self::Object(members) => {
                    let mut own = random.fork();
                    let at = own.below(1 + 2 * members.len());
                    if let Some((key, _)) = members.get_mut(at)
                        && own.one_in(3)
                    {
                        *key = (*random.pick(KEYS)).to_owned();
                        return;
                    }
                    change(
                        members,
                        || ((*random.pick(KEYS)).to_owned(), other.unwrap_or_else(|| Self::odd(random))),
                        &mut own,
                    );
                }
            },
        }
    }

    fn print(&self, text: &mut String, escapes: bool, random: &mut Random) {
        match self {
            Self::Bare(bare) => text.push_str(bare),
            Self::String(string) => quote(string, text, escapes, random),
            Self::List(list) => {
                text.push('[');
                for (index, element) in list.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { "," });
                    element.print(text, escapes, random);
                }
                text.push(']');
            }
            Self::Object(members) => {
                text.push('{');
                for (index, (key, member)) in members.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { "," });
                    quote(key, text, escapes, random);
                    text.push(':');
                    member.print(text, escapes, random);
                }
                text.push('}');
            }
        }
    }
}

/// Some strings with an escape where none is needed: those are kept elsewhere.
fn quote(string: &str, text: &mut String, escapes: bool, random: &mut Random) {
    let quoted = serde_json::to_string(string).unwrap_or_else(|_| "\"\"".to_owned());
    match string.chars().next().filter(char::is_ascii_alphanumeric) {
        Some(first) if escapes && random.one_in(3) => {
            let _ = write!(text, "\"\\u{:04x}{}", u32::from(first), &quoted[2..]);
        }
        _ => text.push_str(&quoted),
    }
}

/// Takes an element away, doubles or moves one, or puts a new one in.
fn change<T: Clone>(list: &mut Vec<T>, new: impl FnOnce() -> T, random: &mut Random) {
    let at = random.below(list.len().max(1));
    match random.below(4) {
        0 if !list.is_empty() => drop(list.remove(at)),
        1 if !list.is_empty() => {
            let copies = if random.one_in(8) { 17 } else { 1 };
            for _ in 0..copies {
                list.insert(random.below(list.len()), list[at].clone());
            }
        }
        2 if !list.is_empty() => {
            let other = random.below(list.len());
            list.swap(at, other);
        }
        _ => list.insert(at.min(list.len()), new()),
    }
}

/// Xorshift: what libFuzzer gives is a seed, and the same seed must do the same.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() >> 11) as usize % most.max(1)
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    fn fork(&mut self) -> Self {
        Self(self.next() | 1)
    }
}
