//! `cpu` and `memory` of a whole task: `256`, `1 vCPU`, `2 GB`.

use super::Check;
use crate::catalog::{self, Arch, Os};
use crate::scenario::defaults;
use crate::scenario::diagnostic::{Diagnostic, codes};
use crate::scenario::model::FargateSize;
use crate::scenario::raw::task_definition::TaskDefinition;
use crate::scenario::source::Path;

/// ECS guide, document history: task sizes of 8 and 16 vCPU.
const LARGE_SIZES: jiff::civil::Date = jiff::civil::date(2022, 9, 16);

/// The largest size of Fargate before that day, in CPU units.
const LARGEST_BEFORE: u32 = 4096;

/// The values at task level, if they are written; they are written back in units and MiB.
pub(super) fn written(
    check: &mut Check<'_>,
    at: &Path,
    raw: &mut TaskDefinition,
) -> (Option<u32>, Option<u32>) {
    let cpu = raw.cpu.as_deref().and_then(|text| {
        let units = scaled(text, "vcpu", 1024).filter(|units| defaults::TASK_CPU.contains(units));
        if units.is_none() {
            let message = format!("ClientException: Invalid 'cpu' setting for task: `{text}`");
            let help = meant_cpu(text).unwrap_or_else(|| {
                "write CPU units from 128 to 196608, or vCPUs: `1024` or `1 vCPU`".to_owned()
            });
            check.wrong(codes::TASK_SIZE, &at.key("cpu"), message, &help);
        }
        units.and_then(|units| u32::try_from(units).ok())
    });
    let memory = raw.memory.as_deref().and_then(|text| {
        let mib = scaled(text, "gb", 1024).filter(|mib| *mib > 0);
        let mib = mib.and_then(|mib| u32::try_from(mib).ok());
        if mib.is_none() {
            let message = format!("ClientException: Invalid 'memory' setting for task: `{text}`");
            let help = meant_memory(text)
                .unwrap_or_else(|| "write MiB, or GB: `2048` or `2 GB`".to_owned());
            check.wrong(codes::TASK_SIZE, &at.key("memory"), message, &help);
        }
        mib
    });
    raw.cpu = cpu.map(|cpu| cpu.to_string()).or(raw.cpu.take());
    raw.memory = memory
        .map(|memory| memory.to_string())
        .or(raw.memory.take());
    (cpu, memory)
}

/// A whole number as it is, or a decimal number of a unit.
fn scaled(text: &str, unit: &str, per_unit: u64) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let Some(number) = text.strip_suffix(unit) else {
        return text.parse().ok();
    };
    let number = number.trim_end();
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return None;
    }
    let scale = 10_u64.pow(u32::try_from(fraction.len()).ok()?);
    let number: u64 = format!("{whole}{fraction}").parse().ok()?;
    let product = number * per_unit;
    product.is_multiple_of(scale).then_some(product / scale)
}

/// What is meant by a number of vCPUs without its unit, and by thousandths of one (`250m`).
fn meant_cpu(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(number) = text.strip_suffix('m') {
        let units = u64::from(number.parse::<u32>().ok()?) * 1024;
        let units = units.is_multiple_of(1000).then_some(units / 1000)?;
        return defaults::TASK_CPU
            .contains(&units)
            .then(|| format!("write `{units}`"));
    }
    let units = scaled(&format!("{text}vcpu"), "vcpu", 1024)?;
    // More than 16 were meant as units.
    let is_one = defaults::TASK_CPU.contains(&units) && units <= 16 * 1024;
    is_one.then(|| format!("write `{units}` or `{text} vCPU`"))
}

/// What is meant by a number with a unit of other tools: `512MB`, `2Gi`.
fn meant_memory(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let number_of = |units: [&str; 4]| {
        let mut numbers = units.iter().filter_map(|unit| text.strip_suffix(unit));
        numbers.next().map(|number| number.trim_end().to_owned())
    };
    if let Some(number) = number_of(["mib", "mb", "mi", "m"]) {
        let mib = number.parse::<u32>().ok().filter(|mib| *mib > 0)?;
        return Some(format!("write `{mib}`"));
    }
    let number = number_of(["gib", "gb", "gi", "g"])?;
    let mib = scaled(&format!("{number}gb"), "gb", 1024).filter(|mib| *mib > 0)?;
    Some(format!("write `{mib}` or `{number} GB`"))
}

