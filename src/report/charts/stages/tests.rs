//! A task in every state, one after the other.

use super::*;
use crate::engine::SimTime;

fn at(seconds: u64) -> SimTime {
    SimTime::from_secs(seconds)
}

#[test]
fn an_unhealthy_task_is_not_ready() {
    let mut task = TaskRow {
        created_at: at(0),
        started_at: Some(at(10)),
        ready_at: Some(at(50)),
        unhealthy: vec![(at(80), Some(at(90))), (at(120), None)],
        restarting: vec![(at(60), Some(at(70)))],
        ..TaskRow::default()
    };
    let (bad, full) = (Shade::Bad, Shade::Full);
    let until = |from, until| (at(from), Some(at(until)));
    let begun = [
        (Shade::Faint, until(0, 10)),
        (Shade::Half, until(10, 50)),
        (bad, until(80, 90)),
    ];
    let sorted = |task: &TaskRow| {
        let mut stages = stages(task);
        stages.sort_by_key(|(_, (from, _))| *from);
        stages
    };
    let between = [
        (full, until(50, 60)),
        (Shade::Half, until(60, 70)),
        (full, until(70, 80)),
    ];
    let (first, last) = ([begun[0], begun[1]], [begun[2], (full, until(90, 120))]);
    let all = [&first[..], &between, &last].concat();
    let open = [&all[..], &[(bad, (at(120), None))]].concat();
    assert_eq!(sorted(&task), open);
    task.told_to_stop_at = Some(at(130));
    let told = [(bad, until(120, 130)), (Shade::Ending, (at(130), None))];
    assert_eq!(sorted(&task), [&all[..], &told].concat());
    // It never was ready.
    task.ready_at = None;
    (task.unhealthy, task.restarting) = (vec![(at(80), None)], Vec::new());
    let never = [
        begun[0],
        (Shade::Half, until(10, 80)),
        (bad, until(80, 130)),
        told[1],
    ];
    assert_eq!(sorted(&task), never);
}
