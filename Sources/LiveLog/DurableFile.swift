package import Glibc

/// A small file that is replaced atomically: at any moment, even after a crash, either the old or
/// the new content is there.
package enum DurableFile {
    /// Replaces or creates a file, and returns when it is on disk.
    ///
    /// The content is written to `<path>.draft`, which has its permissions from the first byte on.
    /// A draft left by a crash is overwritten.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - content: The whole content.
    ///   - mode: The permissions, such as `0o600`.
    /// - Throws: `DataDirectoryError.file`.
    package static func replace(
        _ path: String,
        with content: [UInt8],
        mode: mode_t
    ) throws(DataDirectoryError) {
        let draft = path + ".draft"
        try write(content, to: draft, mode: mode)
        try move(draft, to: path)
    }

    /// Replaces one file with another atomically, and returns when that is on disk.
    ///
    /// - Throws: `DataDirectoryError.file`.
    package static func move(_ path: String, to other: String) throws(DataDirectoryError) {
        guard rename(path, other) == 0 else { throw .system(other) }
        let end = other.lastIndex(of: "/").map { other[..<$0] } ?? "."
        let directory = end.isEmpty ? "/" : String(end)
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(directory) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(directory) }
    }

    private static func write(
        _ content: [UInt8],
        to path: String,
        mode: mode_t
    ) throws(DataDirectoryError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(path) }
        defer { close(descriptor) }
        // The umask may have removed permissions, and an older draft may have others.
        guard fchmod(descriptor, mode) == 0 else { throw .system(path) }
        var written = 0
        while written < content.count {
            let count = content.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(path) }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw .system(path) }
    }
}

extension DataDirectoryError {
    /// The system's error from the last call, which concerned a file.
    fileprivate static func system(_ path: String) -> DataDirectoryError {
        .file(path: path, reason: String(cString: strerror(errno)))
    }
}
