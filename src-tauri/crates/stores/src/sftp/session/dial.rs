//! From a name to a session that is signed in: resolve, connect, shake hands, know the server by its
//! key, and only then show it anything secret. All of it within one deadline.
//!
//! libssh2 works in its blocking way here, on a thread of its own; when the time is up or the person
//! stops it, the socket is shut down under it, which ends every wait at once.

use super::sign_in::sign_in;
use crate::sftp::{Address, ConnectError, Credentials, HostKey, Options};
use crossbeam_channel::{RecvTimeoutError, bounded};
use elderphoto_engine::digest::Digest;
use ssh2::{ErrorCode, MethodType, Session};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// An address that does not answer must not use up the time of the next one.
const ONE_ADDRESS_LIMIT: Duration = Duration::from_secs(8);
/// A line that lost the other side is given up after so long without an acknowledgement.
const UNACKNOWLEDGED_LIMIT: Duration = Duration::from_secs(25);
/// How often a wait looks whether the person stopped it.
const GLANCE: Duration = Duration::from_millis(50);

/// The means to cut a connection off, from any thread, at any time.
#[derive(Clone, Default)]
pub struct Cutter(Arc<Cut>);

#[derive(Default)]
struct Cut {
    socket: Mutex<Option<TcpStream>>,
    is_cut: AtomicBool,
}

