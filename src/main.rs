//! The command line program.

fn main() -> std::process::ExitCode {
    avara_conformance::cli::main()
}
