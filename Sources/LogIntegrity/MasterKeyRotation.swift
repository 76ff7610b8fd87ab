internal import Encodings
internal import Cryptography
internal import EventLog
internal import Foundation
package import LiveLog
internal import Projection
internal import SQLiteStore
internal import SecretSealing
package import SyncModel

/// Rewraps every key of a stopped server's log under a new master key.
///
/// The keys change in one transaction, so at any moment one master key opens all of them. Before it
/// the new key is stored in `master.key.new`; after it that file replaces `master.key`. The next
/// start or the next rotation completes an interrupted one. A key that comes from the environment
/// is in no file; whoever keeps it supplies the new one.
package struct MasterKeyRotation: Sendable {
    /// The steps of a rotation, in order.
    package enum Step: String, Sendable, CaseIterable {
        case newKeyKept, keysReplaced, recorded, finished
    }

    static let pendingName = "master.key.new"

    /// Identifies the new master key; reveals nothing of it.
    package let keyID: String
    /// The number of keys that were rewrapped.
    package let keyCount: Int

    /// Rotates, or completes an interrupted rotation.
    ///
    /// - Parameters:
    ///   - dataDirectory: The directory of a server that is not running.
    ///   - given: The current master key, unless it is in `master.key`.
    ///   - newKey: The new master key; nil generates one, which requires `master.key`.
    ///   - allowsGroup: Whether the group may have access to the directory.
    ///   - now: The time for events.
    ///   - onStep: Is called after each step; an error it throws ends the rotation there.
    /// - Returns: The new key's id, and the number of keys under it.
    /// - Throws: `EventLogError.locked` while a server runs, `SealingError.wrongMasterKey`,
    ///   `DataDirectoryError`.
    package static func run(
        dataDirectory: String,
        given: SecretValue?,
        newKey: SecretValue?,
        allowsGroup: Bool = false,
        now: @escaping @Sendable () -> Timestamp,
        onStep: (Step) throws -> Void = { _ in }
    ) async throws -> MasterKeyRotation {
        let directory = try DataDirectory(dataDirectory, allowsGroup: allowsGroup)
        if given == nil { try settle(directory) }
        let old = try directory.masterKey(given: given)
        let new = try newMasterKey(directory, isOldGiven: given != nil, newKey)
        try onStep(.newKeyKept)
        let openLog: OpenLog
        do {
            openLog = try OpenLog.open(directory: directory, masterKey: old, now: now)
        } catch SealingError.wrongMasterKey where given != nil {
            // The keys were replaced already, and the environment still holds the old one.
            openLog = try OpenLog.open(directory: directory, masterKey: new, now: now)
            try await openLog.recordRotation(to: new, from: old)
            await openLog.log.close()
            return MasterKeyRotation(keyID: openLog.keyID(of: new), keyCount: 0)
        }
        let count = try openLog.replaceKeys(from: old, to: new)
        try onStep(.keysReplaced)
        try await openLog.recordRotation(to: new, from: old)
        try onStep(.recorded)
        await openLog.log.close()
        if given == nil { try directory.move(pendingName, to: "master.key") }
        try onStep(.finished)
        return MasterKeyRotation(keyID: openLog.keyID(of: new), keyCount: count)
    }

    /// Moves the new key to `master.key` if the log's keys are already under it.
    package static func settle(_ directory: DataDirectory) throws {
        guard let pending = try directory.existing(pendingName) else { return }
        let identity = try EventReader.open(directory: directory.path).identity()
        let sealer = try? SecretSealer(
            masterKey: try masterKeyBytes(of: pending),
            logID: identity.id,
            wrappedIdentityKey: identity.wrappedKey,
            storedFingerprintKey: { _ in nil }
        )
        if sealer != nil { try directory.move(pendingName, to: "master.key") }
    }

    private static func newMasterKey(
        _ directory: DataDirectory,
        isOldGiven: Bool,
        _ newKey: SecretValue?
    ) throws -> [UInt8] {
        if isOldGiven {
            guard let newKey else {
                throw DataDirectoryError.malformed(
                    name: "CHECKLY_SYNC_NEW_MASTER_KEY",
                    value: "",
                    expected: "the new key, which is needed where CHECKLY_SYNC_MASTER_KEY is set"
                )
            }
            return try masterKeyBytes(of: newKey.reveal())
        }
        // A key stored by an earlier rotation may be in use already.
        if let pending = try directory.existing(pendingName), newKey == nil {
            return try masterKeyBytes(of: pending)
        }
        let text =
            try newKey?.reveal() ?? Base64.encode(try SecureRandom.bytes(count: 32))
        let bytes = try masterKeyBytes(of: text)
        try directory.write(Array((text + "\n").utf8), to: pendingName)
        return bytes
    }
}

extension OpenLog {
    /// Distinguishes this log's master keys; reveals nothing of them.
    package func keyID(of masterKey: [UInt8]) -> String {
        KeyRewrapping.id(ofMasterKey: masterKey, logID: log.identity.id)
    }

    fileprivate func replaceKeys(from old: [UInt8], to new: [UInt8]) throws -> Int {
        let identity = try log.reader.identity()
        let exchange = try KeyRewrapping(from: old, to: new, logID: identity.id)
        return try log.replaceKeys(
            identity: try exchange.identity(identity.wrappedKey),
            data: { try exchange.dataKey(at: $0, $1) },
            fingerprint: { try exchange.fingerprintKey(of: $0, $1) }
        )
    }

    /// Records that the keys are under a master key that the log does not know yet.
    package func recordRotation(to new: [UInt8], from old: [UInt8]? = nil) async throws {
        let known = state.current.masterKeyID
        guard try log.reader.identity().isRotated, known != keyID(of: new) else { return }
        let rotation = KeyRotation(
            kind: .master,
            from: known ?? old.map(keyID) ?? "first",
            to: keyID(of: new)
        )
        _ = try await log.append(
            AppendRequest(
                actor: Actor(type: "server"),
                events: [PendingEvent(.administration(.keyRotated(rotation)))]
            )
        )
    }
}
