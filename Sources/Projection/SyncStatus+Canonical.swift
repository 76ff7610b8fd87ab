package import SyncModel

extension SyncStatus: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "configuredAt": .integer(configuredAt.number),
            "status": .text(status.rawValue),
            "lastJobId": .optional(lastJobID),
            "message": .optional(message),
            "lastSyncedAt": .optional(lastSyncedAt?.microseconds),
            "removeStatus": .optional(removeStatus?.rawValue),
            "lastRemoveJobId": .optional(lastRemoveJobID),
            "removeMessage": .optional(removeMessage),
            "lastRemovedAt": .optional(lastRemovedAt?.microseconds),
            "pushedThrough": .optional(pushedThrough?.number),
            "requestedAt": .optional(requestedAt?.number),
            "removalRequestedAt": .optional(removal?.requestedAt.number),
            "removalDeletesSync": removal.map { .bool($0.deletesSync) },
            "openRun": openRun?.canonical,
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(configuredAt: Position(try canonical.integer("configuredAt")))
        status = try canonical.word("status")
        lastJobID = try canonical.optionalText("lastJobId")
        message = try canonical.optionalText("message")
        lastSyncedAt = try canonical.optionalTime("lastSyncedAt")
        if canonical.optionalMember("removeStatus") != nil {
            removeStatus = try canonical.word("removeStatus", as: Word.self)
        }
        lastRemoveJobID = try canonical.optionalText("lastRemoveJobId")
        removeMessage = try canonical.optionalText("removeMessage")
        lastRemovedAt = try canonical.optionalTime("lastRemovedAt")
        pushedThrough = try canonical.optionalPosition("pushedThrough")
        requestedAt = try canonical.optionalPosition("requestedAt")
        if let position = try canonical.optionalPosition("removalRequestedAt") {
            removal = Removal(
                requestedAt: position,
                deletesSync: try canonical.bool("removalDeletesSync")
            )
        }
        if canonical.optionalMember("openRun") != nil { openRun = try canonical.value("openRun") }
    }
}

extension CanonicalValue {
    fileprivate func optionalTime(_ name: String) throws(CanonicalError) -> Timestamp? {
        try optionalInteger(name).map(Timestamp.init(microseconds:))
    }

    fileprivate func optionalPosition(_ name: String) throws(CanonicalError) -> Position? {
        try optionalInteger(name).map(Position.init)
    }
}
