internal import Encodings
internal import Cryptography
internal import EventLog
internal import Foundation
package import LiveLog
internal import Projection
internal import SQLiteStore
internal import SecretSealing
package import SyncModel

/// Rewraps every key of a log under a new master key.
///
/// All keys change at once, so at any moment one master key opens all of them. Before that the new
/// key is stored in `master.key.new`; after it that file replaces `master.key`. The next start or
/// the next rotation completes an interrupted one. A key that is kept elsewhere is in no file;
/// whoever keeps it supplies the new one.
package struct MasterKeyRotation: Sendable {
    /// The steps of a rotation, in order.
    package enum Step: String, Sendable, CaseIterable {
        case newKeyKept, keysReplaced, newKeyUsed, finished
    }

    /// The file of a new key beside `master.key`.
    package static let pendingName = "master.key.new"

    /// Identifies the new master key; reveals nothing of it.
    package let keyID: String
    /// The number of keys that are under it.
    package let keyCount: Int

    /// Rotates the key of a stopped server, or completes an interrupted rotation.
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
    ///   `DataDirectoryError`, `MasterKeyError`.
    package static func run(
        dataDirectory: String,
        given: SecretValue?,
        newKey: SecretValue?,
        allowsGroup: Bool = false,
        now: @escaping @Sendable () -> Timestamp,
        onStep: @escaping @Sendable (Step) throws -> Void = { _ in }
    ) async throws -> MasterKeyRotation {
        let directory = try DataDirectory(dataDirectory, allowsGroup: allowsGroup)
        if given == nil { try settle(directory) }
        let old = try directory.masterKey(given: given)
        if given != nil, newKey == nil { throw MasterKeyError.noNewKey }
        let new =
            if let newKey, given != nil { try masterKeyBytes(of: newKey.reveal()) } else {
                try makeKey(in: directory, newKey)
            }
        try onStep(.newKeyKept)
        let openLog: OpenLog
        do {
            openLog = try OpenLog.open(directory: directory, masterKey: old, now: now)
        } catch SealingError.wrongMasterKey where given != nil {
            // The keys were replaced already, and the old one is still given.
            openLog = try OpenLog.open(directory: directory, masterKey: new, now: now)
            try await openLog.recordRotation()
            let rotation = try MasterKeyRotation(of: openLog)
            await openLog.log.close()
            return rotation
        }
        let rotation = try await carryOut(
            on: openLog,
            to: new,
            in: given == nil ? directory : nil,
            onStep: onStep
        )
        await openLog.log.close()
        return rotation
    }

    /// Rewraps the keys of an open log, and records it; appends go on meanwhile.
    ///
    /// Cancelling the caller does not stop it.
    ///
    /// - Parameters:
    ///   - openLog: The log.
    ///   - new: The new master key; if it is kept in `directory`, as `makeKey` does.
    ///   - directory: Where the new key takes the place of the old one; nil if it is kept
    ///     elsewhere.
    ///   - actor: Who rotates the key.
    ///   - onStep: Is called after each step; an error it throws ends the rotation there.
    /// - Returns: The new key's id, and the number of keys under it.
    /// - Throws: `EventLogError.cannotWrite` if nothing has changed; `.heldOpen`, after everything
    ///   is done, if another reader keeps copies of the old keys.
    static func carryOut(
        on openLog: OpenLog,
        to new: [UInt8],
        in directory: DataDirectory?,
        by actor: Actor = Actor(type: "server"),
        onStep: @escaping @Sendable (Step) throws -> Void = { _ in }
    ) async throws -> MasterKeyRotation {
        try await openLog.log.destructionsInTurn.perform {
            let old = openLog.sealer.masterKeyID
            let isHeld = try await openLog.replaceKeys(with: new)
            try onStep(.keysReplaced)
            if let directory { try directory.move(pendingName, to: "master.key") }
            try onStep(.newKeyUsed)
            try await openLog.recordRotation(from: old, by: actor)
            try onStep(.finished)
            if isHeld { throw EventLogError.heldOpen }
            return try MasterKeyRotation(of: openLog)
        }
    }

    private init(of openLog: OpenLog) throws {
        keyID = openLog.sealer.masterKeyID
        let counts = try openLog.log.reader.keyCounts()
        keyCount = counts.dataKeys + counts.fingerprintKeys + 1
    }

    /// Moves the new key to `master.key` if the log's keys are already under it.
    package static func settle(_ directory: DataDirectory) throws {
        guard let pending = try directory.existing(pendingName) else { return }
        let identity = try EventReader.open(directory: directory.path).identity()
        guard let key = try? masterKeyBytes(of: pending),
            SecretSealer.opens(identity.wrappedKey, masterKey: key, logID: identity.id)
        else { return }
        try directory.move(pendingName, to: "master.key")
    }

    /// Keeps a new master key beside the one in use.
    ///
    /// - Parameters:
    ///   - directory: The directory of the log.
    ///   - newKey: The new key; nil generates one, unless an interrupted rotation did.
    /// - Returns: The 32 bytes of the key.
    /// - Throws: `DataDirectoryError`.
    static func makeKey(in directory: DataDirectory, _ newKey: SecretValue? = nil) throws -> [UInt8]
    {
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
    /// Rewraps all keys.
    ///
    /// - Returns: Whether another reader keeps copies of the old ones.
    fileprivate func replaceKeys(with new: [UInt8]) async throws -> Bool {
        let rewrapping = try KeyRewrapping(of: sealer, to: new)
        let replacement = KeyReplacement(
            identity: try rewrapping.identity(),
            data: { try rewrapping.dataKey(at: $0, $1) },
            fingerprint: { try rewrapping.fingerprintKey(of: $0, $1) },
            onReplaced: { rewrapping.finish() }
        )
        return try await Task(executorPreference: BackgroundThread()) {
            do {
                try log.replaceKeys(replacement)
                return false
            } catch EventLogError.heldOpen {
                return true
            }
        }
        .value
    }

    /// Records that the keys are under a master key that the log does not know yet.
    ///
    /// - Parameters:
    ///   - old: The master key of before, if it is known; `SecretSealer.masterKeyID`.
    ///   - actor: Who rotated the key.
    /// - Throws: `EventLogError`.
    package func recordRotation(
        from old: String? = nil,
        by actor: Actor = Actor(type: "server")
    ) async throws {
        let (known, new) = (state.read(\.masterKeyID), sealer.masterKeyID)
        guard try log.reader.identity().isRotated, known != new else { return }
        let rotation = KeyRotation(kind: .master, from: known ?? old ?? "first", to: new)
        _ = try await log.append(
            AppendRequest(
                actor: actor,
                events: [PendingEvent(.administration(.keyRotated(rotation)))]
            )
        )
    }
}
