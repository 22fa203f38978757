//! Films made by hand: what is folded, chosen and told of their ends.

use super::*;

fn frame(time: &str, state: &str, waits_for: &str, numbers: &[(&str, u32)]) -> Frame {
    let mut frame = Frame {
        time: time.into(),
        state: state.into(),
        waits_for: waits_for.into(),
        numbers: [None; NUMBERS.len()],
    };
    for (name, number) in numbers {
        let place = NUMBERS.iter().position(|it| it == name).unwrap();
        frame.numbers[place] = Some(*number);
    }
    frame
}

fn film(deployment: &str, frames: Vec<Frame>) -> Film {
    Film {
        service: "web".into(),
        deployment: deployment.into(),
        task_definition: "web:2".into(),
        from: Some("web:1".into()),
        frames,
        ended: None,
        failures: None,
    }
}

fn moving(time: &str) -> Frame {
    frame(
        time,
        "IN_PROGRESS",
        "1 old task to stop",
        &[("old_stopping", 1)],
    )
}

fn done(time: &str) -> Frame {
    frame(time, "COMPLETED", "", &[("new_ready", 1)])
}

#[test]
fn the_middle_of_many_frames_is_folded_unless_all_are_asked_for() {
    let mut frames: Vec<Frame> = (0..5_000).map(|time| moving(&time.to_string())).collect();
    frames.push(done("5000"));
    let film = film("web/d-2", frames);
    let short = lines(&film, false);
    assert_eq!(short.len(), 40 + 7);
    assert!(
        short
            .iter()
            .any(|line| line.ends_with("⋮  4,961 more frames, with --all"))
    );
    assert_eq!(lines(&film, true).len(), 5_001 + 6);
    assert!(short.iter().all(|line| line.chars().count() <= 100));
}

#[test]
fn a_long_wait_goes_on_below_itself() {
    let waits = "held by the percents: minH 3 = D 3 and maxT 3 = D 3; maximumPercent 134 or \
                 minimumHealthyPercent 66 would free it";
    let film = film("web/d-2", vec![frame("0", "IN_PROGRESS", waits, &[])]);
    let lines = lines(&film, false);
    let begin = lines[4].find("held").unwrap();
    assert!(lines[5].len() > begin && lines[5][..begin].trim().is_empty());
    assert!(
        lines.iter().all(|line| line.chars().count() <= 100),
        "{lines:#?}"
    );
}

#[test]
fn columns_that_say_nothing_are_left_out() {
    let sick = frame(
        "0",
        "IN_PROGRESS",
        "",
        &[("new_unhealthy", 2), ("new_stopping", 0)],
    );
    let lines = lines(&film("web/d-2", vec![sick]), false);
    assert!(lines[3].contains("ready  sick"), "{lines:#?}");
    assert!(!lines[3].contains("failed") && lines[3].matches("stop").count() == 1);
}

#[test]
fn ends_are_told_apart() {
    let told = |film: &Film| lines(film, false).pop().unwrap();
    let whole = film("web/d-2", vec![moving("0.1"), done("0.3")]);
    assert_eq!(told(&whole), "COMPLETED at 0.3 s, 0.2 s after it began.");
    let mut stood = film("web/d-1", vec![done("0")]);
    assert_eq!(told(&stood), "At once COMPLETED at 0 s.");
    stood.from = None;
    assert_eq!(told(&stood), "It stood COMPLETED at 0 s.");
    let mut failed = film("web/d-2", vec![moving("10")]);
    assert_eq!(
        told(&failed),
        "IN_PROGRESS at the end of the run, unchanged since 10 s."
    );
    failed.ended = Some(("FAILED".into(), "60".into()));
    failed.failures = Some((3, 3));
    let said = "FAILED at 60 s with 3 failures of 3, 50 s after it began.";
    assert_eq!(told(&failed), said);
    let drained = film(
        "web/d-2",
        vec![moving("0"), done("9"), done("20"), done("30")],
    );
    let said = "Later tasks had to leave again: 2 more frames, with --all.";
    assert_eq!(told(&drained), said);
}

#[test]
fn a_service_means_its_newest_deployment_and_what_came_back() {
    let mut films = vec![
        film("web/d-1", vec![]),
        film("web/d-2", vec![]),
        film("web/d-3", vec![]),
        film("web/d-1", vec![]),
    ];
    assert_eq!(chosen(&films, "web"), [2, 3]);
    assert_eq!(chosen(&films, "web/d-2"), [1]);
    assert_eq!(chosen(&films, "web/d-1"), [0, 3]);
    assert_eq!(chosen(&films, "shop"), [0; 0]);
    films.truncate(1);
    assert_eq!(chosen(&films, "web"), [0]);
}

#[test]
fn a_number_of_seconds_keeps_its_unit() {
    assert_eq!(
        wrap("again at 40 s; then 5 s", 11),
        ["again at", "40 s; then", "5 s"]
    );
}
