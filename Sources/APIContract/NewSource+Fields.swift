package import Commands
internal import Encodings
internal import SyncModel
internal import WebhookSignatures

extension NewSource {
    /// How far a signed time may be from now, in seconds.
    package static let tolerance: ClosedRange<Int64> = 1...604_800
    static let presets = SignaturePreset.allCases.map(\.rawValue) + ["custom"]
    private static let payloads = WebhookSource.Payload.allCases.map(\.rawValue)
    static let secretRule = TextRule(limit: 4096)

    /// Everything a request can say of a new source.
    package static let resource = Resource(
        blank: blank,
        signing + [
            Member(payloadField) { fields, new in
                new.payload = fields.word("payload") ?? usualPayload(of: new.preset)
            },
            Member(accessField) { fields, new in
                new.kmsAccess = NewKMSAccess.read(&fields)
                guard new.kmsAccess != nil, new.payload != .hanzoKMS else { return }
                fields.refuse(.kmsAccessNeedsNotifications)
            },
            Member("toleranceSeconds", .integer(in: tolerance), \.toleranceSeconds) {
                let help = "How far a signed time may be from now, in seconds."
                $0.flagHelp = [.create: help, .change: help]
            },
            Member("isEnabled", .bool, \.isEnabled),
            Member(weakSecretField) { fields, _ in _ = fields.bool(weakSecretField.name) },
            Member(
                Field(
                    "secrets",
                    .texts(secretRule, count: 1...WebhookSource.secretLimit),
                    .required
                ),
                read: readSecrets
            ),
        ]
    )

    private static let blank = NewSource(
        name: "",
        preset: SignaturePreset.hanzoKMS.rawValue,
        scheme: [:],
        payload: .hanzoKMS,
        secrets: [],
        toleranceSeconds: 300,
        isEnabled: true,
        kmsAccess: nil
    )

    private static let payloadField = Field(
        "payload",
        .word(payloads)
    )
    .with {
        let help = "What its bodies hold: \(Field.list(payloads))"
        $0.flagHelp = [.create: help + "; the preset says otherwise.", .change: help + "."]
    }

    /// Whether a signing secret is taken whose key can be guessed.
    static let weakSecretField = Field(
        "weakSecret",
        .bool,
        summary: "Whether a guessable key of less than 16 bytes is accepted."
    )
    .with {
        $0.usual = .bool(false)
        $0.flagHelp = [
            .create: "Accept a secret with a guessable key of less than 16 bytes."
        ]
    }

    /// What it is called, and how its deliveries are signed.
    private static let signing: [Member<NewSource>] = [
        Member("name", .slug(limit: 64), \.name, .required) {
            $0.flagHelp = [
                .create: "A name of lower-case letters, digits and hyphens; part of the address."
            ]
        },
        Member(
            Field("preset", .word(presets))
                .with {
                    $0.usual = .text(blank.preset)
                    $0.inFile = .required
                    $0.flagHelp = [.create: "How it signs: \(Field.list(presets))."]
                },
            read: readPreset
        ),
        Member(
            Field(
                "scheme",
                .other(.anyObject),
                summary: "How deliveries are signed; for the preset custom."
            )
            .with {
                $0.flagHelp = [
                    .create: "For the preset custom: a JSON file with the scheme's members."
                ]
            }
        ) { fields, new in
            guard SignaturePreset(rawValue: new.preset) != nil, fields.value("scheme") != nil
            else { return }
            fields.refuse("scheme", "Is for the preset custom; \(new.preset) has its own")
        },
    ]

    /// The access to a KMS, of a source that is made or changed.
    static let accessField = Field("reader", .other(.named("NewReader")), .nullable)

    /// What the sender of a preset sends.
    private static func usualPayload(of preset: String) -> WebhookSource.Payload {
        switch SignaturePreset(rawValue: preset) {
        case .hanzoKMS, .infisical: .hanzoKMS
        case nil, .some: .secretEvents
        }
    }

    @Sendable private static func readPreset(
        _ fields: inout BodyFields,
        _ new: inout NewSource
    ) {
        guard let preset = fields.optionalText("preset", limit: 64) else { return }
        new.preset = preset
        if !presets.contains(preset) {
            fields.refuse("preset", "Use one of \(presets.joined(separator: ", "))")
        }
    }

    /// Reads the secrets, and checks them by the scheme, which is read before them.
    @Sendable private static func readSecrets(
        _ fields: inout BodyFields,
        _ new: inout NewSource
    ) {
        let given = fields.value("secrets")?.array
        let texts = (given ?? []).compactMap(\.string).map(SecretText.withoutMark)
        if texts.count != given?.count || !(1...WebhookSource.secretLimit).contains(texts.count) {
            fields.refuse("secrets", "Give 1 to \(WebhookSource.secretLimit) secrets, each a text")
        }
        new.secrets = texts.map(SecretValue.init)
        do {
            let preset = SignaturePreset(rawValue: new.preset)
            if preset == nil {
                new.scheme = try SignatureScheme.members(of: fields.value("scheme") ?? .null)
            }
            let scheme = try preset?.scheme ?? SignatureScheme.configured(new.scheme)
            let allowsWeak = fields.body[weakSecretField.name]?.bool ?? false
            for secret in new.secrets {
                try scheme.checkConfigured(secret, allowsWeak: allowsWeak)
            }
        } catch let error as SignatureSchemeError {
            fields.refuse("scheme", error.description)
        } catch {
            fields.refuse("secrets", "\(error)")
        }
    }
}
