package import Encodings
package import SyncModel

/// A delivery that was answered with 401; for operators only.
///
/// Its body is not kept.
package struct RefusedDelivery: Sendable, Equatable {
    /// A recorded header; a signature appears as its shape.
    package struct Header: Sendable, Equatable {
        /// In lower case.
        package let name: String
        /// The value or its shape, truncated.
        package let value: String
    }

    /// The maximum length of the recorded source name in UTF-8 bytes.
    package static let sourceByteLimit = 64
    /// The maximum number of recorded header names, and the maximum number of scalars of each.
    package static let headerLimit = 64
    /// The maximum number of headers recorded with their values.
    package static let keptHeaderLimit = 16

    /// The running number of the refusal; 0 until it is stored.
    package var number: Int64 = 0
    /// When the delivery was refused.
    package var refusedAt: Timestamp
    /// The requested source, existing or not, truncated to `sourceByteLimit` bytes.
    package var source: String
    /// The step that failed, as in `Explanation.StepName`.
    package var step: String
    /// The code of the refusal.
    package var code: String
    /// The message of the refusal.
    package var message: String
    /// The hint of the refusal.
    package var hint: String
    /// The remote address of the connection, if known.
    package var remoteAddress: String?
    /// The names of all headers, in lower case and in order.
    package var headerNames: [String]
    /// The headers that help explain the refusal, without credentials.
    package var headers: [Header]
    /// What would have let it pass, each as the codes of its differences; nil if that was not
    /// looked for.
    package var nearMisses: [[String]]?

    /// The id under which operators look it up, such as `refused-17`.
    package var id: String { "\(Self.idPrefix)\(number)" }

    /// The prefix of every id.
    package static let idPrefix = "refused-"

    /// `scheme` is that of the requested source, if it exists; it decides which headers are
    /// recorded.
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
    /// As kept across restarts; `remoteAddress` and `nearMisses` are omitted if nil.
    package var canonical: CanonicalValue {
        .object([
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
            "nearMisses": nearMissesJSON,
        ])
    }

    /// What would have let it pass, as shown; nil if that was not looked for.
    package var nearMissesJSON: CanonicalValue? {
        nearMisses.map { misses in
            .list(misses.map { .object(["deviations": .list($0.map(CanonicalValue.text))]) })
        }
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
        guard canonical.optionalMember("nearMisses") != nil else { return }
        var misses: [[String]] = []
        for miss in try canonical.list("nearMisses") { misses.append(try miss.texts("deviations")) }
        nearMisses = misses
    }
}

extension RefusedDelivery.Header: CanonicalCodable {
    package var canonical: CanonicalValue {
        .object(["name": .text(name), "value": .text(value)])
    }

    package init(canonical: CanonicalValue) throws(CanonicalError) {
        name = try canonical.text("name")
        value = try canonical.text("value")
    }
}

extension RefusedDelivery {
    /// The request as far as it was recorded; its signatures have the right form but no meaning.
    package var request: IncomingRequest {
        IncomingRequest(
            headers: headers.map { ($0.name, SignatureShape.value(of: $0.value)) },
            body: []
        )
    }
}
