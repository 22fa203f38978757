//! What each fact is called and what it is about: the part of a row that can be had without the
//! rest of its text.
//!
//! Rows take their names and resources from here and nowhere else, so a search over titles finds
//! what the tables say.
//!
//! Facts: Amazon ECS Developer Guide, "Amazon ECS service action events" and "Amazon ECS service
//! deployment state change events".

use super::{Record, put};
use crate::ec2::instance_name;
use crate::ids::EntryId;
use crate::scenario::model::{Action, SpotTarget, TaskName, TaskOwner, TaskTarget};
use crate::world::event::Fact;
use crate::{autoscaling, ec2, ecs, eventbridge, spot};

const ECS: &str = "aws.ecs";
const EC2: &str = "aws.ec2";
const ELB: &str = "aws.elasticloadbalancing";
const AUTOSCALING: &str = "aws.autoscaling";
const EVENTS: &str = "aws.events";
const S3: &str = "aws.s3";
const SCHEDULER: &str = "aws.scheduler";
const WORLD: &str = "ecsim.world";
const TIMELINE: &str = "ecsim.timeline";

/// An API call that was refused, whoever tells it.
const REFUSED: &str = "API Call Refused";

/// What the rows about a fact are called.
#[derive(Clone, Copy)]
pub(super) struct Title {
    /// AWS's EventBridge source, `ecsim.world` or `ecsim.timeline`.
    pub(super) source: &'static str,
    /// AWS's detail type or service event name, where AWS has one.
    pub(super) event: &'static str,
    /// `detail-type`.
    pub(super) detail_type: &'static str,
    /// `eventType`, where ECS gives one.
    pub(super) event_type: Option<&'static str>,
}

impl Title {
    /// An event whose name is its detail type.
    const fn of(source: &'static str, event: &'static str) -> Self {
        Self {
            source,
            event,
            detail_type: event,
            event_type: None,
        }
    }

    /// An answer of AWS to a call.
    const fn answer(source: &'static str, event: &'static str) -> Self {
        Self {
            detail_type: "AWS API Call via CloudTrail",
            ..Self::of(source, event)
        }
    }

    /// What a service does, or cannot do.
    const fn service(event: &'static str, event_type: &'static str) -> Self {
        Self {
            detail_type: "ECS Service Action",
            event_type: Some(event_type),
            ..Self::of(ECS, event)
        }
    }

    /// What becomes of a deployment.
    const fn deployment(event: &'static str) -> Self {
        Self {
            detail_type: "ECS Deployment State Change",
            event_type: Some("INFO"),
            ..Self::of(ECS, event)
        }
    }
}

