package import Encodings
package import SyncModel

extension RecordedEvent {
    /// Parses an envelope.
    ///
    /// The fast path parses `secrets.changed`, nearly all of a typical log, straight from the
    /// bytes. All other events, and bytes that differ from what `canonical` writes, go through
    /// `CanonicalValue`. Both paths give the same event for the same bytes.
    ///
    /// - Throws: `CanonicalError` if the bytes are not a valid envelope.
    package init(envelope: UnsafeRawBufferPointer) throws(CanonicalError) {
        if let event = Self.secretsChanged(envelope) {
            self = event
        } else {
            try self.init(canonical: try CanonicalDecoding.decode(Array(envelope)))
        }
    }

    private static func secretsChanged(_ envelope: UnsafeRawBufferPointer) -> RecordedEvent? {
        var cursor = CanonicalCursor(envelope)
        guard var left = cursor.mapCount(),
            cursor.skip("id"), let id = cursor.text(),
            cursor.skip("data"), let data = cursor.secretsChangedData(),
            cursor.skip("type"), cursor.skip("secrets.changed")
        else { return nil }
        var actor: Actor?
        if cursor.skip("actor") {
            guard let read = cursor.actor() else { return nil }
            actor = read
            left -= 1
        }
        guard cursor.skip("sealed"), let digests = cursor.digests() else { return nil }
        var (source, identity, deliveryID): (String?, [UInt8]?, String?)
        if cursor.skip("source") {
            guard let read = cursor.text() else { return nil }
            source = read
            left -= 1
        }
        guard cursor.skip("version"), cursor.integer() == EventBody.currentVersion else {
            return nil
        }
        if cursor.skip("delivery") {
            guard let read = cursor.byteString() else { return nil }
            identity = read
            left -= 1
        }
        var eventIdentity: [UInt8]?
        if cursor.skip("identity") {
            guard let read = cursor.byteString() else { return nil }
            eventIdentity = read
            left -= 1
        }
        guard cursor.skip("position"), let position = cursor.integer() else { return nil }
        var (secretID, remoteAddress): (String?, String?)
        if cursor.skip("secretId") {
            guard let read = cursor.text() else { return nil }
            secretID = read
            left -= 1
        }
        if cursor.skip("deliveryId") {
            guard let read = cursor.text() else { return nil }
            deliveryID = read
            left -= 1
        }
        guard cursor.skip("recordedAt"), let recordedAt = cursor.integer() else { return nil }
        if cursor.skip("remoteAddress") {
            guard let read = cursor.text() else { return nil }
            remoteAddress = read
            left -= 1
        }
        guard cursor.isAtEnd, left == 7 else { return nil }
        return RecordedEvent(
            position: Position(position),
            id: id,
            recordedAt: Timestamp(microseconds: recordedAt),
            version: EventBody.currentVersion,
            source: source,
            deliveryIdentity: identity,
            eventIdentity: eventIdentity,
            deliveryID: deliveryID,
            secretID: secretID,
            remoteAddress: remoteAddress,
            actor: actor,
            body: data,
            ciphertextDigests: digests
        )
    }
}

extension CanonicalCursor {
    fileprivate mutating func secretsChangedData() -> EventBody? {
        guard mapCount() == 4, skip("changes"), let count = listCount() else { return nil }
        var changes: [SecretChange] = []
        for _ in 0..<count {
            guard let change = secretChange() else { return nil }
            changes.append(change)
        }
        guard skip("projectId"), let projectID = text(),
            skip("secretPath"), let secretPath = text(),
            skip("environment"), let environment = text()
        else { return nil }
        let path = FolderPath(
            projectID: projectID,
            environment: environment,
            secretPath: secretPath
        )
        return .secrets(.changed(path, changes))
    }

    private mutating func secretChange() -> SecretChange? {
        guard let count = mapCount(), skip("op") else { return nil }
        if skip("set") { return setChange(memberCount: count) }
        guard skip("delete"), skip("key"), let key = text() else { return nil }
        guard let version = version(isThere: count == 3), count == 2 || count == 3 else {
            return nil
        }
        return .delete(key: key, version: version)
    }

    private mutating func setChange(memberCount: Int) -> SecretChange? {
        guard skip("key"), let key = text(), skip("slot"), let slot = integer() else { return nil }
        let isBlank = skip("blank")
        if isBlank, !skipTrue() { return nil }
        let required = isBlank ? 5 : 4
        guard let version = version(isThere: memberCount == required + 1),
            memberCount == required || memberCount == required + 1,
            skip("fingerprint"), let fingerprint = text(), let slot = Int(exactly: slot)
        else { return nil }
        return .set(
            SecretEntry(
                key: key,
                fingerprint: Fingerprint(text: fingerprint),
                isBlank: isBlank,
                version: version,
                slot: slot
            )
        )
    }

    /// The version, or `.some(nil)` if none is expected; nil if one is expected but missing.
    private mutating func version(isThere: Bool) -> Int64?? {
        guard isThere else { return .some(nil) }
        guard skip("version"), let version = integer() else { return nil }
        return version
    }

    fileprivate mutating func actor() -> Actor? {
        guard mapCount() == 3, skip("id"), let id = text(), skip("name"), let name = text(),
            skip("type"), let type = text()
        else { return nil }
        return Actor(type: type, id: id, name: name)
    }

    fileprivate mutating func digests() -> [[UInt8]]? {
        guard let count = listCount() else { return nil }
        var digests: [[UInt8]] = []
        for _ in 0..<count {
            guard let digest = byteString() else { return nil }
            digests.append(digest)
        }
        return digests
    }
}
