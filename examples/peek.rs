#![allow(clippy::all, clippy::pedantic, missing_docs, clippy::print_stdout)]
use ecsim::report::*;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let loaded = ecsim::scenario::load(path.as_ref(), &Default::default()).unwrap();
    eprintln!("{}", loaded.diagnostics.render(false));
    let Some(s) = loaded.scenario else {
        std::process::exit(2)
    };
    let r = ecsim::world::simulate(&s, &mut |_| false, true).unwrap();
    let mut row = Row::default();
    for seq in 1..=r.journal.rows() {
        r.journal.row(seq, &mut row);
        println!(
            "{seq} {} c={:?} {} | {} | {} | {}",
            row.time, row.cause, row.source, row.event, row.resource, row.message
        );
    }
    let mut d = DecisionRow::default();
    for i in 0..r.journal.decisions() {
        r.journal.decision(i, &mut d);
        println!(
            "D {} {} {} | {} | {} | {} | {} {} {:?}",
            d.time, d.decider, d.resource, d.rule, d.inputs, d.result, d.acted, d.why_not, d.seq
        );
    }
    for s in &r.service_states {
        println!(
            "{} {} D{} run{} pend{} ready{} stop{} {}..{} dep{}",
            s.time,
            r.services[s.service as usize],
            s.desired,
            s.running,
            s.pending,
            s.ready,
            s.stopping,
            s.min_healthy,
            s.max_total,
            s.deployments
        );
    }
}
