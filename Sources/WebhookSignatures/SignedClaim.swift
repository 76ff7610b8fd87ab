internal import Encodings
internal import SyncModel

/// What a request says of itself, before its signature is known to be right.
struct SignedClaim {
    let signatures: [[UInt8]]
    /// The time as it is written outside the body.
    let timestamp: String?
    /// The id as it is written outside the body.
    let id: String?
    /// What the signature should cover, in pieces.
    let content: [[UInt8]]
}

extension SignedClaim {
    /// The number that the time is given as, once the body is known to be signed; nil where none stands there that
    /// can be a time.
    func number(of time: SignatureScheme.SignedTime, in body: [UInt8]) -> Int64? {
        let number: Int64? =
            switch time.from {
            case .body(let pointer):
                (try? JSONValue.parse(body)).flatMap(pointer.value(in:))?.integer
            case .signature, .header: timestamp.flatMap(Int64.init(digits:))
            }
        return number.flatMap { (0..<Int64.max / 2_000_000).contains($0) ? $0 : nil }
    }
}
