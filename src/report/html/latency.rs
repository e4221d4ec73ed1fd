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
        p.dim { "From the first byte sent to the last received; each bar is twice as wide in time as the one before it." }
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
    let marks = TIMES.into_iter().zip([latency.p50, latency.p95, latency.p99]);
    let bar = |at: usize, many: u64| {
        let height = (BOTTOM - TOP) * number(many) / most;
        // A bin that is not empty can be seen.
        let height = if many > 0 { height.max(1.5) } else { 0.0 };
        html! {
            rect.column x=(round(width * number(at as u64) + 1.0)) y=(round(BOTTOM - height))
                width=(round((width - 2.0).max(1.0))) height=(round(height)) {}
        }
    };
    let every = bins.len().div_ceil(6).max(1);
    html! {
        figure {
            figcaption { strong { (latency.operation) } " " (grouped(latency.count)) " answers" }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(title) {
                @for (at, (_, many)) in bins.iter().enumerate() { (bar(at, *many)) }
                line.axis x1="0" y1=(BOTTOM) x2=(WIDTH) y2=(BOTTOM) {}
                @for (at, (upper, _)) in bins.iter().enumerate().filter(|(at, _)| at % every == 0) {
                    text.tick x=(round(width * (number(at as u64) + 1.0) - 2.0)) y=(BOTTOM + 16.0) text-anchor="end" { (short(*upper)) }
                }
                @for (at, (name, micros)) in marks.enumerate() {
                    @let x = position(&bins, micros);
                    @let y = 10.0 + 11.0 * number(at as u64);
                    line.percentile x1=(round(x)) y1=(round(y)) x2=(round(x)) y2=(BOTTOM) {}
                    @if x > WIDTH * 0.85 { text.label x=(round(x - 3.0)) y=(round(y)) text-anchor="end" { (name) } }
                    @else { text.label x=(round(x + 3.0)) y=(round(y)) { (name) } }
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
    let uppers = std::iter::successors(Some((*first).max(1)), |upper| upper.checked_mul(2));
    let uppers = uppers.take_while(|upper| upper <= last);
    let many = |upper| bins.iter().find(|(of, _)| *of == upper).map_or(0, |(_, many)| *many);
    uppers.map(|upper| (upper, many(upper))).collect()
}

/// Where a time stands: the bins double, so it is a matter of its logarithm.
fn position(bins: &[(u64, u64)], micros: u64) -> f64 {
    let Some((first, _)) = bins.first() else { return 0.0 };
    let lower = number(*first).log2() - 1.0;
    let share = (number(micros.max(1)).log2() - lower) / number(bins.len() as u64);
    WIDTH * share.clamp(0.0, 1.0)
}

fn number(value: u64) -> f64 {
    f64::from(u32::try_from(value).unwrap_or(u32::MAX))
}

fn round(value: f64) -> String {
    format!("{value:.1}")
}

/// `512 µs`, `2 ms`, `1 s`: the bins are powers of two, and so roughly round in every unit.
fn short(micros: u64) -> String {
    match micros {
        0..1_024 => format!("{micros} µs"),
        1_024..1_048_576 => format!("{} ms", micros / 1_024),
        _ => format!("{} s", micros / 1_048_576),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_have_no_holes_and_times_stand_in_their_bin() {
        let bins = filled(&[(1_024, 3), (4_096, 1)]);
        assert_eq!(bins, [(1_024, 3), (2_048, 0), (4_096, 1)]);
        assert_eq!(round(position(&bins, 1_024)), round(WIDTH / 3.0));
        assert_eq!(round(position(&bins, 4_096)), round(WIDTH));
        assert_eq!([512, 2_048, 2_097_152].map(short), ["512 µs", "2 ms", "2 s"]);
    }
}
