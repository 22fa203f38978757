//! Where tasks may stand and where they should: constraints bind, strategies are best effort.

use std::collections::BTreeMap;

use crate::ids::{AttributeId, ExpressionId};

/// Attributes of an instance by name; one may have no value.
pub type Attributes = BTreeMap<String, Option<String>>;

/// What a service or a call says of places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// All of them have to hold, with those of the task definition.
    pub constraints: Vec<Constraint>,
    /// Each chooses among what the one before left; empty: none is written.
    pub strategy: Vec<Strategy>,
}

/// What binds a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// No two tasks of a group on one instance.
    DistinctInstance,
    /// An instance of which an expression is true.
    MemberOf(ExpressionId),
}

/// What chooses among instances that can take a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// Where the fewest tasks of the group are.
    Spread(SpreadField),
    /// Where the least is left.
    Binpack(BinpackField),
    /// Any.
    Random,
}

/// Over what tasks are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpreadField {
    /// Over instances: `instanceId`, or `host`.
    InstanceId,
    /// Over the values of an attribute; instances without it are together.
    Attribute(AttributeId),
}

/// Of what the least is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinpackField {
    /// CPU units.
    Cpu,
    /// Memory.
    Memory,
}
