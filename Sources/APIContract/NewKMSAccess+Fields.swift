package import Commands
package import Encodings
internal import ReadModels
internal import SyncModel

extension NewKMSAccess {
    /// Everything a request can say of the access to a KMS.
    package static let resource = Resource(
        blank: NewKMSAccess(
            api: .infisicalV3,
            baseURL: "",
            clientID: "",
            clientSecret: SecretValue(""),
            holdsEmptiedFolders: true,
            allowsInsecureHTTP: false
        ),
        [
            Member("api", .word, \.api, .required) {
                $0.missing = .rule("Required")
                let words = Field.list(KMSAccess.API.allCases.map(\.rawValue))
                $0.flagHelp = [.create: "The API to read folders with: \(words)."]
            },
            Member("baseUrl", .text(rule(2048)), \.baseURL, .required) {
                $0.flagHelp = [.create: "Where that API is, as https://kms.hanzo.ai."]
            },
            Member("clientId", .text(rule(255)), \.clientID, .required) {
                $0.flagHelp = [.create: "The machine identity's client id."]
            },
            Member("clientSecret", .clientSecret, \.clientSecret, .required) {
                $0.missing = .rule("Required")
            },
            Member(
                Field(
                    KMSAccess.insecureMember,
                    .bool,
                    summary: "Whether baseUrl may be http to another machine; everybody on the "
                        + "way then reads every secret."
                )
                .with {
                    $0.usual = .bool(false)
                    $0.flagHelp = [
                        .create: "Take an http address of another machine; everybody on the way "
                            + "reads every secret."
                    ]
                },
                read: readAddress
            ),
            Member(
                KMSAccess.holdMember,
                .bool,
                \.holdsEmptiedFolders,
                .optional,
                "Whether a fetch that would remove every secret of a folder, or of an import, at "
                    + "once waits for a second one, or for POST /api/v1/folders/confirm-empty."
            ) {
                $0.flagHelp = [
                    .create: "Let a read that would take every secret of a folder away at once "
                        + "wait for a second one, or for confirm-empty (usual)."
                ]
            },
        ]
    )

    private static func rule(_ limit: Int) -> TextRule {
        TextRule(limit: limit, blank: "Required")
    }

    /// Checks the address once it is known whether it may be an open one.
    @Sendable private static func readAddress(
        _ fields: inout BodyFields,
        _ new: inout NewKMSAccess
    ) {
        new.allowsInsecureHTTP = fields.bool(KMSAccess.insecureMember) ?? false
        if new.baseURL.isEmpty { return }
        do throws(KMSAddressError) {
            new.baseURL = try KMSAccess.checkedBaseURL(
                new.baseURL,
                allowsInsecureHTTP: new.allowsInsecureHTTP
            )
        } catch {
            fields.refuse("baseUrl", error.description)
        }
    }

    /// The member `reader`; nil where it is absent, or does not say whose API it is.
    static func read(_ fields: inout BodyFields) -> NewKMSAccess? {
        guard let body = fields.value("reader") else { return nil }
        guard body.members != nil else {
            fields.refuse("reader", "Expected object")
            return nil
        }
        var inner = BodyFields(body, path: ["reader"])
        let new = resource.read(&inner, for: .create)
        fields.adopt(inner)
        let isWhose = body["api"]?.string.flatMap(KMSAccess.API.init(rawValue:)) != nil
        return isWhose ? new : nil
    }

    /// The member `reader` of a body that makes a source, where nothing is wrong with it.
    package init?(in body: JSONValue) {
        var fields = BodyFields(body)
        guard let new = Self.read(&fields), fields.issues.isEmpty else { return nil }
        self = new
    }
}

extension Kind<SecretValue> {
    /// A text that is taken as it is, with the white space around it.
    fileprivate static var clientSecret: Kind {
        let limit = 4096
        return Kind(
            form: .secret(TextRule(limit: limit)),
            read: { fields, name, _ in
                let secret = SecretValue(fields.value(name)?.string ?? "")
                if secret.isBlank { fields.refuse(name, "Required") }
                if secret.byteCount > limit { fields.refuse(name, "Expected 4 KiB or less") }
                return secret
            },
            write: { _ in .null }
        )
    }
}
