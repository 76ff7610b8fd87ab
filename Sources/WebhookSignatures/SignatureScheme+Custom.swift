internal import Encodings
package import Cryptography

extension SignatureScheme {
    private static let memberNames = [
        "header", "format", "separators", "content", "algorithm", "encoding", "secretEncoding",
        "timestamp.from", "timestamp.unit", "id.from",
    ]

    /// Makes a custom scheme from its members.
    ///
    /// It rejects schemes that would verify less than they appear to: a body, time or id that the
    /// signature does not cover, adjacent fields, and unknown members.
    ///
    /// - Parameter members: `header`, `format`, `separators`, `content`, `algorithm`, `encoding`,
    ///   `secretEncoding`, `timestamp.from`, `timestamp.unit` and `id.from`, as in the API, with
    ///   nested names joined by a full stop.
    /// - Returns: A scheme that a verifier can use.
    /// - Throws: `SignatureSchemeError`, which names the faulty member.
    package static func custom(
        _ members: [String: String]
    ) throws(SignatureSchemeError) -> SignatureScheme {
        if let name = members.keys.sorted().first(where: { !memberNames.contains($0) }) {
            throw .unknown(member: name, allowed: memberNames.joined(separator: ", "))
        }
        guard let header = members["header"], !header.isEmpty else { throw .missing("header") }
        let format = members["format"] ?? "{signature}"
        let scheme = SignatureScheme(
            headers: [try headerName(header, "header")],
            format: format,
            separators: try separators(members["separators"], of: format),
            content: members["content"] ?? "{body}",
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
        try scheme.check()
        return scheme
    }

    /// The rules for nested members whose `from` is missing.
    static let whereFrom = [
        "timestamp": "Give its \"from\": signature, header:NAME or body:/json/pointer; "
            + "without it no delivery is too old.",
        "id": "Give its \"from\": header:NAME.",
    ]

    /// Makes a custom scheme that is about to be configured; stricter than `custom(_:)`, which
    /// accepts existing schemes.
    ///
    /// - Throws: `SignatureSchemeError`, also for a time unit without `timestamp.from`, because no
    ///   time would be checked.
    package static func configured(
        _ members: [String: String]
    ) throws(SignatureSchemeError) -> SignatureScheme {
        if members["timestamp.unit"] != nil, members["timestamp.from"] == nil,
            let rule = whereFrom["timestamp"]
        {
            throw .malformed(member: "timestamp", rule: rule)
        }
        return try custom(members)
    }

    /// The characters that may separate the elements of a header; signatures and times cannot
    /// contain them.
    private static let partingCharacters = ",; |&"

    /// The given separators, or the ones that the format implies.
    ///
    /// A format of several named parts, such as `t=…,v1=…` or `ts=…;h1=…`, implies its separator.
    /// Any other format is one signature; several may follow each other, separated by any character
    /// that the format does not contain.
    private static func separators(
        _ given: String?,
        of format: String
    ) throws(SignatureSchemeError) -> String {
        if let given {
            guard !given.isEmpty, given.allSatisfy(partingCharacters.contains) else {
                throw .malformed(
                    member: "separators",
                    rule: "Use some of comma, semicolon, blank, | and &."
                )
            }
            return given
        }
        for separator: Character in [",", ";"] {
            let elements = format.split(separator: separator).map { Template($0) }
            let isNamed = separator == "," || !elements.contains(where: \.beginsWithField)
            if elements.count > 1, isNamed, elements.allSatisfy({ !$0.fields.isEmpty }) {
                return String(separator)
            }
        }
        return String([",", ";", " "].filter { !format.contains($0) } as [Character])
    }

    /// A header name in lower case (RFC 9110 section 5.1).
    private static func headerName(
        _ name: some StringProtocol,
        _ member: String
    ) throws(SignatureSchemeError) -> String {
        let lowercased = name.lowercased()
        let allowed = "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~".utf8
        guard !lowercased.isEmpty, lowercased.utf8.allSatisfy(allowed.contains) else {
            throw .malformed(member: member, rule: "Give the name of a header.")
        }
        return lowercased
    }

    /// The algorithm with the given name; SHA-256 if the name is nil.
    package static func algorithm(
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
            return SignedTime(
                from: .header(try headerName(from.dropFirst(7), "timestamp.from")),
                unit: unit
            )
        }
        guard from.hasPrefix("body:"), let pointer = JSONPointer(from.dropFirst(5)) else {
            throw .malformed(
                member: "timestamp.from",
                rule:
                    "Use signature, header:NAME, or body: and a JSON pointer such as /data/sentAt."
            )
        }
        return SignedTime(from: .body(pointer), unit: unit)
    }

    private static func idHeaders(_ from: String?) throws(SignatureSchemeError) -> [String] {
        guard let from else { return [] }
        guard from.hasPrefix("header:"), from.count > 7 else {
            throw .malformed(member: "id.from", rule: "Use header:NAME.")
        }
        return [try headerName(from.dropFirst(7), "id.from")]
    }
}
