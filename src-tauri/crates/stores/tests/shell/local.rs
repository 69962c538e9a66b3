//! This computer as the far machine: a login shell started for each command, with a choice of tools.

use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{StoreError, StoreErrorKind, StoreResult};
use elderphoto_stores::sftp::shell::far::{Exit, FarProcess, FarShell};
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Runs each command as `login… COMMAND`, the first tools being those of a folder.
#[derive(Debug, Clone, Default)]
pub struct LocalShell {
    pub login: Vec<String>,
    pub tools: Option<PathBuf>,
    pub home: Option<PathBuf>,
    /// The line breaks when so many bytes of answers were read,
    pub dies_after_reading: Option<usize>,
    /// or when so many bytes were written.
    pub dies_after_writing: Option<usize>,
}

impl FarShell for LocalShell {
    fn start(&self, command: &[u8]) -> StoreResult<Box<dyn FarProcess>> {
        let (program, arguments) = self.login.split_first().unwrap();
        let command = String::from_utf8(command.to_vec()).unwrap();
        let mut start = Command::new(program);
        start.args(arguments).arg(&command).process_group(0);
        start.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(tools) = &self.tools {
            start.env("PATH", format!("{}:/usr/bin:/bin", tools.display()));
        }
        if let Some(home) = &self.home {
            start.env("HOME", home).current_dir(home);
        }
        let mut child = start.spawn().map_err(|e| fault(StoreErrorKind::Io, &e.to_string()))?;
        let mut stdout = child.stdout.take().unwrap();
        let (came, answers) = sync_channel(1);
        std::thread::spawn(move || {
            let mut buffer = [0; 512];
            while let Ok(count @ 1..) = stdout.read(&mut buffer) {
                if came.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let mut stderr = child.stderr.take().unwrap();
        let complaints = std::thread::spawn(move || {
            let mut all = Vec::new();
            let _ = stderr.read_to_end(&mut all);
            all.truncate(Exit::MAX_STDERR_BYTES);
            all
        });
        Ok(Box::new(LocalProcess {
            stdin: child.stdin.take(),
            child,
            answers,
            complaints: Some(complaints),
            left_over: Vec::new(),
            may_read: self.dies_after_reading.unwrap_or(usize::MAX),
            may_write: self.dies_after_writing.unwrap_or(usize::MAX),
        }))
    }
}

struct LocalProcess {
    child: Child,
    stdin: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
    complaints: Option<JoinHandle<Vec<u8>>>,
    left_over: Vec<u8>,
    may_read: usize,
    may_write: usize,
}

impl LocalProcess {
    /// Everything the command started, too.
    fn kill(&mut self) {
        let group = Pid::from_child(&self.child);
        let _ = kill_process_group(group, Signal::KILL);
        let _ = self.child.wait();
    }
}

impl FarProcess for LocalProcess {
    fn write(&mut self, bytes: &[u8]) -> StoreResult<()> {
        if bytes.len() > self.may_write {
            self.kill();
        }
        self.may_write = self.may_write.saturating_sub(bytes.len());
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(bytes).map_err(|e| fault(StoreErrorKind::Gone, &e.to_string()))
    }

    fn close_input(&mut self) -> StoreResult<()> {
        self.stdin = None;
        Ok(())
    }

    fn read(&mut self, into: &mut [u8], within: Duration) -> StoreResult<usize> {
        if self.left_over.is_empty() {
            match self.answers.recv_timeout(within) {
                Ok(bytes) => self.left_over = bytes,
                Err(RecvTimeoutError::Timeout) => return Err(fault(StoreErrorKind::TimedOut, "silence")),
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
        let count = self.left_over.len().min(into.len());
        into[..count].copy_from_slice(&self.left_over[..count]);
        self.left_over.drain(..count);
        if count >= self.may_read {
            self.kill();
            return Ok(0);
        }
        self.may_read -= count;
        Ok(count)
    }

    fn wait(mut self: Box<Self>, within: Duration) -> StoreResult<Exit> {
        self.stdin = None;
        let deadline = Instant::now() + within;
        loop {
            match self.answers.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return Err(fault(StoreErrorKind::TimedOut, "still runs")),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let status = self.child.wait().map_err(|e| fault(StoreErrorKind::Io, &e.to_string()))?;
        let stderr = self.complaints.take().unwrap().join().unwrap();
        Ok(Exit { status: status.code(), stderr })
    }
}

impl Drop for LocalProcess {
    fn drop(&mut self) {
        self.kill();
    }
}

fn fault(kind: StoreErrorKind, cause: &str) -> StoreError {
    StoreError::new(kind, &RelPath::root(), cause)
}
