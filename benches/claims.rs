//! What tokens and catalogs cost, beside peers on the same bodies: tables in Markdown.
//!
//! `make bench` runs it, and holds its figures to `claims.toml`. Every round runs all contenders once, one after another, so that a ratio within a round is one of the
//! same moment of the machine; times are processor time. What is printed is the median of the rounds, and the first and the
//! third quarter of them.

#![allow(dead_code, reason = "the yardstick reads all, whatever is asked of it")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark stops where it cannot go on"
)]
#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "it prints what it measured, as numbers for people"
)]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use cpu_time::ThreadTime;

#[path = "support/bodies.rs"]
mod bodies;
#[path = "support/ours.rs"]
mod ours;
#[path = "support/peers.rs"]
mod peers;
#[path = "support/typed.rs"]
mod typed;

use bodies::{SIZES, Wanted};
use peers::{Peer, Turn};

const ROUNDS: usize = 21;

/// What the first column says, and how it is measured.
type Contender<'c> = (&'static str, Box<dyn FnMut() -> Option<Turn> + 'c>);

/// The turns of one contender in all rounds; empty if it could not take part.
struct Row {
    name: &'static str,
    turns: Vec<Turn>,
}

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let mut c = Peer::c();
    let mut python = Peer::keystoneauth();
    if c.is_none() {
        println!("The C program is missing: `make bench` builds it.\n");
    }
    if python.is_none() {
        println!("keystoneauth1 is missing: `make bench` installs it.\n");
    }
    for endpoints in SIZES {
        let body = bodies::body(endpoints);
        let file = folder.join(format!("body-{endpoints}.json"));
        fs::write(&file, &body).unwrap();
        println!("## {endpoints} endpoints, {} bytes\n", body.len());
        of_bodies(endpoints, body.as_bytes(), &file, c.as_mut(), python.as_mut());
        of_look_ups(endpoints, body.as_bytes(), &file, c.as_mut(), python.as_mut());
    }
}

fn of_bodies(endpoints: usize, body: &[u8], file: &Path, mut c: Option<&mut Peer>, mut python: Option<&mut Peer>) {
    // About four milliseconds a turn, a hundred for Python.
    let turns = 12_000 / (endpoints + 10) + 1;
    let by_serde = || {
        let read = typed::Body::read(black_box(body));
        read.url_for("identity", "public", "RegionOne").unwrap().len()
    };
    let rows = rounds(vec![
        ("serde_json, typed, borrowed", Box::new(|| Some(time(turns, by_serde)))),
        ("this library, Rust", Box::new(|| Some(time(turns, || ours::body_to_url(black_box(body)))))),
        ("this library, C", Box::new(|| c.as_mut()?.turn("body", file, turns))),
        ("keystoneauth1", Box::new(|| python.as_mut()?.turn("body", file, turns / 100 + 1))),
    ]);
    print("body to token, catalog and first URL", &rows);
    println!();
}

fn of_look_ups(endpoints: usize, body: &[u8], file: &Path, c: Option<&mut Peer>, python: Option<&mut Peer>) {
    let turns = 20_000;
    let catalog = ours::catalog(body);
    let wanted = bodies::wanted(endpoints);
    let mut next = 0;
    let mut look_up = || {
        let key: &Wanted = black_box(&wanted[next]);
        next = if next + 1 == wanted.len() { 0 } else { next + 1 };
        catalog.url_for(ours::query_of(key)).unwrap().len()
    };
    let c = c.map(std::cell::RefCell::new);
    let by_c = |what: &'static str| c.as_ref().and_then(|c| c.borrow_mut().turn(what, file, turns));
    let python = python.map(std::cell::RefCell::new);
    let by_python = |what, turns| python.as_ref().and_then(|python| python.borrow_mut().turn(what, file, turns));
    let rows = rounds(vec![
        ("url_for, Rust", Box::new(|| Some(time(turns, &mut look_up)))),
        ("url_for, C", Box::new(|| by_c("url_for"))),
        ("url_for by an alias, C", Box::new(|| by_c("alias"))),
        ("a getter, C", Box::new(|| by_c("getter"))),
        ("url_for, keystoneauth1", Box::new(|| by_python("url_for", 200 / endpoints + 1))),
        ("a getter, keystoneauth1", Box::new(|| by_python("getter", turns))),
    ]);
    print("look-ups and getters", &rows);
    println!();
}

/// Runs every contender once in every round, after one round that does not count.
fn rounds(mut contenders: Vec<Contender<'_>>) -> Vec<Row> {
    let mut rows: Vec<Row> = contenders.iter().map(|(name, _)| Row { name, turns: Vec::new() }).collect();
    for round in 0..=ROUNDS {
        for (row, (_, run)) in rows.iter_mut().zip(&mut contenders) {
            if let Some(turn) = run().filter(|_| round > 0) {
                row.turns.push(turn);
            }
        }
    }
    rows
}

/// The mean of so many turns, and what a turn after them allocates.
fn time<T>(turns: usize, mut turn: impl FnMut() -> T) -> Turn {
    let start = ThreadTime::now();
    for _ in 0..turns {
        black_box(turn());
    }
    let nanoseconds = start.elapsed().as_nanos() as f64 / turns as f64;
    let counted = allocation_counter::measure(|| drop(black_box(turn())));
    Turn { nanoseconds, allocations: Some(counted.count_total as f64) }
}

impl Row {
    /// The first quarter, the median and the third quarter.
    fn nanoseconds(&self) -> (f64, f64, f64) {
        quarters(self.turns.iter().map(|turn| turn.nanoseconds).collect())
    }

    fn ratio(&self, other: &Row) -> (f64, f64, f64) {
        quarters(self.turns.iter().zip(&other.turns).map(|(own, other)| own.nanoseconds / other.nanoseconds).collect())
    }

    fn allocations(&self) -> f64 {
        self.turns.iter().filter_map(|turn| turn.allocations).fold(f64::NAN, f64::max)
    }
}

fn quarters(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |part: usize| values.get(values.len().saturating_sub(1) * part / 4).copied().unwrap_or(f64::NAN);
    (at(1), at(2), at(3))
}

fn print(title: &str, rows: &[Row]) {
    println!("| {title} | ns | quarters | / the first row | quarters | allocations |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for row in rows {
        let (low, median, high) = row.nanoseconds();
        let (low_ratio, ratio, high_ratio) = row.ratio(&rows[0]);
        if median.is_nan() {
            println!("| {} | missing | | | | |", row.name);
            continue;
        }
        let allocations = row.allocations();
        let allocations = if allocations.is_nan() { "–".to_owned() } else { format!("{allocations:.0}") };
        println!(
            "| {} | {median:.1} | {low:.1}–{high:.1} | {ratio:.2} | {low_ratio:.2}–{high_ratio:.2} | {allocations} |",
            row.name
        );
    }
    println!();
}
