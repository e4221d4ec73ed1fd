//! Runs to render in tests.

use serde_json::{Value, json};

use crate::model::{
    Case, CheckInfo, CheckResult, Conclusion, Counterexample, Credentials, Event, Exchange,
    Finding, Level, Mutation, Operation, Request, Response, RunInfo, RunSummary, Seed, Tally,
    TransportError, TransportFault, Verdict,
};

pub(super) const TARGET: &str = "https://staging.example.com";

/// Every fixture with its name.
pub(super) fn all() -> Vec<(&'static str, Vec<Event>)> {
    vec![
        ("passing", passing()),
        ("failing", failing()),
        ("unreachable", unreachable()),
        ("interrupted", interrupted()),
        ("unfinished", unfinished()),
        ("mixed", mixed()),
        ("hostile", hostile()),
        ("empty", Vec::new()),
    ]
}

fn check(id: &str, title: &str, clause: &str, level: Level) -> CheckInfo {
    CheckInfo { id: id.into(), title: title.into(), clauses: vec![clause.into()], level }
}

fn checks() -> Vec<CheckInfo> {
    vec![
        check(
            "invite::echoes_sent_fields",
            "every sent field is echoed",
            "invite.echo",
            Level::Must,
        ),
        check("invite::rejects_email", "an invalid email is refused", "invite.email", Level::Must),
        check("list::walks_partition", "walks see every user once", "list.walk", Level::Must),
        check("protocol::no_5xx", "no response is a 5xx", "protocol.no-5xx", Level::Should),
    ]
}

pub(super) fn started() -> Event {
    Event::RunStarted(RunInfo {
        version: "0.1.0".into(),
        target: TARGET.into(),
        embedded_mock: false,
        suite: "full".into(),
        seed: Seed(42),
        token: "k3x9".into(),
        gate: Level::Must,
        started_at: "2026-11-22T09:30:00Z".into(),
        checks: checks(),
        deselected: 3,
    })
}

pub(super) fn verdict(place: usize, verdict: Verdict, reason: Option<&str>) -> CheckResult {
    let CheckInfo { id, title, clauses, level } = checks().swap_remove(place);
    CheckResult {
        id,
        title,
        clauses,
        level,
        verdict,
        reason: reason.map(Into::into),
        observations: 120,
        micros: 1_234_567,
        counterexamples: Vec::new(),
    }
}

pub(super) fn finished(conclusion: Conclusion, verdicts: &[Verdict]) -> Event {
    let mut tally = Tally::new();
    for verdict in verdicts {
        *tally.entry(*verdict).or_default() += 1;
    }
    Event::RunFinished(RunSummary {
        conclusion,
        reason: None,
        tally,
        cases: 12_345,
        requests: 13_579,
        invites: 48,
        clauses_covered: 88,
        clauses_total: 93,
        constraints: Vec::new(),
        edition: "modern (61 clinic roles)".into(),
        observed: vec!["names are trimmed".into(), "an unknown request field is ignored".into()],
        millis: 2_340,
    })
}

fn progress() -> Event {
    Event::Progress { cases: 512, requests: 1_024, done: 3, total: 17 }
}

fn seen(check: &str, summary: &str) -> Event {
    Event::FindingSeen { check: check.into(), summary: summary.into() }
}

pub(super) fn passing() -> Vec<Event> {
    let mut events = vec![started(), progress()];
    events.extend((0..4).map(|at| Event::CheckFinished(verdict(at, Verdict::Pass, None))));
    events.push(finished(Conclusion::Conforming, &[Verdict::Pass; 4]));
    events
}

pub(super) fn failing() -> Vec<Event> {
    let dropped =
        CheckResult { counterexamples: vec![dropped_field()], ..verdict(0, Verdict::Fail, None) };
    let lost = CheckResult { counterexamples: vec![lost_row()], ..verdict(2, Verdict::Fail, None) };
    vec![
        started(),
        seen("invite::echoes_sent_fields", "invite dropped at /phoneNumber"),
        seen("list::walks_partition", "list lost at /users"),
        progress(),
        Event::CheckFinished(dropped),
        Event::CheckFinished(verdict(1, Verdict::Pass, None)),
        Event::CheckFinished(lost),
        Event::CheckFinished(verdict(3, Verdict::Pass, None)),
        finished(Conclusion::Failed, &[Verdict::Fail, Verdict::Pass, Verdict::Fail, Verdict::Pass]),
    ]
}

