internal import Cryptography
internal import SyncModel

/// Why a custom scheme cannot be used.
package enum SignatureSchemeError: ExplainedError, Equatable {
    case missing(String)
    case unknown(member: String, allowed: String)
    case malformed(member: String, rule: String)

    package var code: String { "signature-scheme" }

    package var message: String {
        switch self {
        case .missing(let member): "The scheme has no \"\(member)\"."
        case .unknown(let member, _): "The scheme's \"\(member)\" is not one of those allowed."
        case .malformed(let member, _): "The scheme's \"\(member)\" cannot be used."
        }
    }

    package var hint: String {
        switch self {
        case .missing(let member): "Give \"\(member)\"."
        case .unknown(_, let allowed): "Use one of \(allowed)."
        case .malformed(_, let rule): rule
        }
    }
}

extension SignatureScheme {
    /// Reads a custom scheme from its members.
    ///
    /// - Parameter members: `header`, `format`, `content`, `algorithm`, `encoding`, `secretEncoding`, `timestamp.from`,
    ///   `timestamp.unit` and `id.from`, as in the API, with the nested ones joined by a full stop.
    /// - Returns: The scheme.
    /// - Throws: `SignatureSchemeError` that names the member to change.
    package static func custom(
        _ members: [String: String]
    ) throws(SignatureSchemeError) -> SignatureScheme {
        guard let header = members["header"], !header.isEmpty else { throw .missing("header") }
        let format = members["format"] ?? "{signature}"
        guard format.contains("{signature}") else {
            throw .malformed(member: "format", rule: "Put {signature} into it.")
        }
        let content = members["content"] ?? "{body}"
        guard content.contains("{body}") else {
            throw .malformed(member: "content", rule: "Put {body} into it.")
        }
        return SignatureScheme(
            headers: [header.lowercased()],
            format: format,
            separator: format.contains(",") ? "," : nil,
            content: content,
            algorithm: try algorithm(members["algorithm"]),
            encoding: try word(members["encoding"], "encoding", .hex, ["hex", "base64"]),
            secretEncoding: try word(
                members["secretEncoding"],
                "secretEncoding",
                .utf8,
                ["utf8", "base64", "whsec", "hex"]
            ),
            time: try time(members),
            idHeaders: try idHeaders(members["id.from"])
        )
    }

    private static func algorithm(
        _ name: String?
    ) throws(SignatureSchemeError) -> HashAlgorithm {
        switch name {
        case nil, "hmac-sha256": return .sha256
        case "hmac-sha512": return .sha512
        case "hmac-sha1": return .sha1
        case .some:
            throw .unknown(member: "algorithm", allowed: "hmac-sha256, hmac-sha512, hmac-sha1")
        }
    }

    private static func word<T: RawRepresentable<String>>(
        _ text: String?,
        _ member: String,
        _ standard: T,
        _ allowed: [String]
    ) throws(SignatureSchemeError) -> T {
        guard let text else { return standard }
        guard let word = T(rawValue: text) else {
            throw .unknown(member: member, allowed: allowed.joined(separator: ", "))
        }
        return word
    }

    private static func time(
        _ members: [String: String]
    ) throws(SignatureSchemeError) -> SignedTime? {
        guard let from = members["timestamp.from"] else { return nil }
        let unit: SignedTime.Unit = try word(
            members["timestamp.unit"],
            "timestamp.unit",
            .seconds,
            ["s", "ms"]
        )
        if from == "signature" { return SignedTime(from: .signature, unit: unit) }
        if from.hasPrefix("header:") {
            return SignedTime(from: .header(from.dropFirst(7).lowercased()), unit: unit)
        }
        guard from.hasPrefix("body:/"), !from.dropFirst(6).contains("/"), from.count > 6 else {
            throw .malformed(
                member: "timestamp.from",
                rule: "Use signature, header:NAME, or body:/NAME of a top-level member."
            )
        }
        return SignedTime(from: .body(String(from.dropFirst(6))), unit: unit)
    }

    private static func idHeaders(_ from: String?) throws(SignatureSchemeError) -> [String] {
        guard let from else { return [] }
        guard from.hasPrefix("header:"), from.count > 7 else {
            throw .malformed(member: "id.from", rule: "Use header:NAME.")
        }
        return [from.dropFirst(7).lowercased()]
    }
}
