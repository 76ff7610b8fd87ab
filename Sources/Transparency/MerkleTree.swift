internal import Cryptography

/// The hashes of RFC 6962 section 2.1 (SHA-256).
package enum MerkleTree {
    /// The hash of a leaf: SHA-256 of a zero byte and the data.
    package static func leafHash(_ data: [UInt8]) -> [UInt8] {
        SHA256.digest(parts: [[0x00], data])
    }

    /// The hash of an inner node: SHA-256 of a one byte and its two children's hashes.
    package static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        SHA256.digest(parts: [[0x01], left, right])
    }
}
