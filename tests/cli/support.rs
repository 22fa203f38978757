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
        self.ecsim_with(&[], args)
    }

    /// Runs the program here, with these variables of the environment.
    pub(crate) fn ecsim_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Output {
        Command::new(assert_cmd::cargo::cargo_bin!("ecsim"))
            .current_dir(self.dir.path())
            .env_remove("CI")
            .env_remove("GITHUB_ACTIONS")
            .envs(variables.iter().copied())
            .args(args)
            .output()
            .expect("the program starts")
    }

    /// What `ecsim test` says here, and how it ends.
    pub(crate) fn test(&self, args: &[&str]) -> Said {
        self.test_with(&[], args)
    }

    /// The same with these variables of the environment.
    pub(crate) fn test_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Said {
        let output = self.ecsim_with(variables, &[&["test"], args].concat());
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Said {
            code: output.status.code().expect("it ends by itself"),
            out: masked(&text(output.stdout)),
            err: text(output.stderr),
        }
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

/// What a test run said, and its exit code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) code: i32,
    /// Standard output, with a tilde for every time that a clock measured.
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// Standard output as the JSON document that it is.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// What a test run prints, without what depends on the machine: how long each scenario took, and
/// all of them.
pub(crate) fn masked(said: &str) -> String {
    let time = |text: &str| {
        let (number, unit) = text.split_once(' ')?;
        (number.parse::<f64>().is_ok() && ["ms", "s"].contains(&unit)).then_some(())
    };
    let line = |line: &str| {
        let of_one = || {
            let (word, rest) = line.split_once(' ')?;
            let (took, rest) = rest.trim_start().split_once("  ")?;
            time(took)?;
            Some(format!("{word:<5} {:>8}  {rest}", '~'))
        };
        let of_all = || {
            let (rest, took) = line.rsplit_once("; ")?;
            time(took)?;
            Some(format!("{rest}; ~"))
        };
        of_one().or_else(of_all).unwrap_or_else(|| line.to_owned())
    };
    let lines: Vec<String> = said.split('\n').map(line).collect();
    lines.join("\n")
}

/// The file of the repository.
pub(crate) fn repository(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// The scenarios of the repository, in order of their names; then those of the study notes.
pub(crate) fn scenarios() -> Vec<PathBuf> {
    let mut files = scenarios_in("scenarios");
    files.extend(scenarios_in("scenarios/study"));
    files
}

/// The scenarios of one directory, in order of their names.
pub(crate) fn scenarios_in(directory: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(repository(directory)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "yaml")
    });
    files.sort();
    files
}

/// What a scenario of the repository is called below `scenarios`: `study/constraints.yaml`.
pub(crate) fn scenario_name(file: &Path) -> String {
    let below = file.strip_prefix(repository("scenarios")).unwrap();
    below.to_str().unwrap().replace('\\', "/")
}

/// Whether the goldens are to be written anew.
pub(crate) fn bless() -> bool {
    std::env::var_os("ECSIM_BLESS").is_some()
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

    /// `time message` of the rows of the timeline in whose message these words stand.
    pub(crate) fn said(&self, words: &str) -> Vec<String> {
        let rows = self.columns("timeline.csv", &["time_s", "message"]);
        rows.into_iter().filter(|row| row.contains(words)).collect()
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
      availabilityZoneRebalancing: DISABLED
      deploymentConfiguration: {{minimumHealthyPercent: {minimum}, maximumPercent: {maximum}}}
world:
  profile: instant
  applications: {{web: {{launch: 30s, shutdown: 30s}}}}
timeline:
  - {{at: 0s, updateService: {{service: web, taskDefinition: \"web:2\"}}}}
"
    )
}
