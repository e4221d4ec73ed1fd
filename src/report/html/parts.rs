//! Parts that several sections are made of.

use maud::{Markup, html};

use super::super::visible;

/// The most bytes of a sentence.
const SENTENCE: usize = 1_024;
/// The most bytes of a line that is there to be copied.
const COMMAND: usize = 24 * 1024;
/// The longest list.
pub(super) const MOST: usize = 300;

/// Text from elsewhere: visible, on one line, not overlong. The markup escapes it.
pub(super) fn text(text: &str) -> String {
    visible::sentence(text, SENTENCE)
}

/// A part of the page.
pub(super) struct Section {
    pub id: &'static str,
    pub title: String,
    pub content: Markup,
}

/// A table in a frame that scrolls by itself where the screen is narrow.
pub(super) fn table(caption: &str, head: &[&str], rows: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Table: " (caption) } {
            table {
                caption.unseen { (caption) }
                thead { tr { @for title in head { th scope="col" { (title) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// The colour of a state goes with its word, never alone.
pub(super) fn badge(state: &str) -> Markup {
    html! { span class={ "badge " (state.replace(' ', "-")) } { (state) } }
}

/// A line to paste into a terminal.
pub(super) fn command(line: &str) -> Markup {
    html! { pre.command tabindex="0" { code { (visible::sentence(line, COMMAND)) } } }
}

/// A share as a bar; the numbers stand beside it.
pub(super) fn meter(part: u64, whole: u64, label: &str) -> Markup {
    html! { meter min="0" max=(whole.max(1)) value=(part) aria-label=(label) { (part) " of " (whole) } }
}

pub(super) fn left_out(many: usize) -> Markup {
    html! { @if many > MOST { p { (many - MOST) " more are left out here; run.json has all." } } }
}
