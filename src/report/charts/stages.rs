//! The way of a task through its states, as every chart shows it.

use super::instances::{Stay, part};
use super::palette::Shade;
use crate::report::TaskRow;

/// From when until when a task was in which state, shown by that shade: starting, running, ready,
/// unhealthy, stopping. Nothing comes after it began to stop but that it stops.
pub(super) fn stages(task: &TaskRow) -> Vec<(Shade, Stay)> {
    let stops_at = task.stops_at();
    let or_stop = |time| match (time, stops_at) {
        (Some(time), Some(stop)) => Some(std::cmp::min(time, stop)),
        (time, stop) => time.or(stop),
    };
    let (started, ready) = (or_stop(task.started_at), or_stop(task.ready_at));
    let mut stages = vec![(Shade::Faint, (task.created_at, started))];
    let mut running = |shade: Shade, stay: Stay| {
        let (mut well, mut unhealthy) = (Vec::new(), Vec::new());
        part(stay, &task.unhealthy, &mut well, &mut unhealthy);
        stages.extend(unhealthy.into_iter().map(|stay| (Shade::Bad, stay)));
        for stay in well {
            let (mut as_before, mut again) = (Vec::new(), Vec::new());
            part(stay, &task.restarting, &mut as_before, &mut again);
            stages.extend(as_before.into_iter().map(|stay| (shade, stay)));
            stages.extend(again.into_iter().map(|stay| (Shade::Half, stay)));
        }
    };
    if let Some(started) = started {
        running(Shade::Half, (started, ready));
    }
    if let Some(ready) = ready {
        running(Shade::Full, (ready, stops_at));
    }
    if let Some(stop) = stops_at {
        stages.push((Shade::Ending, (stop, task.stopped_at)));
    }
    let has_length = |(from, until): Stay| until.is_none_or(|until| from < until);
    stages.retain(|(_, stay)| has_length(*stay));
    stages
}

#[cfg(test)]
mod tests;