/// The size on Fargate, if there is one; `wanted` tells why there is none.
pub(super) fn on_fargate(
    check: &mut Check<'_>,
    at: &Path,
    raw: &TaskDefinition,
    (cpu, memory): (Option<u32>, Option<u32>),
    wanted: bool,
) -> Option<FargateSize> {
    let platform = raw.runtime_platform.clone().unwrap_or_default();
    let os = platform
        .operating_system_family
        .as_deref()
        .and_then(Os::from_name)
        .unwrap_or(Os::Linux);
    let arch = platform
        .cpu_architecture
        .as_deref()
        .and_then(Arch::from_name)
        .unwrap_or(Arch::X86_64);
    let (Some(cpu), Some(memory)) = (cpu, memory) else {
        let written = (raw.cpu.is_some(), raw.memory.is_some());
        if wanted && written != (true, true) {
            let message = "ClientException: Fargate requires that 'cpu' and 'memory' be defined at the task level";
            let help = "write both, for example `cpu: 256` and `memory: 512`";
            check.wrong(codes::FARGATE_SIZE, at, message, help);
        }
        return None;
    };
    if catalog::is_fargate_size(cpu, memory, os, arch) {
        let size = Some(FargateSize {
            cpu,
            memory_mib: memory,
        });
        if wanted {
            is_there_yet(check, at, size);
        }
        return size;
    }
    if wanted {
        let message = format!(
            "ClientException: No Fargate configuration exists for given values: {cpu} CPU, {memory} memory"
        );
        let diagnostic =
            Diagnostic::new(codes::FARGATE_SIZE, message).help(sizes(cpu, memory, os, arch));
        check.tell(
            &at.key(if memory_fits(cpu) { "memory" } else { "cpu" }),
            "",
            diagnostic,
        );
    }
    None
}

/// Refuses a size that AWS did not have on the day of the scenario.
pub(super) fn is_there_yet(check: &mut Check<'_>, at: &Path, size: Option<FargateSize>) {
    if size.is_some_and(|size| size.cpu > LARGEST_BEFORE) {
        let what = "Fargate tasks of 8 and 16 vCPU";
        check.feature(&at.key("cpu"), "feature.fargateLarge", LARGE_SIZES, what);
    }
}

fn memory_fits(cpu: u32) -> bool {
    !catalog::memory_choices(cpu).is_empty()
}

/// Which sizes are near.
fn sizes(cpu: u32, memory: u32, os: Os, arch: Arch) -> String {
    let fits = |cpu: u32, memory: &u32| catalog::is_fargate_size(cpu, *memory, os, arch);
    let choices = catalog::memory_choices(cpu);
    let choices: Vec<u32> = choices
        .into_iter()
        .filter(|memory| fits(cpu, memory))
        .collect();
    if choices.is_empty() {
        let known = catalog::cpu_choices();
        let known = known.iter().filter(|known| {
            catalog::memory_choices(**known)
                .iter()
                .any(|memory| fits(**known, memory))
        });
        let known: Vec<String> = known.map(u32::to_string).collect();
        return format!("`cpu` is one of {} there", known.join(", "));
    }
    let below = choices.iter().rev().find(|choice| **choice < memory);
    let above = choices.iter().find(|choice| **choice > memory);
    let near: Vec<String> = below.into_iter().chain(above).map(u32::to_string).collect();
    format!(
        "with {cpu} CPU the nearest `memory` is {}",
        near.join(" or ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn task_sizes_are_units_or_decimals() {
        for (text, expected) in [
            ("256", Some(256)),
            ("1 vCPU", Some(1024)),
            ("1vcpu", Some(1024)),
            (".25 vCPU", Some(256)),
            ("0.5 vCPU", Some(512)),
            ("0.1 vCPU", None),
            ("vCPU", None),
            ("-1 vCPU", None),
            ("1.5", None),
            ("1 GB", None),
            ("", None),
        ] {
            assert_eq!(scaled(text, "vcpu", 1024), expected, "{text:?}");
        }
        assert_eq!(scaled("2 GB", "gb", 1024), Some(2048));
        assert_eq!(scaled("0.5GB", "gb", 1024), Some(512));
    }

    #[test]
    fn units_of_other_tools_are_understood() {
        let some = |text: &str| Some(text.to_owned());
        for text in ["512MB", "512 MiB", "512M", "512Mi"] {
            assert_eq!(meant_memory(text), some("write `512`"), "{text}");
        }
        assert_eq!(meant_memory("2GiB"), some("write `2048` or `2 GB`"));
        assert_eq!(meant_memory("0.5Gi"), some("write `512` or `0.5 GB`"));
        assert_eq!(meant_memory("much"), None);
        assert_eq!(meant_memory("0MB"), None);
        assert_eq!(meant_cpu("0.25"), some("write `256` or `0.25 vCPU`"));
        assert_eq!(meant_cpu("1"), some("write `1024` or `1 vCPU`"));
        assert_eq!(meant_cpu("250m"), some("write `256`"));
        assert_eq!(meant_cpu("99999999999999999999m"), None);
        assert_eq!(meant_cpu("-1"), None);
        assert_eq!(meant_cpu("64"), None);
    }

    #[test]
    fn the_nearest_sizes_are_named() {
        let help = |cpu, memory| sizes(cpu, memory, Os::Linux, Arch::X86_64);
        assert_eq!(help(256, 3000), "with 256 CPU the nearest `memory` is 2048");
        assert_eq!(
            help(512, 1500),
            "with 512 CPU the nearest `memory` is 1024 or 2048"
        );
        assert_eq!(
            help(300, 512),
            "`cpu` is one of 256, 512, 1024, 2048, 4096, 8192, 16384 there"
        );
    }
}
