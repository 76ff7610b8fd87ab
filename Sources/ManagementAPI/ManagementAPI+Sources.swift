internal import APIContract
internal import Encodings
internal import Projection
internal import EventLog
internal import ReadModels
internal import SecretSealing
internal import LiveLog
internal import SyncModel
internal import WebhookSignatures

extension ManagementAPI {
    private static let secretLimit = 8
    private static let readerRule =
        "A reader is for sources whose payload is 'hanzo-kms'; other deliveries hold the values"

    func addSourceRoutes(to routes: RouteTable) {
        routes.on(.listSources) { _ in
            let sources = state.current.sources.values.sorted { $0.name < $1.name }
            return .record(["webhookSources": .list(sources.map(view))])
        }
        routes.on(.getSource) { call in
            response(try source(call))
        }
        routes.on(.createSource) { call in
            try await refuseWrongReader(call.body)
            return try await command(call) { turn in try await createSource(call.body, turn) }
        }
        routes.on(.updateSource) { call in
            try await refuseWrongReader(call.body)
            return try await command(call) { turn in
                try await updateSource(try source(call), call.body, turn)
            }
        }
        routes.on(.deleteSource) { call in
            try await command(call) { turn in
                let source = try source(call)
                try await record([PendingEvent(.source(.deleted(name: source.name)))], turn)
                return response(source)
            }
        }
        routes.on(.addSourceSecret) { call in
            try await command(call) { turn in
                try await addSecret(to: try source(call), call.body, turn)
            }
        }
        routes.on(.removeSourceSecret) { call in
            try await command(call) { turn in
                try await removeSecret(call.parameter("secretId"), from: try source(call), turn)
            }
        }
    }

    private func source(_ call: Call) throws(APIError) -> WebhookSource {
        let name = call.parameter("name")
        guard let source = state.current.sources[name] else {
            throw .notFound("Could not find webhook source with name \"\(name)\"")
        }
        return source
    }

