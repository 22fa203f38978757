//! Instances of one cluster with tasks of two revisions upon them.

use super::{at, empty, instance};
use crate::report::RunResult;
use crate::report::packing::{
    Amounts, PackedCluster, PackedInstance, PackingPicture, TaskKind, When,
};

const NEED: Amounts = Amounts {
    cpu: 512,
    memory_mib: 512,
    enis: 0,
    ports: 0,
    gpus: 0,
};

/// So many instances: at the start the first of every two has three tasks of `web:1`; at the peak
/// one of `web:2` beside them, and one of `web:1` is on the second; at the end it has three of
/// `web:2`.
pub(in crate::report) fn packed(instances: usize) -> RunResult {
    let mut result = empty("packed", 600, &["web"]);
    let number = |place: usize| u32::try_from(place).unwrap();
    for place in 0..instances {
        let zone = result.zones[place % 3].clone();
        let one = instance(place + 1, "m5.large", &zone, "on-demand", 0);
        result.instances.push(one);
    }
    let kind = |revision: u32| TaskKind {
        definition: format!("web:{revision}"),
        need: NEED,
        ..TaskKind::default()
    };
    let picture = |when: When, seconds: u64, tasks: [&[(u32, u32)]; 2]| PackingPicture {
        when,
        time: at(seconds),
        instances: (0..instances)
            .map(|place| PackedInstance {
                instance: number(place),
                registered: Amounts {
                    cpu: 2048,
                    memory_mib: 7764,
                    enis: 2,
                    ports: 95,
                    gpus: 0,
                },
                reserved: NEED.times(tasks[place % 2].iter().map(|(_, count)| count).sum()),
                tasks: tasks[place % 2].to_vec(),
            })
            .collect(),
    };
    result.packing = vec![PackedCluster {
        name: "default".into(),
        kinds: vec![kind(1), kind(2)],
        pictures: vec![
            picture(When::Start, 0, [&[(0, 3)], &[]]),
            picture(When::Peak, 60, [&[(0, 3), (1, 1)], &[(0, 1)]]),
            picture(When::End, 600, [&[(1, 3)], &[]]),
        ],
        lacking: Vec::new(),
    }];
    result
}
