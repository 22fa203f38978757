//! Films made by hand: what is folded, chosen and told of their ends.

use super::*;

fn frame(second: u64, state: &str, waits_for: &str, numbers: &[(&str, u32)]) -> Frame {
    let mut frame = Frame {
        time: SimTime::from_secs(second),
        state: state.into(),
        waits_for: waits_for.into(),
        next_try: None,
        numbers: [None; NUMBERS.len()],
    };
    for (name, number) in numbers {
        frame.set(name, *number);
    }
    frame
}

fn film(deployment: &str, frames: Vec<Frame>) -> Film {
    Film {
        service: "web".into(),
        deployment: deployment.into(),
        task_definition: "web:2".into(),
        from: Some("web:1".into()),
        rolls_back: None,
        is_last: false,
        frames,
        endings: Vec::new(),
        ended: None,
        failures: None,
    }
}

fn moving(second: u64) -> Frame {
    let numbers = [("old_stopping", 1)];
    frame(second, "IN_PROGRESS", "1 old task to stop", &numbers)
}

fn done(second: u64) -> Frame {
    frame(second, "COMPLETED", "", &[("new_ready", 1)])
}

fn exited(second: u64, task: &str) -> End {
    End {
        time: SimTime::from_secs(second),
        what: What::Ended(Ending::Exited(Some(1))),
        is_old: false,
        tasks: vec![task.into()],
    }
}

#[test]
fn the_middle_of_many_frames_is_left_out_unless_all_are_asked_for() {
    // No two of them are alike.
    let frame = |second: u32| Frame {
        waits_for: format!("{second} old tasks to stop"),
        ..moving(second.into())
    };
    let mut frames: Vec<Frame> = (0..5_000).map(frame).collect();
    frames.push(done(5_000));
    let mut film = film("web/d-2", frames);
    film.endings = vec![exited(2_500, "web/7")];
    let short = lines(&film, false);
    assert_eq!(short.len(), 40 + 9);
    let said = "⋮  4,961 more frames, with --all; 1 task ended in them";
    assert!(short.iter().any(|line| line.ends_with(said)), "{short:#?}");
    assert_eq!(lines(&film, true).len(), 5_002 + 8);
    assert!(short.iter().all(|line| line.chars().count() <= 100));
}

/// Tasks that exit after RUNNING are failures of nobody's count, so the rounds go on and on.
#[test]
fn a_crash_loop_shows_one_round_and_how_many_follow() {
    let state = |second, waits: &str| frame(second, "IN_PROGRESS", waits, &[("new_starting", 1)]);
    let mut film = film("web/d-2", vec![state(0, "1 new task to be RUNNING")]);
    for round in 0..10 {
        let began = 62 * round;
        film.frames
            .push(state(began + 60, "1 new task to be ready"));
        film.frames
            .push(state(began + 62, "1 new task to be RUNNING"));
        film.endings
            .push(exited(began + 62, &format!("web/{round}")));
    }
    let told = lines(&film, false);
    let why = told.len() - 1;
    let no_breaker =
        "It has no circuit breaker; one would not count tasks that exit after RUNNING.";
    assert_eq!(told[why], no_breaker);
    let table: Vec<&str> = told[5..told.len() - 5]
        .iter()
        .map(|line| line.trim())
        .collect();
    assert_eq!(table.len(), 4, "{told:#?}");
    assert!(table[1].starts_with("1m ") && table[1].ends_with("to be ready"));
    assert_eq!(table[2], "1m2s  1 task exited with code 1 (web/0)");
    assert!(table[3].starts_with("1m2s ") && table[3].ends_with("to be RUNNING"));
    let rest = told.len() - 5;
    let said = "⋮  9 more rounds like this, one every 1m2s, until 10m20s";
    assert!(told[rest].trim_start().starts_with(said), "{told:#?}");
    assert_eq!(told[why - 1], "10 tasks exited with code 1.");
    let watched = [("failed_tasks", 0), ("threshold", 3)];
    film.frames.push(frame(630, "IN_PROGRESS", "", &watched));
    let said = "Its circuit breaker has counted 0 of 3: a task that exits after RUNNING is no failure \
                for it.";
    assert_eq!(lines(&film, false).pop().unwrap(), said);
    film.frames.pop();
    // All of them on demand.
    let all = lines(&film, true);
    assert_eq!(
        all.iter().filter(|line| line.contains(" exited ")).count(),
        11
    );
    assert!(!all.iter().any(|line| line.contains('⋮')));
}

