package import Encodings
internal import SyncModel

extension SyncStatus: CanonicalCodable {
    /// As stored in snapshots; members with their initial value are omitted if they were added
    /// later.
    package var canonical: CanonicalValue {
        .object([
            "configuredAt": .integer(configuredAt.number),
            "status": .text(status.rawValue),
            "lastJobId": .optional(lastJobID),
            "message": .optional(message),
            "lastSyncedAt": .optional(lastSyncedAt?.microseconds),
            "removeStatus": .optional(removeStatus?.rawValue),
            "lastRemoveJobId": .optional(lastRemoveJobID),
            "removeMessage": .optional(removeMessage),
            "isRemovalRefused": isRemovalRefused ? .bool(true) : nil,
            "lastRemovedAt": .optional(lastRemovedAt?.microseconds),
            "pushedThrough": .optional(pushedThrough?.number),
            "requestedAt": .optional(requestedAt?.number),
            "removalRequestedAt": .optional(removal?.requestedAt.number),
            "removalDeletesSync": removal.map { .bool($0.deletesSync) },
            "openRun": openRun?.canonical,
            "nextTryAt": .optional(nextTryAt?.microseconds),
            "needsAttention": .bool(needsAttention),
            "pause": pause?.canonical,
            "pinnedTo": .optional(pinnedTo?.number),
            "approvedPlanId": .optional(approvedPlanID),
            "consent": consent?.canonical,
            "beforeApproval": beforeApproval?.canonical,
            "failedKeys": .map(CanonicalMap(failedKeys.mapValues(\.canonical))),
            "parkedKeys": parkedKeys.isEmpty
                ? nil : .map(CanonicalMap(parkedKeys.mapValues(\.canonical))),
            "parkedWhole": parkedWhole?.canonical,
            "skippedKeys": skippedKeys.isEmpty
                ? nil : .map(CanonicalMap(skippedKeys.mapValues(\.canonical))),
            "drifts": .list(drifts.map(\.canonical)),
            "driftDetectedAt": .optional(driftDetectedAt?.microseconds),
            "formerDestinations": .list(formerDestinations.map(\.canonical)),
        ])
    }

    /// Accepts statuses stored before the optional members existed.
    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(configuredAt: Position(try canonical.integer("configuredAt")))
        status = try canonical.word("status")
        lastJobID = try canonical.optionalText("lastJobId")
        message = try canonical.optionalText("message")
        lastSyncedAt = try canonical.optionalTime("lastSyncedAt")
        if canonical.optionalMember("removeStatus") != nil {
            removeStatus = try canonical.word("removeStatus", as: Phase.self)
        }
        lastRemoveJobID = try canonical.optionalText("lastRemoveJobId")
        removeMessage = try canonical.optionalText("removeMessage")
        if canonical.optionalMember("isRemovalRefused") != nil {
            isRemovalRefused = try canonical.bool("isRemovalRefused")
        }
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
        nextTryAt = try canonical.optionalTime("nextTryAt")
        needsAttention = try canonical.bool("needsAttention")
        if canonical.optionalMember("pause") != nil { pause = try canonical.value("pause") }
        pinnedTo = try canonical.optionalPosition("pinnedTo")
        approvedPlanID = try canonical.optionalText("approvedPlanId")
        if canonical.optionalMember("consent") != nil { consent = try canonical.value("consent") }
        if canonical.optionalMember("beforeApproval") != nil {
            beforeApproval = try canonical.value("beforeApproval")
        }
        failedKeys = try canonical.dictionary("failedKeys")
        if canonical.optionalMember("parkedKeys") != nil {
            parkedKeys = try canonical.dictionary("parkedKeys")
        }
        if canonical.optionalMember("parkedWhole") != nil {
            parkedWhole = try canonical.value("parkedWhole")
        }
        if canonical.optionalMember("skippedKeys") != nil {
            skippedKeys = try canonical.dictionary("skippedKeys")
        }
        drifts = try canonical.values("drifts")
        driftDetectedAt = try canonical.optionalTime("driftDetectedAt")
        formerDestinations = try canonical.values("formerDestinations")
    }
}

extension SyncStatus.Standing: CanonicalCodable {
    init(of status: SyncStatus, at position: Position) {
        self.init(
            approvedAt: position,
            configuredAt: status.configuredAt,
            status: status.status,
            requestedAt: status.requestedAt,
            needsAttention: status.needsAttention,
            parkedWhole: status.parkedWhole,
            pinnedTo: status.pinnedTo
        )
    }

    /// As stored in snapshots, beside the status that it may replace.
    package var canonical: CanonicalValue {
        .object([
            "approvedAt": .integer(approvedAt.number),
            "configuredAt": .integer(configuredAt.number),
            "status": .text(status.rawValue),
            "requestedAt": .optional(requestedAt?.number),
            "needsAttention": .bool(needsAttention),
            "parkedWhole": parkedWhole?.canonical,
            "pinnedTo": .optional(pinnedTo?.number),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            approvedAt: Position(try canonical.integer("approvedAt")),
            configuredAt: Position(try canonical.integer("configuredAt")),
            status: try canonical.word("status"),
            requestedAt: try canonical.optionalPosition("requestedAt"),
            needsAttention: try canonical.bool("needsAttention"),
            parkedWhole: canonical.optionalMember("parkedWhole") == nil
                ? nil : try canonical.value("parkedWhole"),
            pinnedTo: try canonical.optionalPosition("pinnedTo")
        )
    }
}

extension SyncStatus.Pause: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["since": .integer(since.microseconds), "reason": .optional(reason)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            since: Timestamp(microseconds: try canonical.integer("since")),
            reason: try canonical.optionalText("reason")
        )
    }
}

extension SyncStatus.KeyFailure: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["problem": problem.canonical, "failedAt": .integer(failedAt.microseconds)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            problem: try canonical.value("problem"),
            failedAt: Timestamp(microseconds: try canonical.integer("failedAt"))
        )
    }
}

extension SyncStatus.FormerDestination: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["connectionId": .text(connectionID), "destination": destination.canonical])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            connectionID: try canonical.text("connectionId"),
            destination: try canonical.value("destination")
        )
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
