//! A line that can break: a proxy on this machine that counts, falls silent, resets, or cuts.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

struct Line {
    is_silent: AtomicBool,
    connections: AtomicUsize,
    /// How many there may be at once, and how many there are.
    allowed: AtomicUsize,
    open: AtomicUsize,
    /// Bytes that went to the server, and how many may before the line is cut.
    sent: AtomicU64,
    cut_at: AtomicU64,
    was_cut: AtomicBool,
    /// Microseconds that each few kilobytes to the server take.
    pause: AtomicU64,
    streams: Mutex<Vec<TcpStream>>,
    is_over: Mutex<bool>,
    over: Condvar,
}

/// What a slow line takes at once.
const SLOW_BYTES: usize = 4 << 10;

/// Passes bytes on until it is told otherwise.
pub struct Proxy {
    /// Where it listens, on this machine.
    pub port: u16,
    line: Arc<Line>,
}

impl Proxy {
    /// To a port of this machine.
    pub fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = Arc::new(Line {
            is_silent: AtomicBool::new(false),
            connections: AtomicUsize::new(0),
            allowed: AtomicUsize::new(usize::MAX),
            open: AtomicUsize::new(0),
            sent: AtomicU64::new(0),
            cut_at: AtomicU64::new(u64::MAX),
            was_cut: AtomicBool::new(false),
            pause: AtomicU64::new(0),
            streams: Mutex::default(),
            is_over: Mutex::default(),
            over: Condvar::new(),
        });
        let shared = line.clone();
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                if shared.open.load(Ordering::SeqCst) >= shared.allowed.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(far) = TcpStream::connect(("127.0.0.1", target)) else { continue };
                shared.open.fetch_add(1, Ordering::SeqCst);
                shared.streams.lock().unwrap().extend([near.try_clone().unwrap(), far.try_clone().unwrap()]);
                let (near_too, far_too) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                for (from, to, outward) in [(near, far_too, true), (far, near_too, false)] {
                    let line = shared.clone();
                    std::thread::spawn(move || {
                        pass(from, to, &line, outward);
                        if outward {
                            line.open.fetch_sub(1, Ordering::SeqCst);
                        }
                    });
                }
            }
        });
        Self { port, line }
    }

    /// Takes no more than so many connections at once.
    pub fn allow(&self, connections: usize) {
        self.line.allowed.store(connections, Ordering::SeqCst);
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.line.open.load(Ordering::SeqCst)
    }

    /// How many connections there were, the refused ones too.
    pub fn connections(&self) -> usize {
        self.line.connections.load(Ordering::SeqCst)
    }

    /// Bytes that went to the server so far.
    pub fn sent(&self) -> u64 {
        self.line.sent.load(Ordering::SeqCst)
    }

    /// Lets about so many bytes a second through to the server; 0: as many as come.
    pub fn slow_down_to(&self, bytes_per_second: u64) {
        let pause = (SLOW_BYTES as u64 * 1_000_000).checked_div(bytes_per_second);
        self.line.pause.store(pause.unwrap_or(0), Ordering::SeqCst);
    }

    /// Takes every byte and passes none on any more, but stays connected: a black hole.
    pub fn go_silent(&self) {
        self.line.is_silent.store(true, Ordering::SeqCst);
    }

    /// Lets bytes of new connections through again.
    pub fn speak_again(&self) {
        self.line.is_silent.store(false, Ordering::SeqCst);
        self.cut();
    }

    /// Breaks every connection, once, as soon as so many more bytes went to the server.
    pub fn cut_after(&self, bytes: u64) {
        self.line.was_cut.store(false, Ordering::SeqCst);
        self.line.cut_at.store(self.sent() + bytes, Ordering::SeqCst);
    }

    /// Whether that has happened.
    pub fn was_cut(&self) -> bool {
        self.line.was_cut.load(Ordering::SeqCst)
    }

    /// Breaks all connections: the client hears a reset.
    pub fn cut(&self) {
        self.line.cut();
    }
}

impl Line {
    fn cut(&self) {
        for stream in self.streams.lock().unwrap().drain(..) {
            // With nothing to linger for, closing resets; the shutdown ends the thread that reads.
            let _ = socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Proxy").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        *self.line.is_over.lock().unwrap() = true;
        self.line.over.notify_all();
        self.cut();
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, line: &Line, outward: bool) {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let pause = if outward { line.pause.load(Ordering::SeqCst) } else { 0 };
        let room = if pause > 0 { SLOW_BYTES } else { buffer.len() };
        std::thread::sleep(Duration::from_micros(pause));
        let count = match from.read(&mut buffer[..room]) {
            Ok(count @ 1..) => count,
            Ok(_) | Err(_) => {
                let _ = to.shutdown(Shutdown::Both);
                return;
            }
        };
        if line.is_silent.load(Ordering::SeqCst) {
            continue;
        }
        if outward {
            let sent = line.sent.fetch_add(count as u64, Ordering::SeqCst) + count as u64;
            if sent >= line.cut_at.load(Ordering::SeqCst) {
                line.cut_at.store(u64::MAX, Ordering::SeqCst);
                line.was_cut.store(true, Ordering::SeqCst);
                line.cut();
                return;
            }
        }
        if to.write_all(&buffer[..count]).is_err() {
            let _ = from.shutdown(Shutdown::Both);
            return;
        }
    }
}
