package import Cryptography

/// How many HMACs over a request's content are made, by algorithm; the measure of what an answer costs.
package struct VerificationWork: Sendable, Equatable {
    private var sha1 = 0
    private var sha256 = 0
    private var sha512 = 0

    package init() {}

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

    /// Makes sure that it is no less than what a source with so many secrets costs.
    package mutating func raise(_ algorithm: HashAlgorithm, to count: Int) {
        self[algorithm] = max(self[algorithm], count)
    }

    /// What is left to do when some of it is done.
    func forEachMissing(from done: VerificationWork, _ body: (HashAlgorithm) -> Void) {
        for algorithm in HashAlgorithm.allCases {
            for _ in 0..<max(0, self[algorithm] - done[algorithm]) { body(algorithm) }
        }
    }
}

/// Makes the HMAC of parts, as if they were one message.
package typealias Authenticator =
    @Sendable (_ parts: [[UInt8]], _ key: [UInt8], _ algorithm: HashAlgorithm) -> [UInt8]
