package import Encodings
package import SyncModel

/// A delivery that was answered 401, for the operator only; its body is not kept.
package struct RefusedDelivery: Sendable, Equatable {
    /// One header as it is kept: a signature as its shape.
    package struct Header: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// UTF-8 bytes of the source asked for that are kept.
    package static let sourceByteLimit = 64
    /// How many header names are kept, and how many characters of each.
    package static let headerLimit = 64
    /// How many headers are kept with their values.
    package static let keptHeaderLimit = 16

    /// Counts up with every refusal; 0 until it is kept.
    package var number: Int64 = 0
    package var refusedAt: Timestamp
    /// The source asked for, whether it exists or not; cut after `sourceByteLimit` bytes.
    package var source: String
    /// The step that failed.
    package var step: String
    package var code: String
    package var message: String
    package var hint: String
    /// The address the connection came from, where known.
    package var remoteAddress: String?
    /// Names of the headers that were present, in lower case and order.
    package var headerNames: [String]
    /// Those that explain something and are no credentials.
    package var headers: [Header]

    /// What it is asked for by.
    package var id: String { "\(Self.idPrefix)\(number)" }

    package static let idPrefix = "refused-"

    package init(
        refusedAt: Timestamp,
        source: String,
        scheme: SignatureScheme?,
        reason: Refusal,
        remoteAddress: String?,
        headers: [(name: String, value: String)]
    ) {
        self.refusedAt = refusedAt
        self.source = Self.cut(source)
        step = reason.step(under: scheme).rawValue
        code = reason.code
        message = reason.message
        hint = reason.hint
        self.remoteAddress = remoteAddress
        headerNames = headers.prefix(Self.headerLimit)
            .map { String($0.name.unicodeScalars.prefix(Self.headerLimit)).lowercased() }
        self.headers = KeptHeaders.kept(of: headers, under: scheme).prefix(Self.keptHeaderLimit)
            .map { Header(name: $0.name, value: $0.value) }
    }

    /// The longest prefix of whole scalars that fits.
    private static func cut(_ source: String) -> String {
        var kept = ""
        for scalar in source.unicodeScalars {
            let count = UTF8.width(scalar)
            guard kept.utf8.count + count <= sourceByteLimit else { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept
    }
}

extension RefusedDelivery: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record([
            "number": .integer(number),
            "refusedAt": .integer(refusedAt.microseconds),
            "source": .text(source),
            "step": .text(step),
            "code": .text(code),
            "message": .text(message),
            "hint": .text(hint),
            "remoteAddress": .optional(remoteAddress),
            "headerNames": .list(headerNames.map(CanonicalValue.text)),
            "headers": .list(headers.map(\.canonical)),
        ])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        number = try canonical.integer("number")
        refusedAt = Timestamp(microseconds: try canonical.integer("refusedAt"))
        source = try canonical.text("source")
        step = try canonical.text("step")
        code = try canonical.text("code")
        message = try canonical.text("message")
        hint = try canonical.text("hint")
        remoteAddress = try canonical.optionalText("remoteAddress")
        headerNames = try canonical.texts("headerNames")
        headers = try canonical.values("headers")
    }
}

extension RefusedDelivery.Header: CanonicalCodable {
    package var canonical: CanonicalValue {
        .record(["name": .text(name), "value": .text(value)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        name = try canonical.text("name")
        value = try canonical.text("value")
    }
}

extension RefusedDelivery {
    /// The request as far as it was kept: signatures of the right form that are nothing.
    package var request: IncomingRequest {
        IncomingRequest(
            headers: headers.map { ($0.name, SignatureShape.value(of: $0.value)) },
            body: []
        )
    }
}
