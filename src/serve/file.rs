//! Files that are copied: their type, their hash, and their bytes a piece at a time.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::PathBuf;

use hyper::body::Bytes;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

/// How much of a file is in memory at once.
const PIECE: usize = 64 << 10;

/// A file, at its beginning.
pub(super) struct OpenedFile {
    pub(super) file: File,
    pub(super) hash: u128,
    pub(super) size: u64,
}

/// Opens a file and reads it for its hash.
pub(super) async fn find(place: PathBuf) -> io::Result<OpenedFile> {
    let read = move || {
        let mut file = File::open(place)?;
        let mut hasher = twox_hash::XxHash3_128::new();
        let mut piece = vec![0; PIECE];
        let mut size = 0;
        loop {
            match file.read(&mut piece)? {
                0 => break,
                read => {
                    hasher.write(&piece[..read]);
                    size += read as u64;
                }
            }
        }
        file.rewind()?;
        Ok(OpenedFile { file, hash: hasher.finish_128(), size })
    };
    spawn_blocking(read).await.unwrap_or_else(|stopped| Err(stopped.into()))
}

/// Reads so many bytes of a file, as fast as they are taken. One that has become shorter ends in an
/// error, so that nobody takes it for whole.
pub(super) fn pieces(file: File, size: u64) -> mpsc::Receiver<io::Result<Bytes>> {
    let (send, receive) = mpsc::channel(2);
    spawn_blocking(move || {
        let mut file = file.take(size);
        while file.limit() > 0 {
            let mut piece = vec![0; PIECE];
            let read = match file.read(&mut piece) {
                Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => {
                    piece.truncate(read);
                    Ok(Bytes::from(piece))
                }
                Err(error) => Err(error),
            };
            let failed = read.is_err();
            if send.blocking_send(read).is_err() || failed {
                return;
            }
        }
    });
    receive
}

/// Returns the media type of a file, by the end of its name.
pub(super) fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref().unwrap_or_default() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "geojson" => "application/geo+json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "ics" => "text/calendar; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" | "bib" | "ris" | "lock" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "pdf" => "application/pdf",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "sqlite" => "application/vnd.sqlite3",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::content_type;

    #[test]
    fn a_file_has_a_type_by_its_ending() {
        for (path, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("files/a.b.PNG", "image/png"),
            ("a.svg/LICENCE", "application/octet-stream"),
            (".well-known/security.txt", "text/plain; charset=utf-8"),
        ] {
            assert_eq!(content_type(path), expected, "{path}");
        }
    }
}
