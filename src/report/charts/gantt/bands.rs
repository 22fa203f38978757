//! Which instances and tasks are shown, and in which lanes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::bars::Death;
use super::{LEAST_BAND, PADDING};
use crate::engine::SimTime;
use crate::report::charts::revisions::Revisions;
use crate::report::words::thousands;
use crate::report::{InstanceRow, RunResult, TaskRow};

/// The most instances.
const INSTANCES: usize = 60;

/// The most tasks.
const TASKS: usize = 600;

/// The most tasks in one band.
const TASKS_PER_BAND: usize = 120;

/// The most lanes of one band.
const LANES: u16 = 40;

/// The least height of a lane.
pub(super) const LEAST_LANE: i32 = 7;

/// Room for bands at their least height.
const ROOM: i32 = 1_400;

/// The bands of a chart.
pub(super) struct Bands<'a> {
    /// In listed order.
    zones: Vec<(&'a str, Vec<Band<'a>>)>,
    instances: Share,
    tasks: Share,
}

/// How many of how many are shown.
#[derive(Clone, Copy)]
struct Share {
    shown: usize,
    all: usize,
}

/// An instance with its tasks, or the tasks of a zone on Fargate.
pub(super) struct Band<'a> {
    /// The instance.
    pub(super) host: Option<&'a InstanceRow>,
    /// Its tasks, in order of creation.
    pub(super) bars: Vec<Bar<'a>>,
    /// How many lanes they take; at least one.
    pub(super) lanes: u16,
}

/// A task in its lane.
pub(super) struct Bar<'a> {
    /// The task.
    pub(super) task: &'a TaskRow,
    /// Its lane, counted from the top of the band.
    pub(super) lane: u16,
    /// The place of its task definition among the colours.
    pub(super) place: usize,
    /// What cut it short.
    pub(super) death: Option<Death>,
}

impl<'a> Bands<'a> {
    /// Chooses where most happened, as far as there is room.
    pub(super) fn choose(result: &'a RunResult, revisions: &Revisions) -> Self {
        let mut hosted: BTreeMap<&str, Vec<&TaskRow>> = BTreeMap::new();
        let mut fargate: BTreeMap<&str, Vec<&TaskRow>> = BTreeMap::new();
        for task in &result.tasks {
            match task.container_instance.as_str() {
                "" => fargate
                    .entry(&task.availability_zone)
                    .or_default()
                    .push(task),
                host => hosted.entry(host).or_default().push(task),
            }
        }
        let mut budget = Budget::default();
        // Fargate first: its bands are few, and without them a zone would seem empty.
        let clouds: Vec<(&str, Band)> = fargate
            .into_iter()
            .map(|(zone, tasks)| (zone, Band::new(None, tasks, revisions)))
            .collect();
        for (_, band) in &clouds {
            budget.takes(band);
        }
        let hosts = choose_hosts(result, hosted, revisions, &mut budget);
        let mut by_zone: BTreeMap<&str, Vec<Band>> = BTreeMap::new();
        for (zone, band) in hosts.into_iter().chain(clouds) {
            by_zone.entry(zone).or_default().push(band);
        }
        let zones = result
            .zones
            .iter()
            .filter_map(|zone| by_zone.remove_entry(zone.as_str()))
            .collect();
        Self {
            zones,
            instances: Share {
                shown: budget.instances,
                all: result.instances.len(),
            },
            tasks: Share {
                shown: budget.tasks,
                all: result.tasks.len(),
            },
        }
    }