/// Nothing listens there: no check began.
pub(super) fn unreachable() -> Vec<Event> {
    let Event::RunFinished(summary) = finished(Conclusion::Undecided, &[]) else {
        unreachable!("that is what `finished` returns")
    };
    let reason = "https://staging.example.com does not answer: connection refused; is it running, \
                  and is the address right?";
    vec![
        started(),
        Event::RunFinished(RunSummary {
            reason: Some(reason.into()),
            cases: 0,
            requests: 1,
            invites: 0,
            clauses_covered: 0,
            edition: "not observed".into(),
            observed: Vec::new(),
            millis: 12,
            ..summary
        }),
    ]
}

pub(super) fn interrupted() -> Vec<Event> {
    let Event::RunFinished(summary) = finished(Conclusion::Interrupted, &[Verdict::Pass]) else {
        unreachable!("that is what `finished` returns")
    };
    vec![
        started(),
        Event::CheckFinished(verdict(1, Verdict::Pass, None)),
        seen("list::walks_partition", "list lost at /users"),
        Event::RunFinished(RunSummary { reason: Some("SIGINT after 2 s".into()), ..summary }),
    ]
}

/// The stream breaks off, as after a crash.
pub(super) fn unfinished() -> Vec<Event> {
    vec![
        started(),
        Event::CheckFinished(verdict(1, Verdict::Pass, None)),
        seen("list::walks_partition", "list lost at /users"),
        Event::CheckFinished(verdict(3, Verdict::Pass, None)),
    ]
}

/// One of everything that is neither pass nor fail.
pub(super) fn mixed() -> Vec<Event> {
    let waived = CheckResult {
        counterexamples: vec![dropped_field()],
        ..verdict(0, Verdict::Waived, Some("AV-17, until 2026-12-31: phone numbers are masked"))
    };
    vec![
        started(),
        Event::CheckFinished(waived),
        Event::CheckFinished(verdict(1, Verdict::Error, Some("timeout after 10 s"))),
        Event::CheckFinished(verdict(2, Verdict::Inconclusive, Some("there is no second page"))),
        Event::CheckFinished(verdict(3, Verdict::Skip, Some("read-only run"))),
        finished(
            Conclusion::Undecided,
            &[Verdict::Waived, Verdict::Error, Verdict::Inconclusive, Verdict::Skip],
        ),
    ]
}

/// What could break a terminal or an XML document, wherever a server has a say.
pub(super) const KILLER: &str = "\u{0}\u{1}\u{8}\t\r\n\u{b}\u{1b}[31mred\u{1b}[0m\u{1b}]0;title\u{7}\
     \u{7f}\u{85}\u{9b}2J]]><![CDATA[&amp;<b a=\"'\">\u{fffe}\u{ffff}\u{1fffe}\u{10ffff}\u{202e}\
     \u{2028}\u{feff}\u{fffd}\u{1f469}e\u{301}";

pub(super) fn hostile() -> Vec<Event> {
    let mut shown = dropped_field();
    let long = KILLER.repeat(1_200_000 / KILLER.len());
    let some = KILLER.repeat(200);
    shown.finding.expected = KILLER.into();
    shown.finding.actual.clone_from(&some);
    shown.finding.clause = KILLER.into();
    shown.finding.place = KILLER.into();
    shown.clause_says = KILLER.into();
    shown.pages = vec![KILLER.into()];
    shown.replay = KILLER.into();
    shown.case.name = KILLER.into();
    for exchange in &mut shown.exchanges {
        exchange.traceparent = KILLER.into();
        exchange.request.path.push_str(KILLER);
        exchange.request.headers.push(("X-Odd".into(), KILLER.into()));
        exchange.request.body = Some(some.clone().into_bytes());
        let body = [some.as_bytes(), b"\xff\xc3"].concat();
        let headers = vec![("content-type".into(), KILLER.into())];
        exchange.outcome = Ok(Response { status: 500, headers, body });
    }
    let mut broken = shown.clone();
    broken.finding.kind = "broken".into();
    broken.finding.actual.clone_from(&long);
    broken.exchanges[0].request.body = Some(long.clone().into_bytes());
    broken.exchanges[0].outcome =
        Err(TransportError { fault: TransportFault::Broken, message: long.clone() });
    let many = std::iter::repeat_n(shown, 60).chain([broken]).collect();
    let named = CheckResult {
        id: format!("invite{KILLER}::{KILLER}"),
        title: KILLER.into(),
        counterexamples: many,
        ..verdict(0, Verdict::Fail, None)
    };
    let nameless = CheckResult { id: "::".into(), ..verdict(0, Verdict::Error, Some(&long)) };
    let mut events = vec![started(), seen(KILLER, KILLER), Event::CheckFinished(named)];
    events.push(Event::CheckFinished(nameless));
    for (at, outcome) in [Verdict::Warn, Verdict::Skip, Verdict::Inconclusive].iter().enumerate() {
        events.push(Event::CheckFinished(verdict(at + 1, *outcome, Some(&long))));
    }
    let Event::RunFinished(mut summary) = finished(Conclusion::Failed, &[Verdict::Fail]) else {
        unreachable!("that is what `finished` returns")
    };
    summary.edition = KILLER.into();
    summary.reason = Some(KILLER.into());
    summary.observed = vec![KILLER.into()];
    events.push(Event::RunFinished(summary));
    events
}

