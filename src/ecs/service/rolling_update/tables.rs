//! The tables of a rolling update, step by step: ROLL-01 to ROLL-18 and the rounding table.
//!
//! Lock-step: after each pass all outstanding stops finish together; if there are none, all
//! outstanding starts become ready together.

use super::*;

const RULES: Rules = Rules {
    count_stopping_in_max: true,
    eager: true,
    replace_by_own_revision: true,
    unhealthy: UnhealthyReplacement::StartFirst,
};

/// A service in the middle of an update, as the tables count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Update {
    desired: u32,
    min: u32,
    max: u32,
    /// Tasks for which there is room at all.
    room: u32,
    old: u32,
    stopping: u32,
    ready: u32,
    starting: u32,
}

/// old running, old stopping, new ready, new starting, H, T.
type Row = [u32; 6];

impl Update {
    fn new(desired: u32, min: u32, max: u32) -> Self {
        Self {
            desired,
            min,
            max,
            room: u32::MAX,
            old: desired,
            stopping: 0,
            ready: 0,
            starting: 0,
        }
    }

    fn with_room(self, room: u32) -> Self {
        Self { room, ..self }
    }

    fn row(&self) -> Row {
        let healthy = self.old + self.ready;
        let total = healthy + self.stopping + self.starting;
        [
            self.old,
            self.stopping,
            self.ready,
            self.starting,
            healthy,
            total,
        ]
    }

    fn situation(&self) -> Situation {
        Situation {
            desired: self.desired,
            min_healthy: min_healthy(self.desired, self.min),
            max_total: max_total(self.desired, self.max),
            new: Alive {
                starting: self.starting,
                ready: self.ready,
                ..Alive::default()
            },
            old: Alive {
                ready: self.old,
                ..Alive::default()
            },
            new_protected: Alive::default(),
            old_protected: Alive::default(),
            replacements: 0,
            spares: 0,
            older_running: self.old,
            older_sick: 0,
            older_lost: 0,
            draining_ready: 0,
            stopping: self.stopping,
            gated: true,
            blocked: false,
            places: u32::MAX,
            halted: false,
        }
    }

    /// One pass; whether it did anything.
    fn pass(&mut self) -> bool {
        let step = step(&self.situation(), RULES);
        let free = self.room.saturating_sub(self.row()[5]);
        let started = step.start_new.min(free);
        self.old -= step.stop_old_ready;
        self.stopping += step.stop_old_ready;
        self.starting += started;
        step.stop_old_ready + started > 0
    }

    /// What is under way ends; whether anything was.
    fn advance(&mut self) -> bool {
        if self.stopping > 0 {
            self.stopping = 0;
            return true;
        }
        self.ready += self.starting;
        std::mem::take(&mut self.starting) > 0
    }

    /// All rows until nothing moves any more.
    fn play(mut self) -> Vec<Row> {
        let mut rows = vec![self.row()];
        loop {
            if self.pass() {
                rows.push(self.row());
            }
            if !self.advance() {
                return rows;
            }
            rows.push(self.row());
        }
    }

    fn is_complete(rows: &[Row], desired: u32) -> bool {
        rows.last() == Some(&[0, 0, desired, 0, desired, desired])
    }
}

