internal import Encodings
internal import Cryptography
internal import Foundation
internal import Synchronization
package import SyncModel

/// The server's directory with its keys: mode 0700, files 0600, created at the first start.
package struct DataDirectory: Sendable {
    /// The path as it was given.
    package let path: String
    /// The permission bits that must not be set on the directory and on key files.
    private let forbidden: mode_t
    /// The names of the key files that were created.
    private let made = MadeFiles()

    /// Opens or creates the directory.
    ///
    /// An empty directory that this user owns is made private, since a container platform or
    /// `mkdir` may have created it with wider permissions.
    ///
    /// - Parameters:
    ///   - path: The path of the directory.
    ///   - allowsGroup: Whether the group may have access, as Kubernetes grants with `fsGroup`.
    /// - Throws: `DataDirectoryError.permissions` if other users can read it.
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

    /// The system's reason why a directory could not be created, which Foundation does not pass on.
    private static func whyNotMade(_ path: String) -> String {
        mkdir(path, 0o700) == 0 || errno == EEXIST
            ? "it is not a directory" : String(cString: strerror(errno))
    }

    /// The names of the key files created since the directory was opened.
    package var madeFiles: [String] { made.names }

    private func makePrivateIfEmpty() throws(DataDirectoryError) {
        guard let status = SystemFile.status(path), status.st_mode & forbidden != 0,
            status.st_uid == geteuid(),
            let names = try? FileManager.default.contentsOfDirectory(atPath: path),
            // New file systems contain this directory.
            names.allSatisfy({ $0 == "lost+found" })
        else { return }
        guard chmod(path, status.st_mode & 0o7777 & ~forbidden) == 0 else {
            throw .file(path: path, reason: String(cString: strerror(errno)))
        }
    }

    /// The master key: the given one, or that in `master.key`, which is created if there is neither
    /// a key nor a log.
    ///
    /// - Throws: `DataDirectoryError.masterKeyMissing` if there is a log, which a new key would not
    ///   open.
    package func masterKey(given: SecretValue?) throws -> [UInt8] {
        if given == nil, holdsLog, !has("master.key") {
            throw DataDirectoryError.masterKeyMissing(path: path + "/master.key")
        }
        return try masterKeyBytes(of: try given?.reveal() ?? secretFile("master.key"))
    }

    /// The admin token: the given one, or that in `admin.token`, which is created if it does not
    /// exist.
    package func adminToken(given: SecretValue?) throws -> SecretValue {
        let token = SecretValue(try given?.reveal() ?? secretFile("admin.token"))
        if token.isBlank {
            throw DataDirectoryError.malformed(
                name: "the admin token",
                value: "",
                expected: "a token; delete an empty admin.token to have one generated"
            )
        }
        return token
    }

    /// Replaces `admin.token` atomically.
    package func replaceAdminToken(with token: SecretValue) throws(DataDirectoryError) {
        let text = Array((token.reveal() + "\n").utf8)
        try DurableFile.replace(path + "/admin.token", with: text, mode: 0o600)
    }

    /// Whether the directory has a log but not the key that signed its checkpoints.
    package var lacksCheckpointKey: Bool { holdsLog && !has("checkpoint.key") }

    /// Creates `checkpoint.key` if it does not exist.
    ///
    /// The log is created first, since a key without a log indicates that the log is missing.
    package func ensureCheckpointKey() throws {
        _ = try secretFile("checkpoint.key")
    }

    /// Files that a server leaves beside a log; without one, they show that the log is missing.
    private static let signsOfLog = ["checkpoint.key", "checkpoint"]

    /// Refuses to create a log where one is missing.
    ///
    /// - Throws: `DataDirectoryError.logMissing`.
    func checkMayBegin() throws(DataDirectoryError) {
        let signs = Self.signsOfLog.filter(has)
        if !signs.isEmpty { throw .logMissing(directory: path, beside: signs) }
    }

    /// Whether the directory contains a log.
    var holdsLog: Bool {
        ["events.sqlite", "events.sqlite-wal"].contains { SystemFile.size(path + "/" + $0) > 0 }
    }

    private func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + name)
    }

    /// Reads a file of 32 random bytes in Base64, or creates it durably before its first use.
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

    /// The line in a key file; nil if the file does not exist.
    package func existing(_ name: String) throws -> String? {
        has(name) ? try secretFile(name) : nil
    }

    /// Replaces one file with another atomically, and returns when that is on disk.
    package func move(_ name: String, to other: String) throws(DataDirectoryError) {
        try DurableFile.move(path + "/" + name, to: path + "/" + other)
    }

    /// Writes a file that only this user can read, and returns when it is on disk.
    package func write(_ content: [UInt8], to name: String) throws(DataDirectoryError) {
        try DurableFile.replace(path + "/" + name, with: content, mode: 0o600)
    }

    /// Checks the target of a link, since the link's own permissions mean nothing.
    private func checkPrivate(_ path: String) throws(DataDirectoryError) {
        guard let status = SystemFile.status(path) else {
            throw .file(path: path, reason: String(cString: strerror(errno)))
        }
        if status.st_mode & forbidden != 0 { throw .permissions(path: path) }
    }
}

/// Collects the names of created key files.
private final class MadeFiles: Sendable {
    private let content = Mutex<[String]>([])

    var names: [String] { content.withLock(\.self) }

    func add(_ name: String) {
        content.withLock { $0.append(name) }
    }
}

/// Decodes a master key: 32 bytes in Base64.
///
/// - Parameters:
///   - text: The key as it is given or kept.
///   - which: The words before "master key" in an error.
/// - Returns: The 32 bytes.
/// - Throws: `DataDirectoryError.malformed`.
package func masterKeyBytes(
    of text: String,
    _ which: String = "the"
) throws(DataDirectoryError) -> [UInt8] {
    guard let key = Base64.decode(text), key.count == AESGCM.keyByteCount else {
        throw .malformed(
            name: "\(which) master key",
            value: "<secret>",
            expected: "32 bytes in base64"
        )
    }
    return key
}
