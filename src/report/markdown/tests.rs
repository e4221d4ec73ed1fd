use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

use super::super::{Run, fixtures};
use super::write;

fn written(run: &Run) -> String {
    fixtures::rendered(run, write)
}

#[test]
fn every_run_has_a_summary() {
    for (name, events) in fixtures::all() {
        if name != "hostile" {
            insta::assert_snapshot!(name, written(&Run::of(&events)));
        }
    }
}

#[test]
fn it_stays_below_what_a_job_may_have() {
    let text = written(&fixtures::crowded());
    assert!(text.len() < 1 << 20, "{} bytes", text.len());
    assert!(text.contains("- and 149 more") && text.contains("### Clauses"));
}

/// A reader of Markdown finds no element, no link and no picture that is not ours.
#[test]
fn what_a_server_sends_is_no_markup() {
    let ours = ["<details>", "<details open>", "</details>", "<summary>", "</summary>", "<b>"];
    let killer = "`</details>`<script>|[a](http://x) ![b](http://y)\n\n# head\n- @user #1";
    let mut run = Run::of(&fixtures::failing());
    let shown = &mut run.results[0].counterexamples[0];
    let exchange = &mut shown.exchanges[0];
    for text in [
        &mut shown.finding.clause,
        &mut shown.finding.place,
        &mut shown.finding.actual,
        &mut shown.clause_says,
        &mut shown.replay,
        &mut exchange.traceparent,
        &mut exchange.request.path,
    ] {
        killer.clone_into(text);
    }
    exchange.request.body = Some(killer.repeat(9).into_bytes());
    for run in [run, Run::of(&fixtures::hostile())] {
        let text = written(&run);
        assert!(!text.contains(['\u{1b}', '\0']));
        let mut depth = 0;
        for event in Parser::new_ext(&text, Options::all()) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => {
                    depth += html.matches("<details").count();
                    depth -= html.matches("</details>").count();
                    let tags = html
                        .split_inclusive('>')
                        .filter_map(|part| part.find('<').map(|at| &part[at..]));
                    for tag in tags {
                        assert!(
                            ours.contains(&tag) || ["</b>", "<code>", "</code>"].contains(&tag),
                            "{tag}"
                        );
                    }
                }
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("{event:?}"),
                Event::Start(Tag::Heading { level, .. }) => assert!(level <= HeadingLevel::H3),
                _ => {}
            }
        }
        assert_eq!(depth, 0);
    }
}
