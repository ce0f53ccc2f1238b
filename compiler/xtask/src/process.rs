//! Runs one program with a time limit.
//!
//! In: a command, a limit, text for its standard input. Out: its exit code and what it said. A program that
//! outlives the limit is killed with its children. It does not judge exit codes, except in [`succeed`].

use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What a finished program left behind. A program ended by a signal has no code.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    /// The last lines of what it said, errors first: enough to see why it failed.
    pub(crate) fn tail(&self) -> String {
        let said = if self.stderr.trim().is_empty() { &self.stdout } else { &self.stderr };
        let lines: Vec<&str> = said.trim().lines().collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }
}

/// Runs the command to its end, whatever its exit code.
pub(crate) fn run(command: &mut Command, limit: Duration, input: &str) -> Result<Output, String> {
    let name = name_of(command);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|why| format!("{name} does not start: {why}"))?;
    let feeder = child.stdin.take().map(|stdin| feed(stdin, input.to_owned()));
    let stdout = child.stdout.take().map(collect);
    let stderr = child.stderr.take().map(collect);
    let code = wait(&mut child, limit).map_err(|why| format!("{name} {why}"))?;
    if let Some(feeder) = feeder {
        // A program may well end without reading its input: that alone is no failure.
        let _ = feeder.join();
    }
    Ok(Output { code, stdout: joined(stdout), stderr: joined(stderr) })
}

/// Runs the command and takes any exit code but 0 for a failure.
pub(crate) fn succeed(command: &mut Command, limit: Duration, input: &str) -> Result<Output, String> {
    let name = name_of(command);
    let output = run(command, limit, input)?;
    match output.code {
        Some(0) => Ok(output),
        Some(code) => Err(format!("{name} ended with {code}:\n{}", output.tail())),
        None => Err(format!("{name} was killed:\n{}", output.tail())),
    }
}

fn name_of(command: &Command) -> String {
    Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn wait(child: &mut Child, limit: Duration) -> Result<Option<i32>, String> {
    let deadline = Instant::now() + limit;
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.code()),
            Ok(None) if Instant::now() < deadline => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(20));
            }
            Ok(None) => {
                kill_group(child);
                return Err(format!("took longer than {} s", limit.as_secs()));
            }
            Err(why) => return Err(format!("cannot be waited for: {why}")),
        }
    }
}

/// The child leads a process group of its own, so its children go with it.
fn kill_group(child: &mut Child) {
    let group = format!("-{}", child.id());
    let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
    let _ = child.kill();
    let _ = child.wait();
}

fn feed(mut stdin: impl Write + Send + 'static, text: String) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let _ = stdin.write_all(text.as_bytes());
    })
}

fn collect(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn joined(collector: Option<JoinHandle<String>>) -> String {
    collector.and_then(|thread| thread.join().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_output_and_code_pass_through() {
        let mut command = Command::new("sh");
        command.args(["-c", "cat; echo oh >&2; exit 3"]);
        let output = run(&mut command, Duration::from_secs(5), "hello").unwrap();
        assert_eq!((output.code, output.stdout.as_str(), output.stderr.as_str()), (Some(3), "hello", "oh\n"));
    }

    #[test]
    fn a_program_that_outlives_its_limit_is_killed_with_its_children() {
        let started = Instant::now();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 30 & sleep 30"]);
        let why = run(&mut command, Duration::from_millis(100), "").unwrap_err();
        assert!(why.contains("took longer"), "{why}");
        assert!(started.elapsed() < Duration::from_secs(5));
    }
}
