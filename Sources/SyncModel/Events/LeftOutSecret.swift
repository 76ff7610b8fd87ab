package import Encodings

/// A secret that cannot be taken, and why; whatever came with it goes on, and its variable stays as it is.
package struct LeftOutSecret: Sendable, Equatable {
    /// Its key as it is shown: the key itself where that can be taken, else without what a line cannot show, and cut.
    package let key: String
    /// A sentence; it holds nothing of the value.
    package let reason: String

    /// - Parameters:
    ///   - key: The key as it came.
    ///   - reason: Why it cannot be taken.
    package init(_ key: String, reason: String) {
        self.key = Self.shown(key)
        self.reason = reason
    }

    /// Scalars of a key that are shown where it cannot be taken.
    private static let shownCount = 64

    /// Why a key cannot be taken; nil where it can.
    package static func objection(toKey key: String) -> String? {
        switch SecretKeyRule.violation(of: key) {
        case nil: nil
        case .empty: "Its name is empty."
        case .tooLong:
            "Its name has \(key.utf8.count) bytes; at most \(SecretKeyRule.byteLimit) are taken."
        case .forbiddenCharacter: "Its name holds a colon, a slash or a control character."
        }
    }

    /// Why a value cannot be taken; nil where it can.
    package static func objection(to value: SecretValue) -> String? {
        guard value.byteCount > SecretValue.byteLimit else { return nil }
        return "Its value has \(value.byteCount) bytes; at most \(SecretValue.byteLimit) are taken."
    }

    /// How a key that cannot be taken is shown, where no key that can be taken is spelled so.
    package static func unmistakable(_ key: String) -> String? {
        let shown = shown(key)
        return objection(toKey: shown) == nil ? nil : shown
    }

    /// How a key is shown that may not be one.
    ///
    /// What is recorded is compared with it, so it never changes.
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
        .record(["key": .text(key), "reason": .text(reason)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        key = try canonical.text("key")
        reason = try canonical.text("reason")
    }
}

extension CanonicalValue {
    /// The member that names what was left out; nil where nothing was, so that nothing is written.
    package static func leftOut(_ secrets: [LeftOutSecret]) -> CanonicalValue? {
        secrets.isEmpty ? nil : .list(secrets.map(\.canonical))
    }

    /// What was left out; nothing in what was recorded before that was told.
    package func leftOut() throws(CanonicalError) -> [LeftOutSecret] {
        optionalMember("leftOut") == nil ? [] : try values("leftOut")
    }
}