    /// Zones with their bands.
    pub(super) fn zones(&self) -> impl Iterator<Item = (&'a str, &[Band<'a>])> {
        self.zones
            .iter()
            .map(|(zone, bands)| (*zone, bands.as_slice()))
    }

    fn bands(&self) -> impl Iterator<Item = &Band<'a>> {
        self.zones.iter().flat_map(|(_, bands)| bands)
    }

    /// How to read the chart, and what is not in it.
    pub(super) fn hint(&self) -> String {
        let share = |share: Share, what| {
            let (shown, all) = (thousands(share.shown as u64), thousands(share.all as u64));
            if share.shown == share.all {
                return format!("all {all} {what}");
            }
            format!("{shown} of {all} {what}")
        };
        if self.instances.shown == self.instances.all && self.tasks.shown == self.tasks.all {
            return "Each bar is a task, from its creation until it is STOPPED; a sign at its end says \
                    what cut it short."
                .to_owned();
        }
        format!(
            "{} and {} shown: those where most happened, of every kind of end.",
            share(self.instances, "instances"),
            share(self.tasks, "tasks")
        )
    }

    /// The task definitions of all bars, from the first service on, as far as tasks tell.
    pub(super) fn definitions(&self) -> Vec<&'a str> {
        let bars = self.bands().flat_map(|band| &band.bars);
        let mut tasks: Vec<&TaskRow> = bars.map(|bar| bar.task).collect();
        tasks.sort_by_key(|task| task.created_at);
        let mut names: Vec<&str> = Vec::new();
        for task in tasks {
            if !names.contains(&task.task_definition.as_str()) {
                names.push(&task.task_definition);
            }
        }
        names
    }

    /// The tasks.
    pub(super) fn tasks(&self) -> impl Iterator<Item = &'a TaskRow> {
        let bars = self.bands().flat_map(|band| &band.bars);
        bars.map(|bar| bar.task)
    }

    /// The instances.
    pub(super) fn hosts(&self) -> impl Iterator<Item = &'a InstanceRow> {
        self.bands().filter_map(|band| band.host)
    }

    /// The kinds of death that are to be seen.
    pub(super) fn deaths(&self) -> impl Iterator<Item = Death> {
        let is_seen = |death| {
            let mut bars = self.bands().flat_map(|band| &band.bars);
            bars.any(|bar| bar.death == Some(death))
        };
        Death::ALL.into_iter().filter(move |&death| is_seen(death))
    }
}

/// The instances where most happened, in order of launch: one of every kind of end, one of every
/// loss of a zone, one of every kind of end in every zone and after every mark; then the others,
/// one kind of end after the other.
fn choose_hosts<'a>(
    result: &'a RunResult,
    mut hosted: BTreeMap<&str, Vec<&'a TaskRow>>,
    revisions: &Revisions,
    budget: &mut Budget,
) -> Vec<(&'a str, Band<'a>)> {
    let hosts = result.instances.iter().enumerate().map(|(place, host)| {
        let tasks = hosted.remove(host.id.as_str()).unwrap_or_default();
        let happened = happenings(host, &tasks);
        (happened, place, Band::new(Some(host), tasks, revisions))
    });
    let mut hosts: Vec<(usize, usize, Band)> = hosts.collect();
    hosts.sort_by_key(|(happened, place, _)| (Reverse(*happened), *place));
    let rest = hosts.into_iter().map(|(_, place, band)| (place, band));
    let mut choice = Choice {
        rest: rest.collect(),
        chosen: Vec::new(),
        budget,
    };
    let after_mark = |host: &InstanceRow| {
        let end = host.terminated_at?;
        Some(result.marks.partition_point(|mark| mark.time <= end))
    };
    choice.one_of_each(|host| Some(&host.why));
    choice
        .one_of_each(|host| (host.why == "zone lost").then_some((&host.zone, host.terminated_at)));
    choice.one_of_each(|host| Some((&host.why, &host.zone)));
    choice.one_of_each(|host| Some((&host.why, &host.zone, after_mark(host))));
    // The longest lived see most; those that ended have their turn too.
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let mut turns = Vec::with_capacity(choice.rest.len());
    for (place, band) in std::mem::take(&mut choice.rest) {
        let why = band.host.map_or("", |host| &host.why);
        let turn = taken.entry(why).or_default();
        *turn += 1;
        turns.push((*turn, place, band));
    }
    turns.sort_by_key(|(turn, ..)| *turn);
    choice.rest = turns
        .into_iter()
        .map(|(_, place, band)| (place, band))
        .collect();
    choice.one_of_each(|host| Some(&host.id));
    let mut chosen = choice.chosen;
    chosen.sort_by_key(|(place, _)| *place);
    chosen
        .into_iter()
        .map(|(place, band)| (result.instances[place].zone.as_str(), band))
        .collect()
}

