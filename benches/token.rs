//! What a token's body, its catalog and its getters cost: times and allocations (`cargo bench --bench token`).
//!
//! Ratios to trust come from `claims`, which runs its contenders in turn.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark stops where it cannot go on"
)]
#![allow(dead_code, reason = "the modules are shared with `claims`")]

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};

#[path = "support/bodies.rs"]
mod bodies;
#[path = "support/ours.rs"]
mod ours;
#[path = "support/typed.rs"]
mod typed;

use bodies::SIZES;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES)]
fn body_to_first_url(bencher: Bencher<'_, '_>, endpoints: usize) {
    let body = bodies::body(endpoints).into_bytes();
    bencher.counter(BytesCount::new(body.len())).bench_local(|| ours::body_to_url(black_box(&body)));
}

#[divan::bench(args = SIZES)]
fn body_to_first_url_by_serde_typed(bencher: Bencher<'_, '_>, endpoints: usize) {
    let body = bodies::body(endpoints).into_bytes();
    bencher.counter(BytesCount::new(body.len())).bench_local(|| {
        let token = typed::Body::read(black_box(&body));
        token.url_for("identity", "public", "RegionOne").unwrap().len()
    });
}

#[divan::bench(args = SIZES)]
fn url_for(bencher: Bencher<'_, '_>, endpoints: usize) {
    let catalog = ours::catalog(bodies::body(endpoints).as_bytes());
    let wanted = bodies::wanted(endpoints);
    let mut turn = (0..wanted.len()).cycle();
    bencher.bench_local(|| {
        let wanted = &wanted[turn.next().unwrap_or(0)];
        catalog.url_for(ours::query_of(black_box(wanted))).unwrap().len()
    });
}

#[divan::bench]
fn getter(bencher: Bencher<'_, '_>) {
    let body = bodies::body(21);
    let access = keystoneclient::access::Access::from_json(body, Some(ours::TOKEN)).unwrap();
    bencher.bench_local(|| black_box(&access).user_id().map(|id| id.len()));
}
