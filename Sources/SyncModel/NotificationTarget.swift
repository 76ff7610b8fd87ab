package import Encodings

/// Where this server says what begins, and what ceases, to wait for a person.
package struct NotificationTarget: Sendable, Equatable {
    /// What is sent.
    package enum Form: String, Sendable, CaseIterable {
        /// A JSON message, signed as Standard Webhooks says.
        case standard
        /// What an incoming webhook of Slack takes; nothing signs it.
        case slack
    }

    /// A UUID in lower case.
    package var id: String
    /// A slug of 1 to 64 characters, unique.
    package var name: String
    /// What is sent.
    package var form: Form
    /// Whether things that are only worth knowing are left out.
    package var onlyProblems: Bool
    /// The scheme, host and port of the address, such as `https://hooks.example`; the rest of it
    /// may be a secret.
    package var origin: String
    /// Where the log holds the sealed address.
    package var url: SealedValueReference
    /// Where the log holds the sealed secret that signs what is sent; nil if nothing does.
    package var secret: SealedValueReference?
    /// When the target was created.
    package var createdAt: Timestamp

    /// Makes a target; callers have checked the id, the name and the address.
    package init(
        id: String,
        name: String,
        form: Form,
        onlyProblems: Bool,
        origin: String,
        url: SealedValueReference,
        secret: SealedValueReference?,
        createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.form = form
        self.onlyProblems = onlyProblems
        self.origin = origin
        self.url = url
        self.secret = secret
        self.createdAt = createdAt
    }
}

extension NotificationTarget: CanonicalCodable {
    /// As recorded: the places of the sealed values, never these themselves.
    package var canonical: CanonicalValue {
        .object([
            "id": .text(id),
            "name": .text(name),
            "form": .text(form.rawValue),
            "onlyProblems": .bool(onlyProblems),
            "origin": .text(origin),
            "url": url.canonical,
            "secret": secret?.canonical,
            "createdAt": .integer(createdAt.microseconds),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            id: try canonical.text("id"),
            name: try canonical.text("name"),
            form: try canonical.word("form"),
            onlyProblems: try canonical.bool("onlyProblems"),
            origin: try canonical.text("origin"),
            url: try canonical.value("url"),
            secret: canonical.optionalMember("secret") == nil
                ? nil : try canonical.value("secret"),
            createdAt: Timestamp(microseconds: try canonical.integer("createdAt"))
        )
    }
}

extension NotificationTarget {
    /// The maximum number of targets.
    package static let limit = 16
    /// The maximum length of an address in bytes.
    package static let addressLimit = 2048
    /// What an address must be.
    package static let addressRule =
        "Expected an https address without user and fragment; http is accepted for this machine"

    /// The scheme, host and port of an address that may be one of a target; nil if it may not.
    package static func origin(of url: String) -> String? {
        let isPlain = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let pattern =
            #/((https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?)([/?][^#\\]*)?/#
        guard isPlain, let match = url.wholeMatch(of: pattern)?.output else { return nil }
        let isLoopback = KMSAccess.loopbackHosts.contains(match.3.lowercased())
        return match.2 == "https" || isLoopback ? String(match.1) : nil
    }
}
