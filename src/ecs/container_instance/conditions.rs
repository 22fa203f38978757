//! What holds on a container instance and what does not: the expressions of constraints, and the
//! attributes that task definitions require.
//!
//! An expression about tasks changes its answer when tasks come and go on the instance; the others
//! only when the instance registers, or when its attributes are changed.

use std::collections::BTreeMap;

use super::attributes::AttributesOf;
use crate::ecs::Ecs;
use crate::ecs::placement::ConditionId;
use crate::engine::{Arena, Id, SimTime};
use crate::ids::{AttributeId, InstanceId, TaskDefinitionId};
use crate::scenario::model::{Aws, InstanceAttributes, QueryInstance};

/// The attribute over which the zones of a cluster are spread.
const ZONE: &str = "ecs.availability-zone";

/// Attributes, each with the value that it has to have, if that matters.
type Required = Vec<(String, Option<String>)>;

/// All conditions of a scenario: its expressions, then the required attributes.
#[derive(Clone, Debug, Default)]
pub(in crate::ecs) struct Conditions {
    expressions: usize,
    required: Vec<Required>,
    by_definition: BTreeMap<TaskDefinitionId, ConditionId>,
    /// Those that change with the tasks of an instance.
    of_tasks: Vec<ConditionId>,
    /// The values of each attribute that strategies spread over, numbered as they appear.
    values: Arena<AttributeId, BTreeMap<Option<String>, u32>>,
}

impl Conditions {
    pub(in crate::ecs) fn new(aws: &Aws) -> Self {
        let mut conditions = Self {
            expressions: aws.expressions.len(),
            values: aws
                .spread_attributes
                .ids()
                .map(|_| BTreeMap::new())
                .collect(),
            ..Self::default()
        };
        let of_tasks = aws.expressions.iter().filter(|(_, it)| it.is_dynamic());
        conditions.of_tasks = of_tasks.map(|(id, _)| ConditionId(id.0)).collect();
        for (id, definition) in aws.task_definitions.iter() {
            if !definition.required_attributes.is_empty() {
                let condition = conditions.require(&definition.required_attributes);
                conditions.by_definition.insert(id, condition);
            }
        }
        conditions
    }

    fn require(&mut self, required: &Required) -> ConditionId {
        let known = self.required.iter().position(|known| known == required);
        let place = known.unwrap_or_else(|| {
            self.required.push(required.clone());
            self.required.len() - 1
        });
        ConditionId::from_index(self.expressions + place)
    }

    fn all(&self) -> impl Iterator<Item = ConditionId> + use<> {
        (0..self.expressions + self.required.len()).map(ConditionId::from_index)
    }

    /// Those that tasks do not change by coming and going.
    pub(in crate::ecs) fn lasting(&self) -> impl Iterator<Item = ConditionId> {
        let all = self.all();
        all.filter(|condition| !self.of_tasks.contains(condition))
    }

    /// What a task definition requires of an instance.
    pub(in crate::ecs) fn required_by(&self, id: TaskDefinitionId) -> Option<ConditionId> {
        self.by_definition.get(&id).copied()
    }
}

impl Ecs {
    /// The number of an attribute among those by which instances are told apart; 0 is the zone.
    pub(in crate::ecs) fn bucket_of(&self, attribute: AttributeId) -> u8 {
        if self.aws.spread_attributes[attribute] == ZONE {
            return 0;
        }
        u8::try_from(attribute.0 + 1).expect("few attributes are spread over")
    }

    /// The numbers of an instance's zone and of its values of the attributes that strategies
    /// spread over.
    pub(in crate::ecs) fn values_of(&mut self, id: InstanceId) -> Vec<u32> {
        let mut values = vec![self.container_instance(id).zone.0];
        for attribute in self.aws.spread_attributes.ids() {
            let name = &self.aws.spread_attributes[attribute];
            let attributes = self.attributes_of(id);
            let value = attributes.attribute(name);
            let value = value.map(|value| value.unwrap_or_default().to_owned());
            let known = &mut self.conditions.values[attribute];
            let next = u32::try_from(known.len()).expect("fewer than 2^32 values");
            values.push(*known.entry(value).or_insert(next));
        }
        values
    }

    /// The attributes of an instance have changed, or it has registered.
    pub(in crate::ecs) fn judge_instance(&mut self, id: InstanceId) {
        let values = self.values_of(id);
        let instance = self.container_instance(id);
        let (Some(slot), cluster) = (instance.slot, instance.cluster) else {
            return;
        };
        let all: Vec<ConditionId> = self.conditions.all().collect();
        self.judge_conditions(id, &all);
        self.clusters[cluster].fleet.set_values(slot, values);
    }

    /// Tasks have come or gone on an instance.
    pub(in crate::ecs) fn judge_tasks(&mut self, id: InstanceId) {
        if !self.conditions.of_tasks.is_empty() {
            let of_tasks = self.conditions.of_tasks.clone();
            self.judge_conditions(id, &of_tasks);
        }
    }

    fn judge_conditions(&mut self, id: InstanceId, conditions: &[ConditionId]) {
        let instance = self.container_instance(id);
        let Some(slot) = instance.slot else { return };
        let cluster = instance.cluster;
        let holding = self.holding(id, conditions);
        let holds = |condition: ConditionId| holding.contains(&condition);
        let fleet = &mut self.clusters[cluster].fleet;
        fleet.judge(slot, conditions.iter().copied(), holds);
    }

    /// Which of some conditions hold on an instance.
    fn holding(&self, id: InstanceId, conditions: &[ConditionId]) -> Vec<ConditionId> {
        let attributes = self.attributes_of(id);
        self.with_query_instance(id, |instance| {
            let holds = |condition: &ConditionId| {
                let index = condition.index();
                match index.checked_sub(self.conditions.expressions) {
                    None => self.aws.expressions[Id::from_index(index)].holds(instance),
                    Some(place) => has_all(attributes, &self.conditions.required[place]),
                }
            };
            conditions.iter().copied().filter(holds).collect()
        })
    }

    /// An instance as an expression sees it.
    pub fn with_query_instance<T>(
        &self,
        id: InstanceId,
        ask: impl FnOnce(&QueryInstance<'_>) -> T,
    ) -> T {
        let instance = self.container_instance(id);
        let fleet = &self.clusters[instance.cluster].fleet;
        let groups = instance.slot.map_or(&[][..], |slot| fleet.groups_on(slot));
        let count = groups.iter().map(|(_, count)| count).sum();
        let groups: Vec<&str> = groups
            .iter()
            .map(|(group, _)| self.groups[*group].aws_name.as_str())
            .collect();
        let registered = instance.registered.unwrap_or(SimTime::ZERO);
        let since = jiff::SignedDuration::from_micros(
            i64::try_from(registered.as_micros()).unwrap_or(i64::MAX),
        );
        let registered_at = self.start_time.saturating_add(since);
        ask(&QueryInstance {
            agent_connected: instance.agent.is_connected(),
            agent_version: &self.templates[instance.template].agent_version,
            ec2_instance_id: &format!("i-{}", id.0 + 1),
            registered_at: registered_at.unwrap_or(self.start_time),
            running_tasks_count: count,
            groups: &groups,
            attributes: &self.attributes_of(id),
        })
    }
}

fn has_all(attributes: AttributesOf<'_>, required: &Required) -> bool {
    required.iter().all(|(name, wanted)| {
        let found = attributes.attribute(name);
        found.is_some_and(|value| wanted.is_none() || value == wanted.as_deref())
    })
}
