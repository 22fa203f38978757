//! Attributes of container instances: those of the template, of zone and subnet, and what calls
//! have changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::ecs::{CallError, Cx, Ecs, Fact};
use crate::ids::{EntryId, InstanceId};
use crate::scenario::model::{InstanceAttribute, InstanceAttributes};

/// What calls have put, or deleted (`None`), since the instance registered. Most instances have
/// nothing here: they are what template and zone make of them.
pub type ChangedAttributes = BTreeMap<String, Option<Option<String>>>;

/// AWS: "PutAttributes", custom attributes of one instance.
const MOST_CUSTOM: usize = 10;

/// The attributes of an instance, as an expression asks for them.
#[derive(Clone, Copy)]
pub struct AttributesOf<'e> {
    ecs: &'e Ecs,
    id: InstanceId,
}

impl InstanceAttributes for AttributesOf<'_> {
    fn attribute(&self, name: &str) -> Option<Option<&str>> {
        let instance = self.ecs.container_instance(self.id);
        if let Some(changed) = instance.changed_attributes.get(name) {
            return changed.as_ref().map(Option::as_deref);
        }
        if name == "ecs.availability-zone" {
            return Some(Some(&self.ecs.aws.zones[instance.zone]));
        }
        if name == "ecs.subnet-id" {
            return Some(Some(&self.ecs.aws.subnets[instance.subnet].name));
        }
        let template = &self.ecs.templates[instance.template];
        template.attributes.get(name).map(Option::as_deref)
    }
}

impl Ecs {
    /// The attributes of an instance.
    pub fn attributes_of(&self, id: InstanceId) -> AttributesOf<'_> {
        AttributesOf { ecs: self, id }
    }

    /// PutAttributes, all of it or nothing.
    pub(in crate::ecs) fn put_attributes(
        &mut self,
        entry: EntryId,
        attributes: &[InstanceAttribute],
        cx: &mut Cx<'_>,
    ) {
        if let Err(error) = self.may_put(attributes) {
            cx.emit(Fact::CallRefused { entry, error });
            return;
        }
        for attribute in attributes {
            let instance = self.instance_mut(InstanceId(attribute.instance - 1));
            let value = Some(attribute.value.clone());
            let changed = &mut instance.changed_attributes;
            changed.insert(attribute.name.clone(), value);
        }
        self.attributes_changed(attributes, cx);
    }

    /// DeleteAttributes, all of it or nothing.
    pub(in crate::ecs) fn delete_attributes(
        &mut self,
        entry: EntryId,
        attributes: &[InstanceAttribute],
        cx: &mut Cx<'_>,
    ) {
        if let Err(error) = self.may_delete(attributes) {
            cx.emit(Fact::CallRefused { entry, error });
            return;
        }
        for attribute in attributes {
            let instance = self.instance_mut(InstanceId(attribute.instance - 1));
            let changed = &mut instance.changed_attributes;
            changed.insert(attribute.name.clone(), None);
        }
        self.attributes_changed(attributes, cx);
    }

    /// Placement and daemons see what the instances are now; tasks that found no place may have
    /// one.
    fn attributes_changed(&mut self, attributes: &[InstanceAttribute], cx: &mut Cx<'_>) {
        let instances: BTreeSet<u32> = attributes.iter().map(|it| it.instance).collect();
        for number in instances {
            let id = InstanceId(number - 1);
            let before = self.daemons_on(id);
            self.judge_instance(id);
            self.daemons_follow(id, cx);
            let after = self.daemons_on(id);
            for service in before.into_iter().filter(|it| !after.contains(it)) {
                let instance = id;
                cx.emit(Fact::DaemonConstraintViolated { service, instance });
            }
        }
        self.wake_blocked(cx);
    }

    fn may_put(&self, attributes: &[InstanceAttribute]) -> Result<(), CallError> {
        let mut added: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
        for attribute in attributes {
            let number = attribute.instance;
            let id = self.instance_in_cluster(number);
            let id = id.ok_or(CallError::NoSuchInstance(number))?;
            let added = added.entry(number).or_default();
            if self.attributes_of(id).attribute(&attribute.name).is_none() {
                added.insert(&attribute.name);
            }
            if self.custom_attributes(id) + added.len() > MOST_CUSTOM {
                return Err(CallError::TooManyAttributes(number));
            }
        }
        Ok(())
    }

    fn may_delete(&self, attributes: &[InstanceAttribute]) -> Result<(), CallError> {
        for attribute in attributes {
            let number = attribute.instance;
            let id = self.instance_in_cluster(number);
            let id = id.ok_or(CallError::NoSuchInstance(number))?;
            if self.attributes_of(id).attribute(&attribute.name).is_none() {
                return Err(CallError::NoSuchAttribute(number));
            }
        }
        Ok(())
    }

    /// How many custom attributes an instance has.
    fn custom_attributes(&self, id: InstanceId) -> usize {
        let instance = self.container_instance(id);
        let is_custom = |name: &str| {
            !name.starts_with("ecs.") && !name.starts_with("com.amazonaws.ecs.capability.")
        };
        let changed = &instance.changed_attributes;
        let template = self.templates[instance.template].attributes.keys();
        let kept = template.filter(|name| is_custom(name) && !changed.contains_key(*name));
        let put = changed
            .iter()
            .filter(|(name, it)| is_custom(name) && it.is_some());
        kept.count() + put.count()
    }
}
