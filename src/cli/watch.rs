//! `--watch`: the gate again and again, on a server that somebody is working on.

use std::{io, thread, time::Duration};

use tokio::{net::TcpStream, sync::mpsc, time};

use super::{args::GateArgs, failure::Failure, session, signals::Signals, terminal};
use crate::{
    model::{Conclusion, Seed},
    target::{base_url, is_loopback},
};

/// What a run came to.
pub(super) struct Watched {
    pub(super) conclusion: Conclusion,
    /// Ids of the checks that did not pass.
    pub(super) open: Vec<String>,
    pub(super) seed: Seed,
}

/// What ends the waiting.
enum Wake {
    Again,
    End(Option<Conclusion>),
}

/// Runs, waits for a line of standard input or for the server to be started anew, and runs again:
/// what did not pass, or everything once all of it does.
pub(super) fn run(
    mut args: GateArgs,
    run: impl Fn(&GateArgs) -> Result<Watched, Failure>,
) -> Result<Conclusion, Failure> {
    let address = local(&args)?;
    let (filters, exact) = (args.filters.clone(), args.exact);
    let mut lines = lines();
    loop {
        let Watched { conclusion, open, seed } = run(&args)?;
        if matches!(conclusion, Conclusion::Interrupted | Conclusion::Terminated) {
            return Ok(conclusion);
        }
        // The same cases, so that what was red is seen to be green.
        args.seed = Some(seed);
        let what = match open.len() {
            0 => "all of it".to_owned(),
            1 => format!("`{}`", open[0]),
            many => format!("the {many} checks that did not pass"),
        };
        (args.filters, args.exact) =
            if open.is_empty() { (filters.clone(), exact) } else { (open, true) };
        terminal::print(format!(
            "\nwatching {address}: Enter or a restart of the server plays {what} again, q ends\n"
        ))?;
        match session::runtime()?.block_on(wait(&address, &mut lines)) {
            Wake::Again => {}
            Wake::End(signal) => return Ok(signal.unwrap_or(conclusion)),
        }
    }
}

/// The host and port of a server on this machine; another one would be asked all day.
fn local(args: &GateArgs) -> Result<String, Failure> {
    let url = args.target.as_deref().map(base_url).transpose()?;
    let url = url.filter(is_loopback).ok_or_else(|| {
        let what = "--watch is for a server on this machine: --target http://127.0.0.1:PORT";
        Failure::Usage(what.to_owned())
    })?;
    let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default());
    Ok(format!("{host}:{}", port.unwrap_or(80)))
}

/// The lines of standard input; `None` after the last.
fn lines() -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    // A thread of its own: nothing can end it while it waits for somebody to type.
    thread::spawn(move || {
        for line in io::stdin().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

async fn wait(address: &str, lines: &mut mpsc::UnboundedReceiver<String>) -> Wake {
    let mut signals = Signals::new();
    tokio::select! {
        signal = signals.next() => Wake::End(Some(signal)),
        line = lines.recv() => match line {
            Some(line) if line.trim() != "q" => Wake::Again,
            _ => Wake::End(None),
        },
        () = restart(address) => Wake::Again,
    }
}

/// Waits until nobody listens, and then until somebody does again.
async fn restart(address: &str) {
    for up in [false, true] {
        while TcpStream::connect(address).await.is_ok() != up {
            time::sleep(Duration::from_millis(200)).await;
        }
    }
}
