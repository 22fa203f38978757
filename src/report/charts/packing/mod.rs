//! How full the instances of a cluster are: for each a group of bars, one per resource, made up of
//! its tasks; the run's pictures below each other, over the same instances.

mod bars;
mod columns;
mod legend;

use super::Chart;
use super::canvas::{Align, Area, Canvas, Font};
use super::font::{self, fit};
use super::frame::{ABOVE, Entry, HEIGHT, WIDTH, draw_entries, draw_title};
use super::palette::{GRID, INK, PAPER, QUIET};
use super::revisions::Revisions;
use crate::report::RunResult;
use crate::report::packing::{PackedCluster, PackedInstance, PackingPicture, When};
use crate::report::words::{count, instant};
use bars::Bars;
use columns::{Column, columns};
use legend::{hint, legend, resources};

/// From the left of the picture to the bars.
const LEFT: i32 = 100;

/// Right of the bars: the legend.
const RIGHT: i32 = 360;

/// From the bars to the legend.
const LEGEND_GAP: i32 = 46;

/// Above the bars of a picture: what it shows.
const HEAD: i32 = 34;

/// Below them: letters of the resources, names of the instances, air.
const FOOT: i32 = 58;

/// The widest that an instance may be.
const WIDEST: i32 = 240;

/// How many columns wide the folded instances are.
const FOLD: i32 = 7;

/// A chart of one cluster.
pub(super) struct Packing<'a> {
    title: String,
    hint: String,
    result: &'a RunResult,
    pictures: Vec<&'a PackingPicture>,
    columns: Vec<Column>,
    bars: Bars<'a>,
    legend: Vec<Entry>,
}

impl<'a> Packing<'a> {
    /// The chart of a cluster.
    pub(super) fn new(
        result: &'a RunResult,
        cluster: &'a PackedCluster,
        revisions: &'a Revisions<'a>,
    ) -> Self {
        let pictures = shown(cluster);
        let resources = resources(&pictures);
        let columns = columns(cluster);
        let legend = legend(cluster, &pictures, &resources, revisions);
        Self {
            title: format!("{}: packing of cluster {}", result.name, cluster.name),
            hint: hint(&columns),
            result,
            pictures,
            columns,
            bars: Bars {
                cluster,
                resources,
                order: order(cluster, revisions),
                revisions,
            },
            legend,
        }
    }

    /// How high the bars are.
    fn height_of_bars(&self) -> i32 {
        let pictures = i32::try_from(self.pictures.len()).unwrap_or(1).max(1);
        (HEIGHT - ABOVE) / pictures - HEAD - FOOT
    }

    /// The width of an instance.
    fn pitch(&self) -> i32 {
        let columns = self.columns.iter().map(|column| match column {
            Column::Instance(_) => 1,
            Column::Folded(_) => FOLD,
        });
        ((WIDTH - LEFT - RIGHT) / columns.sum::<i32>().max(1)).min(WIDEST)
    }

    fn draw_picture(&self, canvas: &mut dyn Canvas, picture: &PackingPicture, plot: Area) {
        let font = Font {
            size: 22,
            color: INK,
            align: Align::Left,
        };
        let said = match picture.when {
            When::Start => "start",
            When::Peak => "most reserved",
            When::End => "end",
        };
        let tasks: u32 = picture.instances.iter().map(PackedInstance::count).sum();
        let text = format!(
            "{said}, {}: {} on {}",
            instant(picture.time),
            count(tasks as usize, "task"),
            count(picture.instances.len(), "instance"),
        );
        canvas.text(&text, (LEFT, plot.top - HEAD / 2 - 2), font);
        draw_scale(canvas, plot);
        let mut left = plot.left;
        for column in &self.columns {
            let width = match column {
                Column::Instance(_) => self.pitch(),
                Column::Folded(_) => self.pitch() * FOLD,
            };
            let area = Area {
                left,
                right: left + width,
                ..plot
            };
            self.draw_column(canvas, picture, column, area);
            left += width;
        }
    }

