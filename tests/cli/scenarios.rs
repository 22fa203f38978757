//! Every scenario of the repository is played, and shows what its header says.

use std::path::PathBuf;

use crate::support::{Bench, Results};

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(repository().join("scenarios")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn play(name: &str) -> (Bench, Results) {
    let bench = Bench::new();
    let file = repository().join(format!("scenarios/{name}.yaml"));
    let args = [
        "run",
        file.to_str().unwrap(),
        "--no-charts",
        "--quiet",
        "--paranoid",
    ];
    let output = bench.ecsim(&args);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name}: {complaint}");
    let dir = bench.path("output").join(name);
    (bench, Results { dir })
}

#[test]
fn all_of_them_are_played_and_say_what_they_teach() {
    for file in files() {
        let text = crate::support::read(&file);
        assert!(text.starts_with("# Question: "), "{}", file.display());
        assert!(text.contains("\n# Lesson: "), "{}", file.display());
        play(file.file_stem().unwrap().to_str().unwrap());
    }
}

#[test]
fn all_of_them_fit_the_printed_schema() {
    let bench = Bench::new();
    let printed = bench.ecsim(&["schema"]);
    let schema: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for file in files() {
        let text = crate::support::read(&file);
        let value: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", file.display());
    }
}

/// `old running, new running` whenever one of them changed.
fn drawing(results: &Results) -> Vec<(usize, usize)> {
    let tasks = results.columns("tasks.csv", &["taskDefinition", "startedAt", "stoppedAt"]);
    let tasks: Vec<(bool, f64, f64)> = tasks
        .iter()
        .map(|row| {
            let cells: Vec<&str> = row.split(' ').collect();
            let time = |cell: &str| cell.parse::<f64>().unwrap_or(f64::INFINITY);
            (cells[0] == "web:2", time(cells[1]), time(cells[2]))
        })
        .collect();
    let mut times: Vec<f64> = tasks.iter().flat_map(|task| [task.1, task.2]).collect();
    times.retain(|time| time.is_finite());
    times.sort_by(f64::total_cmp);
    times.dedup();
    let at = |time: f64, new: bool| {
        let there = tasks
            .iter()
            .filter(|task| task.0 == new && task.1 <= time && time < task.2);
        there.count()
    };
    times
        .iter()
        .map(|time| (at(*time, false), at(*time, true)))
        .collect()
}

/// The first drawing of the study notes: 4 old, 2 old, 2 + 2, 2 new, 4 new.
#[test]
fn the_update_at_50_100_goes_as_drawn() {
    let (_bench, results) = play("rolling-update-50-100");
    assert_eq!(drawing(&results), [(4, 0), (2, 0), (2, 2), (0, 2), (0, 4)]);
}

/// The second one: 4 old, 4 + 2, 2 + 2, 2 + 4, 4 new.
#[test]
fn the_update_at_100_150_goes_as_drawn() {
    let (_bench, results) = play("rolling-update-100-150");
    assert_eq!(drawing(&results), [(4, 0), (4, 2), (2, 2), (2, 4), (0, 4)]);
}

#[test]
fn the_stuck_deployment_ends_after_the_change() {
    let (_bench, results) = play("stuck-deployment");
    assert_eq!(
        results.first("Service Deployment Blocked").as_deref(),
        Some("30")
    );
    assert_eq!(
        results.first("SERVICE_DEPLOYMENT_COMPLETED").as_deref(),
        Some("260")
    );
}

#[test]
fn the_lost_zone_costs_less_than_the_way_back() {
    let (_bench, results) = play("zone-outage");
    let ready = results.columns("services.csv", &["time_s", "ready"]);
    let lowest = |from: f64, to: f64| {
        let rows = ready.iter().filter_map(|row| {
            let (time, ready) = row.split_once(' ')?;
            let time: f64 = time.parse().ok()?;
            (from <= time && time < to).then(|| ready.parse::<u32>().ok())?
        });
        rows.min().unwrap()
    };
    assert_eq!(lowest(1800.0, 5400.0), 8);
    assert!(lowest(5400.0, 10800.0) < 8);
}

#[test]
fn the_first_scenario_meets_an_update_a_reclaim_and_an_outage() {
    let (_bench, results) = play("rolling-update-on-spot");
    let update = results.first("SERVICE_DEPLOYMENT_COMPLETED").unwrap();
    let reclaim = results
        .first("EC2 Spot Instance Interruption Warning")
        .unwrap();
    let update: f64 = update.parse().unwrap();
    assert_eq!(reclaim, "660");
    assert!(
        update > 660.0,
        "the reclaim comes in the middle of the update"
    );
    let codes = results.columns("tasks.csv", &["stopCode"]);
    for code in [
        "TerminationNotice",
        "SpotInterruption",
        "InfrastructureHealth",
    ] {
        assert!(codes.iter().any(|seen| seen == code), "{code}");
    }
}
