//! The containers of a task definition: how many, and what they reserve.

use super::Check;
use super::names::Names;
use crate::scenario::defaults;
use crate::scenario::diagnostic::codes;
use crate::scenario::model::Need;
use crate::scenario::raw::task_definition::{ContainerDefinition, TaskDefinition};
use crate::scenario::source::Path;

/// Number and names of the containers; at least one is essential.
pub(super) fn names(check: &mut Check<'_>, at: &Path, raw: &mut TaskDefinition) {
    let list = at.key("containerDefinitions");
    let count = raw.container_definitions.len();
    if count == 0 {
        let message = "ClientException: Container list cannot be empty";
        check.wrong(
            codes::CONTAINERS,
            &list,
            message,
            "write at least one container",
        );
    }
    if count > defaults::CONTAINERS_PER_TASK {
        let message = format!(
            "ClientException: a task definition has at most {} containers, this one {count}",
            defaults::CONTAINERS_PER_TASK
        );
        check.wrong(codes::QUOTA, &list, message, "");
    }
    let mut names = Names::new("container");
    for (index, container) in raw.container_definitions.iter_mut().enumerate() {
        let at = list.index(index);
        let path = at.key("name");
        check.ecs_name(&path, names.what, &container.name);
        check.declare(&mut names, &path, &container.name, ());
        container.essential.get_or_insert(defaults::ESSENTIAL);
        let image = &container.image;
        if image.is_empty()
            || image
                .chars()
                .any(|letter| letter.is_control() || letter == ' ')
        {
            let message = "ClientException: an image is named by letters, digits and `-_/.:@#`";
            check.wrong(codes::BAD_NAME, &at.key("image"), message, "");
        }
    }
    let essential = |container: &ContainerDefinition| container.essential == Some(true);
    if count > 0 && !raw.container_definitions.iter().any(essential) {
        let message = "ClientException: at least one container of a task definition is essential";
        let help = "leave out `essential: false` where the task ends with the container";
        check.wrong(codes::CONTAINERS, &list, message, help);
    }
}

/// What the task takes from an instance: its own `cpu` and `memory`, else those of its containers.
pub(super) fn need(
    check: &mut Check<'_>,
    at: &Path,
    raw: &TaskDefinition,
    (cpu, memory): (Option<u32>, Option<u32>),
) -> Need {
    let mut sums = (0_u64, 0_u64, 0_u64);
    for (index, container) in raw.container_definitions.iter().enumerate() {
        let at = at.key("containerDefinitions").index(index);
        let own = memory_of(check, &at, container, raw.memory.is_some());
        let units = i64::from(u32::MAX);
        let what = "ClientException: CPU units";
        let container_cpu = check.within(
            codes::TASK_SIZE,
            &at.key("cpu"),
            container.cpu.unwrap_or(0),
            0,
            units,
            what,
        );
        sums.0 += u64::from(container_cpu);
        sums.1 += u64::from(own.reserved);
        sums.2 += u64::from(own.hard);
    }
    if let Some(memory) = memory.filter(|memory| sums.2 > u64::from(*memory)) {
        let message = format!(
            "ClientException: the containers have {} MiB together, the task only {memory} MiB",
            sums.2
        );
        check.wrong(
            codes::TASK_SIZE,
            &at.key("memory"),
            message,
            "raise the `memory` of the task",
        );
    }
    let on_fargate = raw
        .requires_compatibilities
        .iter()
        .any(|name| name == "FARGATE");
    if let Some(cpu) = cpu.filter(|cpu| on_fargate && sums.0 > u64::from(*cpu)) {
        let message = format!(
            "ClientException: the containers have {} CPU units together, the task only {cpu}",
            sums.0
        );
        check.wrong(
            codes::TASK_SIZE,
            &at.key("cpu"),
            message,
            "raise the `cpu` of the task",
        );
    }
    let small = |sum: u64| u32::try_from(sum).unwrap_or(u32::MAX);
    Need {
        cpu: cpu.unwrap_or_else(|| small(sums.0)),
        memory_mib: memory.unwrap_or_else(|| small(sums.1)),
        gpus: gpus(check, at, raw),
        ..Need::default()
    }
}

/// The most GPUs that an instance has.
const GPUS: i64 = 16;

/// The GPUs of all containers.
fn gpus(check: &mut Check<'_>, at: &Path, raw: &TaskDefinition) -> u32 {
    let mut sum = 0;
    for (index, container) in raw.container_definitions.iter().enumerate() {
        let at = at.key("containerDefinitions").index(index);
        for (place, wanted) in container.resource_requirements.iter().enumerate() {
            let at = at.key("resourceRequirements").index(place);
            if wanted.kind != "GPU" {
                let what = format!("resources of type {}", wanted.kind);
                check.not_played(&at.key("type"), &what, "write `GPU`, or leave it out");
                continue;
            }
            let count = wanted.value.parse().unwrap_or(0);
            let what = "ClientException: the value of a GPU requirement";
            sum += check.within(codes::TASK_SIZE, &at.key("value"), count, 1, GPUS, what);
        }
    }
    if sum > 0
        && raw
            .requires_compatibilities
            .iter()
            .any(|it| it == "FARGATE")
    {
        let message = "ClientException: GPU resource requirements are not supported on Fargate";
        check.wrong(
            codes::TASK_SIZE,
            at,
            message,
            "run it on container instances",
        );
    }
    sum
}

/// MiB of a container.
struct Memory {
    reserved: u32,
    hard: u32,
}

fn memory_of(
    check: &mut Check<'_>,
    at: &Path,
    container: &ContainerDefinition,
    task_has_some: bool,
) -> Memory {
    let name = &container.name;
    let mut mib = |key: &str, value: Option<i64>| {
        let most = i64::from(u32::MAX);
        let what = format!("ClientException: {key} of the container {name} in MiB");
        let least = defaults::CONTAINER_MEMORY;
        value.map(|value| check.within(codes::TASK_SIZE, &at.key(key), value, least, most, &what))
    };
    let hard = mib("memory", container.memory);
    let soft = mib("memoryReservation", container.memory_reservation);
    if let (Some(hard), Some(soft)) = (hard, soft)
        && hard <= soft
    {
        let message = format!(
            "ClientException: Invalid setting for container '{name}': its memory {hard} must be above its memoryReservation {soft}"
        );
        check.wrong(codes::TASK_SIZE, &at.key("memory"), message, "");
    }
    if hard.is_none() && soft.is_none() && !task_has_some {
        let message = format!(
            "ClientException: Invalid setting for container '{name}'. At least one of 'memory' or 'memoryReservation' must be specified"
        );
        let help = "write `memory: 512` there, or `memory` for the whole task";
        check.wrong(codes::TASK_SIZE, at, message, help);
    }
    Memory {
        reserved: soft.or(hard).unwrap_or(0),
        hard: hard.or(soft).unwrap_or(0),
    }
}
