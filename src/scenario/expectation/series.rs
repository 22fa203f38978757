//! The series that a sentence may ask for: values of a resource over time, by CloudWatch's names
//! and by the columns of `services.csv`.

use super::unit::{Noun, Unit};

/// A series by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesName {
    /// `ready`, `RunningTaskCount`.
    pub name: &'static str,
    /// In what its values are.
    pub unit: Unit,
    /// Where they are.
    pub values: Values,
}

/// Where the values of a series are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// In the states of a service.
    Service(ServiceColumn),
    /// In the states of an Auto Scaling group.
    Group(GroupColumn),
    /// In a metric of a cluster, one per period.
    Cluster,
}

/// A kind of resource that has series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Kind {
    Service,
    Group,
    Cluster,
}

impl Kind {
    /// All of them, in the order in which a name is looked for.
    pub(in crate::scenario) const ALL: [Self; 3] = [Self::Service, Self::Group, Self::Cluster];

    /// What it is called in messages.
    pub(in crate::scenario) const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Group => "group",
            Self::Cluster => "cluster",
        }
    }

    /// The series that such a resource has.
    pub(in crate::scenario) fn series(self) -> impl Iterator<Item = &'static str> {
        let of_it = SERIES
            .iter()
            .filter(move |series| series.values.kind() == self);
        of_it.map(|series| series.name)
    }
}

impl Values {
    /// What kind of resource has such values.
    pub(in crate::scenario) const fn kind(self) -> Kind {
        match self {
            Self::Service(_) => Kind::Service,
            Self::Group(_) => Kind::Group,
            Self::Cluster => Kind::Cluster,
        }
    }
}

/// What of the state of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceColumn {
    /// `desiredCount`.
    Desired,
    /// RUNNING and not told to stop.
    Running,
    /// Before RUNNING and not told to stop.
    Pending,
    /// Counted as healthy.
    Ready,
    /// Told to stop and not STOPPED yet.
    Stopping,
    /// Not STOPPED yet.
    Total,
    /// The floor for ready tasks.
    MinHealthy,
    /// The ceiling for all tasks.
    MaxTotal,
    /// Deployments that are not INACTIVE.
    Deployments,
    /// Found unhealthy by a check after the grace period.
    Unhealthy,
}

/// What of the state of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupColumn {
    /// `GroupDesiredCapacity`.
    Desired,
    /// `GroupInServiceInstances`.
    InService,
    /// `GroupPendingInstances`.
    Pending,
    /// `GroupTerminatingInstances`.
    Terminating,
    /// `GroupTotalInstances`.
    Total,
}

/// All series that are played.
pub(in crate::scenario) const SERIES: &[SeriesName] = &[
    tasks("desired", ServiceColumn::Desired),
    tasks("running", ServiceColumn::Running),
    tasks("pending", ServiceColumn::Pending),
    tasks("ready", ServiceColumn::Ready),
    tasks("stopping", ServiceColumn::Stopping),
    tasks("total", ServiceColumn::Total),
    tasks("min_healthy", ServiceColumn::MinHealthy),
    tasks("max_total", ServiceColumn::MaxTotal),
    SeriesName {
        name: "deployments",
        unit: Unit::Count(Noun::Deployment),
        values: Values::Service(ServiceColumn::Deployments),
    },
    tasks("unhealthy", ServiceColumn::Unhealthy),
    // CloudWatch counts the same tasks once a minute; here they are counted all the time.
    tasks("DesiredTaskCount", ServiceColumn::Desired),
    tasks("RunningTaskCount", ServiceColumn::Running),
    tasks("PendingTaskCount", ServiceColumn::Pending),
    instances("GroupDesiredCapacity", GroupColumn::Desired),
    instances("GroupInServiceInstances", GroupColumn::InService),
    instances("GroupPendingInstances", GroupColumn::Pending),
    instances("GroupTerminatingInstances", GroupColumn::Terminating),
    instances("GroupTotalInstances", GroupColumn::Total),
    percent("CPUReservation"),
    percent("MemoryReservation"),
];

/// Metrics of AWS that need traffic, containers that use their CPU, or prices.
pub(in crate::scenario) const UNPLAYED: &[&str] = &[
    "ActiveConnectionCount",
    "ApproximateAgeOfOldestMessage",
    "ApproximateNumberOfMessagesVisible",
    "CPUUtilization",
    "CapacityProviderReservation",
    "CpuUtilized",
    "HTTPCode_ELB_5XX_Count",
    "HTTPCode_Target_2XX_Count",
    "HTTPCode_Target_4XX_Count",
    "HTTPCode_Target_5XX_Count",
    "HealthyHostCount",
    "MemoryUtilization",
    "MemoryUtilized",
    "RejectedConnectionCount",
    "RequestCount",
    "RequestCountPerTarget",
    "TargetConnectionErrorCount",
    "TargetResponseTime",
    "UnHealthyHostCount",
];

const fn tasks(name: &'static str, column: ServiceColumn) -> SeriesName {
    SeriesName {
        name,
        unit: Unit::Count(Noun::Task),
        values: Values::Service(column),
    }
}

const fn instances(name: &'static str, column: GroupColumn) -> SeriesName {
    SeriesName {
        name,
        unit: Unit::Count(Noun::Instance),
        values: Values::Group(column),
    }
}

const fn percent(name: &'static str) -> SeriesName {
    SeriesName {
        name,
        unit: Unit::Percent,
        values: Values::Cluster,
    }
}
