package import SyncModel

extension FolderPath {
    /// A folder of the project `p` and its environment `dev`.
    package static func sample(_ secretPath: String = "/app") -> FolderPath {
        FolderPath(projectID: "p", environment: "dev", secretPath: secretPath)
    }
}

extension Destination {
    /// The variables of an account.
    package static func account(_ id: String) -> Destination {
        Destination(accountID: id, accountName: nil, groupID: nil, groupName: nil)
    }
}

extension Sync {
    /// A sync named like its id unless a name is given; it pushes the folder `/app` to the
    /// account `a`.
    package static func sample(
        _ id: String = "1",
        name: String? = nil,
        of folder: FolderPath = .sample(),
        to destination: Destination = .account("a"),
        connection: String = "c",
        options: SyncOptions = SyncOptions(),
        isAutoSyncEnabled: Bool = true
    ) -> Sync {
        Sync(
            id: id,
            name: name ?? id,
            description: nil,
            folder: folder,
            sourceName: nil,
            connectionID: connection,
            destination: destination,
            options: options,
            isAutoSyncEnabled: isAutoSyncEnabled,
            createdAt: Timestamp(microseconds: 0),
            updatedAt: Timestamp(microseconds: 0)
        )
    }
}

extension Connection {
    /// A connection named like its id.
    package static func sample(_ id: String, apiKey: SealedValueReference) -> Connection {
        Connection(
            id: id,
            name: id,
            description: nil,
            apiKey: apiKey,
            createdAt: Timestamp(microseconds: 0),
            updatedAt: Timestamp(microseconds: 0)
        )
    }
}

extension WebhookSource {
    /// A source whose secrets, none of them with a value, have these ids; its folders can be
    /// fetched if it says so.
    package static func sample(
        _ name: String = "kms",
        payload: WebhookSource.Payload = .hanzoKMS,
        secretIDs: [String] = [],
        isFetched: Bool = false
    ) -> WebhookSource {
        var source = WebhookSource(
            name: name,
            preset: "hanzo-kms",
            scheme: [:],
            payload: payload,
            secrets: secretIDs.map { id in
                WebhookSource.Secret(
                    id: id,
                    createdAt: Timestamp(microseconds: 0),
                    notBefore: nil,
                    notAfter: nil,
                    value: SealedValueReference(position: Position(1), slot: 0)
                )
            },
            toleranceSeconds: 300,
            isEnabled: true,
            createdAt: Timestamp(microseconds: 0),
            updatedAt: Timestamp(microseconds: 0)
        )
        if isFetched {
            source.kmsAccess = KMSAccess(
                api: .infisicalV3,
                baseURL: "http://kms",
                clientID: "client",
                clientSecret: SealedValueReference(position: Position(1), slot: 0)
            )
        }
        return source
    }
}

extension SecretEntry {
    /// A key whose fingerprint stands for its value.
    package static func sample(
        _ key: String,
        _ value: String = "v",
        version: Int64? = nil
    ) -> SecretEntry {
        SecretEntry(
            key: key,
            fingerprint: Fingerprint(text: value),
            isBlank: false,
            version: version,
            slot: 0
        )
    }
}

extension PushedVariable {
    /// A variable of an account, which was deleted or skipped.
    package static func sample(
        _ key: String,
        sync: String = "1",
        run: String = "run",
        account: String = "a"
    ) -> PushedVariable {
        PushedVariable(
            runID: run,
            syncID: sync,
            accountID: account,
            groupID: nil,
            key: key,
            fingerprint: nil
        )
    }
}

extension RecordedEvent {
    /// An event without values.
    ///
    /// Unless given, its time is as many microseconds after 1970 as its position says, and its
    /// version is the one that its body is written with today.
    package static func sample(
        _ position: Int64,
        _ body: EventBody,
        recordedAt: Timestamp? = nil,
        version: Int64? = nil,
        source: String? = "kms",
        deliveryID: String? = nil,
        secretID: String? = nil,
        actor: Actor? = nil
    ) -> RecordedEvent {
        RecordedEvent(
            position: Position(position),
            id: "event-\(position)",
            recordedAt: recordedAt ?? Timestamp(microseconds: position),
            version: version ?? body.version,
            source: source,
            deliveryIdentity: nil,
            deliveryID: deliveryID,
            secretID: secretID,
            actor: actor,
            body: body,
            ciphertextDigests: []
        )
    }
}
