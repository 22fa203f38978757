//! Four whole scenarios, from text to tables: tiny; a day of a busy cluster; a fleet of 5,000
//! instances with 50,000 tasks of ten services, rolled over once; a day of 5,000 services of ten
//! tasks that crash, fall ill and fail to start.
//!
//! `cargo bench --bench scenarios`; CONTRIBUTING.md says how to compare two commits. Each part has
//! a bench of its own, so that a change shows where it is: `load`, `play`, `judge`, `write`.
//! Judging fifty sentences is to cost less than a tenth of playing.

#![allow(missing_docs, reason = "a benchmark, not an interface")]

use std::fmt::Write as _;

use divan::Bencher;
use ecsim::report::RunResult;
use ecsim::report::output::OutputDir;
use ecsim::report::summary::Summary;
use ecsim::scenario::model::Scenario;
use ecsim::scenario::{Overrides, load_text};
use ecsim::world::simulate;

fn main() {
    divan::main();
}

const SIZES: [Size; 4] = [Size::Tiny, Size::Day, Size::Fleet, Size::Failures];

#[derive(Clone, Copy, Debug)]
enum Size {
    Tiny,
    Day,
    Fleet,
    Failures,
}

impl Size {
    fn text(self) -> String {
        match self {
            Self::Tiny => cluster("5m", 3, 1, 4, &["1m"]),
            Self::Day => busy_day(),
            Self::Fleet => cluster("1h", 5_000, 10, 5_000, &["1m"]),
            Self::Failures => failures(5_000),
        }
    }

    fn scenario(self) -> Scenario {
        let loaded = load_text("bench", &self.text(), &Overrides::default());
        let complaint = loaded.diagnostics.render(false);
        loaded.scenario.unwrap_or_else(|| panic!("{complaint}"))
    }

    fn result(self) -> RunResult {
        simulate(&self.scenario(), &mut |_| false, false).expect("it ends")
    }
}

/// Services that are each updated at the given times, on a fixed fleet.
fn cluster(
    duration: &str,
    instances: u32,
    services: u32,
    desired: u32,
    updates: &[&str],
) -> String {
    let mut definitions = String::new();
    let mut asked = String::new();
    let mut timeline = String::new();
    for service in 0..services {
        for revision in 0..=updates.len() {
            writeln!(
                definitions,
                "    - {{family: s{service}, cpu: 256, memory: 512, containerDefinitions: \
                 [{{name: c, image: \"r/s{service}:{revision}\"}}]}}"
            )
            .expect("text");
        }
        writeln!(
            asked,
            "    - {{serviceName: s{service}, taskDefinition: \"s{service}:1\", desiredCount: {desired}}}"
        )
        .expect("text");
        for (number, at) in updates.iter().enumerate() {
            writeln!(
                timeline,
                "  - {{at: {at}, updateService: {{service: s{service}, taskDefinition: \
                 \"s{service}:{}\"}}}}",
                number + 2
            )
            .expect("text");
        }
    }
    format!(
        "duration: {duration}
aws:
  containerInstances: [{{instanceType: m5.2xlarge, count: {instances}}}]
  taskDefinitions:
{definitions}  services:
{asked}timeline:
{timeline}"
    )
}

/// Twenty services on a hundred instances, each updated every two hours, with jobs every minute.
fn busy_day() -> String {
    const UPDATES: [&str; 11] = [
        "2h", "4h", "6h", "8h", "10h", "12h", "14h", "16h", "18h", "20h", "22h",
    ];
    let mut text = cluster("1d", 100, 20, 30, &UPDATES);
    text.push_str("  - {every: 1m, runTask: {taskDefinition: s0, count: 5}}\n");
    text + "world: {applications: {s0: {run: {duration: 1d, exitCode: 0}}}}\n"
}

/// A day in which each task of many services of ten crashes or falls ill about once, and every
/// twentieth one does not start.
fn failures(services: u32) -> String {
    let mut asked = String::new();
    for service in 0..services {
        writeln!(
            asked,
            "    - {{serviceName: s{service}, taskDefinition: app, desiredCount: 10}}"
        )
        .expect("text");
    }
    format!(
        "duration: 1d
aws:
  containerInstances: [{{instanceType: m5.2xlarge, count: 2500}}]
  taskDefinitions:
    - family: app
      cpu: 256
      memory: 512
      containerDefinitions:
        - {{name: app, image: app, healthCheck: {{command: [CMD, ok]}}}}
        - {{name: log, image: log, essential: false, restartPolicy: {{enabled: true}}}}
  services:
{asked}world:
  applications:
    app:
      crash: {{after: {{exponential: {{mean: 2d}}}}}}
      unhealthy: {{after: {{exponential: {{mean: 2d}}}}}}
      startFailure: {{share: 5%}}
      containers: {{log: {{crash: {{after: {{exponential: {{mean: 1d}}}}}}}}}}
"
    )
}

#[divan::bench(args = SIZES)]
fn load(bencher: Bencher, size: Size) {
    let text = size.text();
    bencher.bench(|| load_text("bench", &text, &Overrides::default()));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn play(bencher: Bencher, size: Size) {
    let scenario = size.scenario();
    bencher.bench(|| simulate(&scenario, &mut |_| false, false));
}

/// Fifty sentences of all kinds.
const EXPECTED: [&str; 10] = [
    "min(s0.ready) >= 1",
    "mean(s0.running) >= 1 after 2m",
    "p95(s0.total) <= 100000",
    "duration(s0.ready < s0.min_healthy) < 1d",
    "first(s0.ready >= 1) < 2m",
    "count(tasks where service = s0 and stopCode = ServiceSchedulerInitiated) < 1000000",
    "p99(tasks.startedAt - createdAt where service = s0) < 1d",
    "count(timeline where event = SERVICE_STEADY_STATE and resource = s0) < 1000000",
    "min(s0.ready) >= 1 within 2m of updateService(s0)",
    "deployment(s0).duration < 1d",
];

#[divan::bench(args = SIZES, sample_count = 10)]
fn judge(bencher: Bencher, size: Size) {
    let mut text = size.text() + "expect:\n";
    for sentence in EXPECTED.iter().cycle().take(50) {
        writeln!(text, "  - {sentence}").expect("text");
    }
    let loaded = load_text("bench", &text, &Overrides::default());
    let scenario = loaded.scenario.expect("nothing is wrong with it");
    let result = simulate(&scenario, &mut |_| false, false).expect("it ends");
    bencher.bench(|| ecsim::report::expectation::judge(&result).len());
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn write(bencher: Bencher, size: Size) {
    let result = size.result();
    let directory = tempfile::tempdir().expect("a temporary directory");
    bencher.bench(|| {
        let output = OutputDir::prepare(directory.path(), "bench").expect("ours");
        output
            .write(&Summary::of(&result), false, &|| false)
            .expect("it is written")
    });
}
