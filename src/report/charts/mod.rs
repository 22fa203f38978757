//! Charts: tasks of each service and during its deployments, the failures of those, instances, who
//! ran where, and how full the instances were, as SVG and PNG.
//!
//! Both formats of a chart come from the same drawing code over a `Canvas`, in the same
//! coordinates. Nothing depends on the platform: places are whole pixels, found with integers.
//!
//! Left out: metrics, requests and costs, which have their own pictures in the report.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{RunResult, TaskRow};
use axis::Range;
use failures::Failures;
use gantt::Gantt;
use instances::Instances;
use packing::Packing;
use revisions::Revisions;
use tasks::{Tasks, View};

mod axis;
mod bounds;
mod canvas;
mod deployments;
mod failures;
mod font;
mod frame;
mod gantt;
mod hatch;
mod instances;
mod key;
mod marks;
mod packing;
mod palette;
mod png;
mod revisions;
mod stack;
mod stages;
mod tasks;

/// The most services whose tasks are drawn.
const SERVICES: usize = 20;

/// The most clusters whose packing is drawn.
const CLUSTERS: usize = 6;

/// A finished picture.
pub struct Picture {
    /// The name of its file: letters, digits, `.`, `_`, `-`.
    pub file: String,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// Something that can be drawn in either format.
trait Chart: Send + Sync {
    /// Width and height.
    fn size(&self) -> (u32, u32);

    /// Draws everything.
    fn draw(&self, canvas: &mut dyn canvas::Canvas);
}

/// Which chart to draw; it is prepared where it is drawn, on any core.
enum Plan<'a> {
    /// The tasks of a service, over the run or during a deployment.
    Tasks(View<'a>),
    /// The failures of the deployment at that place.
    Failures(u32),
    /// The instances by zone.
    Instances,
    /// The tasks by instance.
    Gantt,
    /// How full the instances of the cluster at that place are.
    Packing(usize),
}

/// Draws all charts of a run, on all cores that are free.
///
/// ```
/// use ecsim::report::{RunResult, charts};
///
/// fn file_names(result: &RunResult) -> Vec<String> {
///     charts::pictures(result).into_iter().map(|picture| picture.file).collect()
/// }
/// ```
pub fn pictures(result: &RunResult) -> Vec<Picture> {
    let shown = services(result);
    let hint = match result.services.len() {
        all if all > shown.len() => format!(
            "One of the {SERVICES} of {all} services where most happened. {}",
            tasks::HINT
        ),
        _ => tasks::HINT.to_owned(),
    };
    let revisions = Revisions::of(result);
    let mut stems: Vec<String> = Vec::new();
    let mut plans = Vec::new();
    for (service, tasks) in &shown {
        let label = &result.services[*service];
        stems.push(stem("tasks", label, &stems));
        plans.push(Plan::Tasks(View {
            service: *service,
            tasks,
            what: format!("tasks of {label}"),
            hint: &hint,
            range: Range::whole(result.duration),
        }));
    }
    for view in deployment_views(result, &shown) {
        stems.push(stem("deployment", view.0, &stems));
        plans.push(Plan::Tasks(view.1));
    }
    for place in failures::choose(result) {
        let id = &result.deployments[place as usize].id;
        stems.push(stem("failures", id, &stems));
        plans.push(Plan::Failures(place));
    }
    if !result.instances.is_empty() {
        stems.push("instances".into());
        plans.push(Plan::Instances);
    }
    if !result.tasks.is_empty() {
        stems.push("gantt".into());
        plans.push(Plan::Gantt);
    }
    let clusters = result.packing.iter().enumerate();
    for (place, cluster) in clusters.take(CLUSTERS) {
        stems.push(match result.packing.len() {
            1 => "packing".into(),
            _ => stem("packing", &cluster.name, &stems),
        });
        plans.push(Plan::Packing(place));
    }
    plans
        .into_par_iter()
        .zip(stems)
        .flat_map(|(plan, stem)| draw(&*plan.chart(result, &revisions), &stem))
        .collect()
}

/// The services that are drawn during their deployments, each with the id of the deployment.
fn deployment_views<'a>(
    result: &'a RunResult,
    shown: &'a [(usize, Vec<&'a TaskRow>)],
) -> impl Iterator<Item = (&'a str, View<'a>)> {
    deployments::choose(result)
        .into_iter()
        .filter_map(move |(row, range)| {
            let service = row.service as usize;
            let (_, tasks) = shown.iter().find(|(place, _)| *place == service)?;
            let view = View {
                service,
                tasks,
                what: format!("deployment {}, {}", row.id, row.task_definition),
                hint: tasks::HINT,
                range,
            };
            Some((row.id.as_str(), view))
        })
}

impl<'a> Plan<'a> {
    fn chart(&self, result: &'a RunResult, revisions: &'a Revisions<'a>) -> Box<dyn Chart + 'a> {
        match self {
            Self::Tasks(view) => Box::new(Tasks::new(result, view, revisions)),
            Self::Failures(place) => Box::new(Failures::new(result, *place)),
            Self::Instances => Box::new(Instances::new(result)),
            Self::Gantt => Box::new(Gantt::new(result, revisions)),
            Self::Packing(place) => {
                Box::new(Packing::new(result, &result.packing[*place], revisions))
            }
        }
    }
}

/// Draws a chart in both formats.
fn draw(chart: &dyn Chart, stem: &str) -> [Picture; 2] {
    let (svg, png) = rayon::join(
        || canvas::svg(chart.size(), |canvas| chart.draw(canvas)),
        || canvas::png(chart.size(), |canvas| chart.draw(canvas)),
    );
    [("svg", svg), ("png", png)].map(|(extension, bytes)| Picture {
        file: format!("{stem}.{extension}"),
        bytes,
    })
}

/// The services to draw, in file order, with their tasks: all of them, or those with most tasks.
fn services(result: &RunResult) -> Vec<(usize, Vec<&TaskRow>)> {
    let mut by_label: BTreeMap<&str, Vec<&TaskRow>> = BTreeMap::new();
    for task in &result.tasks {
        by_label.entry(&task.service).or_default().push(task);
    }
    let mut services: Vec<(usize, Vec<&TaskRow>)> = result
        .services
        .iter()
        .enumerate()
        .map(|(place, label)| (place, by_label.remove(label.as_str()).unwrap_or_default()))
        .collect();
    services.sort_by_key(|(_, tasks)| std::cmp::Reverse(tasks.len()));
    services.truncate(SERVICES);
    services.sort_by_key(|(place, _)| *place);
    services
}

/// `tasks-shop-web` for `shop/web`: safe on every system, and no other's.
fn stem(what: &str, label: &str, taken: &[String]) -> String {
    let safe: String = label
        .chars()
        .take(100)
        .map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => letter,
            _ => '-',
        })
        .collect();
    let mut stem = format!("{what}-{safe}");
    let mut number = 2;
    // Some file systems do not tell cases apart.
    while taken.iter().any(|other| other.eq_ignore_ascii_case(&stem)) {
        stem = format!("{what}-{safe}-{number}");
        number += 1;
    }
    stem
}

#[cfg(test)]
mod tests;