fn ecs_title(fact: ecs::Fact) -> Title {
    use ecs::Fact;
    match fact {
        Fact::TaskReady(_) => Title::of(ECS, "Task Ready"),
        Fact::TaskProtection { .. } => Title::of(ECS, "Task Protection"),
        Fact::UnderProtection { .. } => Title::of(ECS, "Tasks Under Protection"),
        Fact::TaskSick { .. } => Title::of(ECS, "Task Unhealthy"),
        Fact::TargetsChanged {
            registered: true, ..
        } => Title::of(ECS, "Targets Registered"),
        Fact::TargetsChanged { .. } => Title::of(ECS, "Targets Deregistered"),
        Fact::DrainingConnections { .. } => Title::of(ECS, "Connections Draining"),
        Fact::TaskChanged { .. }
        | Fact::ContainerHealth { .. }
        | Fact::ContainerExited { .. }
        | Fact::ContainerRestarted { .. } => Title::of(ECS, "ECS Task State Change"),
        Fact::TasksStarted { .. } | Fact::TasksRebalanced { started: true, .. } => {
            Title::of(ECS, "Tasks Started")
        }
        Fact::TasksStopped { .. } | Fact::TasksRebalanced { .. } => {
            Title::service("TASKS_STOPPED", "INFO")
        }
        Fact::TasksRun { .. } => Title::answer(ECS, "RunTask"),
        Fact::CallRefused { .. } => Title::answer(ECS, REFUSED),
        Fact::DesiredCountUpdated { .. } => Title::service("SERVICE_DESIRED_COUNT_UPDATED", "INFO"),
        Fact::DeploymentStarted(_) | Fact::RollbackStarted(_) => {
            Title::deployment("SERVICE_DEPLOYMENT_IN_PROGRESS")
        }
        Fact::DeploymentStopped { .. } => Title::deployment("Service Deployment Stopped"),
        Fact::DeploymentFailed(_) => Title {
            event_type: Some("ERROR"),
            ..Title::deployment("SERVICE_DEPLOYMENT_FAILED")
        },
        Fact::NotLaunched { .. } => Title::of(ECS, "Tasks Not Launched"),
        Fact::StartImpaired(_) => Title::service("SERVICE_TASK_START_IMPAIRED", "WARN"),
        Fact::DeploymentCompleted(_) => Title::deployment("SERVICE_DEPLOYMENT_COMPLETED"),
        Fact::SteadyState(_) => Title::service("SERVICE_STEADY_STATE", "INFO"),
        Fact::RebalancingStarted(_) => Title::service("SERVICE_REBALANCING_STARTED", "INFO"),
        Fact::RebalancingCompleted(_) => Title::service("SERVICE_REBALANCING_COMPLETED", "INFO"),
        Fact::RebalancingStopped(_) => Title::of(ECS, "AZ Rebalancing Stopped"),
        Fact::DaemonConstraintViolated { .. } => {
            Title::service("SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED", "ERROR")
        }
        Fact::PlacementFailed { .. } => Title::service("SERVICE_TASK_PLACEMENT_FAILURE", "ERROR"),
        Fact::Throttled(_) => Title::service("ECS_OPERATION_THROTTLED", "ERROR"),
        Fact::Stuck { .. } => Title::of(ECS, "Service Deployment Blocked"),
        Fact::DockerStopped { .. } => Title::of(WORLD, "Docker Daemon Stopped"),
        Fact::DockerStarted(_) => Title::of(WORLD, "Docker Daemon Started"),
        Fact::TaskVolumes { .. } | Fact::VolumesFound { .. } | Fact::InstanceVolumes(_) => {
            Title::of(WORLD, "Volume Data")
        }
        Fact::CannotRegister(_) => Title::of(WORLD, "Agent Cannot Register"),
        Fact::InstanceRegistered(_)
        | Fact::InstanceDraining(_)
        | Fact::InstanceActive(_)
        | Fact::InstanceDrained(_)
        | Fact::AgentDisconnected(_)
        | Fact::AgentConnected(_)
        | Fact::NothingToDrain(_)
        | Fact::InstanceDeregistered(_) => Title::of(ECS, "ECS Container Instance State Change"),
    }
}

fn ec2_title(fact: ec2::Fact) -> Title {
    match fact {
        ec2::Fact::Pending(_)
        | ec2::Fact::Running(_)
        | ec2::Fact::Stopping(_)
        | ec2::Fact::Stopped(_)
        | ec2::Fact::Restarted(_)
        | ec2::Fact::ShuttingDown(_)
        | ec2::Fact::Terminated(_) => Title::of(EC2, "EC2 Instance State-change Notification"),
        ec2::Fact::InsufficientCapacity { .. } => {
            Title::answer(EC2, "InsufficientInstanceCapacity")
        }
        ec2::Fact::InsufficientAddresses { .. } | ec2::Fact::InterfaceRefused { .. } => {
            Title::answer(EC2, "InsufficientFreeAddressesInSubnet")
        }
    }
}

