package import Cryptography

/// A number of HMACs over a request's content, by algorithm; the measure of what a refusal costs.
package struct VerificationWork: Sendable, Equatable {
    private var sha1 = 0
    private var sha256 = 0
    private var sha512 = 0

    /// No work.
    package init() {}

    /// The number of HMACs with an algorithm.
    package subscript(_ algorithm: HashAlgorithm) -> Int {
        get {
            switch algorithm {
            case .sha1: sha1
            case .sha256: sha256
            case .sha512: sha512
            }
        }
        set {
            switch algorithm {
            case .sha1: sha1 = newValue
            case .sha256: sha256 = newValue
            case .sha512: sha512 = newValue
            }
        }
    }

    /// Raises the number for an algorithm to at least `count`, the number of a source's secrets.
    package mutating func raise(_ algorithm: HashAlgorithm, to count: Int) {
        self[algorithm] = max(self[algorithm], count)
    }

    /// Calls `body` once for each HMAC that remains when some are done.
    func forEachMissing(from done: VerificationWork, _ body: (HashAlgorithm) -> Void) {
        for algorithm in HashAlgorithm.allCases {
            for _ in 0..<max(0, self[algorithm] - done[algorithm]) { body(algorithm) }
        }
    }
}

/// Computes the HMAC of concatenated parts.
package typealias Authenticator =
    @Sendable (_ parts: [[UInt8]], _ key: [UInt8], _ algorithm: HashAlgorithm) -> [UInt8]
