internal import Encodings
internal import Cryptography
internal import EventLog
package import LiveLog
internal import Transparency
internal import Foundation
package import SyncModel

/// Replaces the key that signs checkpoints; the old public key stays in the log.
package enum CheckpointKeyRotation {
    private static let pendingName = "checkpoint.key.new"

    /// Rotates the key of a server that is not running.
    ///
    /// - Parameters:
    ///   - dataDirectory: The directory of the stopped server.
    ///   - masterKey: The master key, if it is not in `master.key`.
    ///   - allowsGroup: Whether the group may have access to the directory.
    ///   - now: The time for events.
    /// - Returns: The new public key, as a C2SP verifier key.
    /// - Throws: `EventLogError.locked` while a server runs.
    package static func run(
        dataDirectory: String,
        masterKey: SecretValue?,
        allowsGroup: Bool = false,
        now: @escaping @Sendable () -> Timestamp
    ) async throws -> String {
        let directory = try DataDirectory(dataDirectory, allowsGroup: allowsGroup)
        try begin(directory)
        let openLog = try OpenLog.open(
            directory: directory,
            masterKey: try directory.masterKey(given: masterKey),
            now: now
        )
        try await settle(directory, openLog)
        await openLog.log.close()
        return try CheckpointKey(dataDirectory: dataDirectory).verifierKey.text
    }

    /// Makes the new key, unless an interrupted rotation did.
    static func begin(_ directory: DataDirectory) throws {
        if try directory.existing(pendingName) == nil {
            let seed = Base64.encode(try SecureRandom.bytes(count: Ed25519.seedByteCount))
            try directory.write(Array((seed + "\n").utf8), to: pendingName)
        }
    }

    /// Finishes a rotation that was begun, or interrupted.
    ///
    /// - Parameters:
    ///   - directory: The directory of the log.
    ///   - openLog: The log, which gets the event.
    ///   - actor: Who rotates the key.
    /// - Throws: `EventLogError`, `DataDirectoryError`.
    package static func settle(
        _ directory: DataDirectory,
        _ openLog: OpenLog,
        by actor: Actor = Actor(type: "server")
    ) async throws {
        guard try directory.existing(pendingName) != nil else { return }
        let old = try CheckpointKey(dataDirectory: directory.path).verifierKey.text
        let new = try CheckpointKey(dataDirectory: directory.path, file: pendingName)
            .verifierKey.text
        let rotation = KeyRotation(kind: .checkpoint, from: old, to: new)
        let known = try openLog.log.reader.events(
            EventQuery(limit: 1000, type: "key.rotated")
        )
        if !known.contains(where: { $0.body == .administration(.keyRotated(rotation)) }) {
            _ = try await openLog.log.append(
                AppendRequest(
                    actor: actor,
                    events: [PendingEvent(.administration(.keyRotated(rotation)))]
                )
            )
        }
        try directory.move(pendingName, to: "checkpoint.key")
    }
}