fn spot_title(fact: spot::Fact) -> Title {
    match fact {
        spot::Fact::InterruptionWarning(_) => {
            Title::of(EC2, "EC2 Spot Instance Interruption Warning")
        }
        spot::Fact::Interrupted(_) => Title {
            detail_type: "AWS Service Event via CloudTrail",
            ..Title::of(EC2, "BidEvictedEvent")
        },
    }
}

fn autoscaling_title(fact: autoscaling::Fact) -> Title {
    use autoscaling::Fact;
    let event = match fact {
        Fact::Launching { .. } => "Launching a new EC2 instance",
        Fact::LaunchSuccessful { .. } => "EC2 Instance Launch Successful",
        Fact::LaunchUnsuccessful { .. } => "EC2 Instance Launch Unsuccessful",
        Fact::Terminating { .. } => "Terminating EC2 instance",
        Fact::TerminateSuccessful { .. } => "EC2 Instance Terminate Successful",
        Fact::Waiting { .. } => "EC2 Instance-terminate Lifecycle Action",
        Fact::DesiredCapacityChanged { .. } => "Desired Capacity Changed",
        Fact::CallRefused { .. } => return Title::answer(AUTOSCALING, REFUSED),
    };
    Title::of(AUTOSCALING, event)
}

impl Record {
    /// What the rows about a fact are called.
    pub(super) fn title(&self, fact: Fact) -> Title {
        match fact {
            Fact::Ecs(fact) => ecs_title(fact),
            Fact::Ec2(fact) => ec2_title(fact),
            Fact::Elb(_) => Title::of(ELB, "Target Health"),
            Fact::Spot(fact) => spot_title(fact),
            Fact::AutoScaling(fact) => autoscaling_title(fact),
            Fact::EventBridge(fact) => self.eventbridge_title(fact),
            Fact::ObjectCreated(_) => Title::of(S3, "Object Created"),
            Fact::ScenarioStarted => Title::of(WORLD, "Scenario Started"),
            Fact::TasksOwed { .. } => Title::of(WORLD, "Tasks Owed"),
            Fact::EntryApplied(entry) => Title::of(TIMELINE, self.action(entry).name()),
            Fact::EntryWithoutTarget(_) => Title::of(WORLD, "Nothing To Hit"),
            Fact::InstanceCallRefused { .. } => Title::of(WORLD, REFUSED),
            Fact::ZoneReturned { .. } => Title::of(WORLD, "Availability Zone Returned"),
        }
    }

    fn eventbridge_title(&self, fact: eventbridge::Fact) -> Title {
        use eventbridge::Fact;
        let rule = self.rule_of(fact.invocation());
        let source = if rule.is_schedule { SCHEDULER } else { EVENTS };
        let event = match fact {
            Fact::Invoked(id) if self.eventbridge.invocations[id].by_event => "Rule Matched",
            Fact::Invoked(_) => "Scheduled Event",
            Fact::Retried { .. } => "Invocation Retried",
            Fact::Failed { .. } => "Invocation Failed",
        };
        Title::of(source, event)
    }

