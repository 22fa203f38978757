//! `docs/services.md`: its first block is a scenario, every other one is laid over it, and what
//! they expect holds.

use crate::support::{Bench, read, repository};

/// The YAML blocks of the page.
fn blocks() -> Vec<String> {
    let page = read(&repository("docs/services.md")).replace("\r\n", "\n");
    let parts = page.split("```yaml\n").skip(1);
    parts
        .map(|part| part.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn every_fragment_keeps_what_it_promises() {
    let bench = Bench::new();
    let blocks = blocks();
    let (base, fragments) = blocks.split_first().unwrap();
    bench.file("base.yaml", base);
    assert!(fragments.len() >= 7, "{}", fragments.len());
    for (number, fragment) in fragments.iter().enumerate() {
        assert!(fragment.contains("expect:"), "{fragment}");
        let file = format!("fragment-{number}.yaml");
        bench.file(&file, format!("extends: base.yaml\n{fragment}"));
    }
    let said = bench.test(&["."]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
}

/// A fragment that its base alone would satisfy shows nothing.
#[test]
fn no_fragment_holds_without_what_it_says() {
    let bench = Bench::new();
    let blocks = blocks();
    let (base, fragments) = blocks.split_first().unwrap();
    bench.file("base.yaml", base);
    for fragment in fragments {
        let (_, expected) = fragment.split_once("expect:").unwrap();
        let alone = format!("extends: base.yaml\nexpect:{expected}");
        bench.file("alone.yaml", alone);
        let said = bench.test(&["alone.yaml"]);
        assert_ne!(said.code, 0, "{fragment}");
    }
}

/// Every scenario that the page links to is there.
#[test]
fn its_links_lead_somewhere() {
    let page = read(&repository("docs/services.md"));
    let links = page.split("](../").skip(1);
    let targets: Vec<&str> = links.filter_map(|link| link.split(')').next()).collect();
    assert!(targets.len() >= 3, "{targets:?}");
    for target in targets {
        assert!(repository(target).exists(), "{target}");
    }
}
