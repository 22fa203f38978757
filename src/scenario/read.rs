//! The tree to the raw types, each entry of each list by itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::diagnostic::{Diagnostic, Diagnostics, codes};
use super::raw::File;
use super::raw::aws::Aws;
use super::raw::world::World;
use super::source::{Node, Path, Step};

/// What a walked tree says. An entry that cannot be read is an empty one, and its path is broken.
pub(super) fn read(tree: &Node, broken: &mut BTreeSet<Path>, out: &mut Diagnostics) -> File {
    let mut whole = tree.to_json();
    let mut lists = Lists { tree, broken, out };
    let timeline = lists.of(&mut whole, "timeline", &Path::default());
    let aws = aws(&mut lists, &mut whole);
    let world = lists.world(&mut whole);
    let mut file = File {
        aws,
        world,
        timeline,
        ..File::default()
    };
    let members = match whole {
        Value::Object(members) => members,
        _ => Map::default(),
    };
    macro_rules! field {
        ($($field:ident = $key:literal;)*) => {
            $(if let Some(value) = members.get($key) {
                file.$field = lists.one(value.clone(), &Path::default().key($key));
            })*
        };
    }
    field! {
        schema = "schema";
        name = "name";
        description = "description";
        seed = "seed";
        start_time = "startTime";
        duration = "duration";
        start = "start";
        as_of = "asOf";
        extends = "extends";
        expect = "expect";
    }
    file
}

/// The section `aws`.
fn aws(lists: &mut Lists<'_>, whole: &mut Value) -> Aws {
    let aws = whole.get_mut("aws").map(Value::take);
    let mut aws = aws.unwrap_or_else(|| Value::Object(Map::default()));
    let root = Path::default().key("aws");
    macro_rules! with_lists {
        ($($field:ident = $key:literal;)*) => {{
            $(let $field = lists.of(&mut aws, $key, &root);)*
            let mut read: Aws = lists.one(aws, &root);
            $(read.$field = $field;)*
            read
        }};
    }
    with_lists! {
        subnets = "subnets";
        route_tables = "routeTables";
        vpc_endpoints = "vpcEndpoints";
        account_settings = "accountSettings";
        clusters = "clusters";
        container_instances = "containerInstances";
        launch_templates = "launchTemplates";
        auto_scaling_groups = "autoScalingGroups";
        task_definitions = "taskDefinitions";
        services = "services";
        rules = "rules";
        roles = "roles";
        secrets = "secrets";
        parameters = "parameters";
        keys = "keys";
        log_groups = "logGroups";
    }
}

struct Lists<'r> {
    tree: &'r Node,
    broken: &'r mut BTreeSet<Path>,
    out: &'r mut Diagnostics,
}

impl Lists<'_> {
    /// The section `world`: what is wrong with one application hides no other one.
    fn world(&mut self, whole: &mut Value) -> World {
        let at = Path::default().key("world");
        let members = whole.as_object_mut();
        let Some(mut world) = members.and_then(|members| members.shift_remove("world")) else {
            return World::default();
        };
        let applications = self.named(&mut world, "applications", &at);
        let images = self.named(&mut world, "images", &at);
        let uploads = self.of(&mut world, "uploads", &at);
        let mut read: World = self.one(world, &at);
        read.applications = applications;
        read.images = images;
        read.uploads = uploads;
        read
    }

    /// Takes a mapping with names of the user's own out of a mapping.
    fn named<T: DeserializeOwned + Default>(
        &mut self,
        map: &mut Value,
        key: &str,
        at: &Path,
    ) -> BTreeMap<String, T> {
        let at = at.key(key);
        let members = map.as_object_mut();
        match members.and_then(|members| members.shift_remove(key)) {
            Some(Value::Object(entries)) => entries
                .into_iter()
                .map(|(name, entry)| {
                    let read = self.one(entry, &at.key(&name));
                    (name, read)
                })
                .collect(),
            _ => BTreeMap::new(),
        }
    }

    /// Takes a list out of a mapping.
    fn of<T: DeserializeOwned + Default>(
        &mut self,
        map: &mut Value,
        key: &str,
        at: &Path,
    ) -> Vec<T> {
        let at = at.key(key);
        match map
            .as_object_mut()
            .and_then(|members| members.shift_remove(key))
        {
            Some(Value::Array(entries)) => entries
                .into_iter()
                .enumerate()
                .map(|(index, entry)| self.one(entry, &at.index(index)))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn one<T: DeserializeOwned + Default>(&mut self, value: Value, at: &Path) -> T {
        let error = match serde_path_to_error::deserialize(value) {
            Ok(value) => return value,
            Err(error) => error,
        };
        let mut path = at.clone();
        for segment in error.path() {
            use serde_path_to_error::Segment;
            match segment {
                Segment::Seq { index } => path.0.push(Step::Index(*index)),
                Segment::Map { key } => path.0.push(Step::Key(key.clone())),
                Segment::Enum { variant } => path.0.push(Step::Key(variant.clone())),
                Segment::Unknown => {}
            }
        }
        if !is_told(self.broken, &path) {
            let place = self.tree.place_of(&path, false);
            let message = error.into_inner().to_string();
            self.out
                .push(Diagnostic::new(codes::WRONG_TYPE, message).at(place, ""));
        }
        self.broken.insert(at.clone());
        T::default()
    }
}

/// Whether something was told at a path, above it or below it.
pub(super) fn is_told(broken: &BTreeSet<Path>, path: &Path) -> bool {
    let here_or_below = broken.range(path.clone()..).next();
    is_told_above(broken, path) || here_or_below.is_some_and(|it| it.0.starts_with(&path.0))
}

/// Whether something was told above a path.
pub(super) fn is_told_above(broken: &BTreeSet<Path>, path: &Path) -> bool {
    (0..path.0.len()).any(|length| broken.contains(&Path(path.0[..length].to_vec())))
}
