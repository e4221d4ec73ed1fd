//! Other tenants, clocks, loads and speeds.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use chrono::{TimeDelta, Utc};

use super::Alternative;
use crate::mock::{Operation, Violation, answer::Answer, call::Call, faults::Hook};

fn forbid(violations: &mut Vec<Violation>) {
    violations.push(Violation::new("", "forbidden", "this account may not do that"));
}

/// What is wrong with a body is told to nobody who may not send any.
fn show_forbidden(operation: Operation, call: &Call, answer: &mut Answer) {
    if call.is(operation) && call.refusal.is_none() {
        answer.status = StatusCode::FORBIDDEN;
    }
}

pub(super) const ALL: &[Alternative] = &[
    Alternative::new(
        "no-users",
        "The tenant has no user at the start.",
        &[Hook::Config(|config| config.empty = true)],
    ),
    Alternative::new(
        "one-user",
        "The tenant has one user at the start.",
        &[Hook::Config(|config| config.seed_users = 1)],
    ),
    Alternative::new(
        "no-owners",
        "The list shows no owners.",
        &[Hook::Match(|_, candidate, matches| *matches &= candidate.user.text("level") != "owner")],
    ),
    Alternative::new(
        "no-dashboard-users",
        "Every user was invited over the API.",
        &[Hook::Match(|_, candidate, matches| {
            *matches &= candidate.user.text("invitedSource") != "dashboard";
        })],
    ),
    Alternative::new(
        "may-not-invite",
        "The account may read and update; every invite is answered with 403.",
        &[
            Hook::Violations(Operation::Invite, |_, violations| forbid(violations)),
            Hook::Answer(|call, answer| show_forbidden(Operation::Invite, call, answer)),
        ],
    ),
    Alternative::new(
        "may-not-update",
        "The account may read and invite; every update is answered with 403.",
        &[
            Hook::Violations(Operation::Update, |_, violations| forbid(violations)),
            Hook::Answer(|call, answer| show_forbidden(Operation::Update, call, answer)),
        ],
    ),
    Alternative::new(
        "five-thousand-users",
        "The tenant has 5,000 users at the start.",
        &[Hook::Config(|config| config.seed_users = 5_000)],
    ),
    Alternative::new(
        "busy-tenant",
        "Other clients insert and update users of their own all the time.",
        &[Hook::Config(|config| config.traffic = Some(Duration::from_millis(20)))],
    ),
    Alternative::new(
        "users-come-and-go",
        "Other clients insert users of their own all the time, and remove them soon after.",
        &[
            Hook::Config(|config| config.traffic = Some(Duration::from_millis(5))),
            Hook::Match(|_, candidate, matches| {
                let number = candidate.user.text("email").split(['.', '@']).nth_back(2);
                let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                let theirs = number.is_some_and(|text| text.len() >= 7 && digits(text));
                let old = candidate.age.is_some_and(|age| age > Duration::from_millis(100));
                *matches &= !(theirs && old);
            }),
        ],
    ),
    Alternative::new(
        "list-lags-behind",
        "The list shows what was written 150 ms later.",
        &[Hook::Config(|config| config.lag = Duration::from_millis(150))],
    ),
    Alternative::new(
        "far-away",
        "Every answer takes 100 to 200 ms.",
        &[Hook::Delay(|call| Duration::from_millis(100 + call.number * 7_919 % 101))],
    ),
    Alternative::new(
        "slow-now-and-then",
        "One answer in 60 takes a second.",
        &[Hook::Delay(|call| Duration::from_secs(u64::from(call.number.is_multiple_of(60))))],
    ),
    Alternative::new(
        "rate-limit",
        "More than 200 requests in a second are answered with 429 and Retry-After.",
        &[Hook::Config(|config| config.most_per_second = Some(200))],
    ),
    Alternative::new(
        "another-clock",
        "The server's clock is an hour ahead, in its Date header too.",
        &[
            Hook::Config(|config| config.clock = || Utc::now() + TimeDelta::hours(1)),
            Hook::Answer(|_, answer| {
                let date = Utc::now() + TimeDelta::hours(1);
                let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
                if let Ok(date) = HeaderValue::from_str(&date) {
                    answer.header(header::DATE, date);
                }
            }),
        ],
    ),
    Alternative::new(
        "no-revoke-access",
        "The operation that no page documents is not there.",
        &[Hook::Config(|config| config.revoke_access = false)],
    ),
];
