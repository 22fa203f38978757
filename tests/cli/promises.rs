//! What is said of a broken promise, word for word: one of each kind, on one small scenario.
//!
//! The promises stand in `tests/promises/`, what is said of them in `tests/golden/promises.txt`.
//! To write what the program says now: `ECSIM_BLESS=1 cargo test --test cli promises`; then read
//! the difference as somebody who has only this text.

use crate::support::{Bench, bless, read, repository};

fn bench() -> Bench {
    let bench = Bench::new();
    for entry in std::fs::read_dir(repository("tests/promises")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        bench.file(&format!("promises/{name}"), read(&path));
    }
    bench
}

#[test]
fn what_is_said_of_each_broken_promise() {
    let said = bench().test(&["promises", "--paranoid"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    let golden = repository("tests/golden/promises.txt");
    if bless() {
        std::fs::write(&golden, &said.out).unwrap();
    }
    let expected = read(&golden);
    assert!(
        said.out == expected,
        "not as in {}:\n{}",
        golden.display(),
        said.out
    );
}

#[test]
fn every_one_of_them_is_broken_and_told() {
    let bench = bench();
    let document = bench.test(&["promises", "--json"]).json();
    let said = bench.test(&["promises"]).out;
    let mut count = 0;
    for scenario in document["scenarios"].as_array().unwrap() {
        for judged in scenario["expectations"].as_array().unwrap() {
            let sentence = judged["expect"].as_str().unwrap();
            assert_eq!(judged["ok"], false, "{sentence}");
            assert!(said.contains(&format!("  {sentence}\n")), "{sentence}");
            count += 1;
        }
    }
    assert!(count >= 40, "{count}");
}
