//! Every chart of three sizes of result: drawn, valid, within its bounds.

use super::*;
use crate::report::testdata;

fn file<'a>(pictures: &'a [Picture], name: &str) -> &'a [u8] {
    let picture = pictures.iter().find(|picture| picture.file == name);
    &picture.unwrap_or_else(|| panic!("{name} is missing")).bytes
}

/// Fails unless every tag is closed in order, every attribute quoted, every `&` an entity.
fn assert_well_formed(svg: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        assert!(!text.contains('>'), "stray > in {text}");
        for entity in text.split('&').skip(1) {
            assert!(entity.contains(';'), "stray & in {text}");
        }
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap());
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

fn png_size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn every_chart_is_a_valid_picture_in_both_formats() {
    for result in [
        testdata::tiny(),
        testdata::medium(),
        testdata::large(),
        testdata::packed(3),
        testdata::packed(500),
    ] {
        let pictures = pictures(&result);
        let deployments = deployments::choose(&result).len();
        let instances = usize::from(!result.instances.is_empty());
        let tasks = usize::from(!result.tasks.is_empty());
        assert_eq!(
            pictures.len(),
            2 * (result.services.len() + deployments + instances + tasks + result.packing.len())
        );
        for pair in pictures.chunks(2) {
            let svg = std::str::from_utf8(&pair[0].bytes).unwrap();
            assert_well_formed(svg);
            let (width, height) = png_size(&pair[1].bytes);
            assert_eq!(width, 1600);
            assert!((400..=2_200).contains(&height), "{height}");
            let view = format!("<svg width=\"{width}\" height=\"{height}\"");
            assert!(svg.starts_with(&view), "both formats have one size");
            assert!(svg.len() < 2_000_000, "{}", pair[0].file);
            // One that is hatched all over takes most.
            assert!(pair[1].bytes.len() < 1_000_000, "{}", pair[1].file);
        }
    }
}

#[test]
fn the_same_result_is_the_same_picture() {
    let draw = || pictures(&testdata::medium());
    for (one, two) in draw().iter().zip(draw()) {
        assert_eq!(one.file, two.file);
        assert!(one.bytes == two.bytes, "{}", one.file);
    }
}

#[test]
fn names_are_text_and_never_markup() {
    let mut result = testdata::tiny();
    result.name = "<script>alert(1)</script> & \"co\"".into();
    result.tasks[0].task_definition = "<b>:1".into();
    result.marks[0].label = "]]><g onload='x'>\u{1}\u{1b}[31m".into();
    for pair in pictures(&result).chunks(2) {
        let svg = std::str::from_utf8(&pair[0].bytes).unwrap();
        assert_well_formed(svg);
        assert!(!svg.contains("<script") && !svg.contains("<g") && !svg.contains("<b"));
        assert!(!svg.contains(['\u{1}', '\u{1b}']));
        assert!(svg.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;"));
    }
}

#[test]
fn files_are_named_after_services_safely_and_uniquely() {
    assert_eq!(stem("tasks", "web", &[]), "tasks-web");
    assert_eq!(stem("tasks", "shop/web", &[]), "tasks-shop-web");
    assert_eq!(stem("tasks", "../../etc", &[]), "tasks-..-..-etc");
    assert_eq!(
        stem("tasks", "shop-web", &["tasks-shop-web".into()]),
        "tasks-shop-web-2"
    );
    assert_eq!(stem("tasks", "WEB", &["tasks-web".into()]), "tasks-WEB-2");
}

#[test]
fn a_short_deployment_has_a_picture_named_after_it() {
    let pictures = pictures(&testdata::medium());
    let svg = String::from_utf8(file(&pictures, "deployment-web-d-2.svg").to_vec()).unwrap();
    assert!(svg.contains("deployment web/d-2, web:2"));
    assert!(svg.contains("10m30s"), "a tick within the deployment");
    assert!(!svg.contains("1h30m"), "a tick far from it");
}

#[test]
fn a_revision_has_one_colour_in_all_charts() {
    let mut result = testdata::medium();
    // The first task of all is of another service, and its revision appears first.
    result.services.swap(0, 1);
    let states = result.service_states.iter_mut().map(|row| &mut row.service);
    let deployments = result.deployments.iter_mut().map(|row| &mut row.service);
    for service in states.chain(deployments) {
        *service = [1, 0, 2][*service as usize];
    }
    let pictures = pictures(&result);
    // The box of the legend stands just before the name of the revision.
    let color = |name: &str| {
        let svg = String::from_utf8(file(&pictures, name).to_vec()).unwrap();
        let at = svg.rfind("web:2").expect("the legend names it");
        let fill = svg[..at].rmatch_indices("fill=\"#").nth(1).unwrap().0;
        svg[fill + 6..fill + 13].to_owned()
    };
    let colors = ["tasks-web.svg", "deployment-web-d-2.svg", "gantt.svg"].map(color);
    assert_eq!(colors[0], colors[1]);
    assert_eq!(colors[0], colors[2]);
    assert_ne!(colors[0], "#000000");
}

#[test]
fn of_many_services_those_with_most_tasks_are_drawn() {
    let mut result = testdata::tiny();
    result.services = (0..40).map(|number| format!("s{number}")).collect();
    result.services[33] = "web".into();
    result.instances.clear();
    let pictures = pictures(&result);
    assert_eq!(pictures.len(), 2 * (SERVICES + 1));
    let svg = String::from_utf8(file(&pictures, "tasks-web.svg").to_vec()).unwrap();
    assert!(svg.contains("One of the 20 of 40 services"));
}

#[test]
fn a_result_in_which_nothing_was_is_drawn_too() {
    let mut result = testdata::tiny();
    result.tasks.clear();
    result.instances.clear();
    result.service_states.clear();
    result.marks.clear();
    result.duration = crate::engine::Span::ZERO;
    assert_eq!(pictures(&result).len(), 2);
}

/// Writes all charts of all sizes where `ECSIM_CHARTS` says, to be looked at.
#[test]
fn charts_can_be_looked_at() {
    let Ok(dir) = std::env::var("ECSIM_CHARTS") else {
        return;
    };
    for result in [testdata::tiny(), testdata::medium(), testdata::large()] {
        for picture in pictures(&result) {
            let path = format!("{dir}/{}-{}", result.name, picture.file);
            std::fs::write(path, picture.bytes).unwrap();
        }
    }
}
