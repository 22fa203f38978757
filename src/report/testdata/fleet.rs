//! A fleet of any size over a day: deployments roll through it, instances come and go.

use super::{at, empty, instance, kill, mark, states, stop, task};
use crate::report::{DeploymentRow, InstanceEnd, RunResult};

const DAY: u64 = 86_400;
const SERVICES: usize = 10;

/// So many instances and, over the day, about so many tasks in ten services.
pub(in crate::report) fn fleet(instances: usize, tasks: usize) -> RunResult {
    let labels: Vec<String> = (0..SERVICES).map(|n| format!("shop/service-{n}")).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let mut result = empty("fleet", DAY, &labels);
    for index in 0..instances {
        let zone = result.zones[index % 3].clone();
        let launched = if index % 5 == 0 {
            600 * (index as u64 % 130)
        } else {
            0
        };
        let market = if index % 4 == 0 { "spot" } else { "on-demand" };
        let mut one = instance(index + 1, "m5.2xlarge", &zone, market, launched);
        if index % 7 == 0 {
            let end = 20_000 + 37 * (index as u64 % 1_500);
            let drains = at(end.max(launched + 300));
            one.draining_at = Some(drains);
            one.drains = vec![(drains, None)];
            let (kind, why) = if market == "spot" {
                (InstanceEnd::SpotInterruption, "Spot interruption")
            } else {
                (InstanceEnd::Group, "terminated by its group")
            };
            super::end(&mut one, drains.as_micros() / 1_000_000 + 120, kind, why);
        }
        result.instances.push(one);
    }
    // Four generations, of which the first stands and each one later replaces the one before.
    let per_service = tasks / SERVICES / 4;
    for service in 0..SERVICES {
        generations(&mut result, service, per_service, instances);
    }
    for hour in [5, 6, 10, 15, 20] {
        result
            .marks
            .push(mark(at(hour * 3_600), "updateService service-0 → next"));
    }
    for hour in 1..24 {
        let label = "runTask report-job";
        result.marks.push(mark(at(hour * 3_600 + 60), label));
    }
    result.marks.sort_by_key(|mark| mark.time);
    let count = u32::try_from(per_service).unwrap();
    result.service_states = states::of(&result, &[(count, 90, 150); SERVICES]);
    result
}

fn generations(result: &mut RunResult, service: usize, count: usize, instances: usize) {
    let label = result.services[service].clone();
    for generation in 0..4 {
        let begin = generation as u64 * 20_000 + service as u64 * 400;
        for index in 0..count {
            let ordinal = generation * count + index;
            let created = match generation {
                0 => 0,
                _ => begin + 4 * index as u64,
            };
            let host = &result.instances[(ordinal * 7 + service) % instances];
            let revision = u32::try_from(generation).unwrap() + 1;
            let mut one = task(&label, ordinal + 1, revision, host, created);
            if generation < 3 {
                let end = begin + 20_000 + 4 * index as u64 + 90;
                match index % 50 {
                    0 => kill(
                        &mut one,
                        end - 60,
                        "EssentialContainerExited",
                        "exit code 1",
                    ),
                    1 => kill(&mut one, end - 80, "TerminationNotice", "host is gone"),
                    _ => stop(&mut one, end, "ServiceSchedulerInitiated", "deployment"),
                }
            }
            result.tasks.push(one);
        }
        result.deployments.push(DeploymentRow {
            id: format!("{label}/d-{}", generation + 1),
            service: u32::try_from(service).unwrap(),
            task_definition: format!("{label}:{}", generation + 1),
            created_at: at(if generation == 0 { 0 } else { begin }),
            completed_at: Some(at(if generation == 0 { 0 } else { begin + 3_000 })),
            state: "COMPLETED",
            ..DeploymentRow::default()
        });
    }
}
