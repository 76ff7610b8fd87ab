package import Encodings
internal import SyncModel

extension SyncStatus {
    mutating func park(_ change: ParkedChange, at time: Timestamp) {
        let parked = Parked(change: change, since: time)
        if let key = change.key { parkedKeys[key] = parked } else { parkedWhole = parked }
    }

    /// Retries a parked key, or everything if the key is nil.
    mutating func retry(_ key: String?, at position: Position) {
        if let key { parkedKeys[key] = nil } else { parkedKeys = [:] }
        request(at: position)
    }

    mutating func skip(_ skipped: SkippedChange, at position: Position, _ time: Timestamp) {
        parkedKeys[skipped.key] = nil
        skippedKeys[skipped.key] = Skipped(change: skipped, since: time)
        change(at: position)
    }

    /// Forgets that a key was parked or skipped, because it was written or deleted.
    mutating func settle(_ key: String) {
        parkedKeys[key] = nil
        skippedKeys[key] = nil
    }

    mutating func unparkAll() {
        parkedKeys = [:]
        parkedWhole = nil
    }
}

extension SyncStatus.Parked: CanonicalCodable {
    package var canonical: CanonicalValue {
        change.canonical.adding(["since": .integer(since.microseconds)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            change: try ParkedChange(canonical: canonical),
            since: Timestamp(microseconds: try canonical.integer("since"))
        )
    }
}

extension SyncStatus.Skipped: CanonicalCodable {
    package var canonical: CanonicalValue {
        change.canonical.adding(["since": .integer(since.microseconds)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            change: try SkippedChange(canonical: canonical),
            since: Timestamp(microseconds: try canonical.integer("since"))
        )
    }
}
