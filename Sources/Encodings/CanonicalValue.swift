/// A value in the one data model that everything durable is written in.
///
/// Events, snapshots and hashes use its canonical bytes (`CanonicalEncoding`), people and programs outside read its
/// JSON (`json`). Integers are 64 bit and there are no floating-point numbers, so both forms are exact.
package enum CanonicalValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
    case list([CanonicalValue])
    case map(CanonicalMap)
}

extension CanonicalValue {
    /// A map without the members whose value is absent; listed in canonical order, it is made without searching.
    package static func record(_ members: KeyValuePairs<String, CanonicalValue?>) -> Self {
        var map = CanonicalMap(capacity: members.count)
        for (name, value) in members {
            if let value, !map.append(name, value) { map[name] = value }
        }
        return .map(map)
    }

    /// The text, or nil for an absent one, so that optional members read straight.
    package static func optional(_ text: String?) -> CanonicalValue? {
        text.map(CanonicalValue.text)
    }

    /// The integer, or nil for an absent one.
    package static func optional(_ integer: Int64?) -> CanonicalValue? {
        integer.map(CanonicalValue.integer)
    }
}

/// Something that has exactly one canonical form.
package protocol CanonicalCodable: Sendable {
    /// The value's canonical form.
    var canonical: CanonicalValue { get }

    /// Reads the canonical form back.
    ///
    /// - Throws: `CanonicalError` when a member is missing or of another kind.
    init(canonical: CanonicalValue) throws(CanonicalError)
}

/// Why stored bytes could not be read.
package enum CanonicalError: ExplainedError, Equatable {
    case missing(member: String)
    case wrongKind(member: String)
    case malformedBytes(offset: Int)

    package var code: String { "canonical-form" }

    package var message: String {
        switch self {
        case .missing(let member): "The member \"\(member)\" is missing."
        case .wrongKind(let member): "The member \"\(member)\" is not of the expected kind."
        case .malformedBytes(let offset): "The stored bytes are malformed at offset \(offset)."
        }
    }

    package var hint: String {
        "The record was written by a newer version or was damaged; run `checkly-sync audit verify`."
    }
}
