internal import APIContract
internal import Commands
internal import Encodings
internal import SyncModel
internal import WebhookSignatures

extension NewSource {
    /// The source that a body describes.
    ///
    /// - Parameter body: An object.
    /// - Throws: `APIError` 422 with everything wrong in it.
    init(_ body: JSONValue) throws(APIError) {
        var fields = BodyFields(body)
        let name = fields.slug("name", limit: 64)
        let presetName = fields.optionalText("preset", limit: 64) ?? "hanzo-kms"
        let preset = SignaturePreset(rawValue: presetName)
        if preset == nil, presetName != "custom" {
            let known = SignaturePreset.allCases.map(\.rawValue) + ["custom"]
            fields.refuse("preset", "Use one of \(known.joined(separator: ", "))")
        }
        let json = fields.value("scheme")
        if preset != nil, json != nil {
            fields.refuse("scheme", "Is for the preset custom; \(presetName) has its own")
        }
        let isNotification = preset == .hanzoKMS || preset == .infisical
        let payload: WebhookSource.Payload =
            fields.word("payload") ?? (isNotification ? .hanzoKMS : .secretEvents)
        let access = NewKMSAccess(&fields)
        if access != nil, payload != .hanzoKMS { fields.refuse(.kmsAccessNeedsNotifications) }
        let tolerance = fields.integer("toleranceSeconds", in: 1...604_800) ?? 300
        let isEnabled = fields.bool("isEnabled") ?? true
        let allowsWeak = fields.bool("weakSecret") ?? false
        let secrets = Self.secrets(&fields)
        var members: [String: String] = [:]
        do {
            if preset == nil { members = try SignatureScheme.members(of: json ?? .null) }
            let scheme = try preset?.scheme ?? SignatureScheme.configured(members)
            for secret in secrets { try scheme.checkConfigured(secret, allowsWeak: allowsWeak) }
        } catch let error as SignatureSchemeError {
            fields.refuse("scheme", error.description)
        } catch {
            fields.refuse("secrets", "\(error)")
        }
        try fields.finish()
        self.init(
            name: name,
            preset: presetName,
            scheme: members,
            payload: payload,
            secrets: secrets,
            toleranceSeconds: tolerance,
            isEnabled: isEnabled,
            kmsAccess: access
        )
    }

    private static func secrets(_ fields: inout BodyFields) -> [SecretValue] {
        let given = fields.value("secrets")?.array
        let texts = (given ?? []).compactMap(\.string)
        let limit = WebhookSource.secretLimit
        if texts.count != given?.count || !(1...limit).contains(texts.count) {
            fields.refuse("secrets", "Give 1 to \(limit) secrets, each a text")
        }
        return texts.map { SecretValue(SecretText.withoutMark($0)) }
    }
}
