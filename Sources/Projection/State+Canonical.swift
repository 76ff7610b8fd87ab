package import Encodings
internal import SyncModel

/// The canonical form of the whole state, which snapshots store and `stateHash` covers.
extension State: CanonicalCodable {
    /// Deterministic for equal states; lists are sorted, and optional members are omitted if empty,
    /// so that the hashes of older logs stay the same.
    package var canonical: CanonicalValue {
        .object([
            "position": .integer(position.number),
            "recordedAt": .optional(recordedAt?.microseconds),
            "sources": .map(CanonicalMap(sources.mapValues(\.canonical))),
            "connections": .map(CanonicalMap(connections.mapValues(\.canonical))),
            "syncs": .map(CanonicalMap(syncs.mapValues(\.canonical))),
            "statuses": .map(CanonicalMap(statuses.mapValues(\.canonical))),
            "folders": .list(
                folders.sorted { $0.key < $1.key }
                    .map { id, folder in
                        folder.canonical.adding([
                            "source": .text(id.source), "path": id.path.canonical,
                        ])
                    }
            ),
            "reporters": .list(
                reporters.sorted { $0.key < $1.key }
                    .map { path, source in
                        .object(["source": .text(source), "path": path.canonical])
                    }
            ),
            "readings": .list(
                fetchStatuses.sorted { $0.key < $1.key }
                    .map { id, status in
                        status.canonical.adding([
                            "source": .text(id.source), "path": id.path.canonical,
                        ])
                    }
            ),
            "ledger": ledger.canonical,
            "refusedConnections": .list(refusedConnections.sorted().map(CanonicalValue.text)),
            "secretUses": canonicalSecretUses,
            // Only if there are any, so that the states of logs without them keep their hash.
            "environmentNames": environmentNames.isEmpty
                ? nil
                : .map(
                    CanonicalMap(
                        environmentNames.mapValues { names in
                            .map(CanonicalMap(names.mapValues(CanonicalValue.text)))
                        }
                    )
                ),
        ])
        .adding(administration)
    }

    /// Restores the stored members and derives the indexes from them.
    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init()
        restore(
            position: Position(try canonical.integer("position")),
            recordedAt: try canonical.optionalInteger("recordedAt")
                .map(Timestamp.init(microseconds:))
        )
        sources = try canonical.dictionary("sources")
        connections = try canonical.dictionary("connections")
        syncs = try canonical.dictionary("syncs")
        statuses = try canonical.dictionary("statuses")
        for element in try canonical.list("folders") {
            let id = FolderID(
                source: try element.text("source"),
                path: try element.value("path")
            )
            folders[id] = try Folder(canonical: element)
        }
        for element in try canonical.list("reporters") {
            let path: FolderPath = try element.value("path")
            reporters[path] = try element.text("source")
        }
        for element in try canonical.list("readings") {
            let id = FolderID(
                source: try element.text("source"),
                path: try element.value("path")
            )
            fetchStatuses[id] = try FetchStatus(canonical: element)
        }
        ledger = try canonical.value("ledger")
        refusedConnections = Set(try canonical.texts("refusedConnections"))
        secretUses = try Self.secretUses(in: canonical)
        if canonical.optionalMember("environmentNames") != nil {
            let projects = try canonical.member("environmentNames")
            for project in try canonical.members("environmentNames").map(\.name) {
                let names = try projects.member(project)
                for environment in try projects.members(project).map(\.name) {
                    environmentNames[project, default: [:]][environment] =
                        try names.text(environment)
                }
            }
        }
        try readAdministration(canonical)
        index = FolderSubscribers(syncs: syncs.values, folders: folders)
        conflicted = conflictedSyncs
    }
}

extension CanonicalValue {
    /// The members of a map, decoded as `T`, by name.
    func dictionary<T: CanonicalCodable>(_ name: String) throws(CanonicalError) -> [String: T] {
        var values: [String: T] = [:]
        for member in try members(name) { values[member.name] = try T(canonical: member.value) }
        return values
    }

    /// The members of a map whose names come from outside.
    fileprivate func named<T>(
        _ name: String,
        _ read: (CanonicalValue, String) throws(CanonicalError) -> T
    ) throws(CanonicalError) -> [NameKey: T] {
        let map = try member(name)
        var values: [NameKey: T] = [:]
        for member in try members(name) {
            values[NameKey(member.name)] = try read(map, member.name)
        }
        return values
    }
}

