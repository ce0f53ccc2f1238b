//! Measures the parser on files, or on made-up specs of growing size:
//! `cargo run --release -p formwork-core --example parse_speed [FILE...]`.
#![allow(clippy::disallowed_methods, reason = "a measurement needs a clock and files")]
#![allow(clippy::print_stdout, reason = "the measurements are what it is for")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use formwork_core::diag::Diagnostics;
use formwork_core::source::{FileId, Text};
use formwork_core::syntax::{Tree, parse};

fn main() -> std::io::Result<()> {
    let files: Vec<_> = std::env::args_os().skip(1).collect();
    println!("{:>12} {:>10} {:>10} {:>16}", "bytes", "ms", "MB/s", "heap per byte");
    for file in &files {
        measure(&Text::from(std::fs::read_to_string(file)?));
    }
    if files.is_empty() {
        for services in [13, 128, 1_280, 12_804] {
            measure(&Text::from(spec(services)));
        }
    }
    Ok(())
}

fn measure(text: &Text) {
    let budget = Duration::from_millis(600);
    let (mut best, start) = (Duration::MAX, Instant::now());
    while start.elapsed() < budget {
        let begin = Instant::now();
        black_box(read(text));
        best = best.min(begin.elapsed());
    }
    let (bytes, seconds) = (text.len() as f64, best.as_secs_f64());
    let heap = read(text).heap_bytes() as f64 / bytes;
    println!("{bytes:>12} {:>10.3} {:>10.0} {heap:>16.2}", seconds * 1e3, bytes / seconds / 1e6);
}

fn read(text: &Text) -> Tree {
    let mut diagnostics = Diagnostics::default();
    let tree = parse(FileId(0), text, &mut diagnostics);
    assert!(diagnostics.is_empty(), "the measured spec must be sound");
    tree
}

/// A spec of this many services, each with 18 nodes and 30 entries.
fn spec(services: usize) -> String {
    (0..services).map(service).collect()
}

fn service(index: usize) -> String {
    format!(
        r#"// Service {index}: takes orders and hands them on to the warehouse
service "orders-{index}" tier="backend" {{
    image "registry.example.org/shop/orders" tag="1.{index}.0"
    kind web
    port 8080 name=http protocol=tcp
    env {{
        LOG_LEVEL info
        DATABASE_URL "postgres://db.internal:5432/orders"
        CACHE_TTL 300 // seconds
        FEATURE_RETURNS #true
        REGION eu-central
        GREETING "hello\tworld"
    }}
    health "/healthz" interval="10s" timeout="2s" retries=3
    scale min=2 max=10 target=0.75
    resources cpu="500m" memory="512MiB"
    depends-on database cache queue
    rollout strategy=rolling {{
        max-unavailable 1
        pause "30s"
    }}
}}

"#
    )
}