/// A loop that begins after COMPLETED is told too, and so is how it stands in the end.
#[test]
fn what_fails_after_completed_is_told() {
    let mut film = film("web/d-2", vec![moving(0), done(60)]);
    let short = [("desired", 3), ("healthy", 2), ("new_starting", 1)];
    film.frames
        .push(frame(90, "COMPLETED", "1 task to be RUNNING", &short));
    film.is_last = true;
    let last = |film: &Film| lines(film, false).pop().unwrap();
    assert_eq!(
        last(&film),
        "After that its tasks went through 1 more change, with --all."
    );
    film.endings = vec![exited(90, "web/5")];
    let told = lines(&film, false).join("\n");
    assert!(
        told.contains("1m30s  1 task exited with code 1 (web/5)\n"),
        "{told}"
    );
    let end = "COMPLETED at 1m, 1m after it began.\n1 task exited with code 1 since it was COMPLETED.\n\
               2 of 3 tasks are healthy at the end of the run.";
    assert!(told.ends_with(end), "{told}");
}

#[test]
fn old_tasks_that_end_are_no_failures_of_the_deployment() {
    let mut film = film("web/d-2", vec![moving(0), moving(60)]);
    film.endings = vec![End {
        is_old: true,
        tasks: (1..=5).map(|number| format!("web/{number}")).collect(),
        ..exited(30, "")
    }];
    let told = lines(&film, false).join("\n");
    let said = "  30s  5 old tasks exited with code 1 (web/1, web/2, web/3 and 2 more)\n";
    assert!(told.contains(said), "{told}");
    assert!(told.ends_with("the last change was at 1m."), "{told}");
}

#[test]
fn a_long_wait_and_a_long_name_go_on_below_themselves() {
    let waits = "held by the percents: minH 3 = D 3 and maxT 3 = D 3; maximumPercent 134 or \
                 minimumHealthyPercent 66 would free it";
    let mut film = film("web/d-2", vec![frame(0, "IN_PROGRESS", waits, &[])]);
    film.task_definition = "n".repeat(150);
    let lines = lines(&film, false);
    let place = lines.iter().position(|line| line.contains("held")).unwrap();
    let begin = lines[place].find("held").unwrap();
    assert!(lines[place + 1].len() > begin && lines[place + 1][..begin].trim().is_empty());
    assert!(
        lines.iter().all(|line| line.chars().count() <= 100),
        "{lines:#?}"
    );
    let head = lines[..3].concat();
    assert!(
        head.matches('n').count() >= 150,
        "a name is never cut: {head}"
    );
}

#[test]
fn columns_that_say_nothing_are_left_out() {
    let numbers = [("new_unhealthy", 2), ("new_stopping", 0)];
    let lines = lines(
        &film("web/d-2", vec![frame(0, "IN_PROGRESS", "", &numbers)]),
        false,
    );
    let header = &lines[4];
    assert!(header.contains("ready  unhealthy"), "{lines:#?}");
    assert!(!header.contains("failed") && header.matches("stop").count() == 1);
    assert!(lines[5].ends_with("  (IN_PROGRESS)"), "{lines:#?}");
}

#[test]
fn ends_are_told_apart() {
    let told = |film: &Film| lines(film, false).pop().unwrap();
    let whole = film("web/d-2", vec![moving(10), done(90)]);
    assert_eq!(told(&whole), "COMPLETED at 1m30s, 1m20s after it began.");
    let mut stood = film("web/d-1", vec![done(5)]);
    assert_eq!(told(&stood), "COMPLETED at 5s, at once.");
    stood.from = None;
    assert_eq!(told(&stood), "It was COMPLETED when the scenario began.");
    let mut failed = film("web/d-2", vec![moving(10)]);
    assert_eq!(
        told(&failed),
        "Still IN_PROGRESS at the end of the run; the last change was at 10s."
    );
    failed.ended = Some(("FAILED".into(), SimTime::from_secs(60)));
    failed.failures = Some((3, 3));
    let said = "FAILED at 1m, 50s after it began: 3 failures, its circuit breaker trips at 3.";
    assert_eq!(told(&failed), said);
}

#[test]
fn a_rollback_says_of_what_it_is_one() {
    let mut back = film("web/d-1", vec![moving(60), done(90)]);
    back.rolls_back = Some("web/d-2".into());
    let head = &lines(&back, false)[0];
    assert_eq!(head, "web/d-1: web:1 → web:2, the rollback of web/d-2");
    assert_eq!(
        brief(&back),
        ["web/d-1 (web:2), the rollback of web/d-2: COMPLETED at 1m30s, 30s after it began."]
    );
}

#[test]
fn a_service_means_its_newest_deployment_and_what_came_back() {
    let mut films = vec![
        film("web/d-1", vec![]),
        film("web/d-2", vec![]),
        film("web/d-3", vec![]),
        film("web/d-1", vec![]),
    ];
    films[3].rolls_back = Some("web/d-3".into());
    assert_eq!(chosen(&films, "web"), [2, 3]);
    assert_eq!(chosen(&films, "web/d-2"), [1]);
    assert_eq!(chosen(&films, "web/d-1"), [0, 3]);
    assert_eq!(chosen(&films, "shop"), [0; 0]);
    films.truncate(1);
    assert_eq!(chosen(&films, "web"), [0]);
}
