//! Names that are declared, and what they mean.

use std::collections::BTreeMap;

use crate::ids::{
    ClusterId, GroupId, RoleId, SecurityGroupId, ServiceId, SubnetId, TargetGroupId,
    TaskDefinitionId, TemplateId, ZoneId,
};
use crate::scenario::source::Path;

/// The names of one kind of thing.
pub(in crate::scenario::check) struct Names<I> {
    /// What it is, for messages: `cluster`.
    pub(in crate::scenario::check) what: &'static str,
    ids: BTreeMap<String, (I, Path)>,
}

/// All names of a scenario.
pub(in crate::scenario::check) struct Known {
    pub(in crate::scenario::check) zones: Names<ZoneId>,
    pub(in crate::scenario::check) subnets: Names<SubnetId>,
    pub(in crate::scenario::check) clusters: Names<ClusterId>,
    pub(in crate::scenario::check) templates: Names<TemplateId>,
    pub(in crate::scenario::check) groups: Names<GroupId>,
    pub(in crate::scenario::check) roles: Names<RoleId>,
    pub(in crate::scenario::check) target_groups: Names<TargetGroupId>,
    pub(in crate::scenario::check) security_groups: Names<SecurityGroupId>,
    /// By label and by `cluster/name`.
    pub(in crate::scenario::check) services: BTreeMap<String, ServiceId>,
    /// The revisions of each family.
    pub(in crate::scenario::check) revisions: BTreeMap<String, BTreeMap<u32, TaskDefinitionId>>,
}

impl<I: Copy> Names<I> {
    /// No names yet.
    pub(in crate::scenario::check) fn new(what: &'static str) -> Self {
        let ids = BTreeMap::new();
        Self { what, ids }
    }

    /// Adds a name; if there is one already, it stays, and its path is returned.
    pub(in crate::scenario::check) fn add(
        &mut self,
        name: &str,
        id: I,
        path: &Path,
    ) -> Option<Path> {
        if let Some((_, first)) = self.ids.get(name) {
            return Some(first.clone());
        }
        self.ids.insert(name.to_owned(), (id, path.clone()));
        None
    }

    /// What a name means.
    pub(in crate::scenario::check) fn get(&self, name: &str) -> Option<I> {
        self.ids.get(name).map(|(id, _)| *id)
    }

    /// All names, in order of their letters.
    pub(in crate::scenario::check) fn all(&self) -> impl Iterator<Item = &str> {
        self.ids.keys().map(String::as_str)
    }
}

impl Default for Known {
    fn default() -> Self {
        Self {
            zones: Names::new("zone"),
            subnets: Names::new("subnet"),
            clusters: Names::new("cluster"),
            templates: Names::new("launch template"),
            groups: Names::new("group"),
            roles: Names::new("role"),
            target_groups: Names::new("target group"),
            security_groups: Names::new("security group"),
            services: BTreeMap::new(),
            revisions: BTreeMap::new(),
        }
    }
}