    /// Appends what a fact is about, by its short id.
    pub(super) fn write_resource(&self, fact: Fact, text: &mut String) {
        match fact {
            Fact::Ecs(fact) => self.write_ecs_resource(fact, text),
            Fact::Ec2(fact) => match fact {
                ec2::Fact::Pending(id)
                | ec2::Fact::Running(id)
                | ec2::Fact::Stopping(id)
                | ec2::Fact::Stopped(id)
                | ec2::Fact::Restarted(id)
                | ec2::Fact::ShuttingDown(id)
                | ec2::Fact::Terminated(id) => text.push_str(&instance_name(id)),
                ec2::Fact::InsufficientCapacity { zone, .. } => {
                    text.push_str(self.zone_name(zone));
                }
                ec2::Fact::InsufficientAddresses { subnet, .. }
                | ec2::Fact::InterfaceRefused { subnet, .. } => {
                    text.push_str(self.subnet_name(subnet));
                }
            },
            Fact::Elb(fact) => text.push_str(&self.ecs.task_name(fact.target().0)),
            Fact::Spot(
                spot::Fact::InterruptionWarning(instance) | spot::Fact::Interrupted(instance),
            ) => text.push_str(&instance_name(instance)),
            Fact::AutoScaling(autoscaling::Fact::CallRefused { entry, .. }) => {
                text.push_str(self.action(entry).name());
            }
            Fact::AutoScaling(fact) => {
                text.push_str(&self.autoscaling.groups[fact.group()].name);
            }
            Fact::EventBridge(fact) => text.push_str(&self.rule_of(fact.invocation()).name),
            Fact::ObjectCreated(object) => {
                let (bucket, key) = self.eventbridge.object(object);
                put!(*text, "{bucket}/{key}");
            }
            Fact::ScenarioStarted => text.push_str(&self.name),
            Fact::TasksOwed { service, .. } => text.push_str(self.service_label(service)),
            Fact::EntryApplied(entry) | Fact::EntryWithoutTarget(entry) => {
                text.push_str(&self.entry_resource(entry));
            }
            Fact::InstanceCallRefused { number, .. } => put!(*text, "i-{number}"),
            Fact::ZoneReturned { zone, .. } => text.push_str(self.zone_name(zone)),
        }
    }

    fn write_ecs_resource(&self, fact: ecs::Fact, text: &mut String) {
        use ecs::Fact;
        match fact {
            Fact::TaskChanged { task, .. }
            | Fact::TaskReady(task)
            | Fact::TaskSick { task, .. }
            | Fact::TaskProtection { task, .. }
            | Fact::TaskVolumes { task, .. }
            | Fact::VolumesFound { task, .. }
            | Fact::ContainerHealth { task, .. }
            | Fact::ContainerExited { task, .. }
            | Fact::ContainerRestarted { task, .. } => {
                text.push_str(&self.ecs.task_name(task));
            }
            Fact::UnderProtection { deployment, .. } => {
                let service = self.ecs.deployments[deployment].service;
                text.push_str(self.service_label(service));
            }
            Fact::RebalancingStarted(index) | Fact::RebalancingCompleted(index) => {
                let record = &self.ecs.rebalances[index as usize];
                text.push_str(self.service_label(record.service));
            }
            Fact::TasksStarted { service, .. }
            | Fact::TasksRebalanced { service, .. }
            | Fact::RebalancingStopped(service)
            | Fact::TasksStopped { service, .. }
            | Fact::TargetsChanged { service, .. }
            | Fact::DrainingConnections { service, .. }
            | Fact::DesiredCountUpdated { service, .. }
            | Fact::DaemonConstraintViolated { service, .. }
            | Fact::PlacementFailed { service, .. }
            | Fact::SteadyState(service)
            | Fact::Throttled(service)
            | Fact::StartImpaired(service)
            | Fact::Stuck { service, .. } => text.push_str(self.service_label(service)),
            Fact::TasksRun { entry, .. } => text.push_str(&self.entry_resource(entry)),
            Fact::CallRefused { entry, .. } => text.push_str(self.action(entry).name()),
            Fact::DeploymentStarted(deployment)
            | Fact::DeploymentStopped { deployment, .. }
            | Fact::DeploymentFailed(deployment)
            | Fact::NotLaunched { deployment, .. }
            | Fact::DeploymentCompleted(deployment) => {
                text.push_str(&self.ecs.deployment_name(deployment));
            }
            Fact::RollbackStarted(failed) => {
                let target = self.ecs.rollback_target(failed);
                text.push_str(&self.ecs.deployment_name(target));
            }
            Fact::CannotRegister(instance)
            | Fact::DockerStopped { instance, .. }
            | Fact::DockerStarted(instance)
            | Fact::InstanceVolumes(instance)
            | Fact::InstanceRegistered(instance)
            | Fact::InstanceDraining(instance)
            | Fact::InstanceActive(instance)
            | Fact::InstanceDrained(instance)
            | Fact::AgentDisconnected(instance)
            | Fact::AgentConnected(instance)
            | Fact::NothingToDrain(instance)
            | Fact::InstanceDeregistered(instance) => text.push_str(&instance_name(instance)),
        }
    }

