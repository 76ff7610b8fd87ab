package import Encodings

extension PushRun: CanonicalCodable {
    /// As recorded; `id` is called `runId` there.
    package var canonical: CanonicalValue {
        .object([
            "runId": .text(id),
            "syncId": .text(syncID),
            "kind": .text(kind.rawValue),
            "through": .integer(through.number),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            id: try canonical.text("runId"),
            syncID: try canonical.text("syncId"),
            kind: try canonical.word("kind"),
            through: Position(try canonical.integer("through"))
        )
    }
}

extension PushedVariable: CanonicalCodable {
    /// As recorded; members that are nil are omitted.
    package var canonical: CanonicalValue {
        .object([
            "runId": .text(runID),
            "syncId": .text(syncID),
            "accountId": .text(accountID),
            "groupId": .optional(groupID),
            "key": .text(key),
            "fingerprint": .optional(fingerprint?.text),
            "value": value?.canonical,
            "reason": reason.map { .text($0) },
        ])
    }

    /// Accepts variables recorded before `value` and `reason` existed.
    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            runID: try canonical.text("runId"),
            syncID: try canonical.text("syncId"),
            accountID: try canonical.text("accountId"),
            groupID: try canonical.optionalText("groupId"),
            key: try canonical.text("key"),
            fingerprint: try canonical.optionalText("fingerprint").map(Fingerprint.init(text:)),
            value: canonical.optionalMember("value") == nil
                ? nil : try canonical.value("value"),
            reason: try canonical.optionalText("reason")
        )
    }
}

extension WrittenValue: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["place": place.canonical, "name": .text(name.text)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            place: try canonical.value("place"),
            name: ValueName(recorded: try canonical.text("name"))
        )
    }
}

extension PushProblem: CanonicalCodable {
    /// As recorded; `isAfterLostAnswer` is omitted unless it is true.
    package var canonical: CanonicalValue {
        .object([
            "code": .text(code), "message": .text(message), "cause": .text(cause.rawValue),
            "isAfterLostAnswer": isAfterLostAnswer ? .bool(true) : nil,
        ])
    }

    /// Accepts problems recorded before `cause` existed; it is `ours` then.
    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            code: try canonical.text("code"),
            message: try canonical.text("message"),
            cause: canonical.optionalMember("cause") == nil ? .ours : try canonical.word("cause")
        )
        isAfterLostAnswer = canonical.optionalMember("isAfterLostAnswer") != nil
    }
}

extension Drift: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["kind": .text(kind.rawValue), "key": .text(key)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(kind: try canonical.word("kind"), key: try canonical.text("key"))
    }
}
