internal import LiveLog
internal import Encodings
internal import Cryptography
internal import EventLog
internal import Foundation
internal import SyncModel

/// What a backup's file was after it had been written and read back; stored beside it as
/// `backup.json`.
///
/// It reveals later damage. It is not signed: checkpoints protect against somebody who changes both
/// files.
struct BackupManifest: Equatable {
    static let name = "backup.json"
    private static let pieceByteCount = 1 << 20

    private let events: Int64
    private let stateHash: String
    /// The SHA-256 of `events.sqlite` in the form that `sha256sum` prints.
    private let sha256: String

    /// Describes the file that a directory holds now.
    init(of directory: String, _ backup: Backup) throws {
        events = backup.eventCount
        stateHash = backup.stateHash
        sha256 = try Self.digest(of: directory + "/events.sqlite")
    }

    /// The manifest in a directory; nil if there is none, as beside files copied by hand.
    static func read(in directory: String) throws -> BackupManifest? {
        let path = directory + "/" + name
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path),
            let json = try? JSONValue.parse([UInt8](bytes)), let events = json["events"]?.integer,
            let stateHash = json["stateHash"]?.string, let sha256 = json["sha256"]?.string
        else { throw EventLogError.cannotRead("\(path) is not what a backup wrote") }
        return BackupManifest(events: events, stateHash: stateHash, sha256: sha256)
    }

    func write(to directory: DataDirectory) throws {
        let json = CanonicalValue.object([
            "events": .integer(events), "stateHash": .text(stateHash), "sha256": .text(sha256),
        ])
        try directory.write(Array((json.jsonText + "\n").utf8), to: Self.name)
    }

    /// - Throws: `EventLogError.cannotRead` unless the file equals the one that was written, byte
    ///   by byte.
    func check(_ directory: String, _ found: Backup) throws {
        guard try self == BackupManifest(of: directory, found) else {
            throw EventLogError.cannotRead(
                "\(directory)/events.sqlite is not the file that the backup wrote"
            )
        }
    }

    private static func digest(of path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw EventLogError.cannotRead("\(path) cannot be opened")
        }
        defer { try? file.close() }
        var stream = SHA256Stream()
        while let piece = try file.read(upToCount: pieceByteCount), !piece.isEmpty {
            stream.update([UInt8](piece))
        }
        return Hex.encode(stream.finish())
    }

    private init(events: Int64, stateHash: String, sha256: String) {
        self.events = events
        self.stateHash = stateHash
        self.sha256 = sha256
    }
}
