//! The states of services as they follow from the times of their tasks.

use std::collections::BTreeMap;

use crate::engine::SimTime;
use crate::report::{RunResult, ServiceState, TaskRow};

/// States of every service, given its desired count and its two percents.
pub(super) fn of(result: &RunResult, services: &[(u32, u32, u32)]) -> Vec<ServiceState> {
    let mut states = Vec::new();
    for (place, &(desired, min_percent, max_percent)) in services.iter().enumerate() {
        let mut changes: BTreeMap<SimTime, [i64; 4]> = BTreeMap::new();
        let label = &result.services[place];
        for task in result.tasks.iter().filter(|task| &task.service == label) {
            count(task, &mut changes);
        }
        let place = u32::try_from(place).unwrap();
        for row in result.deployments.iter().filter(|row| row.service == place) {
            changes.entry(row.created_at).or_default();
            changes
                .entry(row.completed_at.unwrap_or_default())
                .or_default();
        }
        let mut now = [0; 4];
        for (time, change) in changes {
            for (count, delta) in now.iter_mut().zip(change) {
                *count += delta;
            }
            let [pending, running, ready, stopping] = now.map(|n| u32::try_from(n).unwrap());
            let under_way = result.deployments.iter().filter(|row| {
                let done = row
                    .completed_at
                    .unwrap_or(SimTime::from_secs(u64::MAX / 1_000_000));
                row.service == place && row.created_at <= time && time < done
            });
            states.push(ServiceState {
                time,
                service: place,
                desired,
                running,
                pending,
                ready,
                stopping,
                min_healthy: (desired * min_percent).div_ceil(100),
                max_total: desired * max_percent / 100,
                deployments: 1 + u32::try_from(under_way.count()).unwrap(),
                unhealthy: 0,
            });
        }
    }
    states.sort_by_key(|state| state.time);
    states
}

/// Adds a task's changes of pending, running, ready and stopping.
fn count(task: &TaskRow, changes: &mut BTreeMap<SimTime, [i64; 4]>) {
    let mut change = |time: Option<SimTime>, place: usize, delta: i64| {
        if let Some(time) = time {
            changes.entry(time).or_default()[place] += delta;
        }
    };
    let stops_at = task.stops_at();
    let before = |time: Option<SimTime>| time.filter(|&t| stops_at.is_none_or(|stop| t <= stop));
    let (started, ready) = (before(task.started_at), before(task.ready_at));
    change(Some(task.created_at), 0, 1);
    change(started.or(stops_at), 0, -1);
    change(started, 1, 1);
    change(started.and(stops_at), 1, -1);
    change(ready, 2, 1);
    change(ready.and(stops_at), 2, -1);
    change(stops_at, 3, 1);
    change(stops_at.and(task.stopped_at), 3, -1);
}
