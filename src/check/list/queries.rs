//! Queries: drawn ones, edge cases, and those that no server has to take.

use crate::{
    check::{Play, Scene, Stop, oracle::status, request, scene::Wish},
    model::{Case, Operation},
};

/// The parameters of a drawn query.
pub(in crate::check) fn drawn(case: &Case) -> Result<request::Query, Stop> {
    serde_json::from_value(case.value.clone())
        .map_err(|error| Stop::because(format!("the case is no query: {error}")))
}

/// Any combination of parameters, but a cursor, which only a response can give.
pub(super) fn any_query<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let query = drawn(case)?;
        let pairs = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs: Vec<(&str, &str)> = pairs.filter(|(name, _)| *name != "cursor").collect();
        scene.list(&pairs).await.map(drop)
    })
}

/// An edge case of the parameters, written as text.
pub(super) fn boundary_query<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let members = case.value.as_object().into_iter().flatten();
        let pairs = members.filter(|(name, _)| *name != "cursor").map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name.as_str(), text)
        });
        let pairs: Vec<(&str, String)> = pairs.collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, text)| (*n, text.as_str())).collect();
        scene.list(&pairs).await.map(drop)
    })
}

/// A query that may be taken one way or the other, as long as the server stands.
pub(super) fn open_query<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let request = request::list(scene.contract, &drawn(case)?);
        let reply = scene.send(request, Wish::Refused).await?;
        let way = if reply.is_success() { "accepts" } else { "refuses" };
        scene.note(format!("list {way} a query where {}", case.name));
        Ok(())
    })
}

pub(super) fn garbage_cursor<'a>(scene: &'a Scene<'a>, case: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let text = case.value.as_str().unwrap_or_default();
        let query = request::query(&[("cursor", text)]);
        let reply = scene.send(request::list(scene.contract, &query), Wish::Refused).await?;
        let why = "no response gave this cursor";
        let clause = "list.cursor.garbage";
        let findings =
            status::refused(&scene.sets.refused, clause, Operation::List, "cursor", why, &reply)?;
        scene.judge("list::refuses_garbage_cursor", &[&reply], findings);
        Ok(())
    })
}
