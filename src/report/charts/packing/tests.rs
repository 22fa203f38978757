//! The chart as text: what stands in the SVG.

use super::super::canvas;
use super::*;
use crate::report::testdata;

fn svg(result: &RunResult) -> String {
    let revisions = Revisions::of(result);
    let chart = Packing::new(result, &result.packing[0], &revisions);
    String::from_utf8(canvas::svg(chart.size(), |canvas| chart.draw(canvas))).unwrap()
}

/// The texts of a picture, in the order in which they were drawn.
fn texts(svg: &str) -> Vec<&str> {
    let mut parts = svg.split("<text ").skip(1);
    let text = |part: &'_ str| -> Option<(usize, usize)> {
        let from = part.find('>')? + 1;
        Some((from, part[from..].find('<')? + from))
    };
    let mut found = Vec::new();
    for part in parts.by_ref() {
        let (from, to) = text(part).expect("a text has an end");
        found.push(part[from..to].trim());
    }
    found
}

#[test]
fn every_picture_says_what_it_shows() {
    let result = testdata::packed(2);
    let svg = svg(&result);
    let texts = texts(&svg);
    assert_eq!(texts[0], "packed: packing of cluster default");
    for head in [
        "start, 0s: 3 tasks on 2 instances",
        "most reserved, 1m: 5 tasks on 2 instances",
        "end, 10m: 3 tasks on 2 instances",
    ] {
        assert!(texts.contains(&head), "{head}: {texts:?}");
    }
    let names = texts.iter().filter(|text| ["i-1", "i-2"].contains(text));
    assert_eq!(names.count(), 6, "below each of the three");
    assert!(texts.contains(&"C: CPU") && texts.contains(&"M: memory"));
    assert!(
        !texts.contains(&"N: network interfaces"),
        "no task takes one"
    );
}

#[test]
fn a_peak_like_the_start_is_not_drawn_again() {
    let mut result = testdata::packed(2);
    let start = result.packing[0].pictures[0].instances.clone();
    result.packing[0].pictures[1].instances = start;
    let svg = svg(&result);
    assert!(!svg.contains("most reserved"));
}

#[test]
fn interfaces_and_ports_have_bars_where_a_task_takes_them() {
    let mut result = testdata::packed(2);
    result.packing[0].pictures[2].instances[0].reserved.enis = 2;
    result.packing[0].pictures[2].instances[0].reserved.ports = 1;
    let svg = svg(&result);
    let texts = texts(&svg);
    assert!(texts.contains(&"N: network interfaces"), "{texts:?}");
    assert!(texts.contains(&"P: static host ports"));
}

#[test]
fn a_large_fleet_is_folded_and_says_how_many_are_left_out() {
    let result = testdata::packed(300);
    let svg = svg(&result);
    let texts = texts(&svg);
    let folded = texts.iter().filter(|text| **text == "268 more, by tenths");
    assert_eq!(folded.count(), 3);
    assert!(
        texts[1].contains("between them 268 more instances"),
        "{}",
        texts[1]
    );
    assert!(svg.len() < 400_000, "{}", svg.len());
}