#[test]
fn roll_01_four_tasks_at_50_100_are_replaced_two_by_two() {
    let rows = Update::new(4, 50, 100).play();
    let expected = [
        [4, 0, 0, 0, 4, 4],
        [2, 2, 0, 0, 2, 4],
        [2, 0, 0, 0, 2, 2],
        [2, 0, 0, 2, 2, 4],
        [2, 0, 2, 0, 4, 4],
        [0, 2, 2, 0, 2, 4],
        [0, 0, 2, 0, 2, 2],
        [0, 0, 2, 2, 2, 4],
        [0, 0, 4, 0, 4, 4],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn roll_02_four_tasks_at_100_150_grow_to_six_first() {
    let rows = Update::new(4, 100, 150).play();
    let expected = [
        [4, 0, 0, 0, 4, 4],
        [4, 0, 0, 2, 4, 6],
        [4, 0, 2, 0, 6, 6],
        [2, 2, 2, 0, 4, 6],
        [2, 0, 2, 0, 4, 4],
        [2, 0, 2, 2, 4, 6],
        [2, 0, 4, 0, 6, 6],
        [0, 2, 4, 0, 4, 6],
        [0, 0, 4, 0, 4, 4],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn roll_03_ten_tasks_at_100_200_take_one_batch() {
    let rows = Update::new(10, 100, 200).play();
    let expected = [
        [10, 0, 0, 0, 10, 10],
        [10, 0, 0, 10, 10, 20],
        [10, 0, 10, 0, 20, 20],
        [0, 10, 10, 0, 10, 20],
        [0, 0, 10, 0, 10, 10],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn roll_04_and_05_some_percents_leave_no_move() {
    for (desired, min, max) in [
        (3, 100, 100),
        (1, 100, 150),
        (1, 50, 100),
        (1, 100, 134),
        (1, 50, 150),
    ] {
        let rows = Update::new(desired, min, max).play();
        assert_eq!(
            rows,
            [[desired, 0, 0, 0, desired, desired]],
            "{desired} {min}/{max}"
        );
        let (min_h, max_t) = (min_healthy(desired, min), max_total(desired, max));
        assert!(is_stuck(desired, min_h, max_t));
    }
}

#[test]
fn roll_06_two_tasks_at_50_100_go_one_by_one() {
    let rows = Update::new(2, 50, 100).play();
    let healthy: Vec<u32> = rows.iter().map(|row| row[4]).collect();
    assert_eq!(healthy, [2, 1, 1, 1, 2, 1, 1, 1, 2]);
    assert!(rows.iter().all(|row| row[5] <= 2));
    assert!(Update::is_complete(&rows, 2));
}

#[test]
fn roll_07_one_task_at_0_100_is_away_for_a_while() {
    let rows = Update::new(1, 0, 100).play();
    let expected = [
        [1, 0, 0, 0, 1, 1],
        [0, 1, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 1, 0, 1],
        [0, 0, 1, 0, 1, 1],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn roll_08_three_tasks_at_50_100_take_three_rounds() {
    let rows = Update::new(3, 50, 100).play();
    assert_eq!(starts(&rows), [1, 1, 1]);
    assert!(rows.iter().all(|row| row[4] >= 2));
    assert!(Update::is_complete(&rows, 3));
}

#[test]
fn roll_09_four_tasks_at_0_100_are_recreated() {
    let rows = Update::new(4, 0, 100).play();
    let expected = [
        [4, 0, 0, 0, 4, 4],
        [0, 4, 0, 0, 0, 4],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 4, 0, 4],
        [0, 0, 4, 0, 4, 4],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn roll_10_five_tasks_at_75_125_stop_and_start_at_once() {
    let rows = Update::new(5, 75, 125).play();
    let expected = [
        [5, 0, 0, 0, 5, 5],
        [4, 1, 0, 1, 4, 6],
        [4, 0, 0, 1, 4, 5],
        [4, 0, 0, 2, 4, 6],
        [4, 0, 2, 0, 6, 6],
        [2, 2, 2, 0, 4, 6],
        [2, 0, 2, 0, 4, 4],
        [2, 0, 2, 2, 4, 6],
        [2, 0, 4, 0, 6, 6],
        [0, 2, 4, 0, 4, 6],
        [0, 0, 4, 0, 4, 4],
        [0, 0, 4, 1, 4, 5],
        [0, 0, 5, 0, 5, 5],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn roll_11_four_tasks_at_50_200_stop_two_and_start_four_together() {
    let rows = Update::new(4, 50, 200).play();
    let expected = [
        [4, 0, 0, 0, 4, 4],
        [2, 2, 0, 4, 2, 8],
        [2, 0, 0, 4, 2, 6],
        [2, 0, 4, 0, 6, 6],
        [0, 2, 4, 0, 4, 6],
        [0, 0, 4, 0, 4, 4],
    ];
    assert_eq!(rows, expected);
}

#[test]
fn roll_12_room_for_eight_limits_the_batches() {
    let rows = Update::new(6, 100, 200).with_room(8).play();
    assert_eq!(starts(&rows), [2, 2, 2]);
    assert_eq!(stops(&rows), [2, 2, 2]);
    assert!(Update::is_complete(&rows, 6));
}

#[test]
fn roll_13_eager_stops_make_room() {
    let rows = Update::new(6, 50, 200).with_room(8).play();
    assert_eq!(starts(&rows), [2, 3, 1]);
    assert_eq!(stops(&rows), [3, 3]);
    assert!(Update::is_complete(&rows, 6));
}

#[test]
fn roll_14_room_for_twelve_takes_one_batch() {
    let rows = Update::new(6, 50, 200).with_room(12).play();
    assert_eq!(starts(&rows), [6]);
    assert_eq!(stops(&rows), [3, 3]);
}

#[test]
fn roll_15_without_room_nothing_may_stop() {
    let rows = Update::new(6, 100, 200).with_room(6).play();
    assert_eq!(rows, [[6, 0, 0, 0, 6, 6]]);
}

#[test]
fn roll_16_ten_tasks_at_100_110_take_ten_rounds() {
    let rows = Update::new(10, 100, 110).play();
    assert_eq!(starts(&rows), [1; 10]);
    assert_eq!(stops(&rows), [1; 10]);
    assert!(rows.iter().all(|row| row[4] >= 10 && row[5] <= 11));
}

/// A daemon has one task on each instance, so D is their number and the maximum is 100.
#[test]
fn roll_17_and_18_daemons_stop_before_they_start() {
    let rows = Update::new(5, 50, 100).play();
    assert_eq!(
        (stops(&rows), starts(&rows)),
        (vec![2, 2, 1], vec![2, 2, 1])
    );
    let rows = Update::new(5, 0, 100).play();
    assert_eq!((stops(&rows), starts(&rows)), (vec![5], vec![5]));
}

/// New starts of each pass that started any.
fn starts(rows: &[Row]) -> Vec<u32> {
    changes(rows, |row| row[2] + row[3])
}

/// New stops of each pass that stopped any.
fn stops(rows: &[Row]) -> Vec<u32> {
    let old = rows[0][0];
    changes(rows, |row| old - row[0])
}

fn changes(rows: &[Row], count: impl Fn(&Row) -> u32) -> Vec<u32> {
    let pairs = rows.windows(2);
    let grown = pairs.map(|pair| count(&pair[1]) - count(&pair[0]));
    grown.filter(|more| *more > 0).collect()
}

/// The rounding table: D; minH/maxT at 50/100, 75/100, 100/125, 100/150, 50/150, 100/200, 0/100,
/// 100/110; `!` where it is stuck.
#[test]
fn percents_round_as_the_table_says() {
    const PERCENTS: [(u32, u32); 8] = [
        (50, 100),
        (75, 100),
        (100, 125),
        (100, 150),
        (50, 150),
        (100, 200),
        (0, 100),
        (100, 110),
    ];
    const TABLE: [(u32, &str); 6] = [
        (1, "1/1! 1/1! 1/1! 1/1! 1/1! 1/2 0/1 1/1!"),
        (2, "1/2 2/2! 2/2! 2/3 1/3 2/4 0/2 2/2!"),
        (3, "2/3 3/3! 3/3! 3/4 2/4 3/6 0/3 3/3!"),
        (4, "2/4 3/4 4/5 4/6 2/6 4/8 0/4 4/4!"),
        (5, "3/5 4/5 5/6 5/7 3/7 5/10 0/5 5/5!"),
        (10, "5/10 8/10 10/12 10/15 5/15 10/20 0/10 10/11"),
    ];
    for (desired, expected) in TABLE {
        let cells = PERCENTS.map(|(min, max)| {
            let (min_h, max_t) = (min_healthy(desired, min), max_total(desired, max));
            let stuck = if is_stuck(desired, min_h, max_t) {
                "!"
            } else {
                ""
            };
            format!("{min_h}/{max_t}{stuck}")
        });
        assert_eq!(cells.join(" "), expected, "D = {desired}");
    }
}

/// A younger deployment keeps the older one at what the floor needs, as far as tasks were lost.
#[test]
fn a_lost_old_task_is_replaced_by_its_own_revision() {
    let mut now = Update::new(4, 100, 200).situation();
    now.old.ready = 3;
    now.older_running = 3;
    now.older_lost = 1;
    now.new.starting = 4;
    let with_loss = step(&now, RULES);
    assert_eq!((with_loss.start_old, with_loss.start_new), (1, 0));
    now.new = Alive {
        ready: 4,
        ..Alive::default()
    };
    assert_eq!(
        step(&now, RULES).start_old,
        0,
        "the floor is held by the new ones"
    );
    let by_new = Rules {
        replace_by_own_revision: false,
        ..RULES
    };
    now.new.ready = 0;
    assert_eq!(step(&now, by_new).start_old, 0);
}

/// Six at 100/200, two of them sick: by the rule of today others are started beside them, by that
/// of before October 2023 they are stopped.
#[test]
fn sick_tasks_were_once_stopped_first() {
    let mut now = Update::new(6, 100, 200).situation();
    now.new = Alive {
        ready: 4,
        sick: 2,
        ..Alive::default()
    };
    now.old = Alive::default();
    now.older_running = 0;
    let today = step(&now, RULES);
    assert_eq!(
        (today.stops(), today.start_new, today.start_spares),
        (0, 2, 2)
    );
    let before = Rules {
        unhealthy: UnhealthyReplacement::StopFirst,
        ..RULES
    };
    let then = step(&now, before);
    assert_eq!((then.stop_sick_first, then.starts()), (2, 0));
    now.new.sick = 0;
    now.stopping = 2;
    let next = step(&now, before);
    assert_eq!((next.start_new, next.start_spares), (2, 0));
}

/// `ecs.stopPolicy: start_first` goes below D only if no task could be started.
#[test]
fn start_first_stops_later() {
    let patient = Rules {
        eager: false,
        ..RULES
    };
    let mut now = Update::new(6, 50, 200).situation();
    let first = step(&now, patient);
    assert_eq!((first.stop_old_ready, first.start_new), (0, 6));
    now.blocked = true;
    assert_eq!(step(&now, patient).stop_old_ready, 3);
}