/// Instances that are chosen as far as there is room, each with its place in order of launch.
struct Choice<'a, 'b> {
    /// Those that are not chosen yet, the first ones first.
    rest: Vec<(usize, Band<'a>)>,
    chosen: Vec<(usize, Band<'a>)>,
    budget: &'b mut Budget,
}

impl<'a> Choice<'a, '_> {
    /// Chooses one of each kind that none is chosen of yet.
    fn one_of_each<K: Ord>(&mut self, kind: impl Fn(&'a InstanceRow) -> Option<K>) {
        let hosts = self.chosen.iter().filter_map(|(_, band)| band.host);
        let mut seen: BTreeSet<K> = hosts.filter_map(&kind).collect();
        for (place, band) in std::mem::take(&mut self.rest) {
            let kind = band.host.and_then(&kind);
            let is_new = kind.as_ref().is_some_and(|kind| !seen.contains(kind));
            if is_new && self.budget.instances < INSTANCES && self.budget.takes(&band) {
                seen.extend(kind);
                self.chosen.push((place, band));
            } else {
                self.rest.push((place, band));
            }
        }
    }
}

/// How much happened to an instance and on it.
fn happenings(host: &InstanceRow, tasks: &[&TaskRow]) -> usize {
    let came_and_went = [
        !host.stood_at_start,
        host.draining_at.is_some(),
        host.terminated_at.is_some(),
    ];
    came_and_went.into_iter().filter(|&is_so| is_so).count()
        + tasks
            .iter()
            .filter(|task| eventfulness(task, None) > 0)
            .count()
}

/// A sudden end is worth more than a planned one, and that more than a beginning.
fn eventfulness(task: &TaskRow, host: Option<&InstanceRow>) -> u8 {
    match (Death::of(task, host), task.stopped_at) {
        (Some(_), _) => 3,
        (None, Some(_)) => 2,
        (None, None) => u8::from(!task.stood_at_start()),
    }
}

/// What has been taken of the room that there is.
#[derive(Default)]
struct Budget {
    instances: usize,
    tasks: usize,
    /// In pixels, all lanes at their least height.
    height: i32,
}

impl Budget {
    /// Takes a band if there is room for it; one of Fargate always.
    fn takes(&mut self, band: &Band) -> bool {
        let height = (LEAST_LANE * i32::from(band.lanes) + 2 * PADDING).max(LEAST_BAND);
        let fits = self.tasks + band.bars.len() <= TASKS && self.height + height <= ROOM;
        if !fits && band.host.is_some() {
            return false;
        }
        self.instances += usize::from(band.host.is_some());
        self.tasks += band.bars.len();
        self.height += height;
        true
    }
}

impl<'a> Band<'a> {
    /// A band with these tasks, in order of creation; with the most eventful where there are too
    /// many. Each takes the first lane that is free.
    fn new(
        host: Option<&'a InstanceRow>,
        mut tasks: Vec<&'a TaskRow>,
        revisions: &Revisions,
    ) -> Self {
        tasks.sort_by_key(|task| Reverse(eventfulness(task, host)));
        tasks.truncate(TASKS_PER_BAND);
        tasks.sort_by_key(|task| task.created_at);
        let mut free_at: Vec<Option<SimTime>> = Vec::new();
        let mut bars = Vec::with_capacity(tasks.len());
        for task in tasks {
            let is_free = |free: &Option<SimTime>| free.is_some_and(|at| at <= task.created_at);
            let place = free_at.iter().position(is_free).unwrap_or(free_at.len());
            let Some(lane) = u16::try_from(place).ok().filter(|&lane| lane < LANES) else {
                continue;
            };
            if place == free_at.len() {
                free_at.push(None);
            }
            free_at[place] = task.stopped_at;
            bars.push(Bar {
                task,
                lane,
                place: revisions.place(&task.task_definition),
                death: Death::of(task, host),
            });
        }
        let lanes = u16::try_from(free_at.len()).unwrap_or(LANES).max(1);
        Self { host, bars, lanes }
    }

    /// What stands left of it.
    pub(super) fn name(&self) -> String {
        match self.host {
            None => "Fargate".to_owned(),
            Some(host) if host.market == "spot" => {
                format!("{} {} Spot", host.id, host.instance_type)
            }
            Some(host) => format!("{} {}", host.id, host.instance_type),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testdata;

    #[test]
    fn all_of_a_small_result_is_shown() {
        let result = testdata::medium();
        let bands = Bands::choose(&result, &Revisions::of(&result));
        assert_eq!(bands.bands().filter(|band| band.host.is_some()).count(), 12);
        let bars: usize = bands.bands().map(|band| band.bars.len()).sum();
        assert_eq!(bars, result.tasks.len());
        assert!(bands.hint().starts_with("Each bar is a task"));
        let revisions = Revisions::of(&result);
        for bar in bands.bands().flat_map(|band| &band.bars) {
            assert_eq!(bar.place, revisions.place(&bar.task.task_definition));
        }
    }

    #[test]
    fn of_a_large_result_what_happened_is_shown() {
        let result = testdata::large();
        let bands = Bands::choose(&result, &Revisions::of(&result));
        let shown = bands.bands().count();
        assert!((20..=INSTANCES).contains(&shown), "{shown}");
        assert!(bands.bands().map(|band| band.bars.len()).sum::<usize>() <= TASKS);
        let hint = bands.hint();
        assert!(hint.contains(" of 300 instances and "), "{hint}");
        let ends = |hosts: &mut dyn Iterator<Item = &InstanceRow>| -> BTreeSet<String> {
            hosts.map(|host| host.why.clone()).collect()
        };
        let all = ends(&mut result.instances.iter());
        assert!(all.len() > 1);
        assert_eq!(ends(&mut bands.hosts()), all);
    }

    #[test]
    fn every_loss_of_a_zone_has_a_victim_to_be_seen() {
        let mut result = testdata::large();
        let ends = [5_000, 7_000, 9_000].map(SimTime::from_secs);
        // Where most happened, none of them is.
        let all = result.instances.len();
        for (place, host) in result.instances[all - 3..].iter_mut().enumerate() {
            host.why = "zone lost".into();
            host.zone = ["us-east-1a", "us-east-1b", "us-east-1b"][place].into();
            host.terminated_at = Some(ends[place]);
        }
        let bands = Bands::choose(&result, &Revisions::of(&result));
        for end in ends {
            let is_victim =
                |host: &InstanceRow| host.why == "zone lost" && host.terminated_at == Some(end);
            assert!(bands.hosts().any(is_victim), "{end:?}");
        }
    }

    #[test]
    fn tasks_of_one_lane_never_overlap() {
        let result = testdata::large();
        for band in Bands::choose(&result, &Revisions::of(&result)).bands() {
            for lane in 0..band.lanes {
                let bars: Vec<&Bar> = band.bars.iter().filter(|bar| bar.lane == lane).collect();
                for pair in bars.windows(2) {
                    assert!(pair[0].task.stopped_at.unwrap() <= pair[1].task.created_at);
                }
            }
        }
    }

    #[test]
    fn thousands_of_tasks_on_fargate_are_too_many_to_show() {
        let mut result = testdata::large();
        for task in &mut result.tasks {
            task.container_instance.clear();
        }
        let bands = Bands::choose(&result, &Revisions::of(&result));
        let clouds: Vec<&Band> = bands.bands().filter(|band| band.host.is_none()).collect();
        assert_eq!(clouds.len(), 3);
        assert!(clouds.iter().all(|band| band.lanes <= LANES));
    }
}
