internal import Encodings
internal import Cryptography
internal import Foundation
internal import Synchronization
package import SyncModel

/// The server's directory with its keys: the directory 0700, each file 0600, made at first start.
package struct DataDirectory: Sendable {
    package let path: String
    /// Which permissions nobody may have on the directory and on key files.
    private let forbidden: mode_t
    /// The names of key files that were made.
    private let made = MadeFiles()

    /// Opens or makes the directory.
    ///
    /// One that is empty and this user's own is made private, as a container platform or `mkdir` may have made it open.
    ///
    /// - Parameters:
    ///   - path: Where it is.
    ///   - allowsGroup: Whether the group of the files may have what access it has, as Kubernetes gives it with `fsGroup`.
    /// - Throws: `DataDirectoryError.permissions` when other users can read it.
    package init(_ path: String, allowsGroup: Bool = false) throws(DataDirectoryError) {
        self.path = path
        forbidden = allowsGroup ? 0o007 : 0o077
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .file(path: path, reason: Self.whyNotMade(path))
        }
        try makePrivateIfEmpty()
        try checkPrivate(path)
    }

    /// What the system says of a directory that could not be made; Foundation does not pass it on.
    private static func whyNotMade(_ path: String) -> String {
        mkdir(path, 0o700) == 0 || errno == EEXIST
            ? "it is no directory" : String(cString: strerror(errno))
    }

    /// The names of key files that were made since it was opened.
    package var madeFiles: [String] { made.names }

    private func makePrivateIfEmpty() throws(DataDirectoryError) {
        guard let status = SystemFile.status(path), status.st_mode & forbidden != 0,
            status.st_uid == geteuid(),
            let names = try? FileManager.default.contentsOfDirectory(atPath: path),
            // A new file system has this one of its own.
            names.allSatisfy({ $0 == "lost+found" })
        else { return }
        guard chmod(path, status.st_mode & 0o7777 & ~forbidden) == 0 else {
            throw .file(path: path, reason: String(cString: strerror(errno)))
        }
    }

    /// The master key: the given one, or that of `master.key`, which is made when there is none and no log either.
    ///
    /// - Throws: `DataDirectoryError.masterKeyMissing` beside a log, which a new key would not open.
    package func masterKey(given: SecretValue?) throws -> [UInt8] {
        if given == nil, holdsLog, !has("master.key") {
            throw DataDirectoryError.masterKeyMissing(path: path + "/master.key")
        }
        return try masterKeyBytes(of: try given?.reveal() ?? secretFile("master.key"))
    }

    /// The admin token: the given one, or that of `admin.token`, which is made when there is none.
    package func adminToken(given: SecretValue?) throws -> SecretValue {
        let token = SecretValue(try given?.reveal() ?? secretFile("admin.token"))
        if token.isBlank {
            throw DataDirectoryError.malformed(
                name: "the admin token",
                value: "",
                expected: "a token; an empty admin.token may be deleted to have one made"
            )
        }
        return token
    }

    /// Whether there is a log whose checkpoints somebody signed whose key is not here.
    package var lacksCheckpointKey: Bool { holdsLog && !has("checkpoint.key") }

    /// Makes `checkpoint.key` when there is none.
    ///
    /// A log is made before it, since the key beside no log says that the log is missing.
    package func ensureCheckpointKey() throws {
        _ = try secretFile("checkpoint.key")
    }

    /// What a server leaves beside a log, so that a log is missing where it stands alone.
    private static let signsOfLog = ["checkpoint.key", "checkpoint"]

    /// Refuses to begin a log where one is missing.
    ///
    /// - Throws: `DataDirectoryError.logMissing`.
    func checkMayBegin() throws(DataDirectoryError) {
        let signs = Self.signsOfLog.filter(has)
        if !signs.isEmpty { throw .logMissing(directory: path, beside: signs) }
    }

    /// Whether a log was begun here.
    var holdsLog: Bool {
        ["events.sqlite", "events.sqlite-wal"].contains { SystemFile.size(path + "/" + $0) > 0 }
    }

    private func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + name)
    }

    /// Reads a file of 32 random bytes in base64, or makes it, durably, before it is first used.
    private func secretFile(_ name: String) throws -> String {
        let file = path + "/" + name
        if has(name) {
            try checkPrivate(file)
            return try SystemFile.text(file).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let text = Base64.encode(try SecureRandom.bytes(count: 32))
        try write(Array((text + "\n").utf8), to: name)
        made.add(name)
        return text
    }

    /// The line in a key file; nil where there is none.
    package func existing(_ name: String) throws -> String? {
        has(name) ? try secretFile(name) : nil
    }

    /// Lets one file take another's place, at once, and returns when that is on disk.
    package func move(_ name: String, to other: String) throws(DataDirectoryError) {
        try DurableFile.move(path + "/" + name, to: path + "/" + other)
    }

    /// Writes a file for the user alone, and returns when it is on disk.
    package func write(_ content: [UInt8], to name: String) throws(DataDirectoryError) {
        try DurableFile.replace(path + "/" + name, with: content, mode: 0o600)
    }

    /// A link is looked at where it leads: its own permissions mean nothing.
    private func checkPrivate(_ path: String) throws(DataDirectoryError) {
        guard let status = SystemFile.status(path) else {
            throw .file(path: path, reason: String(cString: strerror(errno)))
        }
        if status.st_mode & forbidden != 0 { throw .permissions(path: path) }
    }
}

/// Which key files were made, for whoever is to be told.
private final class MadeFiles: Sendable {
    private let content = Mutex<[String]>([])

    var names: [String] { content.withLock(\.self) }

    func add(_ name: String) {
        content.withLock { $0.append(name) }
    }
}

/// The 32 bytes of a master key in base64.
///
/// - Throws: `DataDirectoryError.malformed`.
package func masterKeyBytes(of text: String) throws(DataDirectoryError) -> [UInt8] {
    guard let key = Base64.decode(text), key.count == AESGCM.keyByteCount else {
        throw .malformed(
            name: "the master key",
            value: "<secret>",
            expected: "the base64 of 32 bytes"
        )
    }
    return key
}
