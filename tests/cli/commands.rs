//! The commands as scripts and people use them.

use crate::support::{Bench, update};

fn out(bench: &Bench, args: &[&str]) -> String {
    let output = bench.ecsim(args);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

fn ready() -> Bench {
    let bench = Bench::new();
    bench.file("case.yaml", update(4, (50, 100), 8));
    bench
}

#[test]
fn run_writes_all_tables_and_prints_a_short_summary() {
    let bench = ready();
    let said = out(&bench, &["run", "case.yaml"]);
    assert!(said.lines().count() <= 25, "{said}");
    assert!(
        said.lines().all(|line| line.chars().count() <= 100),
        "{said}"
    );
    for file in [
        "timeline.csv",
        "events.jsonl",
        "decisions.csv",
        "services.csv",
        "deployments.csv",
        "tasks.csv",
        "instances.csv",
        "metrics.csv",
        "packing.csv",
        "summary.json",
        "scenario.resolved.yaml",
        "manifest.json",
        "charts/tasks-web.svg",
        "charts/tasks-web.png",
        "charts/instances.svg",
        "charts/instances.png",
        "charts/gantt.svg",
        "charts/gantt.png",
        "charts/packing.svg",
        "charts/packing.png",
    ] {
        assert!(bench.path("output/case").join(file).is_file(), "{file}");
    }
}

#[test]
fn the_columns_are_the_contract() {
    let bench = ready();
    out(&bench, &["run", "case.yaml", "--no-charts"]);
    let headers = [
        (
            "timeline.csv",
            "seq,time_s,timestamp,cause,source,event,resource,message",
        ),
        (
            "decisions.csv",
            "time_s,decider,resource,rule,inputs,result,acted,why_not,seq",
        ),
        (
            "services.csv",
            "time_s,service,desired,running,pending,ready,stopping,total,min_healthy,max_total,deployments,unhealthy",
        ),
        (
            "deployments.csv",
            "time_s,service,deployment,task_definition,state,desired,old_starting,old_running,\
             old_stopping,new_starting,new_running,new_ready,new_unhealthy,new_stopping,healthy,total,\
             min_healthy,max_total,minimum_healthy_percent,maximum_percent,failed_tasks,threshold,\
             next_try_s,waits_for",
        ),
        (
            "tasks.csv",
            "id,service,taskDefinition,launchType,capacityProvider,availabilityZone,containerInstance,\
             createdAt,pullStartedAt,pullStoppedAt,startedAt,stoppingAt,stoppedAt,stopCode,stoppedReason,\
             exitCode,startedBy",
        ),
        (
            "instances.csv",
            "id,type,market,zone,group,launchedAt,registeredAt,drainingAt,terminatedAt,why",
        ),
        (
            "packing.csv",
            "time_s,picture,cluster,instance,type,zone,cpu,cpu_reserved,memory_mib,\
             memory_reserved_mib,enis,enis_used,ports,ports_used,tasks,binding,gpus,gpus_reserved,\
             definitions",
        ),
        (
            "metrics.csv",
            "time_s,timestamp,namespace,metric,dimensions,value",
        ),
    ];
    for (file, expected) in headers {
        let text = crate::support::read(&bench.path("output/case").join(file));
        let header = text.lines().next().unwrap();
        assert!(
            header == expected || header.starts_with(&format!("{expected},")),
            "{file}: {header}"
        );
    }
}

#[test]
fn json_makes_standard_output_one_document() {
    let bench = ready();
    let said = out(&bench, &["run", "case.yaml", "--json", "--no-charts"]);
    let printed: serde_json::Value = serde_json::from_str(&said).unwrap();
    let written = crate::support::read(&bench.path("output/case/summary.json"));
    let written: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(printed, written);
    assert_eq!(printed["schema"], 1);
    assert_eq!(printed["seed"], 1);
}

#[test]
fn a_seed_has_64_bits_in_the_file_and_on_the_command_line() {
    let bench = Bench::new();
    let text = update(4, (50, 100), 8);
    let seed = u64::MAX.to_string();
    bench.file("file.yaml", format!("seed: {seed}\n{text}"));
    bench.file("line.yaml", text);
    for args in [
        &["run", "file.yaml"][..],
        &["run", "line.yaml", "--seed", &seed],
    ] {
        let args = [args, &["--json", "--no-charts"]].concat();
        let summary: serde_json::Value = serde_json::from_str(&out(&bench, &args)).unwrap();
        assert_eq!(summary["seed"].to_string(), seed);
    }
}

/// Fields that are not played belong into no scenario that we ship.
#[test]
fn no_scenario_of_ours_has_what_is_not_played() {
    let bench = Bench::new();
    for path in crate::support::scenarios() {
        let output = bench.ecsim(&["check", path.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        assert!(!said.contains("W0005"), "{said}");
    }
}

#[test]
fn events_are_those_of_event_bridge() {
    let bench = ready();
    out(&bench, &["run", "case.yaml", "--no-charts"]);
    let text = crate::support::read(&bench.path("output/case/events.jsonl"));
    let rows = crate::support::read(&bench.path("output/case/timeline.csv"));
    assert_eq!(text.lines().count(), rows.lines().count() - 1);
    for line in text.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        for member in [
            "id",
            "detail-type",
            "source",
            "time",
            "resources",
            "detail",
            "cause",
        ] {
            assert!(event.get(member).is_some(), "{member} in {line}");
        }
    }
    assert!(text.contains("\"detail-type\":\"ECS Task State Change\""));
    assert!(text.contains("\"eventName\":\"SERVICE_STEADY_STATE\""));
}

#[test]
fn quiet_says_nothing_when_all_is_well() {
    let bench = ready();
    let output = bench.ecsim(&["run", "case.yaml", "--quiet", "--no-charts"]);
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}

#[test]
fn a_second_run_replaces_the_first() {
    let bench = ready();
    out(&bench, &["run", "case.yaml"]);
    out(
        &bench,
        &[
            "run",
            "case.yaml",
            "--no-charts",
            "--set",
            "aws.services[web].desiredCount=2",
        ],
    );
    assert!(!bench.path("output/case/charts").exists());
    let states = crate::support::read(&bench.path("output/case/services.csv"));
    assert!(states.contains("0,web,2,"), "{states}");
}

#[test]
fn set_and_duration_lie_over_the_file() {
    let bench = ready();
    let args = [
        "run",
        "case.yaml",
        "--no-charts",
        "--duration",
        "3m",
        "--set",
        "world.applications.web.shutdown=10s",
        "--set",
        "world.assumptions.\"ecs.readyAfterRunning\"=20s",
    ];
    out(&bench, &args);
    let rows = crate::support::read(&bench.path("output/case/timeline.csv"));
    // stop 10 s, start 30 s, ready 20 s; twice.
    let done = rows
        .lines()
        .find(|row| row.contains("SERVICE_DEPLOYMENT_COMPLETED"))
        .unwrap();
    assert_eq!(done.split(',').nth(1), Some("120"));
}

#[test]
fn check_says_ok_or_what_is_wrong() {
    let bench = ready();
    assert!(out(&bench, &["check", "case.yaml"]).contains("case.yaml: ok"));
    assert!(!bench.path("output").exists());
    bench.file("bad.yaml", "duration: 5\n");
    let output = bench.ecsim(&["check", "case.yaml", "bad.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("bad.yaml:1:11"));
}

#[test]
fn catalog_lists_and_filters() {
    let bench = Bench::new();
    let all = out(&bench, &["catalog", "instance-types", "--format", "csv"]);
    assert_eq!(all.lines().count(), 1345);
    let some = out(&bench, &["catalog", "instance-types", "m5.*"]);
    assert!(
        some.contains("m5.large") && !some.contains("c5.large"),
        "{some}"
    );
    let sizes = out(&bench, &["catalog", "fargate", "--format", "csv"]);
    assert_eq!(sizes.lines().count(), 192);
    assert!(out(&bench, &["catalog", "assumptions"]).contains("ecs.readyAfterRunning"));
}

#[test]
fn manual_and_completions_are_made_from_the_same_types() {
    let bench = Bench::new();
    assert!(out(&bench, &["man"]).contains("ecsim"));
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(
            out(&bench, &["completions", shell]).contains("ecsim"),
            "{shell}"
        );
    }
}

#[test]
fn an_aws_field_without_effect_is_listed_once() {
    let bench = Bench::new();
    let text = update(4, (50, 100), 8).replace(
        "      desiredCount: 4\n",
        "      DesiredCount: 4\n      enableECSManagedTags: true\n      tags: [{key: a, value: b}]\n",
    );
    bench.file("case.yaml", text);
    let said = out(&bench, &["run", "case.yaml", "--no-charts"]);
    assert_eq!(said.matches("enableECSManagedTags").count(), 1, "{said}");
}
