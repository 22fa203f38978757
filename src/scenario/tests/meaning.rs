//! What the parts of a scenario mean.

use super::{LARGE, SMALL, codes_of, load_ok, load_set};
use crate::engine::{Distribution, SimTime, Span};
use crate::ids::{ClusterId, GroupId, ServiceId, TaskDefinitionId, TemplateId, ZoneId};
use crate::scenario::model::{
    Action, Capacity, FargateSize, Market, SpotTarget, Start, TaskOwner, stop_times,
};

const SECOND: Span = Span::from_secs(1);

#[test]
fn the_top_of_the_file() {
    let scenario = load_ok(LARGE);
    assert_eq!(
        (scenario.name.as_str(), scenario.seed, scenario.start),
        ("large", 42, Start::Empty)
    );
    assert_eq!(scenario.duration, Span::from_secs(6 * 3600));
    assert_eq!(scenario.as_of, Some(jiff::civil::date(2026, 11, 1)));
    assert!(scenario.description.ends_with("odd text\nin two lines"));
}

#[test]
fn machines_are_what_their_type_and_agent_say() {
    let aws = load_ok(LARGE).aws;
    let small = &aws.container_instances[0];
    assert_eq!((small.count, small.zone), (2, Some(ZoneId(0))));
    assert_eq!(small.template.registered_memory_mib, 3884 - 256);
    assert_eq!(small.template.registered_cpu, 2048);
    assert_eq!(small.template.container_stop_timeout, Some(SECOND * 45));
    assert!(small.template.spot_instance_draining);
    assert_eq!(
        (small.template.market, small.template.cluster),
        (Market::Spot, ClusterId(1))
    );
    assert_eq!(aws.container_instances[1].template.cluster, ClusterId(0));
    let group = &aws.auto_scaling_groups[GroupId(0)];
    assert_eq!(
        (group.sizes.min, group.sizes.max, group.sizes.desired),
        (0, 20, 2)
    );
    assert_eq!(group.zones, [ZoneId(1), ZoneId(0)]);
    let template = &aws.launch_templates[TemplateId(0)];
    assert_eq!(
        (template.market, template.cluster),
        (Market::Spot, ClusterId(0))
    );
}

#[test]
fn tasks_need_what_their_containers_need() {
    let aws = load_ok(LARGE).aws;
    let web = &aws.task_definitions[TaskDefinitionId(0)];
    assert_eq!((web.need.cpu, web.need.memory_mib), (256, 256 + 64));
    assert_eq!(
        (&web.need.tcp_ports[..], &web.need.udp_ports[..]),
        (&[8080][..], &[53][..])
    );
    let timeouts: Vec<_> = web.containers.iter().map(|it| it.stop_timeout).collect();
    assert_eq!(timeouts, [Some(SECOND * 40), None]);
    assert_eq!((web.awsvpc, web.fargate), (false, None));
    let api = &aws.task_definitions[TaskDefinitionId(1)];
    assert_eq!(
        api.fargate,
        Some(FargateSize {
            cpu: 1024,
            memory_mib: 2048
        })
    );
    assert!(
        api.awsvpc && api.need.tcp_ports.is_empty() && api.containers[0].stop_timeout.is_none()
    );
    let names: Vec<String> = aws
        .task_definitions
        .iter()
        .map(|(_, it)| it.name())
        .collect();
    assert_eq!(names, ["web:1", "api:1", "job:1", "web:2"]);
    let images: Vec<(&str, u64)> = aws
        .images
        .iter()
        .map(|(_, image)| (image.name.as_str(), image.size_bytes))
        .collect();
    assert_eq!(images[0], ("shop/web:2.1", 410 << 20));
    assert_eq!(images[1], ("log", 250_000_000));
}

#[test]
fn applications_of_a_revision_are_laid_over_those_of_the_family() {
    let aws = load_ok(LARGE).aws;
    let definition = |id| &aws.task_definitions[TaskDefinitionId(id)];
    let end = |id| {
        let definition = definition(id);
        let program = &definition.containers[definition.main_container()].program;
        program.end.clone()
    };
    let launch = Distribution::LogNormal {
        median: SECOND * 8,
        p95: SECOND * 20,
    };
    assert_eq!(definition(0).launch.as_ref(), Some(&launch));
    assert_eq!(end(0), None);
    assert_eq!(definition(3).launch.as_ref(), Some(&launch));
    let crash = end(3).map(|end| (end.after, end.exit_code));
    assert_eq!(crash, Some((Distribution::Exponential(SECOND * 5), 1)));
    assert_eq!(end(2).map(|end| end.exit_code), Some(2));
}

#[test]
fn services_run_on_what_they_or_their_cluster_say() {
    let aws = load_ok(LARGE).aws;
    let services: Vec<_> = aws
        .services
        .iter()
        .map(|(_, it)| {
            (
                it.label.as_str(),
                it.capacity,
                it.task_definition.0,
                it.zones.len(),
            )
        })
        .collect();
    let expected = [
        ("default/web", Capacity::Ec2, 0, 2),
        ("api", Capacity::FargateSpot, 1, 1),
        ("shop/web", Capacity::Ec2, 3, 2),
    ];
    assert_eq!(services, expected);
    assert_eq!(aws.services[ServiceId(0)].deployment.maximum_percent, 100);
    let fargate = load_set(
        LARGE,
        &["aws.services[api].launchType=FARGATE", "timeline=[]"],
    );
    assert_eq!(
        fargate.aws.services[ServiceId(1)].capacity,
        Capacity::Fargate
    );
    let provider =
        "aws.services[api].capacityProviderStrategy=[{capacityProvider: FARGATE, base: 1}]";
    let fargate = load_set(LARGE, &[provider, "timeline=[]"]);
    assert_eq!(
        fargate.aws.services[ServiceId(1)].capacity,
        Capacity::FargateProvider
    );
}