    private func createSource(
        _ body: JSONValue,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        var fields = BodyFields(body)
        let name = fields.slug("name", limit: 64)
        let presetName = fields.optionalText("preset", limit: 64) ?? "hanzo-kms"
        let preset = SignaturePreset(rawValue: presetName)
        if preset == nil, presetName != "custom" {
            let known = SignaturePreset.allCases.map(\.rawValue) + ["custom"]
            fields.refuse("preset", "Use one of \(known.joined(separator: ", "))")
        }
        var members: [String: String] = [:]
        let json = fields.value("scheme")
        if preset != nil, json != nil {
            fields.refuse("scheme", "Is for the preset custom; \(presetName) has its own")
        }
        let isNotification = preset == .hanzoKMS || preset == .infisical
        let payload: WebhookSource.Payload =
            fields.word("payload") ?? (isNotification ? .hanzoKMS : .secretEvents)
        let reader = NewKMSAccess(&fields)
        if reader != nil, payload != .hanzoKMS { fields.refuse("reader", Self.readerRule) }
        let tolerance = fields.integer("toleranceSeconds", in: 1...604_800) ?? 300
        let isEnabled = fields.bool("isEnabled") ?? true
        let allowsWeak = fields.bool("weakSecret") ?? false
        let secrets = (fields.value("secrets")?.array ?? []).compactMap(\.string)
            .map(SecretText.withoutMark)
        let isText = secrets.count == fields.value("secrets")?.array?.count
        if !isText || !(1...Self.secretLimit).contains(secrets.count) {
            fields.refuse("secrets", "Give 1 to \(Self.secretLimit) secrets, each a text")
        }
        do {
            if preset == nil { members = try SignatureScheme.members(of: json ?? .null) }
            let scheme = try preset?.scheme ?? SignatureScheme.configured(members)
            for secret in secrets {
                try scheme.checkConfigured(SecretValue(secret), allowsWeak: allowsWeak)
            }
        } catch let error as SignatureSchemeError {
            fields.refuse("scheme", error.description)
        } catch let error as SecretError {
            fields.refuse("secrets", error.description)
        }
        try fields.finish()
        if state.current.sources[name] != nil {
            throw APIError.badRequest("A webhook source with the name \"\(name)\" already exists")
        }
        let time = now()
        let ids = secrets.map { _ in makeUUID() }
        let scheme = members
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            var stored: [WebhookSource.Secret] = []
            for (secret, id) in zip(secrets, ids) {
                let (slot, _) = try sealing.seal(
                    SecretValue(secret),
                    as: .webhookSecret(source: name, id: id)
                )
                stored.append(
                    WebhookSource.Secret(
                        id: id,
                        createdAt: time,
                        notBefore: nil,
                        notAfter: nil,
                        value: SealedValueReference(position: position, slot: slot)
                    )
                )
            }
            let reader = try reader?.sealed(for: name, &sealing, at: position)
            return sealing.draft(
                .source(
                    .created(
                        WebhookSource(
                            name: name,
                            preset: presetName,
                            scheme: scheme,
                            payload: payload,
                            secrets: stored,
                            toleranceSeconds: tolerance,
                            isEnabled: isEnabled,
                            kmsAccess: reader,
                            createdAt: time,
                            updatedAt: time
                        )
                    )
                )
            )
        }
        try await record([event], turn)
        return try current(name)
    }

    private func updateSource(
        _ source: WebhookSource,
        _ body: JSONValue,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        var fields = BodyFields(body)
        var updated = source
        updated.isEnabled = fields.bool("isEnabled") ?? source.isEnabled
        updated.toleranceSeconds =
            fields.integer("toleranceSeconds", in: 1...604_800) ?? source.toleranceSeconds
        updated.payload = fields.word("payload") ?? source.payload
        let changed = source.kmsAccess.flatMap { $0.changed(&fields) }
        let reader = changed == nil ? NewKMSAccess(&fields) : nil
        if let changed { updated.kmsAccess = changed }
        if body["reader"]?.isNull == true { updated.kmsAccess = nil }
        if reader != nil || updated.kmsAccess != nil, updated.payload != .hanzoKMS {
            fields.refuse("reader", Self.readerRule)
        }
        for name in ["name", "preset", "scheme", "secrets"]
        where fields.value(name) != nil {
            fields.refuse(name, "Cannot be changed here")
        }
        try fields.finish()
        updated.updatedAt = now()
        let decided = updated
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            var updated = decided
            if let reader {
                updated.kmsAccess = try reader.sealed(for: source.name, &sealing, at: position)
            }
            return sealing.draft(.source(.updated(updated)))
        }
        try await record([event], turn)
        return try current(source.name)
    }

    private func addSecret(
        to source: WebhookSource,
        _ body: JSONValue,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        var fields = BodyFields(body)
        let text = (fields.value("secret")?.string).map(SecretText.withoutMark)
        let allowsWeak = fields.bool("weakSecret") ?? false
        let secret = SecretValue(text ?? "")
        if text == nil { fields.refuseMissing("secret", expected: "string") }
        let notBefore = Self.time("notBefore", &fields)
        let notAfter = Self.time("notAfter", &fields)
        if let notBefore, let notAfter, notBefore >= notAfter {
            fields.refuse("notAfter", "Must be later than notBefore, or the secret is never good")
        }
        if source.secrets.count >= Self.secretLimit {
            fields.refuse("secret", "A source has at most \(Self.secretLimit) secrets")
        }
        do {
            let preset = SignaturePreset(rawValue: source.preset)?.scheme
            let scheme = try preset ?? SignatureScheme.custom(source.scheme)
            if text != nil { try scheme.checkConfigured(secret, allowsWeak: allowsWeak) }
        } catch {
            fields.refuse("secret", "\(error)")
        }
        try fields.finish()
        let (id, time) = (makeUUID(), now())
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let (slot, _) = try sealing.seal(
                secret,
                as: .webhookSecret(source: source.name, id: id)
            )
            var updated = source
            updated.updatedAt = time
            updated.secrets.append(
                WebhookSource.Secret(
                    id: id,
                    createdAt: time,
                    notBefore: notBefore,
                    notAfter: notAfter,
                    value: SealedValueReference(position: position, slot: slot)
                )
            )
            return sealing.draft(.source(.updated(updated)))
        }
        try await record([event], turn)
        return try current(source.name)
    }

    private static func time(_ name: String, _ fields: inout BodyFields) -> Timestamp? {
        guard let value = fields.value(name) else { return nil }
        guard let time = value.string.flatMap(Timestamp.init(rfc3339:)) else {
            fields.refuse(name, "Give a time such as 2026-11-23T08:00:00Z")
            return nil
        }
        return time
    }

    private func removeSecret(
        _ id: String,
        from source: WebhookSource,
        _ turn: CommandQueue.Turn
    ) async throws -> CanonicalValue {
        var updated = source
        updated.secrets.removeAll { $0.id == id }
        if updated.secrets.count == source.secrets.count {
            throw APIError.notFound("Could not find a secret with ID \"\(id)\"")
        }
        if updated.secrets.isEmpty {
            throw APIError.badRequest("A source keeps at least one secret; add the new one first")
        }
        updated.updatedAt = now()
        try await record([PendingEvent(.source(.updated(updated)))], turn)
        return try current(source.name)
    }

    private func current(_ name: String) throws -> CanonicalValue {
        guard let source = state.current.sources[name] else {
            throw APIError.notFound("Could not find webhook source with name \"\(name)\"")
        }
        return response(source)
    }
}

extension ManagementAPI {
    private func response(_ source: WebhookSource) -> CanonicalValue {
        .record(["webhookSource": view(source)])
    }

    private func view(_ source: WebhookSource) -> CanonicalValue {
        state.read { $0.view(of: source, lastFetch: reading.lastRead) }
    }
}
