import Encodings
import Cryptography
import EventLog
import LogModels
import SyncModel

extension FuzzTarget {
    /// A JSON value written again reads as the same value.
    static func json(_ input: [UInt8]) {
        guard let value = try? JSONValue.parse(input) else { return }
        let again = try? JSONValue.parse(Array(value.text.utf8))
        precondition(again == value, "\(value) is written as \(value.text)")
        if case .string(let text) = value { _ = Timestamp(rfc3339: text) }
    }

    /// What is decoded is encoded as it was.
    static func encodings(_ input: [UInt8]) {
        let text = String(decoding: input, as: UTF8.self)
        if let bytes = Base64.decode(text) { precondition(Base64.encode(bytes) == text) }
        if let bytes = Hex.decode(text) { precondition(Hex.encode(bytes) == text.lowercased()) }
        if let bytes = Base64.decodeLenient(text) {
            precondition(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        precondition(Base64.decode(Base64.encode(input)) == input)
        precondition(Hex.decode(Hex.encode(input)) == input)
    }

    /// Both ways to read an envelope agree, and a canonical form is written as it was read.
    static func envelope(_ input: [UInt8]) {
        let quick = try? input.withUnsafeBytes { bytes throws(CanonicalError) in
            try RecordedEvent(envelope: bytes)
        }
        let tree = try? CanonicalDecoding.decode(input)
        let slow = tree.flatMap { try? RecordedEvent(canonical: $0) }
        precondition(
            quick == slow,
            "read straight: \(quick as Any); through the tree: \(slow as Any)"
        )
        if let tree { precondition(CanonicalEncoding.encode(tree) == input, "\(tree)") }
        if let quick { _ = quick.json }
    }
}
