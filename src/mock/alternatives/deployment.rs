//! Other tenants, clocks, loads and speeds.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use chrono::{TimeDelta, Utc};

use crate::{
    mock::{Answer, Call, Setting, Violation},
    model::Operation,
};

fn forbid(violations: &mut Vec<Violation>) {
    violations.push(Violation::new("", "forbidden", "this account may not do that"));
}

/// What is wrong with a body is told to nobody who may not send any.
fn show_forbidden(operation: Operation, call: &Call, answer: &mut Answer) {
    if call.is(operation) && call.refusal.is_none() {
        answer.status = StatusCode::FORBIDDEN;
    }
}

alternatives! {
    "no-users": "The tenant has no user at the start."
        Set(Setting::Empty);
    "one-user": "The tenant has one user at the start."
        Set(Setting::SeedUsers(1));
    "no-owners": "The list shows no owners."
        Match(|_, candidate, matches| *matches &= candidate.user.text("level") != "owner");
    "no-dashboard-users": "Every user was invited over the API."
        Match(|_, candidate, matches| {
            *matches &= candidate.user.text("invitedSource") != "dashboard";
        });
    "may-not-invite": "The account may read and update; every invite is answered with 403."
        Violations(Operation::Invite, |_, violations| forbid(violations)),
        Answer(|call, answer| show_forbidden(Operation::Invite, call, answer));
    "may-not-update": "The account may read and invite; every update is answered with 403."
        Violations(Operation::Update, |_, violations| forbid(violations)),
        Answer(|call, answer| show_forbidden(Operation::Update, call, answer));
    "five-thousand-users": "The tenant has 5,000 users at the start."
        Set(Setting::SeedUsers(5_000));
    "busy-tenant": "Other clients insert and update users of their own all the time."
        Set(Setting::Traffic(Duration::from_millis(20)));
    "users-come-and-go":
        "Other clients insert users of their own all the time, and remove them soon after."
        Set(Setting::Traffic(Duration::from_millis(5))),
        Match(|_, candidate, matches| {
            let number = candidate.user.text("email").split(['.', '@']).nth_back(2);
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let theirs = number.is_some_and(|text| text.len() >= 7 && digits(text));
            let old = candidate.age.is_some_and(|age| age > Duration::from_millis(100));
            *matches &= !(theirs && old);
        });
    "list-lags-behind": "The list shows what was written 150 ms later."
        Set(Setting::Lag(Duration::from_millis(150)));
    "far-away": "Every answer takes 100 to 200 ms."
        Delay(|call| Duration::from_millis(100 + call.number * 7_919 % 101));
    "slow-now-and-then": "One answer in 60 takes a second."
        Delay(|call| Duration::from_secs(u64::from(call.number.is_multiple_of(60))));
    "rate-limit": "More than 200 requests in a second are answered with 429 and Retry-After."
        Set(Setting::MostPerSecond(200));
    "another-clock": "The server's clock is an hour ahead, in its Date header too."
        Set(Setting::Clock(|| Utc::now() + TimeDelta::hours(1))),
        Answer(|_, answer| {
            let date = Utc::now() + TimeDelta::hours(1);
            let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            if let Ok(date) = HeaderValue::from_str(&date) {
                answer.header(header::DATE, date);
            }
        });
    "list-waits-for-acceptance": "The list shows people only after they accept their invitation."
        Set(Setting::Pending { invitations: true });
    "list-waits-and-shows-no-invitations":
        "The list shows people only after they accept, and no operation shows their invitations."
        Set(Setting::Pending { invitations: false });
    "no-revoke-access": "The operation that no page documents is not there."
        Set(Setting::NoRevokeAccess);
}