extension Folder: CanonicalCodable {
    /// As stored in snapshots; optional members are omitted if empty, for the sake of old hashes.
    package var canonical: CanonicalValue {
        .object([
            "isKnown": .bool(isKnown),
            // Only if true, so that the states of logs with complete folders keep their hash.
            "isPartial": isKnown && !isComplete ? .bool(true) : nil,
            "secrets": .map(CanonicalMap(secrets.mapValues(\.canonical))),
            "versions": .map(CanonicalMap(versions.mapValues(CanonicalValue.integer))),
            "removals": .map(
                CanonicalMap(removals.mapValues { CanonicalValue.integer($0.number) })
            ),
            "imports": .list(imports.map(\.canonical)),
            "changedAt": .integer(changedAt.number),
            "superseded": superseded.isEmpty
                ? nil : .map(CanonicalMap(superseded.mapValues(\.canonical))),
            // Only if there are any, so that the states of older logs keep their hash.
            "leftOut": leftOut.isEmpty
                ? nil : .map(CanonicalMap(leftOut.mapValues(CanonicalValue.text))),
        ])
    }

    /// Accepts folders stored before the optional members existed.
    package init(canonical: CanonicalValue) throws(CanonicalError) {
        isKnown = try canonical.bool("isKnown")
        isComplete = isKnown && canonical.optionalMember("isPartial") == nil
        secrets = try canonical.named("secrets") { map, key throws(CanonicalError) in
            try map.value(key)
        }
        versions = try canonical.named("versions") { map, key throws(CanonicalError) in
            try map.integer(key)
        }
        removals = try canonical.named("removals") { map, key throws(CanonicalError) in
            Position(try map.integer(key))
        }
        imports = try canonical.values("imports")
        changedAt = Position(try canonical.integer("changedAt"))
        if canonical.optionalMember("superseded") != nil {
            superseded = try canonical.named("superseded") { map, key throws(CanonicalError) in
                try map.value(key)
            }
        }
        if canonical.optionalMember("leftOut") != nil {
            leftOut = try canonical.named("leftOut") { map, key throws(CanonicalError) in
                try map.text(key)
            }
        }
    }
}

extension Folder.Superseded: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object([
            "isOver": isOver ? .bool(true) : nil,
            "version": .integer(version),
            "position": .integer(position.number),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            position: Position(try canonical.integer("position")),
            version: try canonical.integer("version"),
            isOver: canonical.optionalMember("isOver") != nil
        )
    }
}

extension Folder.Secret: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object([
            "fingerprint": .text(fingerprint.text),
            "isBlank": .bool(isBlank),
            "value": value.canonical,
            "isUnavailable": isUnavailable ? .bool(true) : nil,
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            fingerprint: Fingerprint(text: try canonical.text("fingerprint")),
            isBlank: try canonical.bool("isBlank"),
            value: try canonical.value("value"),
            isUnavailable: canonical.optionalMember("isUnavailable") != nil
        )
    }
}

extension Ledger: CanonicalCodable {
    /// A list of places, each with its entries by key.
    package var canonical: CanonicalValue {
        .list(
            entries.sorted { $0.key < $1.key }
                .map { place, keys in
                    .object([
                        "accountId": .text(place.accountID),
                        "groupId": .optional(place.groupID),
                        "keys": .map(CanonicalMap(keys.mapValues(\.canonical))),
                    ])
                }
        )
    }

    /// Restores the entries and derives the open runs from them.
    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init()
        guard case .list(let places) = canonical else { throw .wrongKind(member: "ledger") }
        for element in places {
            let place = Place(
                accountID: try element.text("accountId"),
                groupID: try element.optionalText("groupId")
            )
            entries[place] = try element.dictionary("keys")
        }
        doubtfulRuns = runsInDoubt
    }
}

extension Ledger.Entry: CanonicalCodable {
    /// As stored in snapshots; `value` and `doubt` are omitted if nil.
    package var canonical: CanonicalValue {
        .object([
            "syncId": .text(syncID),
            "fingerprint": .optional(fingerprint?.text),
            "position": .integer(position.number),
            "writtenAt": .integer(writtenAt.microseconds),
            "value": value?.canonical,
            "doubt": doubt?.canonical,
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            syncID: try canonical.text("syncId"),
            fingerprint: try canonical.optionalText("fingerprint").map(Fingerprint.init(text:)),
            position: Position(try canonical.integer("position")),
            writtenAt: Timestamp(microseconds: try canonical.integer("writtenAt")),
            value: canonical.optionalMember("value") == nil ? nil : try canonical.value("value"),
            doubt: canonical.optionalMember("doubt") == nil ? nil : try canonical.value("doubt")
        )
    }
}
