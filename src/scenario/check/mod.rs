//! From what is written to what is meant: names resolve, ranges hold, limits of AWS are respected.
//!
//! The raw file is completed on the way: defaults and resolved names are written back into it, so
//! that at the end it is the scenario with nothing left to guess (`scenario.resolved.yaml`).
//! Functions return a value even where something is wrong: then a diagnostic was told, and no
//! [`Scenario`](super::model::Scenario) is made of it.

mod access;
mod account;
mod account_settings;
mod advice;
mod application;
mod assumption;
mod attributes;
mod capacity;
mod capacity_provider;
mod container;
mod container_definition;
mod dependencies;
mod deployment;
mod expectation;
mod group;
mod group_calls;
mod header;
mod image;
mod instance;
mod load_balancer;
mod names;
mod network;
mod placement;
mod region;
mod required;
mod routes;
mod rules;
mod security_group;
mod service;
mod subnets;
mod task_definition;
mod task_size;
mod tell;
mod timeline;
mod upload;
mod volume;
mod zones;

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::{Diagnostics, codes::Code};
use super::expectation::Expectation;
use super::model::{Aws, Network, World};
use super::raw::File;
use super::source::{Node, Path};
use crate::catalog::Assumptions;
use crate::engine::Arena;
use crate::ids::{ClusterId, RoleId};
use names::Known;

pub(super) use assumption::default_of;
pub(super) use header::Header;

/// What was checked, apart from what the loader adds: texts, digest, notes.
pub(super) struct Checked {
    pub(super) header: Header,
    pub(super) aws: Aws,
    pub(super) world: World,
    pub(super) timeline: Vec<super::model::Entry>,
    pub(super) expect: Vec<Expectation>,
}

/// Everything that a check needs to know and to say.
pub(super) struct Check<'t> {
    tree: &'t Node,
    out: &'t mut Diagnostics,
    /// Where the walk has told something: what follows from that is not told again.
    broken: &'t BTreeSet<Path>,
    /// Where the check itself has told an error, for the same reason.
    faulty: BTreeSet<Path>,
    /// Fields that were accepted and have no effect.
    without_effect: &'t mut BTreeSet<String>,
    assumptions: Assumptions,
    as_of: Option<jiff::civil::Date>,
    known: Known,
    places: placement::Places,
    /// The policies that calls put into roles, so far.
    put_policies: BTreeMap<RoleId, BTreeSet<String>>,
}

/// Checks a whole file.
pub(super) fn check(
    file: &mut File,
    stem: &str,
    tree: &Node,
    broken: &BTreeSet<Path>,
    out: &mut Diagnostics,
    without_effect: &mut BTreeSet<String>,
) -> Checked {
    let mut check = Check {
        tree,
        out,
        broken,
        faulty: BTreeSet::new(),
        without_effect,
        assumptions: Assumptions::default(),
        as_of: None,
        known: Known::default(),
        places: placement::Places::default(),
        put_policies: BTreeMap::new(),
    };
    let header = header::check(&mut check, file, stem);
    check.as_of = header.as_of;
    check.assumptions = assumption::check(&mut check, file);
    let mut aws = begin(&mut check, file);
    aws.launch_templates = instance::launch_templates(&mut check, file, &aws);
    aws.auto_scaling_groups = group::check(&mut check, file, &aws);
    capacity_provider::check(&mut check, file, &mut aws);
    aws.container_instances = instance::fixed(&mut check, file, &aws);
    instance::within_quota(&mut check, &aws);
    task_definition::check(&mut check, file, &mut aws);
    access::undeclared(&mut check, &file.aws.task_definitions, &aws);
    application::unknown(&mut check, file, &aws);
    aws.target_groups = load_balancer::check(&mut check, file, &aws);
    aws.services = service::check(&mut check, file, &aws);
    rules::check(&mut check, file, &mut aws, &header);
    let anonymous_pulls = image::registries(&mut check, file, &aws);
    let uploads = upload::check(&mut check, file, header.duration);
    let timeline = timeline::check(&mut check, file, &aws, header.duration);
    aws.expressions = std::mem::take(&mut check.places.expressions);
    aws.spread_attributes = std::mem::take(&mut check.places.spread_attributes);
    advice::check(&mut check, &aws, &timeline, header.duration);
    group_calls::check(&mut check, &aws, &timeline, header.duration);
    let expect = expectation::check(&mut check, file, &aws, &header);
    let assumptions = std::mem::take(&mut check.assumptions);
    let world = World {
        assumptions,
        uploads,
        anonymous_pulls,
    };
    rules::nothing_matches(&mut check, &aws, &world, &timeline);
    Checked {
        header,
        aws,
        world,
        timeline,
        expect,
    }
}

/// Where everything else stands: zones, subnets, clusters.
fn begin(check: &mut Check<'_>, file: &mut File) -> Aws {
    let mut aws = Aws {
        region: String::new(),
        zones: zones::check(check, &mut file.aws),
        subnets: Arena::default(),
        network: Network::default(),
        trunking: false,
        clusters: names::clusters(check, &mut file.aws),
        container_instances: Vec::new(),
        launch_templates: Arena::default(),
        auto_scaling_groups: Arena::default(),
        task_definitions: Arena::default(),
        images: Arena::default(),
        target_groups: Arena::default(),
        security_groups: security_group::check(check, file),
        services: Arena::default(),
        rules: Arena::default(),
        targets: Arena::default(),
        expressions: Arena::default(),
        spread_attributes: Arena::default(),
        account: account::check(check, file),
        file_systems: None,
    };
    aws.region = file.aws.region.clone().unwrap_or_default();
    aws.subnets = subnets::check(check, &mut file.aws, &aws.zones);
    aws.file_systems = volume::file_systems(check, &file.aws, &aws);
    aws.network = routes::check(check, &file.aws, &aws.subnets);
    aws.trunking = account_settings::trunking(check, &file.aws);
    aws
}

impl Check<'_> {
    /// A whole number between two bounds; out of them it is told, and the nearer bound is taken.
    fn within(
        &mut self,
        code: Code,
        path: &Path,
        value: i64,
        low: i64,
        high: i64,
        what: &str,
    ) -> u32 {
        let high = high.min(i64::from(u32::MAX));
        if !(low..=high).contains(&value) {
            let message = if high < i64::from(i32::MAX) {
                format!("{what}: {value} is not between {low} and {high}")
            } else if value < low {
                format!("{what}: {value} is below {low}")
            } else {
                format!("{what}: {value} is above {high}")
            };
            self.wrong(code, path, message, "");
        }
        u32::try_from(value.clamp(low, high)).expect("bounds of AWS are small and not negative")
    }
}

/// The path of an entry of a list of `aws`.
fn entry(list: &str, index: usize) -> Path {
    Path::default().key("aws").key(list).index(index)
}

/// The cluster that is meant where none could be resolved; the scenario is refused anyway.
const NO_CLUSTER: ClusterId = ClusterId(0);
