internal import Encodings
package import SyncModel

extension State {
    /// Marks values as destroyed; syncs that desire them have to look again.
    mutating func shred(_ shredded: ValuesShredded, at position: Position) {
        let places = Set(shredded.places)
        for id in Array(folders.keys) { folders[id]?.loseValues(at: places, position) }
        lastShredding = position
    }

    mutating func rotate(_ rotation: KeyRotation) {
        switch rotation.kind {
        case .master: masterKeyID = rotation.to
        case .checkpoint: break
        case .adminToken: adminTokenID = rotation.to
        }
    }

    /// The optional members of the canonical form, omitted if empty so that logs without them keep
    /// their hash.
    var administration: CanonicalMap {
        var map: CanonicalMap = [:]
        if !tokens.isEmpty { map["tokens"] = .map(CanonicalMap(tokens.mapValues(\.canonical))) }
        if !notifications.isEmpty {
            map["notifications"] = .map(CanonicalMap(notifications.mapValues(\.canonical)))
        }
        if !differences.isEmpty {
            map["differences"] = .map(CanonicalMap(differences.mapValues(\.canonical)))
        }
        if let masterKeyID { map["masterKeyId"] = .text(masterKeyID) }
        if let adminTokenID { map["adminTokenId"] = .text(adminTokenID) }
        if let lastShredding { map["lastShredding"] = .integer(lastShredding.number) }
        if let hold { map["hold"] = hold.canonical }
        return map
    }

    mutating func readAdministration(_ canonical: CanonicalValue) throws(CanonicalError) {
        if canonical.optionalMember("tokens") != nil {
            tokens = try canonical.dictionary("tokens")
        }
        if canonical.optionalMember("notifications") != nil {
            notifications = try canonical.dictionary("notifications")
        }
        if canonical.optionalMember("differences") != nil {
            differences = try canonical.dictionary("differences")
        }
        masterKeyID = try canonical.optionalText("masterKeyId")
        adminTokenID = try canonical.optionalText("adminTokenId")
        if canonical.optionalMember("hold") != nil { hold = try canonical.value("hold") }
        lastShredding = try canonical.optionalInteger("lastShredding").map(Position.init)
    }

    /// The values still in use: the current ones of all folders and the last written ones, which
    /// group writes need again.
    package var neededValues: Set<SealedValueReference> {
        var needed: Set<SealedValueReference> = []
        for folder in folders.values { needed.formUnion(folder.secrets.values.map(\.value)) }
        for keys in ledger.entries.values {
            needed.formUnion(keys.values.compactMap(\.value?.place))
        }
        return needed
    }
}

extension Folder {
    fileprivate mutating func loseValues(
        at places: Set<SealedValueReference>,
        _ position: Position
    ) {
        for (key, secret) in secrets where places.contains(secret.value) {
            secrets[key]?.isUnavailable = true
            changedAt = position
        }
    }
}
