package import Encodings
package import SyncModel

/// How fetching of a folder is going.
package struct FetchStatus: Sendable, Equatable {
    /// The last notification of a change.
    package var notifiedAt: Position?
    /// When the last notification arrived.
    package var lastNotifiedAt: Timestamp?
    /// All notifications up to this position are answered by the last observation.
    package var fetchedThrough: Position?
    /// When a fetch last found something new.
    package var lastObservedAt: Timestamp?
    /// When an unprompted fetch last found something new, which means that a notification was
    /// missed.
    package var lastMissedAt: Timestamp?
    /// The folders whose secrets the KMS merged into it.
    package var imports: [FolderPath] = []
    /// The imported folder of each key that is not the folder's own; nil if nothing is imported or
    /// the KMS did not tell.
    package var origins: [String: FolderPath]?
    /// A fetch that found the folder suddenly empty and that nobody has confirmed.
    package var held: Held?
    /// Why fetches fail; nil once one succeeds.
    package var failure: FetchFailure?
    /// When the first of the failing fetches was recorded.
    package var failingSince: Timestamp?

    /// A fetch that would have removed every secret of some folders at once.
    package struct Held: Sendable, Equatable {
        /// When a fetch first found them empty.
        package var since: Timestamp
        /// The folders that turned up empty.
        package var emptied: [FolderPath]
        /// The number of secrets that would have been removed.
        package var keyCount: Int
        /// Whether somebody confirmed that they really are empty.
        package var isConfirmed = false
    }

    init() {}
}

extension State {
    mutating func notice(_ path: FolderPath, _ event: RecordedEvent) {
        withFetchStatus(of: path, event) {
            $0.notifiedAt = event.position
            $0.lastNotifiedAt = event.recordedAt
        }
        // A source that notifies us and can be fetched from is as good as one that reports values.
        if reporters[path] == nil, let source = event.source, sources[source]?.kmsAccess != nil {
            reporters[path] = source
        }
    }

    mutating func observe(
        _ path: FolderPath,
        _ observation: FolderObservation,
        _ event: RecordedEvent
    ) {
        guard let source = event.source else { return }
        let id = FolderID(source: source, path: path)
        // The fetched content already includes the secrets of the imports.
        if folders[id]?.imports.isEmpty == false { setImports([], of: path, event) }
        withFolder(path, of: event) {
            $0.replace(with: observation.secrets, observation.leftOut, at: event.position)
        }
        let isNew = folders[id]?.changedAt == event.position
        withFetchStatus(of: path, event) {
            $0.fetchedThrough = observation.through
            $0.lastObservedAt = event.recordedAt
            $0.imports = observation.imports
            $0.origins = observation.origins
            $0.held = nil
            $0.failure = nil
            $0.failingSince = nil
            if isNew, observation.cause == .reconcile { $0.lastMissedAt = event.recordedAt }
        }
    }

    /// Remembers a fetch that would have removed everything; the known content stays as it is.
    mutating func hold(_ path: FolderPath, _ held: HeldEmptiness, _ event: RecordedEvent) {
        withFetchStatus(of: path, event) {
            $0.fetchedThrough = held.through
            $0.lastObservedAt = event.recordedAt
            $0.failure = nil
            $0.failingSince = nil
            let former = $0.held
            // The wait starts over if another folder has turned up empty since.
            let isKnown = former.map { Set(held.emptied).isSubset(of: $0.emptied) } ?? false
            $0.held = FetchStatus.Held(
                since: isKnown ? former?.since ?? event.recordedAt : event.recordedAt,
                emptied: held.emptied,
                keyCount: held.keyCount,
                isConfirmed: isKnown && former?.isConfirmed == true
            )
        }
    }

    /// Lets the next fetch take effect if the folders are still empty, and asks for that fetch.
    mutating func confirmEmptied(_ path: FolderPath, _ event: RecordedEvent) {
        withFetchStatus(of: path, event) {
            guard $0.held != nil else { return }
            $0.held?.isConfirmed = true
            $0.notifiedAt = event.position
        }
    }

    /// Records a failed fetch; the known content stays as it is.
    mutating func fail(_ path: FolderPath, _ failure: FetchFailure, _ event: RecordedEvent) {
        withFetchStatus(of: path, event) {
            $0.failure = failure
            $0.failingSince = $0.failingSince ?? event.recordedAt
        }
    }

    private mutating func withFetchStatus(
        of path: FolderPath,
        _ event: RecordedEvent,
        _ change: (inout FetchStatus) -> Void
    ) {
        guard let source = event.source else { return }
        change(&fetchStatuses[FolderID(source: source, path: path), default: FetchStatus()])
    }
}

extension FolderObservation {
    /// The import that each key comes from; nil if the KMS did not tell.
    fileprivate var origins: [String: FolderPath]? {
        guard let importedKeys, !imports.isEmpty else { return nil }
        var origins: [String: FolderPath] = [:]
        for (folder, keys) in zip(imports, importedKeys) {
            for key in keys { origins[key] = folder }
        }
        return origins
    }
}

extension FetchStatus.Held: CanonicalCodable {
    /// As stored in snapshots; `isConfirmed` is omitted unless it is true.
    package var canonical: CanonicalValue {
        .object([
            "since": .integer(since.microseconds),
            "emptied": .list(emptied.map(\.canonical)),
            "keyCount": .integer(Int64(keyCount)),
            "isConfirmed": isConfirmed ? .bool(true) : nil,
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            since: Timestamp(microseconds: try canonical.integer("since")),
            emptied: try canonical.values("emptied"),
            keyCount: Int(try canonical.integer("keyCount")),
            isConfirmed: canonical.optionalMember("isConfirmed") != nil
        )
    }
}

extension FetchStatus: CanonicalCodable {
    /// As stored in snapshots; members that are nil or empty are omitted.
    package var canonical: CanonicalValue {
        .object([
            "notifiedAt": .optional(notifiedAt?.number),
            "lastNotifiedAt": .optional(lastNotifiedAt?.microseconds),
            "readThrough": .optional(fetchedThrough?.number),
            "lastObservedAt": .optional(lastObservedAt?.microseconds),
            "lastMissedAt": .optional(lastMissedAt?.microseconds),
            "imports": .list(imports.map(\.canonical)),
            "failure": failure?.canonical,
            "failingSince": .optional(failingSince?.microseconds),
            // Only if there are any, so that the states of older logs keep their hash.
            "origins": origins.map { .map(CanonicalMap($0.mapValues(\.canonical))) },
            "held": held?.canonical,
        ])
    }

    /// Accepts statuses stored before the optional members existed.
    package init(canonical: CanonicalValue) throws(CanonicalError) {
        func time(_ name: String) throws(CanonicalError) -> Timestamp? {
            try canonical.optionalInteger(name).map(Timestamp.init(microseconds:))
        }
        notifiedAt = try canonical.optionalInteger("notifiedAt").map(Position.init)
        lastNotifiedAt = try time("lastNotifiedAt")
        fetchedThrough = try canonical.optionalInteger("readThrough").map(Position.init)
        lastObservedAt = try time("lastObservedAt")
        lastMissedAt = try time("lastMissedAt")
        imports = try canonical.values("imports")
        if canonical.optionalMember("origins") != nil {
            origins = try canonical.dictionary("origins")
        }
        if canonical.optionalMember("held") != nil { held = try canonical.value("held") }
        if canonical.optionalMember("failure") != nil {
            failure = try canonical.value("failure")
        }
        failingSince = try time("failingSince")
    }
}
