//! How fast the target answered: a histogram for each operation, and its percentiles.

use maud::{Markup, html};

use super::{
    super::{
        numbers::grouped,
        view::{RunView, TIMES, times},
    },
    parts::{Section, table},
};
use crate::model::Latency;

/// The picture, in units of its own.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 124.0;
/// Where the bars begin and end.
const TOP: f64 = 38.0;
const BOTTOM: f64 = 102.0;

pub(super) fn section(view: &RunView<'_>) -> Option<Section> {
    let all = &view.run.summary.as_ref()?.latency;
    let head: Vec<_> = ["operation", "answers"].into_iter().chain(TIMES).collect();
    let content = html! {
        p.dim { "From the first byte sent to the last received; time grows to the right by its logarithm, in four bars for each doubling." }
        div.pictures { @for latency in all { (picture(latency)) } }
        (table("Latency", &head, &html! {
            @for latency in all {
                tr {
                    th scope="row" { (latency.operation) }
                    td { (grouped(latency.count)) }
                    @for time in times(latency) { td { (time) } }
                }
            }
        }))
    };
    let title = "Latency".to_owned();
    (!all.is_empty()).then_some(Section { id: "latency", title, content })
}

fn picture(latency: &Latency) -> Markup {
    let bins = filled(&latency.bins);
    let most = number(bins.iter().map(|(_, many)| *many).max().unwrap_or(1).max(1));
    let width = WIDTH / number(bins.len().max(1) as u64);
    let [p50, p95, p99, _] = times(latency);
    let title = format!("{}: p50 {p50}, p95 {p95}, p99 {p99}", latency.operation);
    let marks =
        TIMES.into_iter().zip([latency.p50, latency.p95, latency.p99]).zip([&p50, &p95, &p99]);
    let bar = |at: usize, many: u64| {
        let height = (BOTTOM - TOP) * number(many) / most;
        // A bin that is not empty can be seen.
        let height = if many > 0 { height.max(1.5) } else { 0.0 };
        html! {
            rect.column x=(round(width * number(at as u64) + 1.0)) y=(round(BOTTOM - height))
                width=(round((width - 2.0).max(1.0))) height=(round(height)) {}
        }
    };
    html! {
        figure {
            figcaption { strong { (latency.operation) } " " (grouped(latency.count)) " answers" }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(title) {
                @for (at, (_, many)) in bins.iter().enumerate() { (bar(at, *many)) }
                line.axis x1="0" y1=(BOTTOM) x2=(WIDTH) y2=(BOTTOM) {}
                @for micros in ticks(&bins) {
                    @let x = position(&bins, micros);
                    line.axis x1=(round(x)) y1=(BOTTOM) x2=(round(x)) y2=(BOTTOM + 4.0) {}
                    text.tick x=(round(x)) y=(BOTTOM + 16.0) text-anchor=(anchor(x)) { (short(micros)) }
                }
                @for (at, ((name, micros), told)) in marks.enumerate() {
                    @let x = position(&bins, micros);
                    @let y = 10.0 + 11.0 * number(at as u64);
                    line.percentile x1=(round(x)) y1=(round(y)) x2=(round(x)) y2=(BOTTOM) {}
                    @if x > WIDTH * 0.7 { text.label x=(round(x - 3.0)) y=(round(y)) text-anchor="end" { (name) " " (told) } }
                    @else { text.label x=(round(x + 3.0)) y=(round(y)) { (name) " " (told) } }
                }
            }
        }
    }
}

/// The bins without holes: those that nothing fell into as well.
fn filled(bins: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let (Some((first, _)), Some((last, _))) = (bins.first(), bins.last()) else {
        return Vec::new();
    };
    let ends = Latency::bin_ends().skip_while(|end| end < first).take_while(|end| end <= last);
    let many = |end| bins.iter().find(|(of, _)| *of == end).map_or(0, |(_, many)| *many);
    ends.map(|end| (end, many(end))).collect()
}

/// Where a time stands: four bins for each doubling, so it is a matter of its logarithm.
fn position(bins: &[(u64, u64)], micros: u64) -> f64 {
    let Some((first, _)) = bins.first() else { return 0.0 };
    let lower = number(*first).log2() - 0.25;
    let share = (number(micros.max(1)).log2() - lower) * 4.0 / number(bins.len() as u64);
    WIDTH * share.clamp(0.0, 1.0)
}

/// The round times on the axis: 1, 2 and 5 of each unit, or only 1 where that is enough.
fn ticks(bins: &[(u64, u64)]) -> Vec<u64> {
    const MANY: usize = 7;
    let is_within = |micros: &u64| (1.0..WIDTH).contains(&position(bins, *micros));
    let decades = || (0..9).map(|zeros| 10_u64.pow(zeros));
    let fine = decades().flat_map(|decade| [decade, 2 * decade, 5 * decade]);
    let fine: Vec<_> = fine.filter(is_within).collect();
    if fine.len() <= MANY { fine } else { decades().filter(is_within).collect() }
}

/// A text at the edge of the picture stays inside.
fn anchor(x: f64) -> &'static str {
    match x / WIDTH {
        ..0.05 => "start",
        0.95.. => "end",
        _ => "middle",
    }
}

fn number(value: u64) -> f64 {
    f64::from(u32::try_from(value).unwrap_or(u32::MAX))
}

fn round(value: f64) -> String {
    format!("{value:.1}")
}

/// `500 µs`, `2 ms`, `1 s`.
fn short(micros: u64) -> String {
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..1_000_000 => format!("{} ms", micros / 1_000),
        _ => format!("{} s", micros / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_have_no_holes_and_times_stand_in_their_bin() {
        let bins = filled(&[(1_024, 3), (2_048, 1)]);
        assert_eq!(bins, [(1_024, 3), (1_216, 0), (1_456, 0), (1_728, 0), (2_048, 1)]);
        assert_eq!(round(position(&bins, 1_024)), round(WIDTH / 5.0));
        assert_eq!(round(position(&bins, 2_048)), round(WIDTH));
    }

    #[test]
    fn the_axis_names_round_times() {
        let of = |first, last| {
            let bins = filled(&[(first, 1), (last, 1)]);
            ticks(&bins).into_iter().map(short).collect::<Vec<_>>()
        };
        assert_eq!(of(1_024, 16_384), ["1 ms", "2 ms", "5 ms", "10 ms"]);
        assert_eq!(of(64, 64 << 14), ["100 µs", "1 ms", "10 ms", "100 ms", "1 s"]);
    }
}
