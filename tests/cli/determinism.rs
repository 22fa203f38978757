//! Same scenario, seed and version: same bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::support::{Bench, bless, read, scenarios_in};

/// Every file below a directory, with its bytes.
fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut left = vec![dir.to_owned()];
    while let Some(next) = left.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().display().to_string();
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn scenario(name: &str) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    read(Path::new(&format!("{root}/scenarios/{name}.yaml")))
}

fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other));
    for (name, bytes) in one {
        assert!(bytes == &other[name], "{name} differs");
    }
}

#[test]
fn the_same_seed_twice_gives_the_same_bytes_charts_and_all() {
    let bench = Bench::new();
    bench.file("s.yaml", scenario("rolling-update-on-spot"));
    for out in ["one", "two"] {
        let output = bench.ecsim(&["run", "s.yaml", "-o", out, "--quiet"]);
        assert!(output.status.success());
    }
    let one = contents(&bench.path("one"));
    assert!(
        one.keys().any(|name| name.contains(".png")),
        "{:?}",
        one.keys()
    );
    assert_same(&one, &contents(&bench.path("two")));
}

#[test]
fn one_thread_and_eight_give_the_same_bytes() {
    let bench = Bench::new();
    let names = [
        "rolling-update-on-spot",
        "zone-outage",
        "drain-an-instance",
        "spot-without-draining",
    ];
    let files = names.map(|name| format!("{name}.yaml"));
    for (name, file) in names.iter().zip(&files) {
        bench.file(file, scenario(name));
    }
    for threads in ["1", "8"] {
        let mut args = vec!["run", "--threads", threads, "-o", threads, "--no-charts"];
        args.extend(files.iter().map(String::as_str));
        let output = bench.ecsim(&args);
        assert!(output.status.success());
        bench.file(&format!("said-{threads}"), output.stdout);
    }
    assert_same(&contents(&bench.path("1")), &contents(&bench.path("8")));
    let said = |threads: &str| {
        let text = read(&bench.path(&format!("said-{threads}")));
        text.replace(&format!("{threads}/"), "out/")
    };
    assert_eq!(said("1"), said("8"));
}

/// An entry of the timeline with nothing to do adds its own rows and changes no other.
#[test]
fn an_event_that_does_nothing_changes_nothing_else() {
    let bench = Bench::new();
    let plain = scenario("rolling-update-on-spot");
    let noop = "timeline:\n  - {at: 1s, every: 7s, updateService: {service: web}}\n";
    let entries = plain.replace("timeline:\n", noop);
    bench.file("plain.yaml", &plain);
    bench.file("noop.yaml", &entries);
    for name in ["plain", "noop"] {
        let file = format!("{name}.yaml");
        let output = bench.ecsim(&["run", &file, "-o", name, "--no-charts", "--quiet"]);
        assert!(output.status.success());
    }
    let table = |name: &str, file: &str| {
        read(&bench.path(&format!("{name}/rolling-update-on-spot/{file}")))
    };
    assert_eq!(table("plain", "tasks.csv"), table("noop", "tasks.csv"));
    assert_eq!(
        table("plain", "instances.csv"),
        table("noop", "instances.csv")
    );
    assert_eq!(table("plain", "metrics.csv"), table("noop", "metrics.csv"));
}

/// The keys of every mapping in reverse; lists keep their order, which means something.
fn reversed(value: serde_yaml::Value) -> serde_yaml::Value {
    match value {
        serde_yaml::Value::Mapping(mapping) => {
            let mut entries: Vec<_> = mapping.into_iter().collect();
            entries.reverse();
            let turned = entries
                .into_iter()
                .map(|(key, value)| (key, reversed(value)));
            serde_yaml::Value::Mapping(turned.collect())
        }
        serde_yaml::Value::Sequence(list) => {
            serde_yaml::Value::Sequence(list.into_iter().map(reversed).collect())
        }
        other => other,
    }
}

