//! What may be written where, and what is left alone.

use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::report::testdata;

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn run(parent: &Path) -> Result<PathBuf, Error> {
    OutputDir::prepare(parent, "tiny")?.write(&Summary::of(&testdata::tiny()), false, &|| false)
}

fn message(error: &Error, parent: &Path) -> String {
    error
        .to_string()
        .replace(&parent.display().to_string(), "output")
        .replace('\\', "/")
}

#[test]
fn a_result_has_every_file_and_a_manifest_that_lists_them() {
    let parent = tempfile::tempdir().unwrap();
    let dir = OutputDir::prepare(&parent.path().join("a/b"), "tiny")
        .unwrap()
        .write(&Summary::of(&testdata::tiny()), true, &|| false)
        .unwrap();
    assert_eq!(dir, parent.path().join("a/b/tiny"));
    assert_eq!(
        names(&dir),
        [
            "charts",
            "decisions.csv",
            "deployments.csv",
            "events.jsonl",
            "instances.csv",
            "manifest.json",
            "metrics.csv",
            "scenario.resolved.yaml",
            "services.csv",
            "summary.json",
            "tasks.csv",
            "timeline.csv",
        ]
    );
    let files = manifest::files_of_ours(&dir).unwrap();
    assert_eq!(manifest::stranger(&dir, &files).unwrap(), None);
    let text = fs::read_to_string(dir.join("manifest.json")).unwrap();
    assert!(text.starts_with("{\n  \"tool\": \"ecsim\",\n  \"version\": \""));
    assert!(text.contains("\"charts/tasks-web.png\""));
    assert_eq!(names(dir.parent().unwrap()), ["tiny"], "no hidden rest");
}