    fn draw_column(
        &self,
        canvas: &mut dyn Canvas,
        picture: &PackingPicture,
        column: &Column,
        area: Area,
    ) {
        let place = match column {
            Column::Instance(place) => *place,
            Column::Folded(folded) => {
                let tenths = columns::tenths(picture, folded);
                bars::draw_tenths(canvas, &tenths, folded.len(), area);
                return;
            }
        };
        let packed = picture.instances.iter().find(|it| it.instance == place);
        if let Some(packed) = packed {
            self.bars.draw(canvas, packed, area);
        }
        self.draw_name(canvas, place, area);
    }

    /// Names an instance below its bars; where names would touch, only some of them.
    fn draw_name(&self, canvas: &mut dyn Canvas, place: u32, area: Area) {
        let name = |place: u32| self.result.instances[place as usize].id.as_str();
        let size = 16;
        let names = self.columns.iter().filter_map(|column| match column {
            Column::Instance(place) => Some(font::width(name(*place), size)),
            Column::Folded(_) => None,
        });
        let widest = names.max().unwrap_or(0) * 6 / 5 + 4;
        let every = (widest.div_euclid(self.pitch()) + 1).max(1);
        let singles = self.columns.iter();
        let mut singles = singles.filter(|column| matches!(column, Column::Instance(_)));
        let number = singles.position(|column| *column == Column::Instance(place));
        if !i32::try_from(number.unwrap_or(0)).is_ok_and(|number| number % every == 0) {
            return;
        }
        let font = Font {
            size,
            color: INK,
            align: Align::Center,
        };
        let x = i32::midpoint(area.left, area.right);
        let room = self.pitch() * every;
        canvas.text(&fit(name(place), size, room), (x, area.bottom + 32), font);
    }
}

impl Chart for Packing<'_> {
    fn size(&self) -> (u32, u32) {
        (WIDTH.unsigned_abs(), HEIGHT.unsigned_abs())
    }

    fn draw(&self, canvas: &mut dyn Canvas) {
        let whole = Area {
            left: 0,
            top: 0,
            right: WIDTH,
            bottom: HEIGHT,
        };
        canvas.fill(whole, PAPER);
        draw_title(canvas, &self.title, &self.hint);
        let height = self.height_of_bars();
        let mut top = ABOVE - 20;
        for picture in &self.pictures {
            let plot = Area {
                left: LEFT,
                top: top + HEAD,
                right: WIDTH - RIGHT,
                bottom: top + HEAD + height,
            };
            self.draw_picture(canvas, picture, plot);
            top = plot.bottom + FOOT;
        }
        draw_entries(canvas, &self.legend, WIDTH - RIGHT + LEGEND_GAP, HEIGHT);
    }
}

/// The pictures to draw: the start, the peak where it is like neither of the others, the end.
fn shown(cluster: &PackedCluster) -> Vec<&PackingPicture> {
    let others = |when| cluster.picture(when).map(|it| &it.instances);
    let is_news = |picture: &&PackingPicture| {
        let there = Some(&picture.instances);
        picture.when != When::Peak || there != others(When::Start) && there != others(When::End)
    };
    cluster.pictures.iter().filter(is_news).collect()
}

/// The place of each kind in a bar, from the bottom up: the same in all pictures.
fn order(cluster: &PackedCluster, revisions: &Revisions) -> Vec<(usize, usize)> {
    let kinds = cluster.kinds.iter().enumerate();
    kinds
        .map(|(place, kind)| (revisions.place(&kind.definition), place))
        .collect()
}

/// Lines at 0, 50 and 100 %, labelled.
fn draw_scale(canvas: &mut dyn Canvas, plot: Area) {
    for percent in [0, 50, 100] {
        let y = plot.bottom - plot.height() * percent / 100;
        canvas.line((plot.left - 6, y), (plot.right, y), GRID, 1);
        let font = Font {
            size: 18,
            color: QUIET,
            align: Align::Right,
        };
        canvas.text(&format!("{percent} %"), (plot.left - 12, y), font);
    }
}

#[cfg(test)]
mod tests;
