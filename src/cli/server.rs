//! From flags to a server: its address, the key, headers, limits and trust.

use std::{fs, path::PathBuf, time::Duration};

use super::{args::ServerArgs, credentials, failure::Failure};
use crate::{
    mock::MockConfig,
    runner::Connection,
    schema::Contract,
    target::{Allowed, TargetConfig, Tls, is_reserved},
};

/// How to reach the server at this address. `writes` says whether more than reads will be sent.
pub(super) fn to_server(args: &ServerArgs, url: &str, writes: bool) -> Result<Connection, Failure> {
    let key = credentials::api_key(args.api_key_file.as_deref())?;
    let allowed = Allowed { production: args.allow_production, writes: args.allow_writes };
    adapted(Connection::to_server(url, key, allowed, writes)?, args)
}

/// The server, or a mock where there is none.
pub(super) async fn or_mock(
    server: Option<Connection>,
    args: &ServerArgs,
    mock: MockConfig,
    contract: &Contract,
) -> Result<Connection, Failure> {
    match server {
        Some(server) => Ok(server),
        None => to_mock(args, mock, contract).await,
    }
}

/// Starts a mock, and says how to reach it.
pub(super) async fn to_mock(
    args: &ServerArgs,
    mock: MockConfig,
    contract: &Contract,
) -> Result<Connection, Failure> {
    adapted(Connection::to_mock(mock, contract).await?, args)
}

/// The connection with what the flags say of it.
fn adapted(mut connection: Connection, args: &ServerArgs) -> Result<Connection, Failure> {
    let network = &args.network;
    let read = |flag: &str, path: &PathBuf| {
        fs::read(path)
            .map_err(|error| Failure::Usage(format!("{flag} {}: {error}", path.display())))
    };
    let authorities = network.cacert.as_ref().map(|path| read("--cacert", path)).transpose()?;
    let identity = match (&network.cert, &network.key) {
        (Some(cert), Some(key)) => {
            // The line break keeps two PEM blocks apart.
            Some([read("--cert", cert)?, b"\n".to_vec(), read("--key", key)?].concat())
        }
        _ => None,
    };
    connection.config = TargetConfig {
        headers: args.headers.iter().map(|line| header(line)).collect::<Result<_, _>>()?,
        pause: args.rate.map(|rate| Duration::from_secs_f64(1.0 / rate)),
        timeout: network.timeout,
        connect_timeout: network.connect_timeout,
        first_byte_timeout: network.first_byte_timeout.unwrap_or(network.timeout),
        allow_http: network.allow_http,
        tls: Tls { authorities, identity, insecure: network.insecure },
        ..connection.config
    };
    Ok(connection)
}

fn header(line: &str) -> Result<(String, String), Failure> {
    let wrong = || Failure::Usage(format!("-H `{line}` is no header: write 'Name: value'"));
    let (name, value) = line.split_once(':').ok_or_else(wrong)?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// The domain that invitations may go to beside the reserved ones.
pub(super) fn own_domain(domain: &str, owned: bool) -> Result<Option<String>, Failure> {
    if is_reserved(domain) {
        return Ok(None);
    }
    if !owned {
        return Err(Failure::Usage(format!(
            "--email-domain `{domain}` is no reserved domain: invitations would reach people; use \
             example.com, or --i-own-this-domain"
        )));
    }
    Ok(Some(domain.to_owned()))
}
