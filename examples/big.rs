#![allow(
    clippy::all,
    clippy::pedantic,
    missing_docs,
    clippy::print_stdout,
    clippy::disallowed_types
)]
use ecsim::report::*;
use std::time::Instant;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let t = Instant::now();
    let loaded = ecsim::scenario::load(path.as_ref(), &Default::default()).unwrap();
    eprintln!("{}", loaded.diagnostics.render(false));
    let Some(s) = loaded.scenario else {
        std::process::exit(2)
    };
    eprintln!("load {:?}", t.elapsed());
    let t = Instant::now();
    let r = ecsim::world::simulate(&s, &mut |_| false, false).unwrap();
    eprintln!(
        "simulate {:?} rows {} decisions {} states {} tasks {}",
        t.elapsed(),
        r.journal.rows(),
        r.journal.decisions(),
        r.service_states.len(),
        r.tasks.len()
    );
    let t = Instant::now();
    let mut row = Row::default();
    let mut n = 0;
    for seq in 1..=r.journal.rows() {
        r.journal.row(seq, &mut row);
        n += row.message.len() + row.detail.len();
    }
    eprintln!("rows {:?} bytes {n}", t.elapsed());
    let t = Instant::now();
    let mut d = DecisionRow::default();
    let mut n = 0;
    for i in 0..r.journal.decisions() {
        r.journal.decision(i, &mut d);
        n += d.rule.len() + d.inputs.len();
    }
    eprintln!("decisions {:?} bytes {n}", t.elapsed());
    for d in &r.deployments {
        eprintln!("{} {:?}", d.id, d.completed_at);
    }
}
