//! Frames: cutting a stream of bytes into messages, whatever the stream holds.

use std::io::{self, BufRead, Read as _};

/// More than any message has; what claims to be longer is skipped.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// More than any header line has.
const MAX_LINE: u64 = 8 * 1024;

/// What stood next on the stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    /// A message: the bytes of its body.
    Body(Vec<u8>),
    /// Something that is no message, and why. Reading goes on behind it.
    Malformed(String),
}

/// Reads the next frame; nothing at the end of the stream. Header names are read in any case, other
/// headers than the length mean nothing, and lines that are no header are skipped until a length
/// is found, so that one broken frame costs that frame alone.
pub fn next(stream: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let mut length = None;
    let mut strange = None;
    loop {
        let mut line = Vec::new();
        if stream
            .by_ref()
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)?
            == 0
        {
            return Ok(strange.map(Frame::Malformed));
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            match (length, strange.take()) {
                (None, None) => continue,
                (None, Some(strange)) => return Ok(Some(Frame::Malformed(strange))),
                (Some(length), _) => return body(stream, length),
            }
        }
        // What stands before the header of the next message on the same line is rubbish, too.
        let lower = line.to_ascii_lowercase();
        if let Some((_, value)) = lower.rsplit_once("content-length:") {
            match value.trim().parse::<u64>() {
                Ok(value) => length = Some(value),
                Err(_) => strange = Some("the length of a message is no number".to_owned()),
            }
        } else if !lower.contains(':') || length.is_none() && !lower.starts_with("content-type") {
            strange.get_or_insert_with(|| "a message has no length".to_owned());
        }
    }
}

fn body(stream: &mut impl BufRead, length: u64) -> io::Result<Option<Frame>> {
    if length > MAX_BYTES {
        io::copy(&mut stream.by_ref().take(length), &mut io::sink())?;
        let why = format!("a message of {length} bytes is too long");
        return Ok(Some(Frame::Malformed(why)));
    }
    let mut bytes = Vec::new();
    stream.by_ref().take(length).read_to_end(&mut bytes)?;
    Ok(if bytes.len() as u64 == length {
        Some(Frame::Body(bytes))
    } else {
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Frame> {
        let mut stream = text.as_bytes();
        let mut frames = Vec::new();
        while let Some(frame) = next(&mut stream).unwrap() {
            frames.push(frame);
        }
        frames
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.as_bytes().to_vec())
    }

    #[test]
    fn messages_follow_each_other() {
        let text = "Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\nnull";
        assert_eq!(all(text), [body("{}"), body("null")]);
    }

    #[test]
    fn headers_are_read_as_clients_write_them() {
        let text = "content-type: application/vscode-jsonrpc; charset=utf-8\ncontent-length:2\nX-More: 1\n\n{}";
        assert_eq!(all(text), [body("{}")]);
    }

    #[test]
    fn rubbish_costs_itself_alone() {
        for rubbish in ["rubbish\r\n\r\n", "\r\n\r\n", "Content-Length: -3\r\n\r\n"] {
            let frames = all(&format!("{rubbish}Content-Length: 2\r\n\r\n{{}}"));
            assert_eq!(frames.last(), Some(&body("{}")), "{rubbish:?}");
        }
    }

    #[test]
    fn rubbish_before_a_header_is_skipped() {
        let frames = all("rubbishContent-Length: 2\r\n\r\n{}");
        assert_eq!(frames, [body("{}")]);
    }

    #[test]
    fn a_cut_message_ends_the_stream() {
        assert_eq!(all("Content-Length: 20\r\n\r\n{}"), []);
    }
}
