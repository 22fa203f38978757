//! The launch of a task: what its machine does while it is ACTIVATING, and whether that succeeds.

use super::StartFault;
use super::pull::{self, PullFault, Pulled};
use crate::ecs::task::times::{self, Launch, PullTime};
use crate::ecs::{Cx, Ecs};
use crate::engine::{Purpose, SimTime, Span};
use crate::ids::{ImageId, TaskId};
use crate::scenario::model::PullBehavior;

/// What became of the images of a task.
#[derive(Clone, Copy, Debug, Default)]
struct Pulls {
    time: PullTime,
    /// How long attempts failed.
    waited: Span,
    fault: Option<(ImageId, PullFault)>,
}

impl Ecs {
    /// A task is ACTIVATING: how long it will be, and whether it fails then.
    pub(in crate::ecs) fn launch_task(&mut self, id: TaskId, cx: &Cx<'_>) -> Span {
        let stream = &mut cx.draws(Purpose::TaskLaunch, self.entity(id));
        let foreseen = self.tasks[id].start_fault.is_some();
        let refused = self.refused_before_pull(id);
        let refused = refused.or_else(|| self.lacks_mount_target(id));
        let refused = refused.filter(|_| !foreseen);
        if let Some(fault) = refused {
            let after = if fault.is_timeout() {
                self.settings.starts.service_call_timeout
            } else {
                self.settings.starts.service_call_refusal
            };
            self.tasks[id].times.pull_started = None;
            return self.will_fail(id, fault, after);
        }
        let pulls = self.pull_images(id, cx.now());
        let pull = times::pull(self, id, pulls.time);
        let launch = times::launch(self, &self.tasks[id], pull, stream);
        let Launch { pull, start } = launch;
        let pull = pull + pulls.waited;
        self.tasks[id].times.pull_stopped = Some(cx.now() + pull);
        if foreseen {
            return self.fails_after(id, pull + start, cx);
        }
        if let Some((image, why)) = pulls.fault {
            let fault = StartFault::Pull {
                image,
                why,
                on_fargate: self.tasks[id].on_fargate(),
            };
            let before = times::pull(self, id, pulls.time) + pulls.waited;
            return self.will_fail(id, fault, before);
        }
        if let Some(fault) = self.refused_logs(id) {
            self.tasks[id].start_fault = Some(fault);
            if fault.is_timeout() {
                return pull + start + self.settings.starts.service_call_timeout;
            }
        }
        pull + start
    }

    /// A task fails after so long, before it has all of its images.
    fn will_fail(&mut self, id: TaskId, fault: StartFault, after: Span) -> Span {
        let task = &mut self.tasks[id];
        task.start_fault = Some(fault);
        task.times.pull_stopped = None;
        after
    }

    /// Gets the images of a task one after the other, up to the first that cannot be had.
    fn pull_images(&mut self, id: TaskId, now: SimTime) -> Pulls {
        let task = &self.tasks[id];
        let instance = task.instance;
        let images = self.aws.task_definitions[task.definition].images.clone();
        if let Some(instance) = instance {
            self.clean_images(instance, now);
        }
        let behavior = instance.map_or(PullBehavior::Always, |instance| {
            let template = self.container_instance(instance).template;
            self.templates[template].pull_behavior
        });
        let mut pulls = Pulls::default();
        for (place, image) in images.iter().copied().enumerate() {
            if images[..place].contains(&image) {
                continue;
            }
            let cached = instance.and_then(|instance| {
                let instance = self.container_instance(instance);
                instance.images.get(image)
            });
            let is_current = cached.is_some_and(|it| it.version == self.registries.version(image));
            let by_task = cached.is_some_and(|it| it.by_task);
            let mut answer = None;
            let from = pull::pulled(behavior, cached.is_some(), by_task, || {
                let asked = self.ask_registry(id, (image, place), is_current, now);
                answer = Some(asked);
                asked.is_ok()
            });
            match (from, answer) {
                (Pulled::FromRegistry, answer) => {
                    pulls.waited += answer.and_then(Result::ok).unwrap_or_default();
                    pulls.time.asked = true;
                    if !is_current {
                        pulls.time.add(times::weight(self, id, image));
                        self.tasks[id].pulled |= 1 << place;
                    }
                }
                (Pulled::FromCache, Some(answer)) => pulls.waited += self.gives_up_after(answer),
                (Pulled::FromCache, None) => {}
                (Pulled::Fails, answer) => {
                    pulls.waited += answer.map_or(Span::ZERO, |answer| self.gives_up_after(answer));
                    pulls.fault = answer.and_then(Result::err).map(|why| (image, why));
                    return pulls;
                }
            }
        }
        pulls
    }

    /// How long attempts to pull fail; where nothing answers, each call has to time out.
    fn gives_up_after(&self, answer: Result<Span, PullFault>) -> Span {
        let retries = self.settings.starts.pull_retries.gives_up_after();
        match answer {
            Err(PullFault::NoRoute) => retries + self.settings.starts.service_call_timeout,
            _ => retries,
        }
    }

    /// Asks the registry for an image: after how many failed attempts it gives it, if it does.
    fn ask_registry(
        &mut self,
        id: TaskId,
        (image, place): (ImageId, usize),
        is_current: bool,
        now: SimTime,
    ) -> Result<Span, PullFault> {
        let task = &self.tasks[id];
        let wanted = match task.instance {
            Some(instance) => {
                self.templates[self.container_instance(instance).template].architecture
            }
            None => self.aws.task_definitions[task.definition].architecture,
        };
        let asked = &self.aws.images[image];
        let silent = self.registries.silent_for(asked, now);
        let retries = self.settings.starts.pull_retries;
        let after = retries.succeeds_after(silent);
        let after = after.ok_or(PullFault::Unavailable)?;
        self.reaches_registry(id, image)?;
        self.may_pull(id, image, now)?;
        self.registries.has(image, asked, wanted)?;
        let access = &self.aws.task_definitions[task.definition].access;
        if !is_current && !self.has_room(id, image) {
            return Err(PullFault::DiskFull);
        }
        if !is_current && !access.logged_in.contains(&place) {
            let rule = self.settings.starts.anonymous_pulls;
            self.registries.take_pull(asked, now, rule)?;
        }
        Ok(after)
    }
}
