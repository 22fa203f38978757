//! The arithmetic of a rolling update: how many tasks to stop and to start.
//!
//! Pure functions of plain counts. Desired-count changes, draining instances and replacements go
//! through the same step, because AWS applies the same two percents to them.
//!
//! Facts: ECS Developer Guide, "Deploy Amazon ECS services by replacing tasks"; API reference,
//! DeploymentConfiguration. The order inside a step is assumed and agrees with every documented
//! example.

pub use crate::scenario::model::{is_stuck, max_total, min_healthy};

/// Tasks of one side that were not told to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alive {
    /// Not RUNNING yet.
    pub starting: u32,
    /// RUNNING, but not counted as healthy yet.
    pub young: u32,
    /// Counted as healthy.
    pub ready: u32,
    /// RUNNING, and found unhealthy after the grace period.
    pub sick: u32,
}

impl Alive {
    /// All of them.
    pub fn total(self) -> u32 {
        self.starting + self.young + self.ready + self.sick
    }

    /// Those that nobody has found unhealthy.
    pub fn sound(self) -> u32 {
        self.starting + self.young + self.ready
    }
}

/// A service as the step sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// `desiredCount`: D.
    pub desired: u32,
    /// The floor for healthy tasks: minH.
    pub min_healthy: u32,
    /// The ceiling for all tasks: maxT.
    pub max_total: u32,
    /// Tasks of the PRIMARY deployment that may stay.
    pub new: Alive,
    /// Tasks that have to leave: of other deployments, or on DRAINING instances.
    pub old: Alive,
    /// Among the new ones: those that may not be chosen.
    pub new_protected: Alive,
    /// Among the old ones: those that may not be chosen.
    pub old_protected: Alive,
    /// Among the starting old ones: replacements that were started to keep the floor.
    pub replacements: u32,
    /// Among the new ones that are not healthy yet: those started in place of sick ones.
    pub spares: u32,
    /// Of older deployments: RUNNING tasks that are not sick.
    pub older_running: u32,
    /// Of older deployments: sick tasks.
    pub older_sick: u32,
    /// Of older deployments: tasks that ended by themselves since they are being replaced, and by
    /// how much D was raised since; less what was started for them.
    pub older_lost: u32,
    /// Healthy tasks of the PRIMARY deployment on DRAINING instances; part of `old`.
    pub draining_ready: u32,
    /// Told to stop, not STOPPED yet.
    pub stopping: u32,
    /// Whether the percents pace the starts: during a deployment, and while old tasks are left.
    pub gated: bool,
    /// Whether the last try to place a task found no room.
    pub blocked: bool,
    /// How many tasks could be started at all: for a DAEMON service the instances that are vacant.
    pub places: u32,
    /// Whether the PRIMARY deployment has failed or was stopped: it launches nothing more.
    pub halted: bool,
}

impl Situation {
    /// Healthy tasks: H.
    pub fn healthy(&self) -> u32 {
        self.new.ready + self.old.ready
    }

    /// Tasks not yet STOPPED: T.
    pub fn total(&self) -> u32 {
        self.new.total() + self.old.total() + self.stopping
    }
}

/// How AWS is assumed to go about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Whether STOPPING tasks count against the ceiling (`ecs.countStoppingInMax`).
    pub count_stopping_in_max: bool,
    /// Whether old tasks go down to the floor at once (`ecs.stopPolicy` eager), or only if no new
    /// one could be started.
    pub eager: bool,
    /// Whether a lost task of an older deployment is replaced by its own revision
    /// (`ecs.replacementRevision` own).
    pub replace_by_own_revision: bool,
    /// How a sick task is replaced (`ecs.unhealthyReplacement`).
    pub unhealthy: UnhealthyReplacement,
}

/// How a sick task is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnhealthyReplacement {
    /// It is stopped when its replacement is healthy, as far as there is room for that.
    StartFirst,
    /// It is stopped at once.
    StopFirst,
}

