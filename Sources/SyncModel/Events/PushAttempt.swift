package import Encodings

/// The writes that a run is about to make at one destination, recorded before the first request.
///
/// However the run ends, the log then says which keys at Checkly may differ from the last
/// acknowledged writes.
package struct PushAttempt: Sendable, Equatable {
    /// One variable to create or update.
    package struct Write: Sendable, Equatable {
        /// The variable's key at Checkly.
        package var key: String
        /// Where the value is sealed.
        package var value: WrittenValue
        /// Whether Checkly did not list the variable, so that it has to be created.
        package var isNew: Bool

        /// Makes a write that has not been sent yet.
        package init(key: String, value: WrittenValue, isNew: Bool) {
            self.key = key
            self.value = value
            self.isNew = isNew
        }
    }

    /// The id of the run, as in `push.started`.
    package var runID: String
    /// The id of the sync whose run it is.
    package var syncID: String
    /// The connection through which the run reaches the destination.
    package var connectionID: String
    /// Where the writes go.
    package var destination: Destination
    /// The variables to create or update, sorted by key.
    package var writes: [Write]

    /// Makes an attempt; `writes` must be sorted by key.
    package init(
        runID: String,
        syncID: String,
        connectionID: String,
        destination: Destination,
        writes: [Write]
    ) {
        self.runID = runID
        self.syncID = syncID
        self.connectionID = connectionID
        self.destination = destination
        self.writes = writes
    }
}

extension PushAttempt: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object([
            "runId": .text(runID),
            "syncId": .text(syncID),
            "connectionId": .text(connectionID),
            "destination": destination.canonical,
            "writes": .list(writes.map(\.canonical)),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            runID: try canonical.text("runId"),
            syncID: try canonical.text("syncId"),
            connectionID: try canonical.text("connectionId"),
            destination: try canonical.value("destination"),
            writes: try canonical.values("writes")
        )
    }
}

extension PushAttempt.Write: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["key": .text(key), "value": value.canonical, "isNew": .bool(isNew)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            key: try canonical.text("key"),
            value: try canonical.value("value"),
            isNew: try canonical.bool("isNew")
        )
    }
}