    /// What an entry of the timeline is about.
    pub(super) fn entry_resource(&self, entry: EntryId) -> String {
        match self.action(entry) {
            Action::UpdateService(update) => self.service_label(update.service).to_owned(),
            Action::RunTask(run) => self.definition_name(run.task_definition),
            Action::StopTask { task, .. } => self.task_text(task),
            Action::UpdateTaskProtection(call) => self.tasks_text(&call.tasks),
            Action::UpdateContainerInstancesState { instances, .. }
            | Action::TerminateInstances { instances }
            | Action::StopInstances { instances }
            | Action::StartInstances { instances }
            | Action::DockerDaemonDown { instances, .. }
            | Action::AgentDisconnect { instances, .. } => instances_text(instances),
            Action::PutAttributes { attributes } | Action::DeleteAttributes { attributes } => {
                let mut numbers: Vec<u32> = attributes.iter().map(|it| it.instance).collect();
                numbers.dedup();
                instances_text(&numbers)
            }
            Action::DeregisterContainerInstance { instance, .. }
            | Action::TerminateInGroup { instance, .. } => format!("i-{instance}"),
            Action::ChangeGroup { group, .. } => self.autoscaling.groups[*group].name.clone(),
            Action::AvailabilityZoneOutage { zone, .. } => self.zone_name(*zone).to_owned(),
            Action::TaskCrash(crash) => self.target_text(&crash.target),
            Action::HealthCheckFailure(failure) => self.target_text(&failure.target),
            Action::ChangeRole { role, .. } => self.ecs.aws.account.roles[*role].name.clone(),
            Action::DeleteSecret(secret) | Action::PutSecretValue { secret, .. } => secret.clone(),
            Action::RegistryOutage { host, .. } => host.clone(),
            Action::ImageDeleted(image) | Action::ImagePushed(image) => {
                self.ecs.aws.images[*image].name.clone()
            }
            Action::PutObject(put) => format!("{}/{}", put.bucket, put.key),
            Action::StopServiceDeployment(stop) => {
                let service = self.service_label(stop.service);
                match stop.number {
                    Some(number) => format!("{service}/d-{number}"),
                    None => service.to_owned(),
                }
            }
            Action::TaskStartFailure(mishap) => self.service_label(mishap.service).to_owned(),
            Action::SpotInterruption(interruption) => match &interruption.target {
                SpotTarget::Group(group) => self.autoscaling.groups[*group].name.clone(),
                SpotTarget::Instances(instances) => instances_text(instances),
                SpotTarget::Service(service) => self.service_label(*service).to_owned(),
                SpotTarget::Tasks(tasks) => self.tasks_text(tasks),
            },
        }
    }

    fn target_text(&self, target: &TaskTarget) -> String {
        match target {
            TaskTarget::Service(service) => self.service_label(*service).to_owned(),
            TaskTarget::Tasks(tasks) => self.tasks_text(tasks),
        }
    }

    fn tasks_text(&self, tasks: &[TaskName]) -> String {
        let names: Vec<String> = tasks.iter().map(|t| self.task_text(t)).collect();
        names.join(" ")
    }

    fn task_text(&self, name: &TaskName) -> String {
        match &name.owner {
            TaskOwner::Service(service) => {
                format!("{}/{}", self.service_label(*service), name.number)
            }
            TaskOwner::Family(family) => {
                let label = self.ecs.aws.family_label(family);
                format!("{label}/{}", name.number)
            }
        }
    }
}

fn instances_text(instances: &[u32]) -> String {
    let names: Vec<String> = instances
        .iter()
        .map(|number| format!("i-{number}"))
        .collect();
    names.join(" ")
}