/// What to do now. All stops come before the starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Old tasks that are not RUNNING yet and not replacements.
    pub stop_old_starting: u32,
    /// Replacements that the floor needs no longer.
    pub stop_replacements: u32,
    /// Old tasks that are sick.
    pub stop_old_sick: u32,
    /// Old tasks that are RUNNING but not healthy yet.
    pub stop_old_young: u32,
    /// Old tasks that are healthy.
    pub stop_old_ready: u32,
    /// New tasks that are sick, and of which others have come into the place.
    pub stop_sick: u32,
    /// Sick tasks that are stopped first: one, for there is no room to replace it before, or all,
    /// for that is the rule.
    pub stop_sick_first: u32,
    /// New tasks beyond the desired count.
    pub stop_surplus: u32,
    /// Tasks that would be stopped if they were not protected.
    pub held_by_protection: u32,
    /// Tasks of an older revision, to keep the floor.
    pub start_old: u32,
    /// Tasks of the PRIMARY deployment.
    pub start_new: u32,
    /// Among these: in place of sick ones that are still there.
    pub start_spares: u32,
    /// The floor that the stops kept to.
    pub floor: u32,
    /// The tasks that count against the ceiling after the stops.
    pub total: u32,
    /// The room that is left below the ceiling.
    pub room: u32,
}

impl Step {
    /// All stops.
    pub fn stops(&self) -> u32 {
        self.stop_old_starting
            + self.stop_replacements
            + self.stop_old_sick
            + self.stop_old_young
            + self.stop_old_ready
            + self.stop_sick
            + self.stop_sick_first
            + self.stop_surplus
    }

    /// All starts.
    pub fn starts(&self) -> u32 {
        self.start_old + self.start_new
    }
}

/// One evaluation of a service.
pub fn step(now: &Situation, rules: Rules) -> Step {
    if now.halted {
        return halted::step(now, rules);
    }
    let mut step = Step {
        floor: floor(now, rules),
        ..Step::default()
    };
    stops(now, rules, &mut step);
    step.room = room(now, rules, &mut step);
    let owed = now.desired.saturating_sub(now.new.sound());
    step.stop_sick_first = sick_first(now, rules, owed, &step);
    step.room = room(now, rules, &mut step);
    starts(now, rules, owed, &mut step);
    step
}

/// Who goes: old tasks that carry nothing, old ones beyond the floor, the sick ones of which
/// others have come into the place, and what the desired count does not ask for. Who is protected
/// is passed over.
fn stops(now: &Situation, rules: Rules, step: &mut Step) {
    let mut held = 0;
    let mut some = |of: u32, protected: u32, wanted: u32| {
        let stopped = (of - protected).min(wanted);
        held += of.min(wanted) - stopped;
        stopped
    };
    let (old, kept) = (now.old, now.old_protected);
    let starting = old.starting - now.replacements;
    step.stop_old_starting = some(starting, kept.starting.min(starting), u32::MAX);
    step.stop_replacements = now.replacements - kept_replacements(now, rules);
    let left = old.total() - step.stop_old_starting - step.stop_replacements;
    let too_many = (left + now.new.ready).saturating_sub(now.desired);
    // A sick one goes when others are healthy in its place, and not while they come up.
    let replaced = (old.ready + old.sick + now.new.ready).saturating_sub(now.desired);
    step.stop_old_sick = some(old.sick, 0, replaced.min(too_many));
    step.stop_old_young = some(old.young, kept.young, too_many.saturating_sub(old.sick));
    let above_floor = now.healthy().saturating_sub(step.floor);
    step.stop_old_ready = some(old.ready, kept.ready, above_floor);
    let (new, kept) = (now.new, now.new_protected);
    let sick = (new.ready + new.sick).saturating_sub(now.desired);
    step.stop_sick = some(new.sick, 0, sick);
    let stay = new.sound() - now.spares;
    let surplus = stay.saturating_sub(now.desired);
    step.stop_surplus = some(stay, kept.sound().min(stay), surplus);
    step.held_by_protection = held;
}

