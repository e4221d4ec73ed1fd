//! Queries: drawn ones, edge cases, and those that no server has to take.

use crate::{
    check::{
        Scene, Stop,
        oracle::{address, status},
        reply::Wish,
        request,
    },
    model::Case,
    promise::list::ACCEPTS_DOCUMENTED_PARAMETERS,
};

/// The parameters of a drawn query.
pub(in crate::check) fn drawn(case: &Case) -> Result<request::Query, Stop> {
    serde_json::from_value(case.value.clone())
        .map_err(|error| Stop::because(format!("the case is no query: {error}")))
}

/// Any combination of parameters, but a cursor, which only a response can give.
pub(super) async fn any_query(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let query = drawn(case)?;
    let pairs = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs: Vec<(&str, &str)> = pairs.filter(|(name, _)| *name != "cursor").collect();
    page(scene, pairs).await
}

/// An edge case of the parameters, written as text.
pub(super) async fn boundary_query(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let members = case.value.as_object().into_iter().flatten();
    let pairs = members.filter(|(name, _)| *name != "cursor").map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (name.as_str(), text)
    });
    let pairs: Vec<(&str, String)> = pairs.collect();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, text)| (*n, text.as_str())).collect();
    if pairs.iter().any(|(_, text)| text.is_empty()) {
        // No page says what an empty parameter asks for.
        let request = request::list(scene.contract, &request::query(&pairs));
        let reply = scene.send(request, Wish::Refused).await?;
        scene.note_answer(&reply, "an empty parameter");
        return Ok(());
    }
    page(scene, pairs).await
}

/// A query that may be taken one way or the other, as long as the server stands.
pub(super) async fn open_query(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let request = request::list(scene.contract, &drawn(case)?);
    let reply = scene.send(request, Wish::Refused).await?;
    scene.note_answer(&reply, &format!("a query where {}", case.name));
    Ok(())
}

/// A cursor that no response gave.
pub(super) async fn bad_cursor(scene: &Scene<'_>, case: &Case) -> Result<(), Stop> {
    let text = case.value.as_str().unwrap_or_default();
    let query = request::query(&[("cursor", text)]);
    let reply = scene.send(request::list(scene.contract, &query), Wish::Refused).await?;
    let why = "no response gave this cursor";
    scene.judge_refused(scene.promise, &reply, "cursor", why).map(drop)
}

/// Asks for a page, once without what is no address to every usual validator where the server
/// refuses the page with it: the list calls the parameter an e-mail address.
async fn page(scene: &Scene<'_>, mut pairs: Vec<(&str, &str)>) -> Result<(), Stop> {
    if pairs.iter().any(|(name, text)| *name == "email" && !address::is_usual(text)) {
        let request = request::list(scene.contract, &request::query(&pairs));
        let reply = scene.send(request, Wish::Accepted).await?;
        if !status::is_refused(&reply)? {
            scene.judge_accepted(&ACCEPTS_DOCUMENTED_PARAMETERS, &reply);
            return Ok(());
        }
        scene.note_answer(&reply, "text that is no usual address as the e-mail filter");
        pairs.retain(|(name, _)| *name != "email");
    }
    scene.list(&pairs).await.map(drop)
}
