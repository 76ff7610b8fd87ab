internal import Encodings
internal import SyncModel

/// The claims of a request whose signature is not yet verified.
struct SignedClaim {
    let signatures: [[UInt8]]
    /// The time as written outside the body.
    let timestamp: String?
    /// The id as written outside the body.
    let id: String?
    /// The content that the signature should cover, in pieces.
    let content: [[UInt8]]
}

extension SignedClaim {
    /// The signed time as a number; nil if there is none or it is out of range.
    ///
    /// Call it only after the signature matched, because it may parse the body.
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