/// How many sick tasks are stopped before others have come into their place.
fn sick_first(now: &Situation, rules: Rules, owed: u32, step: &Step) -> u32 {
    let sick = now.new.sick + now.old.sick - step.stop_sick - step.stop_old_sick;
    if rules.unhealthy == UnhealthyReplacement::StopFirst {
        return sick;
    }
    let is_wanted = owed > 0 || owed_by_older(now, rules, step) > 0;
    u32::from(is_wanted && now.spares == 0 && lacks_room(now, step)).min(sick)
}

/// Whether nothing can come before somebody goes, and nobody is going.
fn lacks_room(now: &Situation, step: &Step) -> bool {
    let has_room = step.room > 0 && !now.blocked;
    !has_room && now.stopping + step.stops() == 0
}

/// The room below the ceiling after the stops.
fn room(now: &Situation, rules: Rules, step: &mut Step) -> u32 {
    step.total = if rules.count_stopping_in_max {
        now.total()
    } else {
        now.total() - now.stopping - step.stops()
    };
    now.max_total.saturating_sub(step.total)
}

/// Who comes: first what keeps the floor, then new tasks. Outside an update only the replacements
/// of sick tasks mind the ceiling; what is missing is started at once.
fn starts(now: &Situation, rules: Rules, owed: u32, step: &mut Step) {
    step.start_old = owed_by_older(now, rules, step)
        .min(step.room)
        .min(now.places);
    let room = step.room - step.start_old;
    let missing = now.desired.saturating_sub(now.new.total());
    let in_place_of_sick = owed - missing;
    let places = now.places - step.start_old;
    let missing = if now.gated {
        missing.min(room)
    } else {
        missing
    };
    let missing = missing.min(places);
    let for_spares = room.min(places).saturating_sub(missing);
    if rules.unhealthy == UnhealthyReplacement::StartFirst {
        step.start_spares = in_place_of_sick.min(for_spares);
    }
    step.start_new = missing + step.start_spares;
}

/// The healthy tasks that must be left after the stops of this step.
fn floor(now: &Situation, rules: Rules) -> u32 {
    let owed = now.desired.saturating_sub(now.new.sound());
    let counted = if rules.count_stopping_in_max {
        now.total()
    } else {
        now.total() - now.stopping
    };
    let could_start = !now.blocked && owed > 0 && counted < now.max_total;
    if !rules.eager && could_start {
        now.min_healthy.max(now.desired)
    } else {
        now.min_healthy
    }
}

/// Tasks that the older revisions lack to keep the floor, of those that they lost or that are sick.
fn owed_by_older(now: &Situation, rules: Rules, step: &Step) -> u32 {
    let kept = now.older_running + now.replacements - step.stop_replacements;
    let sick = match rules.unhealthy {
        UnhealthyReplacement::StartFirst => now.older_sick,
        UnhealthyReplacement::StopFirst => 0,
    };
    wanted_of_older(now, rules)
        .saturating_sub(kept)
        .min(now.older_lost + sick)
}

/// How many tasks the older revisions are kept at while they are replaced: what the floor needs
/// beyond the healthy tasks of the PRIMARY.
fn wanted_of_older(now: &Situation, rules: Rules) -> u32 {
    if rules.replace_by_own_revision {
        now.min_healthy
            .saturating_sub(now.new.ready + now.draining_ready)
    } else {
        0
    }
}

/// Starting replacements that the floor still asks for.
fn kept_replacements(now: &Situation, rules: Rules) -> u32 {
    wanted_of_older(now, rules)
        .saturating_sub(now.older_running)
        .min(now.replacements)
}

mod halted;
#[cfg(test)]
mod tables;
