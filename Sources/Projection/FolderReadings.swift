package import SyncModel

/// How reading a folder back stands.
package struct FolderReadings: Sendable, Equatable {
    /// The last notification, and when it came.
    package var notifiedAt: Position?
    package var lastNotifiedAt: Timestamp?
    /// Up to where notifications are answered by the last observation.
    package var readThrough: Position?
    /// When a read last found something that was not known.
    package var lastObservedAt: Timestamp?
    /// When a read that nothing had asked for last found something new: a notification was missed.
    package var lastMissedAt: Timestamp?
    /// The folders whose secrets were merged into it.
    package var imports: [FolderPath] = []
    /// Why reads fail; nil once one succeeds.
    package var failure: ReadFailure?
    /// When the first of the failing reads was made.
    package var failingSince: Timestamp?

    init() {}
}

extension State {
    mutating func notice(_ path: FolderPath, _ event: RecordedEvent) {
        withReadings(of: path, event) {
            $0.notifiedAt = event.position
            $0.lastNotifiedAt = event.recordedAt
        }
        // Who can also tell what changed is as good as who just did.
        if reporters[path] == nil, let source = event.source, sources[source]?.reader != nil {
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
        // What was read holds the imports' secrets already.
        if folders[id]?.imports.isEmpty == false { setImports([], of: path, event) }
        withFolder(path, of: event) { $0.replace(with: observation.secrets, at: event.position) }
        let isNew = folders[id]?.changedAt == event.position
        withReadings(of: path, event) {
            $0.readThrough = observation.through
            $0.lastObservedAt = event.recordedAt
            $0.imports = observation.imports
            $0.failure = nil
            $0.failingSince = nil
            if isNew, observation.cause == .reconcile { $0.lastMissedAt = event.recordedAt }
        }
    }

    /// What is known of the folder stays as it is.
    mutating func fail(_ path: FolderPath, _ failure: ReadFailure, _ event: RecordedEvent) {
        withReadings(of: path, event) {
            $0.failure = failure
            $0.failingSince = $0.failingSince ?? event.recordedAt
        }
    }

    private mutating func withReadings(
        of path: FolderPath,
        _ event: RecordedEvent,
        _ change: (inout FolderReadings) -> Void
    ) {
        guard let source = event.source else { return }
        change(&readings[FolderID(source: source, path: path), default: FolderReadings()])
    }
}

extension FolderReadings: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "notifiedAt": .optional(notifiedAt?.number),
            "lastNotifiedAt": .optional(lastNotifiedAt?.microseconds),
            "readThrough": .optional(readThrough?.number),
            "lastObservedAt": .optional(lastObservedAt?.microseconds),
            "lastMissedAt": .optional(lastMissedAt?.microseconds),
            "imports": .list(imports.map(\.canonical)),
            "failure": failure?.canonical,
            "failingSince": .optional(failingSince?.microseconds),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        func time(_ name: String) throws(CanonicalError) -> Timestamp? {
            try canonical.optionalInteger(name).map(Timestamp.init(microseconds:))
        }
        notifiedAt = try canonical.optionalInteger("notifiedAt").map(Position.init)
        lastNotifiedAt = try time("lastNotifiedAt")
        readThrough = try canonical.optionalInteger("readThrough").map(Position.init)
        lastObservedAt = try time("lastObservedAt")
        lastMissedAt = try time("lastMissedAt")
        imports = try canonical.values("imports")
        if canonical.optionalMember("failure") != nil {
            failure = try canonical.value("failure")
        }
        failingSince = try time("failingSince")
    }
}
