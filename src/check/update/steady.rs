//! The same again and again, with nothing beside it: what goes wrong once in a while goes wrong here.

use serde_json::{Map, Value, json};

use super::accepted::{Settled, refused, settled_member};
use crate::{
    check::{
        Play, STEADY_ROUNDS, Scene,
        oracle::{filter, patch, user},
        scene::rows,
    },
    model::Case,
};

const PERSISTED: &str = "update.persisted";

/// Renames a user and looks for the new name, many times in a row.
pub(super) fn steady<'a>(scene: &'a Scene<'a>, _: &'a Case) -> Play<'a> {
    Box::pin(async move {
        let Settled { member, mut before, read: mut shown } = settled_member(scene).await?;
        for round in 0..STEADY_ROUNDS {
            let name = format!("Steady {round} {}", scene.wire.token());
            let sent = Map::from_iter([("firstName".to_owned(), json!(name))]);
            let reply = scene.update(&member.id, Some(&Value::Object(sent.clone()))).await?;
            if !reply.is_success() {
                return Err(refused(&reply));
            }
            let changes = patch::changes(&before, &sent, &reply.json);
            let over = !changes.partial.is_empty();
            let check = "update::changes_only_provided_fields";
            scene.judge(check, &[&shown, &reply], changes.partial);
            let filter = [("firstName", name.as_str())];
            let page = scene.list(&filter).await?;
            let alien = filter::sound("filters.firstName.sound", &filter, rows(&page.json));
            let over = over || !alien.is_empty();
            scene.judge("filters::first_name_is_sound", &[&page], alien);
            let stored = |rows: &[Value]| user::persisted(PERSISTED, &member.id, &sent, rows);
            let (lost, page) = match stored(rows(&page.json)) {
                none if none.is_empty() => (none, page),
                // A search may know of it later, or not at all, than the user's own row.
                _ => {
                    let known = |rows: &[Value]| stored(rows).is_empty();
                    let (rows, row) = scene.read_until(&member.email, known).await?;
                    (stored(&rows), row)
                }
            };
            let over = over || !lost.is_empty();
            scene.judge("update::is_persisted", &[&reply, &page], lost);
            if over {
                break;
            }
            before.clone_from(&reply.json);
            shown = reply;
        }
        Ok(())
    })
}
