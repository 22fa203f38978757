//! The one place that looks at the terminal and at the clock on the wall.
#![expect(
    clippy::disallowed_types,
    reason = "how long the user waits is never part of a result"
)]

mod progress;

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use serde_json::Value;

pub(super) use progress::{Counter, Progress};

/// Where a command writes, and what may be written there.
pub struct Terminal<'a> {
    /// Results.
    pub(super) out: &'a mut dyn Write,
    /// All else.
    pub(super) err: &'a mut dyn Write,
    /// Whether diagnostics may have colour.
    pub(super) color: bool,
    /// Whether somebody sees a progress bar.
    pub(super) progress: bool,
    /// Whether it is that of the process: Ctrl-C counts.
    real: bool,
}

impl Terminal<'_> {
    /// Runs a command on the terminal of this process.
    ///
    /// A reader that went away, as `head` does, is no error: what follows is dropped.
    pub fn of_process<T>(
        command: impl FnOnce(&mut Terminal<'_>) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut out = Patient(anstream::stdout().lock());
        // Not locked: the progress bar and a panic on another thread write there too.
        let mut err = Patient(anstream::stderr());
        let watched = io::stderr().is_terminal();
        let mut terminal = Terminal {
            out: &mut out,
            err: &mut err,
            color: AutoStream::choice(&io::stderr()) != ColorChoice::Never,
            progress: watched && std::env::var_os("CI").is_none(),
            real: true,
        };
        let answer = command(&mut terminal)?;
        terminal.out.flush()?;
        Ok(answer)
    }

    /// Two plain streams that nobody watches: for tests and for embedding.
    pub fn plain<'a>(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Terminal<'a> {
        Terminal {
            out,
            err,
            color: false,
            progress: false,
            real: false,
        }
    }

    /// Prints a document, indented.
    pub(super) fn json(&mut self, document: &Value) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *self.out, document)?;
        writeln!(self.out)
    }
}

/// A stream whose reader may go away.
struct Patient<W>(W);

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        forgive(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        forgive(self.0.flush(), ())
    }
}

/// A broken pipe counts as success.
fn forgive<T>(result: io::Result<T>, instead: T) -> io::Result<T> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(instead),
        other => other,
    }
}

/// Time on the wall since the command began.
#[derive(Clone, Copy)]
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins now.
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    /// Since the start.
    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Since the start: `0.31 s`.
impl fmt::Display for Stopwatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} s", self.elapsed().as_secs_f64())
    }
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether the user, or the system, asked for the end.
#[derive(Clone, Copy)]
pub(super) struct Interrupts {
    real: bool,
}

impl Interrupts {
    /// Listens to Ctrl-C from now on; a second one does not wait for the first.
    pub(super) fn listen(terminal: &Terminal<'_>) -> Self {
        static LISTENING: OnceLock<()> = OnceLock::new();
        let real = terminal.real;
        if real {
            LISTENING.get_or_init(|| {
                // Where signals cannot be caught the run ends at once: nothing is half-written
                // then either, because results appear by a rename.
                let _ = ctrlc::set_handler(|| {
                    if INTERRUPTED.swap(true, Ordering::Relaxed) {
                        std::process::exit(i32::from(super::Outcome::Interrupted.exit_code()));
                    }
                });
            });
        }
        Self { real }
    }

    /// Whether it was asked for.
    pub(super) fn requested(self) -> bool {
        self.real && INTERRUPTED.load(Ordering::Relaxed)
    }
}

/// From now on a panic says that it is ours, and asks for a report; `RUST_BACKTRACE` says more.
pub fn report_panics() {
    let standard = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|wanted| wanted != "0") {
            standard(panic);
        }
        let what = panic.payload_as_str().unwrap_or("unknown");
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let _ = writeln!(
            anstream::stderr(),
            "ecsim has a defect: {what} ({place})\n\
             Please report it, with the scenario, its seed and `ecsim --version`."
        );
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_went_away_is_no_error() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Err(io::ErrorKind::StorageFull.into())
            }
        }
        let mut stream = Patient(Closed);
        stream.write_all(b"lost").expect("nobody reads it");
        assert!(stream.flush().is_err(), "a full disk is an error");
    }
}
