//! Packets as bytes. What comes from the server is never believed: every length is checked before
//! anything is made of it.

use crate::sftp::fault::Fault;

/// Content of one read or write. Every server takes this much (draft 02, section 3: 34,000 bytes).
pub const CHUNK_BYTES: usize = 32_768;
/// A packet with a chunk of what OpenSSH may send at most (256 KiB), and some more.
pub const MAX_PACKET_BYTES: usize = (256 << 10) + 1024;
/// The version spoken.
pub const VERSION: u32 = 3;

/// How a file is opened (`SSH_FXF_…`).
pub mod open_flag {
    /// For reading.
    pub const READ: u32 = 1;
    /// For writing.
    pub const WRITE: u32 = 2;
    /// Made if it is missing.
    pub const CREATE: u32 = 8;
    /// Fails if it is there.
    pub const EXCLUSIVE: u32 = 32;
}

/// What is known of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Bytes.
    pub size: Option<u64>,
    /// Kind and rights, as `st_mode`.
    pub mode: Option<u32>,
    /// Times of last use and last change, in seconds since 1970.
    pub times: Option<(u32, u32)>,
}

const HAS_SIZE: u32 = 1;
const HAS_OWNER: u32 = 2;
const HAS_MODE: u32 = 4;
const HAS_TIMES: u32 = 8;
const HAS_MORE: u32 = 0x8000_0000;

/// What is asked of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Request<'a> {
    Open {
        path: &'a [u8],
        flags: u32,
        mode: Option<u32>,
    },
    Close {
        handle: &'a [u8],
    },
    Read {
        handle: &'a [u8],
        at: u64,
        length: u32,
    },
    Write {
        handle: &'a [u8],
        at: u64,
        bytes: &'a [u8],
    },
    Lstat {
        path: &'a [u8],
    },
    Fstat {
        handle: &'a [u8],
    },
    Setstat {
        path: &'a [u8],
        attributes: Attributes,
    },
    Fsetstat {
        handle: &'a [u8],
        attributes: Attributes,
    },
    Opendir {
        path: &'a [u8],
    },
    Readdir {
        handle: &'a [u8],
    },
    Remove {
        path: &'a [u8],
    },
    Mkdir {
        path: &'a [u8],
    },
    Rmdir {
        path: &'a [u8],
    },
    Realpath {
        path: &'a [u8],
    },
    Rename {
        from: &'a [u8],
        to: &'a [u8],
    },
    /// `fsync@openssh.com`
    Fsync {
        handle: &'a [u8],
    },
    /// `statvfs@openssh.com`
    StatVfs {
        path: &'a [u8],
    },
    /// `copy-data` (draft-ietf-secsh-filexfer-extensions-00, section 7): all of a file.
    CopyData {
        from: &'a [u8],
        to: &'a [u8],
    },
}

/// A name of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name itself.
    pub name: Vec<u8>,
    /// What is known of it.
    pub attributes: Attributes,
}

/// What a server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Reply {
    Status { code: u32, message: String },
    Handle(Vec<u8>),
    Data(Vec<u8>),
    Names(Vec<Name>),
    Attributes(Attributes),
    Extended(Vec<u8>),
}

/// Room, as `statvfs@openssh.com` tells it (PROTOCOL of OpenSSH, 4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatVfs {
    /// Bytes of a block.
    pub block_bytes: u64,
    /// Blocks in all.
    pub blocks: u64,
    /// Blocks that this account may still use.
    pub free_blocks: u64,
    /// Files that may be there in all; 0 where they are not counted.
    pub files: u64,
    /// Files that this account may still make.
    pub free_files: u64,
    /// 1: the file system is read-only.
    pub flags: u64,
}

struct Writer(Vec<u8>);

