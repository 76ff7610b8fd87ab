package import Encodings
package import SyncModel

/// What is known of one folder.
package struct Folder: Sendable, Equatable {
    /// A key that is set.
    package struct Secret: Sendable, Equatable {
        package var fingerprint: Fingerprint
        package var isBlank: Bool
        package var value: SealedValueReference
        /// Whether the value's key was destroyed, so that nobody can open it.
        package var isUnavailable = false

        /// The event that made it so.
        package var position: Position { value.position }
    }

    /// The last change of a key that came too late to count.
    package struct Superseded: Sendable, Equatable {
        /// The event that brought it.
        package var position: Position
        /// The change's version, which is below the highest seen.
        package var version: Int64
        /// Whether a change of the key has counted since.
        package var isOver = false
    }

    /// Whether its content was ever reported; only then does a key's absence mean anything.
    package var isKnown = false
    /// Whether all of it is known: it was listed whole, or somebody said that no more is in it.
    package var isComplete = false
    package var secrets: [NameKey: Secret] = [:]
    /// The highest version seen of each key that has one; deleted keys keep theirs.
    package var versions: [NameKey: Int64] = [:]
    /// Secrets that could not be taken, by their keys as shown, and why; what is known of them stays.
    package var leftOut: [NameKey: String] = [:]
    /// The events that took away keys that are not there any more.
    package var removals: [NameKey: Position] = [:]
    /// Changes that a higher version of their key had outlived when they came, by key.
    package var superseded: [NameKey: Superseded] = [:]
    /// In order; a later one wins over an earlier one.
    package var imports: [FolderPath] = []
    /// The last event that changed anything a sync could see.
    package var changedAt = Position.beforeFirst

    /// How many left out secrets are remembered that no snapshot names; whoever sends them can send any number.
    private static let leftOutLimit = 1000

    mutating func apply(
        _ changes: [SecretChange],
        _ leftOut: [LeftOutSecret],
        at position: Position
    ) {
        // Of a folder whose every change was left out nothing is known.
        if !changes.isEmpty || leftOut.isEmpty { becomeKnown(at: position) }
        for change in changes where self.leftOut.removeValue(forKey: NameKey(change.key)) != nil {
            // A push that left it out may have passed over its last value, which may come again.
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

    /// Replaces the content; a key whose known version is higher than the listed one stays as it is, and so does one that
    /// was left out.
    ///
    /// With `endsCounts`, versions of keys that are deleted by then count no more, so that their sender may begin anew.
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

    /// Whether a known key is one of those that could not be taken.
    package func isLeftOut(_ key: NameKey) -> Bool {
        !leftOut.isEmpty && leftOut[NameKey(LeftOutSecret.shown(key.text))] != nil
    }

    mutating func setImports(_ imports: [FolderPath], at position: Position) {
        if self.imports == imports { return }
        self.imports = imports
        changedAt = position
    }

    /// Takes what is known for all there is; of a folder that nobody reported this says nothing.
    mutating func declareComplete(at position: Position) {
        if isKnown { becomeComplete(at: position) }
    }

    private mutating func becomeComplete(at position: Position) {
        becomeKnown(at: position)
        if isComplete { return }
        isComplete = true
        // From here on, what is not among its secrets may be deleted.
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
            // The same value again keeps the place of the first, so nothing downstream moves.
            if known.fingerprint == entry.fingerprint, !known.isUnavailable { return }
            // Of two spellings that Unicode takes for one, that stays which the value was sealed under.
            if !spelled.text.isSpelled(entry.key) { secrets.remove(at: index) }
        }
        removals[key] = nil
        secrets[key] = Secret(
            fingerprint: entry.fingerprint,
            isBlank: entry.isBlank,
            value: SealedValueReference(position: position, slot: entry.slot)
        )
        changedAt = position
    }

    /// Whether a change counts: its version is not below the highest seen.
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
            // A change of the same event counts, so the event has its effect.
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
