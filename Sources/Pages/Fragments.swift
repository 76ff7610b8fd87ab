internal import Cryptography
package import Encodings

/// Parts of a page that are fetched again while it is open.
package enum Fragments {
    private static let versionLength = 12

    /// A short text that changes when what a row shows does.
    package static func version(of value: JSONValue) -> String {
        String(Hex.encode(SHA256.digest(Array(value.text.utf8))).prefix(versionLength))
    }
}
