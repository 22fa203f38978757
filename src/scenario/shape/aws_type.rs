//! A type of AWS's API, by its name in the table of shapes.

use super::Form;
use crate::catalog::{self, Kind, Structure};

/// AWS's type of a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct AwsType {
    pub(super) service: &'static str,
    pub(super) kind: Kind,
    pub(super) target: Option<&'static str>,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    pub(super) values: &'static [&'static str],
}

impl AwsType {
    /// The structure named `service/Shape`.
    pub(super) fn structure(name: &'static str) -> Self {
        let (service, target) = name
            .split_once('/')
            .expect("shapes are named service/Shape");
        Self {
            service,
            kind: Kind::Structure,
            target: Some(target),
            min: None,
            max: None,
            values: &[],
        }
    }

    /// A list that no shape names, of structures named `service/Shape`.
    pub(super) fn list_of(entry: &'static str) -> Self {
        let kind = Kind::List;
        Self {
            kind,
            ..Self::structure(entry)
        }
    }

    /// The type of one of its members.
    pub(super) fn member(self, member: &'static catalog::Member) -> Self {
        Self {
            service: self.service,
            kind: member.kind,
            target: member.target,
            min: member.min,
            max: member.max,
            values: &member.values,
        }
    }

    fn shape(self) -> Option<&'static catalog::Shape> {
        catalog::shape(self.service, self.target?)
    }

    /// Its members, if it is a structure.
    pub(super) fn members(self) -> Option<&'static Structure> {
        match self.shape() {
            Some(catalog::Shape::Structure(structure)) if self.kind == Kind::Structure => {
                Some(structure)
            }
            _ => None,
        }
    }

    /// The type of its entries or values.
    pub(super) fn element(self) -> Option<Self> {
        match self.shape()? {
            catalog::Shape::List(element) | catalog::Shape::Map(element) => Some(Self {
                service: self.service,
                kind: element.kind,
                target: element.target,
                min: None,
                max: None,
                values: &element.values,
            }),
            // A list that no shape names.
            catalog::Shape::Structure(_) => {
                let kind = Kind::Structure;
                Some(Self { kind, ..self })
            }
        }
    }

    /// What a value has to be.
    pub(super) fn form(self) -> Form {
        // A document is a structure by name and a map by content.
        let is_map = matches!(self.shape(), Some(catalog::Shape::Map(_)));
        match self.kind {
            Kind::Structure if is_map => Form::Map,
            Kind::Structure => Form::Object,
            Kind::List => Form::List,
            Kind::Map => Form::Map,
            Kind::Text | Kind::Timestamp => Form::Text,
            Kind::Integer | Kind::Long => Form::Integer,
            Kind::Double => Form::Number,
            Kind::Boolean => Form::Boolean,
        }
    }
}