#[test]
fn the_order_of_keys_means_nothing() {
    let bench = Bench::new();
    let plain = scenario("rolling-update-on-spot");
    let value: serde_yaml::Value = serde_yaml::from_str(&plain).unwrap();
    bench.file("plain/s.yaml", &plain);
    bench.file(
        "turned/s.yaml",
        serde_yaml::to_string(&reversed(value)).unwrap(),
    );
    for name in ["plain", "turned"] {
        let file = format!("{name}/s.yaml");
        let out = format!("{name}/out");
        let output = bench.ecsim(&["run", &file, "-o", &out, "--no-charts", "--quiet"]);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{complaint}");
    }
    assert_same(
        &contents(&bench.path("plain/out")),
        &contents(&bench.path("turned/out")),
    );
}

#[test]
fn another_seed_changes_only_what_is_random() {
    let bench = Bench::new();
    bench.file("r.yaml", scenario("rolling-update-50-100"));
    bench.file("s.yaml", scenario("rolling-update-on-spot"));
    for seed in ["1", "2"] {
        for file in ["r.yaml", "s.yaml"] {
            let args = [
                "run",
                file,
                "--seed",
                seed,
                "-o",
                seed,
                "--no-charts",
                "--quiet",
            ];
            // What a scenario expects may be true of its own seed only.
            assert!(matches!(bench.ecsim(&args).status.code(), Some(0 | 1)));
        }
    }
    let table = |seed: &str, file: &str| read(&bench.path(&format!("{seed}/{file}")));
    let constant = "rolling-update-50-100/timeline.csv";
    assert_eq!(table("1", constant), table("2", constant));
    let drawn = "rolling-update-on-spot/tasks.csv";
    assert_ne!(table("1", drawn), table("2", drawn));
}

#[test]
fn the_resolved_scenario_gives_the_same_results() {
    let bench = Bench::new();
    bench.file("s.yaml", scenario("rolling-update-on-spot"));
    assert!(
        bench
            .ecsim(&["run", "s.yaml", "-o", "a", "--no-charts", "--quiet"])
            .status
            .success()
    );
    let resolved = "a/rolling-update-on-spot/scenario.resolved.yaml";
    let again = bench.ecsim(&["run", resolved, "-o", "b", "--no-charts", "--quiet"]);
    let complaint = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(again.status.success(), "{complaint}");
    // What was accepted without effect does not stand in the resolved scenario, so it is no note.
    let tables = |out: &str| {
        let mut files = contents(&bench.path(out));
        files.retain(|name, _| !name.ends_with("summary.json"));
        files
    };
    assert_same(&tables("a"), &tables("b"));
}

/// What the scenarios of the repository give, as digests that stand in the repository: the same in
/// debug and release builds and on every platform. `ECSIM_BLESS=1` writes them anew; a difference
/// is a change of results and gets its line in the CHANGELOG.
#[test]
fn the_scenarios_give_what_they_gave() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = String::new();
    for file in scenarios_in("scenarios") {
        let bench = Bench::new();
        let output = bench.ecsim(&["run", file.to_str().unwrap(), "--quiet"]);
        assert!(output.status.success(), "{}", file.display());
        for (name, bytes) in contents(&bench.path("output")) {
            // The version stands in these two; pictures of pixels are the same on one platform
            // only.
            let varies = ["manifest.json", "summary.json", ".png"];
            if !varies.iter().any(|end| name.contains(end)) {
                found.push_str(&format!("{} {name}\n", digest(&bytes)));
            }
        }
    }
    let golden = root.join("tests/golden/digests.txt");
    if bless() {
        std::fs::write(&golden, &found).unwrap();
    }
    let expected = read(&golden);
    let changed: Vec<&str> = found
        .lines()
        .filter(|line| !expected.contains(line))
        .collect();
    assert!(changed.is_empty(), "results changed: {changed:#?}");
    assert_eq!(found.lines().count(), expected.lines().count());
}

fn digest(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    let mut text = String::new();
    for byte in sha2::Sha256::digest(bytes) {
        write!(text, "{byte:02x}").expect("memory takes it");
    }
    text
}
