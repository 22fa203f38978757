//! Runs the program on a scenario text and reads what it wrote.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A place to run the program in.
pub(crate) struct Bench {
    pub(crate) dir: TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a temporary directory"),
        }
    }

    /// The path of a file in the bench.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs the program here.
    pub(crate) fn ecsim(&self, args: &[&str]) -> Output {
        Command::new(assert_cmd::cargo::cargo_bin!("ecsim"))
            .current_dir(self.dir.path())
            .env_remove("CI")
            .args(args)
            .output()
            .expect("the program starts")
    }

    /// Plays a scenario text as `case.yaml` without charts; fails if the program does.
    pub(crate) fn play(&self, scenario: &str) -> Results {
        self.file("case.yaml", scenario);
        let args = ["run", "case.yaml", "--no-charts", "--paranoid", "--quiet"];
        let output = self.ecsim(&args);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{complaint}\n{scenario}");
        Results {
            dir: self.path("output/case"),
        }
    }
}

/// Plays a scenario text and reads the results; the directory goes away with the bench.
pub(crate) fn play(scenario: &str) -> (Bench, Results) {
    let bench = Bench::new();
    let results = bench.play(scenario);
    (bench, results)
}

/// What a run wrote.
pub(crate) struct Results {
    pub(crate) dir: PathBuf,
}

impl Results {
    /// Some columns of a table, each row as one text.
    pub(crate) fn columns(&self, file: &str, columns: &[&str]) -> Vec<String> {
        let mut reader = csv::Reader::from_path(self.dir.join(file)).unwrap();
        let header = reader.headers().unwrap().clone();
        let places: Vec<usize> = columns
            .iter()
            .map(|column| {
                let place = header.iter().position(|name| name == *column);
                place.unwrap_or_else(|| panic!("{file} has a column {column}: {header:?}"))
            })
            .collect();
        let records = reader.records().map(Result::unwrap);
        records
            .map(|record| {
                let cells: Vec<&str> = places.iter().map(|place| &record[*place]).collect();
                cells.join(" ")
            })
            .collect()
    }

    /// `time running pending ready stopping total deployments` of each row of `services.csv`.
    pub(crate) fn states(&self) -> Vec<String> {
        let columns = [
            "time_s",
            "running",
            "pending",
            "ready",
            "stopping",
            "total",
            "deployments",
        ];
        self.columns("services.csv", &columns)
    }

    /// When an event of this name was told for the first time, in seconds.
    pub(crate) fn first(&self, event: &str) -> Option<String> {
        let rows = self.columns("timeline.csv", &["event", "time_s"]);
        let prefix = format!("{event} ");
        let first = rows.iter().find_map(|row| row.strip_prefix(&prefix));
        first.map(str::to_owned)
    }
}

pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A service `web` that starts in 30 s and stops in 30 s, on a fleet with room for `room` tasks;
/// `web:2` is deployed at 0 s.
pub(crate) fn update(desired: u32, percents: (u32, u32), room: u32) -> String {
    let (minimum, maximum) = percents;
    format!(
        "duration: 30m
aws:
  containerInstances: [{{instanceType: m5.large, count: {room}}}]
  taskDefinitions:
    - &web
      family: web
      cpu: 2048
      memory: 1024
      containerDefinitions: [{{name: web, image: web}}]
    - *web
  services:
    - serviceName: web
      taskDefinition: web:1
      desiredCount: {desired}
      deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: {maximum}}}
world:
  profile: instant
  applications: {{web: {{launch: 30s, shutdown: 30s}}}}
timeline:
  - {{at: 0s, updateService: {{service: web, taskDefinition: \"web:2\"}}}}
"
    )
}
