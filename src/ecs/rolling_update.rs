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
}

impl Alive {
    /// All of them.
    pub fn total(self) -> u32 {
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
    /// Among the starting old ones: replacements that were started to keep the floor.
    pub replacements: u32,
    /// Of older deployments: RUNNING tasks.
    pub older_running: u32,
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
}

/// What to do now. All stops come before the starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Old tasks that are not RUNNING yet and not replacements.
    pub stop_old_starting: u32,
    /// Replacements that the floor needs no longer.
    pub stop_replacements: u32,
    /// Old tasks that are RUNNING but not healthy.
    pub stop_old_young: u32,
    /// Old tasks that are healthy.
    pub stop_old_ready: u32,
    /// New tasks beyond the desired count.
    pub stop_surplus: u32,
    /// Tasks of an older revision, to keep the floor.
    pub start_old: u32,
    /// Tasks of the PRIMARY deployment.
    pub start_new: u32,
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
            + self.stop_old_young
            + self.stop_old_ready
            + self.stop_surplus
    }

    /// All starts.
    pub fn starts(&self) -> u32 {
        self.start_old + self.start_new
    }
}

/// One evaluation of a service.
pub fn step(now: &Situation, rules: Rules) -> Step {
    let mut step = Step {
        floor: floor(now, rules),
        stop_old_starting: now.old.starting - now.replacements,
        stop_replacements: now.replacements - kept_replacements(now, rules),
        stop_surplus: now.new.total().saturating_sub(now.desired),
        ..Step::default()
    };
    let mut old = now.old;
    old.starting -= step.stop_old_starting + step.stop_replacements;
    step.stop_old_young = old
        .young
        .min((old.total() + now.new.ready).saturating_sub(now.desired));
    old.young -= step.stop_old_young;
    step.stop_old_ready = old.ready.min(now.healthy().saturating_sub(step.floor));
    step.total = if rules.count_stopping_in_max {
        now.total()
    } else {
        now.total() - now.stopping - step.stops()
    };
    step.room = now.max_total.saturating_sub(step.total);
    let kept = now.older_running + now.replacements - step.stop_replacements;
    step.start_old = wanted_of_older(now, rules)
        .saturating_sub(kept)
        .min(now.older_lost)
        .min(step.room);
    let owed = now.desired.saturating_sub(now.new.total());
    step.start_new = if now.gated {
        owed.min(step.room - step.start_old)
    } else {
        owed
    };
    step
}

/// The healthy tasks that must be left after the stops of this step.
fn floor(now: &Situation, rules: Rules) -> u32 {
    let owed = now.desired.saturating_sub(now.new.total());
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

#[cfg(test)]
mod tables;
