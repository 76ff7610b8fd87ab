package import Encodings
package import SyncModel

/// The known content of one folder.
package struct Folder: Sendable, Equatable {
    /// A key that has a value.
    package struct Secret: Sendable, Equatable {
        /// The keyed digest of the value.
        package var fingerprint: Fingerprint
        /// Whether the value is blank, which Checkly does not accept.
        package var isBlank: Bool
        /// Where the log holds the sealed value.
        package var value: SealedValueReference
        /// Whether the value's key was destroyed, so that nobody can open the value.
        package var isUnavailable = false

        /// The event that set the value.
        package var position: Position { value.position }
    }

    /// The last change of a key that had no effect because a newer version was already known.
    package struct Superseded: Sendable, Equatable {
        /// The event that brought the change.
        package var position: Position
        /// The change's version, which is below the highest known one.
        package var version: Int64
        /// Whether another change of the key has taken effect since.
        package var isOver = false
    }

    /// Whether its content was ever reported; only then does the absence of a key mean anything.
    package var isKnown = false
    /// Whether its whole content is known, from a full listing or because somebody declared it
    /// complete.
    package var isComplete = false
    /// The keys that have a value.
    package var secrets: [NameKey: Secret] = [:]
    /// The highest known version of each versioned key; deleted keys keep theirs.
    package var versions: [NameKey: Int64] = [:]
    /// Secrets that were not accepted, by the display form of their key, with the reason.
    package var leftOut: [NameKey: String] = [:]
    /// The events that deleted keys; a key that is set again is dropped.
    package var removals: [NameKey: Position] = [:]
    /// Changes that had no effect because a newer version was already known, by key.
    package var superseded: [NameKey: Superseded] = [:]
    /// The imported folders in order; later ones override earlier ones.
    package var imports: [FolderPath] = []
    /// The last event that changed anything a sync can see.
    package var changedAt = Position.beforeFirst

    /// The maximum number of left-out secrets remembered between snapshots, since a sender may send
    /// any number.
    private static let leftOutLimit = 1000

    mutating func apply(
        _ changes: [SecretChange],
        _ leftOut: [LeftOutSecret],
        at position: Position
    ) {
        // If every change was left out, nothing is known of the folder.
        if !changes.isEmpty || leftOut.isEmpty { becomeKnown(at: position) }
        for change in changes where self.leftOut.removeValue(forKey: NameKey(change.key)) != nil {
            // A push may have skipped the key while it was left out, so its value must be looked at
            // again.
            changedAt = position
        }
        for secret in leftOut {
            let key = NameKey(secret.key)
            if self.leftOut.count < Self.leftOutLimit || self.leftOut[key] != nil {
                self.leftOut[key] = secret.reason
            }
        }
        for change in changes {
            switch change {
            case .set(let entry): set(entry, at: position)
            case .delete(let key, let version):
                let key = NameKey(key)
                if admit(version, of: key, at: position) { remove(key, at: position) }
            }
        }
    }

    /// Replaces the content.
    ///
    /// Keys with a higher known version than the listed one stay as they are, and so do left-out
    /// keys.
    ///
    /// If `endsCounts` is true, the versions of deleted keys are forgotten, so that their sender
    /// may start again at 1.
    mutating func replace(
        with entries: [SecretEntry],
        _ leftOut: [LeftOutSecret],
        at position: Position,
        endsCounts: Bool = false
    ) {
        becomeComplete(at: position)
        if endsCounts { endCountsOfDeletedKeys() }
        let stillLeftOut = Dictionary(leftOut.map { (NameKey($0.key), $0.reason) }) { $1 }
        if self.leftOut.keys.contains(where: { stillLeftOut[$0] == nil }) { changedAt = position }
        self.leftOut = stillLeftOut
        let listed = Set(entries.map { NameKey($0.key) })
        for key in secrets.keys where !listed.contains(key) && !isLeftOut(key) {
            remove(key, at: position)
        }
        for entry in entries { set(entry, at: position) }
    }

    /// Whether a known key is among the secrets that were not accepted.
    package func isLeftOut(_ key: NameKey) -> Bool {
        !leftOut.isEmpty && leftOut[NameKey(LeftOutSecret.shown(key.text))] != nil
    }

    mutating func setImports(_ imports: [FolderPath], at position: Position) {
        if self.imports == imports { return }
        self.imports = imports
        changedAt = position
    }

    /// Declares the known content complete; does nothing for a folder that nobody has reported.
    mutating func declareComplete(at position: Position) {
        if isKnown { becomeComplete(at: position) }
    }

    private mutating func becomeComplete(at position: Position) {
        becomeKnown(at: position)
        if isComplete { return }
        isComplete = true
        // From now on, anything that is not among its secrets may be deleted.
        changedAt = position
    }

    private mutating func becomeKnown(at position: Position) {
        if isKnown { return }
        isKnown = true
        changedAt = position
    }

    private mutating func remove(_ key: NameKey, at position: Position) {
        guard secrets.removeValue(forKey: key) != nil else { return }
        removals[key] = position
        changedAt = position
    }

    private mutating func set(_ entry: SecretEntry, at position: Position) {
        let key = NameKey(entry.key)
        guard admit(entry.version, of: key, at: position) else { return }
        if let index = secrets.index(forKey: key) {
            let (spelled, known) = secrets[index]
            // An equal value keeps its first position, so that nothing downstream changes.
            if known.fingerprint == entry.fingerprint, !known.isUnavailable { return }
            // Of two equivalent spellings, keep the one that the value is sealed under.
            if !spelled.text.hasSameBytes(as: entry.key) { secrets.remove(at: index) }
        }
        removals[key] = nil
        secrets[key] = Secret(
            fingerprint: entry.fingerprint,
            isBlank: entry.isBlank,
            value: SealedValueReference(position: position, slot: entry.slot)
        )
        changedAt = position
    }

    /// Whether a change takes effect: its version is not below the highest known one.
    private mutating func admit(
        _ version: Int64?,
        of key: NameKey,
        at position: Position
    ) -> Bool {
        if let version {
            if let known = versions[key], version < known {
                superseded[key] = Superseded(position: position, version: version)
                return false
            }
            versions[key] = version
        }
        endSuperseding(of: key, at: position)
        return true
    }

    private mutating func endSuperseding(of key: NameKey, at position: Position) {
        if superseded.isEmpty { return }
        if superseded[key]?.position == position {
            // Another change of the same event took effect, so the event did have an effect.
            superseded[key] = nil
        } else {
            superseded[key]?.isOver = true
        }
    }

    private mutating func endCountsOfDeletedKeys() {
        for key in versions.keys where secrets[key] == nil {
            versions[key] = nil
            superseded[key]?.isOver = true
        }
    }
}
