package import Encodings

/// A secret that we could not accept.
///
/// The rest of its delivery takes effect; its variable stays as it is.
package struct LeftOutSecret: Sendable, Equatable {
    /// The key for display: unchanged if it is valid, otherwise escaped and truncated.
    package let key: String
    /// Why it was not accepted; one sentence that reveals nothing of the value.
    package let reason: String

    ///  - Parameters:
    ///   - key: The key as received.
    ///   - reason: Why the secret was not accepted.
    package init(_ key: String, reason: String) {
        self.key = Self.shown(key)
        self.reason = reason
    }

    /// How many scalars of an invalid key are shown.
    private static let shownCount = 64

    /// Explains why a key is invalid; returns nil if it is valid.
    package static func objection(toKey key: String) -> String? {
        switch SecretKeyRule.violation(of: key) {
        case nil: nil
        case .empty: "Its name is empty."
        case .tooLong:
            "Its name has \(key.utf8.count) bytes; at most \(SecretKeyRule.byteLimit) are accepted."
        case .forbiddenCharacter: "Its name contains a colon, a slash or a control character."
        }
    }

    /// Explains why a value is invalid; returns nil if it is valid.
    package static func objection(to value: SecretValue) -> String? {
        guard value.byteCount > SecretValue.byteLimit else { return nil }
        return
            "Its value has \(value.byteCount) bytes; at most \(SecretValue.byteLimit) are accepted."
    }

    /// The display form of an invalid key; nil if that form is itself a valid key and so ambiguous.
    package static func unmistakable(_ key: String) -> String? {
        let shown = shown(key)
        return objection(toKey: shown) == nil ? nil : shown
    }

    /// The display form of a key that may be invalid.
    ///
    /// Recorded keys are compared with it, so this function must never change.
    package static func shown(_ key: String) -> String {
        if objection(toKey: key) == nil { return key }
        var text = ""
        for (index, scalar) in key.unicodeScalars.enumerated() {
            if index == shownCount { return text + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
                .unassigned:
                text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension LeftOutSecret: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["key": .text(key), "reason": .text(reason)])
    }

    /// Takes the recorded key as it is: it is in its display form already.
    package init(canonical: CanonicalValue) throws(CanonicalError) {
        key = try canonical.text("key")
        reason = try canonical.text("reason")
    }
}

extension CanonicalValue {
    /// The list to record under `leftOut`; nil if it is empty, so that the member is omitted.
    package static func leftOut(_ secrets: [LeftOutSecret]) -> CanonicalValue? {
        secrets.isEmpty ? nil : .list(secrets.map(\.canonical))
    }

    /// Parses `leftOut`; events recorded before the member existed have none.
    package func leftOut() throws(CanonicalError) -> [LeftOutSecret] {
        optionalMember("leftOut") == nil ? [] : try values("leftOut")
    }
}
