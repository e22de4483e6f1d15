//! The time and memory of one run.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Failure;

/// What a run cost.
pub struct Cost {
    /// From start to end.
    pub seconds: f64,
    /// The most memory it held; 0 where the system does not tell.
    pub peak_kib: u64,
}

/// Runs a program that must succeed.
pub fn measure(program: &Path, arguments: &[&str], folder: &Path) -> Result<Cost, Failure> {
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .spawn()?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    let status = loop {
        // The high-water mark only grows: the last look before the end is close to it.
        peak_kib = peak(&status_file).unwrap_or(0).max(peak_kib);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        sleep(Duration::from_millis(1));
    };
    let seconds = start.elapsed().as_secs_f64();
    if status.success() {
        Ok(Cost { seconds, peak_kib })
    } else {
        Err(format!("pipewright {} ended with {status}", arguments.join(" ")).into())
    }
}

fn peak(status_file: &str) -> Option<u64> {
    let text = fs::read_to_string(status_file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
