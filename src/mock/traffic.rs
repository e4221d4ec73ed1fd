//! Other clients of the same tenant, who write all the time.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};
use tokio::time::sleep;

use super::{app::App, tenant};

/// Users of other clients are numbered from here on, so that no address is used twice.
const FIRST: usize = 1_000_000;

/// Inserts and updates users of its own, in turn, for ever. Users of the tenant's beginning count
/// as its own too; those that a client of the API invites do not.
pub(super) async fn write(app: Arc<App>, pause: Duration) {
    let mut random = ChaCha8Rng::seed_from_u64(app.config.seed ^ 0x7261_6666_6963);
    let mut own: Vec<usize> = (0..app.read().rows().len()).collect();
    for index in FIRST.. {
        sleep(pause).await;
        let drawn = tenant::drawn(index, &mut random);
        let mut users = app.write();
        if index % 2 == 0 || own.is_empty() {
            own.push(users.rows().len());
            users.push(drawn, Some(Instant::now()));
            continue;
        }
        let place = own[random.next_u32() as usize % own.len()];
        let mut user = users.get(place).clone();
        for field in ["firstName", "lastName", "clinicRole", "canManageStudies"] {
            user.set(field, drawn[field].clone());
        }
        // Levels change as well; nobody is made an admin who cannot open the dashboard.
        if user.text("level") != "owner" {
            let admin = drawn.text("level") == "admin";
            user.set("level", if admin { "admin" } else { "member" });
            user.set("hasDashboardAccess", true);
        }
        users.replace(place, user, Instant::now());
    }
}