impl Writer {
    fn u8(&mut self, value: u8) {
        self.0.push(value);
    }
    fn u32(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }
    fn u64(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }
    fn string(&mut self, value: &[u8]) {
        self.u32(value.len() as u32);
        self.0.extend_from_slice(value);
    }
    fn attributes(&mut self, of: &Attributes) {
        let flag = |there: bool, flag: u32| if there { flag } else { 0 };
        self.u32(
            flag(of.size.is_some(), HAS_SIZE)
                | flag(of.mode.is_some(), HAS_MODE)
                | flag(of.times.is_some(), HAS_TIMES),
        );
        if let Some(size) = of.size {
            self.u64(size);
        }
        if let Some(mode) = of.mode {
            self.u32(mode);
        }
        if let Some((used, changed)) = of.times {
            self.u32(used);
            self.u32(changed);
        }
    }
}

/// The first packet.
pub fn init() -> Vec<u8> {
    let mut out = Writer(vec![0, 0, 0, 5, 1]);
    out.u32(VERSION);
    out.0
}

impl Request<'_> {
    /// The packet, with its length in front.
    pub fn encode(&self, id: u32) -> Vec<u8> {
        let mut out = Writer(Vec::with_capacity(64 + self.content_bytes()));
        out.u32(0);
        out.u8(self.number());
        out.u32(id);
        self.fields(&mut out);
        let length = (out.0.len() - 4) as u32;
        out.0[..4].copy_from_slice(&length.to_be_bytes());
        out.0
    }

    fn content_bytes(&self) -> usize {
        match self {
            Self::Write { bytes, .. } => bytes.len(),
            _ => 256,
        }
    }

    fn number(&self) -> u8 {
        match self {
            Self::Open { .. } => 3,
            Self::Close { .. } => 4,
            Self::Read { .. } => 5,
            Self::Write { .. } => 6,
            Self::Lstat { .. } => 7,
            Self::Fstat { .. } => 8,
            Self::Setstat { .. } => 9,
            Self::Fsetstat { .. } => 10,
            Self::Opendir { .. } => 11,
            Self::Readdir { .. } => 12,
            Self::Remove { .. } => 13,
            Self::Mkdir { .. } => 14,
            Self::Rmdir { .. } => 15,
            Self::Realpath { .. } => 16,
            Self::Rename { .. } => 18,
            Self::Fsync { .. } | Self::StatVfs { .. } | Self::CopyData { .. } => 200,
        }
    }

    fn fields(&self, out: &mut Writer) {
        match self {
            Self::Open { path, flags, mode } => {
                out.string(path);
                out.u32(*flags);
                out.attributes(&Attributes { mode: *mode, ..Attributes::default() });
            }
            Self::Read { handle, at, length } => {
                out.string(handle);
                out.u64(*at);
                out.u32(*length);
            }
            Self::Write { handle, at, bytes } => {
                out.string(handle);
                out.u64(*at);
                out.string(bytes);
            }
            Self::Setstat { path: of, attributes } | Self::Fsetstat { handle: of, attributes } => {
                out.string(of);
                out.attributes(attributes);
            }
            Self::Mkdir { path } => {
                out.string(path);
                out.attributes(&Attributes::default());
            }
            Self::Rename { from, to } => {
                out.string(from);
                out.string(to);
            }
            Self::Fsync { handle } => {
                out.string(b"fsync@openssh.com");
                out.string(handle);
            }
            Self::StatVfs { path } => {
                out.string(b"statvfs@openssh.com");
                out.string(path);
            }
            Self::CopyData { from, to } => {
                out.string(b"copy-data");
                out.string(from);
                out.u64(0);
                // 0: to the end.
                out.u64(0);
                out.string(to);
                out.u64(0);
            }
            Self::Close { handle: one } | Self::Fstat { handle: one } | Self::Readdir { handle: one } => {
                out.string(one);
            }
            Self::Lstat { path } | Self::Opendir { path } | Self::Remove { path } | Self::Rmdir { path } => {
                out.string(path);
            }
            Self::Realpath { path } => out.string(path),
        }
    }
}