fn exchange(
    operation: Operation,
    (method, path): (&str, &str),
    body: Option<&Value>,
    (status, answer): (u16, &Value),
) -> Exchange {
    let json = || ("Content-Type".to_owned(), "application/json".to_owned());
    Exchange {
        request: Request {
            operation,
            method: method.into(),
            path: path.into(),
            headers: body.map(|_| json()).into_iter().collect(),
            body: body.map(|body| body.to_string().into_bytes()),
            credentials: Credentials::Valid,
        },
        outcome: Ok(Response {
            status,
            headers: vec![json()],
            body: answer.to_string().into_bytes(),
        }),
        micros: 3_456,
        finished_at: 1_795_340_000_000,
        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into(),
    }
}

fn finding(clause: &str, operation: Operation, place: &str, kind: &str) -> Finding {
    Finding {
        clause: clause.into(),
        operation,
        place: place.into(),
        kind: kind.into(),
        expected: String::new(),
        actual: String::new(),
    }
}

/// One request, shrunk to one optional field.
pub(super) fn dropped_field() -> Counterexample {
    let sent = json!({"email": "a.k3x9@example.com", "firstName": "O'Neil", "level": "member",
        "phoneNumber": "0000000000"});
    let answer = json!({"userId": "usr_00000000000000000000000000000001",
        "email": "a.k3x9@example.com", "firstName": "O'Neil", "level": "member"});
    let endpoint = ("POST", "/v1/viewer/users");
    Counterexample {
        finding: Finding {
            expected: "phoneNumber is \"0000000000\", as it was sent".into(),
            actual: "phoneNumber is absent from the response".into(),
            ..finding("invite.echo", Operation::Invite, "/phoneNumber", "dropped")
        },
        level: Level::Must,
        clause_says: "The response of an invite carries every field of the request with the value \
                      that was sent."
            .into(),
        pages: vec!["Create and invite users (HTTP)".into(), "Users (C#)".into()],
        case: Case {
            scenario: "invite.valid".into(),
            index: 17,
            name: String::new(),
            value: sent.clone(),
            mutation: None,
        },
        exchanges: vec![exchange(Operation::Invite, endpoint, Some(&sent), (201, &answer))],
        seen: 40,
        shrink_steps: 23,
        reruns: 5,
        confirmed: 5,
        replay: "avara-conformance --target https://staging.example.com --seed 42 --exact \
                 invite::echoes_sent_fields"
            .into(),
    }
}

/// Three requests, now and then, with a mutation for good measure.
pub(super) fn lost_row() -> Counterexample {
    let user = |n: u32| json!({"userId": format!("usr_{n:032x}"), "level": "member"});
    let page = |users: &[Value], more: bool| json!({"users": users, "hasMore": more, "cursor": more.then_some("eyJvZmZzZXQiOjF9")});
    let list = |path, answer| exchange(Operation::List, ("GET", path), None, (200, answer));
    let all: Vec<_> = (0..40).map(user).collect();
    Counterexample {
        finding: Finding {
            expected: "a walk with limit=1 sees the same 40 users as a walk with limit=100".into(),
            actual: "usr_00000000000000000000000000000001 is missing".into(),
            ..finding("list.walk", Operation::List, "/users", "lost")
        },
        clause_says: "A walk by cursor sees every user once.".into(),
        pages: vec!["List users (HTTP)".into()],
        case: Case {
            scenario: "list.walk".into(),
            index: 0,
            name: "limit=1".into(),
            value: json!({"limit": 1}),
            mutation: Some(Mutation {
                schema_pointer: "list-query.json#/properties/limit/minimum".into(),
                instance_pointer: "/limit".into(),
                keyword: "minimum".into(),
                before: Some(json!(1)),
                after: Some(json!(0)),
                sentence: "limit is 0; at least 1 is required".into(),
            }),
        },
        exchanges: vec![
            list("/v1/viewer/users?limit=100", &page(&all, false)),
            list("/v1/viewer/users?limit=1", &page(&all[..1], true)),
            list("/v1/viewer/users?limit=1&cursor=eyJvZmZzZXQiOjF9", &page(&all[2..3], true)),
        ],
        seen: 1,
        shrink_steps: 0,
        confirmed: 3,
        replay: "avara-conformance --target https://staging.example.com --seed 42 --exact \
                 list::walks_partition"
            .into(),
        ..dropped_field()
    }
}
