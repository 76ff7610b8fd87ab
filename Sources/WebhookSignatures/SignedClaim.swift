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