#[test]
fn the_same_run_writes_the_same_bytes() {
    let parent = tempfile::tempdir().unwrap();
    let write = |name| {
        OutputDir::prepare(parent.path(), name)
            .unwrap()
            .write(&Summary::of(&testdata::tiny()), true, &|| false)
            .unwrap()
    };
    let (one, two) = (write("one"), write("two"));
    for dir in [".", "charts"] {
        for name in names(&one.join(dir)) {
            let path = Path::new(dir).join(name);
            if one.join(&path).is_file() {
                assert_eq!(
                    fs::read(one.join(&path)).unwrap(),
                    fs::read(two.join(&path)).unwrap(),
                    "{}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn an_older_result_is_replaced_whole() {
    let parent = tempfile::tempdir().unwrap();
    let dir = OutputDir::prepare(parent.path(), "tiny")
        .unwrap()
        .write(&Summary::of(&testdata::tiny()), true, &|| false)
        .unwrap();
    fs::write(dir.join("timeline.csv"), "spoilt").unwrap();
    fs::write(dir.join(".DS_Store"), "left by a file manager").unwrap();
    assert_eq!(run(parent.path()).unwrap(), dir);
    let timeline = fs::read_to_string(dir.join("timeline.csv")).unwrap();
    assert!(timeline.starts_with("seq,"));
    assert!(
        !dir.join("charts").exists(),
        "nothing of the old one is left"
    );
    assert_eq!(names(parent.path()), ["tiny"]);
}

#[test]
fn a_run_without_charts_leaves_no_empty_directory_and_takes_one_as_its_own() {
    let result = testdata::empty("tiny", 60, &[]);
    let parent = tempfile::tempdir().unwrap();
    let dir = OutputDir::prepare(parent.path(), "tiny")
        .unwrap()
        .write(&Summary::of(&result), true, &|| false)
        .unwrap();
    assert!(!dir.join("charts").exists());
    fs::create_dir(dir.join("charts")).unwrap();
    assert_eq!(run(parent.path()).unwrap(), dir);
    fs::create_dir(dir.join("charts")).unwrap();
    fs::write(dir.join("charts/mine.png"), "dear").unwrap();
    let error = run(parent.path()).unwrap_err();
    let said = message(&error, parent.path());
    assert!(said.starts_with("`output/tiny/charts"), "{said}");
}

#[test]
fn a_foreign_directory_is_never_touched() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("tiny");
    for manifest in [None, Some("{}"), Some("{\"tool\":\"other\",\"files\":[]}")] {
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("photo.jpg"), "dear").unwrap();
        if let Some(text) = manifest {
            fs::write(dir.join("manifest.json"), text).unwrap();
        }
        let error = run(parent.path()).unwrap_err();
        assert_eq!(
            message(&error, parent.path()),
            "`output/tiny` was not written by ecsim (it has no manifest.json of ours), so it is \
             not touched; move it, or choose another directory with -o"
        );
        assert_eq!(fs::read_to_string(dir.join("photo.jpg")).unwrap(), "dear");
    }
    assert_eq!(names(parent.path()), ["tiny"]);
}

#[test]
fn files_that_somebody_keeps_in_a_result_are_not_deleted() {
    let parent = tempfile::tempdir().unwrap();
    let dir = run(parent.path()).unwrap();
    fs::write(dir.join("my-notes.txt"), "dear").unwrap();
    let error = run(parent.path()).unwrap_err();
    assert_eq!(
        message(&error, parent.path()),
        "`output/tiny/my-notes.txt` stands in an older result and was not written by ecsim; move \
         it, or choose another directory with -o"
    );
    assert!(dir.join("my-notes.txt").exists());
}

#[test]
fn a_file_under_that_name_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("tiny"), "a file").unwrap();
    let error = run(parent.path()).unwrap_err();
    assert_eq!(
        message(&error, parent.path()),
        "`output/tiny` is not a directory; move it, or choose another directory with -o"
    );
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_not_followed() {
    let parent = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let result = run(elsewhere.path()).unwrap();
    for to in [result.as_path(), Path::new("nowhere")] {
        let link = parent.path().join("tiny");
        std::os::unix::fs::symlink(to, &link).unwrap();
        assert!(matches!(run(parent.path()), Err(Error::Link(_))));
        fs::remove_file(&link).unwrap();
    }
    assert!(result.join("timeline.csv").exists());
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let parent = tempfile::tempdir().unwrap();
    for name in ["", ".", "..", "a/b", "/tmp", "..\\a", "c:", "a\0b"] {
        let error = OutputDir::prepare(parent.path(), name).unwrap_err();
        assert!(matches!(error, Error::Name(_)), "{name}");
    }
    assert!(names(parent.path()).is_empty());
}

#[test]
fn a_parent_that_cannot_be_made_is_told_before_the_run() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "").unwrap();
    let error = OutputDir::prepare(&file.join("below"), "tiny").unwrap_err();
    assert!(matches!(error, Error::Unwritable { .. }));
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_failure_leaves_the_old_result() {
    let parent = tempfile::tempdir().unwrap();
    let dir = run(parent.path()).unwrap();
    let before = fs::read(dir.join("timeline.csv")).unwrap();
    let prepare = || OutputDir::prepare(parent.path(), "tiny").unwrap();

    // A defect in the middle of writing: a state of a service that is not there.
    let mut result = testdata::tiny();
    result.service_states[3].service = 99;
    let prepared = prepare();
    let written = std::panic::catch_unwind(AssertUnwindSafe(|| {
        prepared.write(&Summary::of(&result), false, &|| false)
    }));
    assert!(written.is_err());
    assert_eq!(names(parent.path()), ["tiny"], "the new one is gone");

    // Somebody puts a file there while the run is played.
    let prepared = prepare();
    fs::write(dir.join("foreign.txt"), "dear").unwrap();
    let written = prepared.write(&Summary::of(&testdata::tiny()), false, &|| false);
    assert!(matches!(written, Err(Error::Stranger(_))));

    assert_eq!(fs::read(dir.join("timeline.csv")).unwrap(), before);
    assert_eq!(names(parent.path()), ["tiny"]);
}

#[test]
fn whoever_asks_for_the_end_while_files_are_written_gets_it() {
    let parent = tempfile::tempdir().unwrap();
    let dir = run(parent.path()).unwrap();
    let before = fs::read(dir.join("timeline.csv")).unwrap();
    for patience in 0..8 {
        let asked = AtomicU32::new(0);
        let interrupted = move || asked.fetch_add(1, Ordering::Relaxed) >= patience;
        let prepared = OutputDir::prepare(parent.path(), "tiny").unwrap();
        let written = prepared.write(&Summary::of(&testdata::tiny()), true, &interrupted);
        assert!(matches!(written, Err(Error::Interrupted)), "{patience}");
        assert_eq!(fs::read(dir.join("timeline.csv")).unwrap(), before);
        assert_eq!(names(parent.path()), ["tiny"]);
    }
}

#[test]
fn what_a_killed_run_left_is_of_no_harm() {
    let parent = tempfile::tempdir().unwrap();
    fs::create_dir_all(parent.path().join(".ecsim-abc123/new/charts")).unwrap();
    run(parent.path()).unwrap();
    assert_eq!(names(parent.path()), [".ecsim-abc123", "tiny"]);
}