/// What is left of a packet.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        if count > self.0.len() {
            return Err(Fault::nonsense("a packet that ends too early"));
        }
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        Ok(taken)
    }
    fn u32(&mut self) -> Result<u32, Fault> {
        let mut value = [0; 4];
        value.copy_from_slice(self.bytes(4)?);
        Ok(u32::from_be_bytes(value))
    }
    fn u64(&mut self) -> Result<u64, Fault> {
        let mut value = [0; 8];
        value.copy_from_slice(self.bytes(8)?);
        Ok(u64::from_be_bytes(value))
    }
    fn string(&mut self) -> Result<&'a [u8], Fault> {
        let length = self.u32()? as usize;
        self.bytes(length)
    }
    fn attributes(&mut self) -> Result<Attributes, Fault> {
        let flags = self.u32()?;
        let mut of = Attributes::default();
        if flags & HAS_SIZE != 0 {
            of.size = Some(self.u64()?);
        }
        if flags & HAS_OWNER != 0 {
            self.bytes(8)?;
        }
        if flags & HAS_MODE != 0 {
            of.mode = Some(self.u32()?);
        }
        if flags & HAS_TIMES != 0 {
            of.times = Some((self.u32()?, self.u32()?));
        }
        if flags & HAS_MORE != 0 {
            for _ in 0..self.u32()? {
                self.string()?;
                self.string()?;
            }
        }
        Ok(of)
    }
}

/// What a server says first: its version, and each extension with its data.
#[derive(Debug)]
pub struct Greeting {
    pub version: u32,
    pub extensions: Vec<(Vec<u8>, Vec<u8>)>,
}

pub fn decode_version(packet: &[u8]) -> Result<Greeting, Fault> {
    let mut rest = Reader(packet);
    if rest.bytes(1)? != [2] {
        return Err(Fault::nonsense("no version"));
    }
    let version = rest.u32()?;
    let mut extensions = Vec::new();
    while !rest.0.is_empty() {
        extensions.push((rest.string()?.to_vec(), rest.string()?.to_vec()));
    }
    Ok(Greeting { version, extensions })
}

/// A reply and the request it answers.
pub fn decode(packet: &[u8]) -> Result<(u32, Reply), Fault> {
    let mut rest = Reader(packet);
    let number = rest.bytes(1)?[0];
    let id = rest.u32()?;
    let reply = match number {
        101 => {
            let code = rest.u32()?;
            // Old servers send no text.
            let message = rest.string().unwrap_or_default();
            Reply::Status { code, message: String::from_utf8_lossy(message).into_owned() }
        }
        102 => Reply::Handle(rest.string()?.to_vec()),
        103 => Reply::Data(rest.string()?.to_vec()),
        104 => {
            let count = rest.u32()?;
            let mut names = Vec::new();
            for _ in 0..count {
                let name = rest.string()?.to_vec();
                // The line `ls -l` would print: for people.
                rest.string()?;
                names.push(Name { name, attributes: rest.attributes()? });
            }
            Reply::Names(names)
        }
        105 => Reply::Attributes(rest.attributes()?),
        201 => Reply::Extended(rest.0.to_vec()),
        other => return Err(Fault::nonsense(format!("a packet of kind {other}"))),
    };
    Ok((id, reply))
}

impl StatVfs {
    /// From the content of the reply.
    pub fn decode(content: &[u8]) -> Result<Self, Fault> {
        let mut rest = Reader(content);
        let block = rest.u64()?;
        let fragment = rest.u64()?;
        let blocks = rest.u64()?;
        rest.u64()?;
        let free_blocks = rest.u64()?;
        let files = rest.u64()?;
        rest.u64()?;
        let free_files = rest.u64()?;
        rest.u64()?;
        let flags = rest.u64()?;
        let block_bytes = if fragment == 0 { block } else { fragment };
        Ok(Self { block_bytes, blocks, free_blocks, files, free_files, flags })
    }
}