impl Cutter {
    /// Ends every wait on the connection, those to come as well.
    pub fn cut(&self) {
        self.0.is_cut.store(true, Ordering::SeqCst);
        if let Some(socket) = &*self.0.socket.lock().unwrap_or_else(PoisonError::into_inner) {
            // Gone already: fine.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    /// Whether it was cut.
    pub fn is_cut(&self) -> bool {
        self.0.is_cut.load(Ordering::SeqCst)
    }

    fn hold(&self, socket: &TcpStream) -> std::io::Result<()> {
        *self.0.socket.lock().unwrap_or_else(PoisonError::into_inner) = Some(socket.try_clone()?);
        if self.is_cut() {
            self.cut();
        }
        Ok(())
    }
}

/// A session that is signed in, and its socket.
pub(super) struct Dialled {
    pub(super) session: Session,
    pub(super) socket: TcpStream,
}

/// What to do with a server that answers.
#[derive(Clone)]
pub(super) enum Purpose {
    /// Only see its key.
    SeeKey,
    /// Sign in, if its key is one of these.
    SignIn { pinned: Vec<HostKey>, credentials: Credentials },
}

/// What came of it.
pub(super) enum Answered {
    Key(HostKey),
    SignedIn(Dialled),
}

pub(super) fn dial(
    address: &Address,
    purpose: Purpose,
    options: &Options,
    cutter: &Cutter,
) -> Result<Answered, ConnectError> {
    let until = Instant::now() + options.connect_limit;
    let (send, answered) = bounded(1);
    let (address, ours) = (address.clone(), cutter.clone());
    std::thread::spawn(move || {
        // Nobody waits any more when it took too long.
        drop(send.send(try_dial(&address, &purpose, until, &ours)));
    });
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match answered.recv_timeout(GLANCE.min(left)) {
            // A line that was cut looks lost to whoever was waiting for it.
            Ok(Err(_)) if cutter.is_cut() => return Err(ConnectError::Cancelled),
            Ok(result) => return result,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(ConnectError::Lost { cause: "connecting ended without a word".into() });
            }
            Err(RecvTimeoutError::Timeout) if cutter.is_cut() => return Err(ConnectError::Cancelled),
            Err(RecvTimeoutError::Timeout) if left.is_zero() => {
                cutter.cut();
                return Err(ConnectError::TimedOut { cause: "connecting took too long".into() });
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// libssh2 has one code for a line that broke while ways were agreed on and for a server that knows none of
/// ours: a second call tells.
const CALLS: usize = 2;

fn try_dial(
    address: &Address,
    purpose: &Purpose,
    until: Instant,
    cutter: &Cutter,
) -> Result<Answered, ConnectError> {
    let mut calls = 0;
    loop {
        calls += 1;
        let (socket, at) = connect(address, until)?;
        cutter.hold(&socket).map_err(lost)?;
        let mut session = Session::new().map_err(|e| ConnectError::Lost { cause: e.to_string() })?;
        session.set_tcp_stream(socket.try_clone().map_err(lost)?);
        let pinned = match purpose {
            Purpose::SeeKey => &[][..],
            Purpose::SignIn { pinned, .. } => pinned,
        };
        prefer(&session, pinned);
        match session.handshake() {
            Ok(()) => return get_in(session, socket, address, purpose),
            Err(e) if calls < CALLS && was_hung_up(&e, &session, &socket) => {}
            Err(e) => return Err(handshake_failed(&e, &session, &socket, at)),
        }
    }
}

fn get_in(
    session: Session,
    socket: TcpStream,
    address: &Address,
    purpose: &Purpose,
) -> Result<Answered, ConnectError> {
    let offered = key_of(&session)?;
    let Purpose::SignIn { pinned, credentials } = purpose else { return Ok(Answered::Key(offered)) };
    if pinned.is_empty() {
        return Err(ConnectError::HostKeyUnknown { offered });
    }
    if !pinned.contains(&offered) {
        return Err(ConnectError::HostKeyChanged { pinned: pinned.clone(), offered });
    }
    sign_in(&session, &address.user, credentials)?;
    Ok(Answered::SignedIn(Dialled { session, socket }))
}

fn connect(address: &Address, until: Instant) -> Result<(TcpStream, SocketAddr), ConnectError> {
    let resolved = (address.host.as_str(), address.port)
        .to_socket_addrs()
        .map_err(|e| ConnectError::NameNotFound { cause: e.to_string() })?;
    let mut failed = None;
    for at in resolved {
        let left = until.saturating_duration_since(Instant::now()).max(GLANCE);
        match TcpStream::connect_timeout(&at, left.min(ONE_ADDRESS_LIMIT)) {
            Ok(socket) => return keep_alive(&socket).map(|()| (socket, at)).map_err(lost),
            Err(e) => failed = Some((at, e)),
        }
    }
    Err(match failed {
        None => ConnectError::NameNotFound { cause: "the name has no address".into() },
        Some((at, e)) => {
            let cause = format!("{at}: {e}");
            match e.kind() {
                std::io::ErrorKind::ConnectionRefused => ConnectError::Refused { cause },
                std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock => {
                    ConnectError::TimedOut { cause }
                }
                _ => ConnectError::Unreachable { cause },
            }
        }
    })
}

/// A peer that went away without a word is noticed by the system as well.
fn keep_alive(socket: &TcpStream) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    let socket = socket2::SockRef::from(socket);
    let alive =
        socket2::TcpKeepalive::new().with_time(Duration::from_secs(10)).with_interval(Duration::from_secs(5));
    socket.set_tcp_keepalive(&alive)?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED_LIMIT))?;
    Ok(())
}

/// The cheapest cipher comes first; of the server's keys those we know.
///
/// With AES in hardware AES-GCM would be cheaper, but libssh2 hands it to OpenSSL 16 bytes at a time
/// (`transport.c`), and only ChaCha20-Poly1305 a packet at a time: for a gigabyte that is 4.0 seconds of
/// this computer's processor against 4.7, and sending is what it has to do.
fn prefer(session: &Session, pinned: &[HostKey]) {
    let first =
        ["chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr"];
    for kind in [MethodType::CryptCs, MethodType::CryptSc] {
        put_first(session, kind, &first);
    }
    let mut known = Vec::new();
    for key in pinned {
        match key.algorithm.as_str() {
            // One key, three ways to sign with it.
            "ssh-rsa" => known.extend(["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"]),
            other => known.push(other),
        }
    }
    put_first(session, MethodType::HostKey, &known);
}

fn put_first(session: &Session, kind: MethodType, first: &[&str]) {
    let Ok(supported) = session.supported_algs(kind) else { return };
    let first: Vec<&str> = first.iter().copied().filter(|name| supported.contains(name)).collect();
    let rest = supported.iter().copied().filter(|name| !first.contains(name));
    let all: Vec<&str> = first.iter().copied().chain(rest).collect();
    let kind_again = kind;
    if let Err(e) = session.method_pref(kind_again, &all.join(",")) {
        // Its own order is as safe, if slower.
        tracing::debug!("the order of ciphers or keys could not be set: {e}");
    }
}

fn key_of(session: &Session) -> Result<HostKey, ConnectError> {
    let no_key = || ConnectError::NotSsh { cause: "the server showed no usable key".into() };
    let (blob, _) = session.host_key().ok_or_else(no_key)?;
    let length = blob.get(..4).and_then(|l| l.try_into().ok()).map(u32::from_be_bytes).ok_or_else(no_key)?;
    let name = blob.get(4..4usize.saturating_add(length as usize)).ok_or_else(no_key)?;
    let algorithm = std::str::from_utf8(name).map_err(|_| no_key())?.to_owned();
    Ok(HostKey { algorithm, sha256: *Digest::of(blob).as_bytes() })
}

fn handshake_failed(e: &ssh2::Error, session: &Session, socket: &TcpStream, at: SocketAddr) -> ConnectError {
    // libssh2.h: BANNER_RECV -2, INVALID_MAC -4, KEX_FAILURE -5, TIMEOUT -9, PROTO -14,
    // KEY_EXCHANGE_FAILURE -8, METHOD_NOT_SUPPORTED -33
    let cause = e.to_string();
    match e.code() {
        _ if was_hung_up(e, session, socket) && broke_off(session, socket) => ConnectError::Lost { cause },
        ErrorCode::Session(-2 | -4 | -5 | -8 | -14 | -33) => ConnectError::NotSsh { cause },
        ErrorCode::Session(-9) => ConnectError::TimedOut { cause },
        _ => match session.banner_bytes() {
            Some(said) if said.starts_with(b"SSH-") => ConnectError::Lost { cause },
            Some(_) => ConnectError::NotSsh { cause },
            None if says_something_else(at) => ConnectError::NotSsh { cause },
            None => ConnectError::Lost { cause },
        },
    }
}

/// Whether an SSH server, or the line, hung up while keys were exchanged.
fn was_hung_up(e: &ssh2::Error, session: &Session, socket: &TcpStream) -> bool {
    // Only what is there already is looked at.
    let answers_at_once = socket.set_nonblocking(true).is_ok();
    matches!(e.code(), ErrorCode::Session(-5 | -8))
        && session.banner_bytes().is_some_and(|said| said.starts_with(b"SSH-"))
        && (was_reset(socket) || answers_at_once && matches!(socket.peek(&mut [0]), Ok(0)))
}

/// Whether that was the line: a server that knows none of our ways hangs up before any is agreed on, and
/// without a reset.
fn broke_off(session: &Session, socket: &TcpStream) -> bool {
    was_reset(socket) || session.methods(MethodType::Kex).is_some()
}

/// After a reset a socket has no peer any more.
fn was_reset(socket: &TcpStream) -> bool {
    socket.peer_addr().is_err()
}

/// Whether something else than an SSH server listens there: to libssh2 that looks like a server that
/// hung up, as a busy one does. A second call tells.
fn says_something_else(at: SocketAddr) -> bool {
    use std::io::{Read as _, Write as _};
    let heard = || -> std::io::Result<Vec<u8>> {
        let mut socket = TcpStream::connect_timeout(&at, ONE_ADDRESS_LIMIT)?;
        let mut bytes = vec![0; 512];
        // Some speak first; others answer.
        socket.set_read_timeout(Some(Duration::from_millis(500)))?;
        let mut count = socket.read(&mut bytes).unwrap_or(0);
        if count == 0 {
            socket.set_read_timeout(Some(Duration::from_secs(2)))?;
            socket.write_all(b"SSH-2.0-ElderPhoto\r\n\r\n")?;
            count = socket.read(&mut bytes)?;
        }
        bytes.truncate(count);
        Ok(bytes)
    };
    heard().is_ok_and(|bytes| !bytes.is_empty() && !bytes.windows(4).any(|four| four == b"SSH-"))
}

fn lost(e: std::io::Error) -> ConnectError {
    ConnectError::Lost { cause: e.to_string() }
}