#[test]
fn the_timeline_is_read_in_file_order() {
    let scenario = load_ok(LARGE);
    let names: Vec<&str> = scenario
        .timeline
        .iter()
        .map(|entry| entry.action.name())
        .collect();
    assert_eq!(names.len(), 13);
    let Action::UpdateService(update) = &scenario.timeline[0].action else {
        panic!("{names:?}")
    };
    assert_eq!(
        (update.service, update.task_definition),
        (ServiceId(0), Some(TaskDefinitionId(3)))
    );
    assert_eq!(
        (update.desired_count, update.maximum_percent),
        (Some(8), Some(150))
    );
    let repeated = &scenario.timeline[2];
    assert_eq!(repeated.at, SimTime::from_secs(1200));
    assert_eq!(
        (repeated.every, repeated.until),
        (Some(SECOND * 1200), Some(SimTime::from_secs(7200)))
    );
    let Action::StopTask { task, reason } = &scenario.timeline[3].action else {
        panic!("{names:?}")
    };
    assert_eq!(
        (&task.owner, task.number),
        (&TaskOwner::Family("job".to_owned()), 1)
    );
    assert_eq!(reason.as_deref(), Some("enough"));
    let Action::StopTask { task, .. } = &scenario.timeline[4].action else {
        panic!("{names:?}")
    };
    assert_eq!(
        (&task.owner, task.number),
        (&TaskOwner::Service(ServiceId(0)), 2)
    );
    let expected = Action::DeregisterContainerInstance {
        instance: 3,
        force: true,
    };
    assert_eq!(scenario.timeline[7].action, expected);
    let Action::SpotInterruption(reclaim) = &scenario.timeline[8].action else {
        panic!("{names:?}")
    };
    assert_eq!(
        (&reclaim.target, reclaim.count),
        (&SpotTarget::Group(GroupId(0)), Some(2))
    );
    let expected = Action::AvailabilityZoneOutage {
        zone: ZoneId(1),
        duration: SECOND * 2700,
    };
    assert_eq!(scenario.timeline[12].action, expected);
}

#[test]
fn assumptions_of_the_scenario_beat_day_and_profile() {
    let assumptions = load_ok(LARGE).world.assumptions;
    assert_eq!(assumptions.span("ecs.agentPickup"), SECOND * 2);
    assert_eq!(
        assumptions.time("ecs.eniAttach"),
        Distribution::Uniform(SECOND * 4, SECOND * 6)
    );
    assert_eq!(assumptions.rate("ecs.pullRate"), None);
    assert_eq!(assumptions.bucket("ecs.fargateLaunchRate").burst, 5);
    assert!(assumptions.flag("ecs.placementWake"));
    let instant = load_set(SMALL, &["world.profile=instant", "asOf=2021-01-01"])
        .world
        .assumptions;
    assert_eq!(instant.span("ecs.agentPickup"), Span::ZERO);
    assert_eq!(instant.count("ecs.tasksPerService"), 2000);
}

#[test]
fn the_command_line_beats_the_file() {
    let overrides = crate::scenario::Overrides {
        seed: Some(7),
        duration: Some("90s".to_owned()),
        ..Default::default()
    };
    let scenario = crate::scenario::load_text("x.yaml", SMALL, &overrides)
        .scenario
        .expect("a scenario");
    assert_eq!((scenario.seed, scenario.duration), (7, SECOND * 90));
    let overrides = crate::scenario::Overrides {
        duration: Some("90".to_owned()),
        ..overrides
    };
    let wrong = crate::scenario::load_text("x.yaml", SMALL, &overrides)
        .diagnostics
        .render(false);
    assert!(
        wrong.contains("--> --duration:1:1") && wrong.contains("write `90s`"),
        "{wrong}"
    );
}

#[test]
fn independent_containers_stop_side_by_side() {
    let text = "
duration: 1h
aws:
  taskDefinitions:
    - family: web
      containerDefinitions:
        - {name: a, image: x, memory: 64, stopTimeout: 10}
        - {name: b, image: x, memory: 64, stopTimeout: 50}
        - name: c
          image: x
          memory: 64
          stopTimeout: 15
          dependsOn: [{containerName: a, condition: START}]
";
    let aws = load_ok(text).aws;
    let containers = &aws.task_definitions[TaskDefinitionId(0)].containers;
    let takes: Vec<_> = containers.iter().map(|it| it.stop_timeout).collect();
    let ends = [SECOND * 25, SECOND * 50, SECOND * 15].map(Some);
    assert_eq!(stop_times(containers, &takes), ends);
}

#[test]
fn several_things_are_told_at_once_and_nothing_that_only_follows() {
    let text = "
duration: 90
aws:
  taskDefinitions:
    - family: web
      cpu: [1]
      requiresCompatibilities: [FARGATE]
      networkMode: awsvpc
      memory: 512
      containerDefinitions: [{name: app, image: x}]
  services: [{serviceName: web, taskDefinition: web, desiredCount: 9999, launchType: FARGATE}]
";
    assert_eq!(codes_of(text), ["E0206", "E0202", "E0401"]);
}
