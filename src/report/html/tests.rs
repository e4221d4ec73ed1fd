use super::super::{Run, fixtures, visible};
use super::{SCRIPT, write};

fn written(run: &Run) -> String {
    fixtures::rendered(run, write)
}

/// What a reader without pictures gets: the text of the page, a line for each element that begins
/// one, and details closed or not.
fn read(page: &str) -> String {
    let body = &page[page.find("<body").unwrap()..page.rfind("<script").unwrap()];
    let mut out = String::new();
    for part in body.split_inclusive('>') {
        let (text, tag) = part.split_at(part.rfind('<').unwrap_or(part.len()));
        out.push_str(text);
        let blocks = [
            "<h",
            "<p",
            "<li",
            "<tr",
            "<dt",
            "<pre",
            "<section",
            "<summary",
            "<figcap",
            "<span class=\"line",
            "<mark",
        ];
        if blocks.iter().any(|block| tag.starts_with(block)) {
            out.push('\n');
        } else if tag.starts_with("<td") || tag.starts_with("<th") || tag.starts_with("<dd") {
            out.push_str("  ");
        }
    }
    let lines = out.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_run_reads_well() {
    for (name, events) in fixtures::all() {
        if name != "hostile" {
            insta::assert_snapshot!(name, read(&written(&Run::of(&events))));
        }
    }
}

#[test]
fn nothing_is_loaded_and_nothing_but_our_script_runs() {
    for (name, events) in fixtures::all() {
        let page = written(&Run::of(&events));
        assert_eq!(page.matches("<script").count(), 1, "{name}");
        assert_eq!(page.matches(SCRIPT).count(), 1, "{name}");
        let policy = page.find("Content-Security-Policy").unwrap();
        assert!(policy < page.find("<style").unwrap(), "{name}: the policy comes first");
        for outside in
            ["src=", "<link", "<img", "<iframe", " style=", " onclick=", "@import", "url("]
        {
            assert!(!page.contains(outside), "{name}: {outside}");
        }
    }
}

#[test]
fn what_a_server_sends_is_text_and_nothing_else() {
    let attack = "</code></details><script>alert(1)</script><img src=x onerror=alert(1)>\" autofocus onfocus=\"alert(1)";
    let mut run = Run::of(&fixtures::failing());
    let result = &mut run.results[0];
    attack.clone_into(&mut result.id);
    attack.clone_into(&mut result.title);
    result.reason = Some(attack.into());
    let shown = &mut result.counterexamples[0];
    let exchange = &mut shown.exchanges[0];
    let response = exchange.outcome.as_mut().unwrap();
    response.body = serde_json::json!({ attack: attack }).to_string().into_bytes();
    response.headers.push((attack.into(), attack.into()));
    exchange.request.body = Some(attack.as_bytes().to_vec());
    for text in [
        &mut shown.finding.clause,
        &mut shown.finding.place,
        &mut shown.finding.kind,
        &mut shown.finding.expected,
        &mut shown.finding.actual,
        &mut shown.clause_says,
        &mut shown.replay,
        &mut exchange.request.path,
        &mut exchange.request.method,
        &mut exchange.traceparent,
    ] {
        attack.clone_into(text);
    }
    let summary = run.summary.as_mut().unwrap();
    summary.reason = Some(attack.into());
    summary.edition = attack.into();
    summary.observed = vec![attack.into()];
    let page = written(&run);
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("<img") && !page.contains("\" autofocus"));
    assert!(page.matches("&lt;script&gt;alert(1)").count() > 10);
}

#[test]
fn large_and_hostile_runs_stay_below_some_megabytes() {
    let page = written(&fixtures::crowded());
    assert!(page.len() < 5_000_000, "{} bytes", page.len());
    assert!(page.contains("<strong>Cut: </strong>"));
    assert!(!page.contains(|c: char| c != '\n' && visible::hidden(c)));
}
