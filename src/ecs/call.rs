//! What the timeline asks of ECS: each call finds its way to its handler, or is refused.

use crate::ecs::task::StopCause;
use crate::ecs::{CallError, Cx, Ecs, Fact};
use crate::ids::{EntryId, InstanceId, TaskId};
use crate::scenario::model::{Action, Secret, TaskName, TaskOwner};

impl Ecs {
    /// An API call of the timeline; mishaps are not for ECS.
    pub(super) fn on_call(&mut self, entry: EntryId, cx: &mut Cx<'_>) {
        match self.calls[entry].clone() {
            Action::UpdateService(update) => self.update_service(&update, cx),
            Action::RunTask(run) => self.run_task(entry, &run, cx),
            Action::StopTask { task, .. } => self.call_stop_task(entry, &task, cx),
            Action::UpdateTaskProtection(call) => self.update_task_protection(entry, &call, cx),
            Action::UpdateContainerInstancesState {
                instances,
                draining,
            } => {
                for number in instances {
                    self.call_set_draining(entry, number, draining, cx);
                }
            }
            Action::PutAttributes { attributes } => self.put_attributes(entry, &attributes, cx),
            Action::DeleteAttributes { attributes } => {
                self.delete_attributes(entry, &attributes, cx);
            }
            Action::DeregisterContainerInstance { instance, force } => {
                self.call_deregister(entry, instance, force, cx);
            }
            Action::StopServiceDeployment(stop) => self.call_stop_deployment(entry, stop, cx),
            Action::TaskStartFailure(mishap) => self.on_start_mishap(entry, &mishap, cx.now()),
            Action::ChangeRole { role, change } => {
                self.aws.account.change(role, change);
                self.register_late(cx);
            }
            Action::DeleteSecret(name) => {
                if let Some(secret) = self.secret_mut(&name) {
                    secret.deleted = true;
                }
            }
            Action::PutSecretValue { secret, json_keys } => {
                if let Some(secret) = self.secret_mut(&secret) {
                    secret.json_keys = json_keys;
                }
            }
            Action::RegistryOutage { host, duration } => {
                self.registries.fail(&host, cx.now() + duration);
            }
            Action::ImageDeleted(image) => self.registries.delete(image),
            Action::ImagePushed(image) => self.registries.push(image),
            Action::DockerDaemonDown {
                instances,
                duration,
            } => {
                for id in instances.into_iter().map(|number| InstanceId(number - 1)) {
                    self.stop_docker(id, duration, cx);
                }
            }
            Action::AgentDisconnect {
                instances,
                duration,
            } => {
                for id in instances.into_iter().map(|number| InstanceId(number - 1)) {
                    self.disconnect(id, duration, cx);
                }
            }
            _ => {}
        }
    }

    fn secret_mut(&mut self, name: &str) -> Option<&mut Secret> {
        self.aws.account.secrets.as_mut()?.get_mut(name)
    }

    fn call_stop_task(&mut self, entry: EntryId, name: &TaskName, cx: &mut Cx<'_>) {
        if !self.cluster_calls.try_take(cx.now()) {
            cx.emit(Fact::CallRefused {
                entry,
                error: CallError::RateExceeded,
            });
            return;
        }
        match self.task_named(name) {
            Some(id) if self.tasks[id].is_alive() => {
                self.stop_task(id, StopCause::User(entry), cx);
            }
            // Who is on the way out already is left alone: the call succeeds all the same.
            Some(_) => {}
            None => cx.emit(Fact::CallRefused {
                entry,
                error: CallError::NoSuchTask,
            }),
        }
    }

    /// The task of that name, if it was started yet.
    pub fn task_named(&self, name: &TaskName) -> Option<TaskId> {
        let group = match &name.owner {
            TaskOwner::Service(service) => self.services[*service].group,
            TaskOwner::Family(family) => *self.standalone.get(&format!("family:{family}"))?,
        };
        let tasks = &self.groups[group].members;
        tasks.get(name.number.checked_sub(1)? as usize).copied()
    }

    fn call_set_draining(&mut self, entry: EntryId, number: u32, draining: bool, cx: &mut Cx<'_>) {
        match self.instance_in_cluster(number) {
            Some(id) => self.set_draining(id, draining, cx),
            None => cx.emit(Fact::CallRefused {
                entry,
                error: CallError::NoSuchInstance(number),
            }),
        }
    }

    fn call_deregister(&mut self, entry: EntryId, number: u32, force: bool, cx: &mut Cx<'_>) {
        let Some(id) = self.instance_in_cluster(number) else {
            cx.emit(Fact::CallRefused {
                entry,
                error: CallError::NoSuchInstance(number),
            });
            return;
        };
        if !force && !self.container_instance(id).tasks.is_empty() {
            cx.emit(Fact::CallRefused {
                entry,
                error: CallError::TasksOnInstance(number),
            });
            return;
        }
        self.deregister(id, StopCause::ForcedDeregistration, cx);
    }

    /// The container instance `i-<number>`, if it is registered.
    pub(in crate::ecs) fn instance_in_cluster(&self, number: u32) -> Option<InstanceId> {
        let id = InstanceId(number.checked_sub(1)?);
        self.instance_if_any(id)?.is_registered().then_some(id)
    }
}
