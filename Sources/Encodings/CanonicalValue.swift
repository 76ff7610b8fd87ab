/// The data model of everything durable.
///
/// Events, snapshots and hashes use its canonical bytes (`CanonicalEncoding`); people and other
/// programs get its JSON (`json`). Integers have 64 bits and there are no floating-point numbers,
/// so both forms are exact.
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
    /// Makes a map, omitting nil members.
    ///
    /// Members listed in canonical order are appended without searching.
    package static func object(_ members: KeyValuePairs<String, CanonicalValue?>) -> Self {
        var map = CanonicalMap(capacity: members.count)
        for (name, value) in members {
            if let value, !map.append(name, value) { map[name] = value }
        }
        return .map(map)
    }

    /// A member that may be absent: the text, or nil so that `object` omits it.
    package static func optional(_ text: String?) -> CanonicalValue? {
        text.map(CanonicalValue.text)
    }

    /// A member that may be absent: the integer, or nil so that `object` omits it.
    package static func optional(_ integer: Int64?) -> CanonicalValue? {
        integer.map(CanonicalValue.integer)
    }
}

/// A type with exactly one canonical form.
package protocol CanonicalCodable: Sendable {
    /// The canonical form of the value.
    var canonical: CanonicalValue { get }

    /// Decodes the canonical form.
    ///
    /// - Throws: `CanonicalError` if a member is missing or of the wrong kind.
    init(canonical: CanonicalValue) throws(CanonicalError)
}

/// Why a canonical value could not be decoded.
package enum CanonicalError: ExplainedError, Equatable {
    /// The map lacks a required member.
    case missing(member: String)
    /// A member has another type or an unknown word.
    case wrongKind(member: String)
    /// The bytes are not canonical CBOR; the offset counts from 0.
    case malformedBytes(offset: Int)

    /// One word for all cases: to a reader they mean the same.
    package var code: String { "canonical-form" }

    package var message: String {
        switch self {
        case .missing(let member): "The member \"\(member)\" is missing."
        case .wrongKind(let member): "The member \"\(member)\" is not of the expected kind."
        case .malformedBytes(let offset): "The stored bytes are malformed at offset \(offset)."
        }
    }

    /// One hint for all cases.
    package var hint: String {
        "The record was written by a newer version or was damaged; run `checkly-sync audit verify`."
    }
}
