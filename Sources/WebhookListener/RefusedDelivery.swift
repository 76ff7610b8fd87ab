package import SyncModel

/// A delivery that was answered 401, for the operator only; its body is not kept.
package struct RefusedDelivery: Sendable, Equatable {
    /// UTF-8 bytes of the source asked for that are kept.
    package static let sourceByteLimit = 64
    /// How many header names are kept, and how many characters of each.
    package static let headerLimit = 64

    package var refusedAt: Timestamp
    /// The source asked for, whether it exists or not; cut after `sourceByteLimit` bytes.
    package var source: String
    package var code: String
    package var message: String
    package var hint: String
    /// The address the connection came from, where known.
    package var remoteAddress: String?
    /// Names of the headers that were present, in lower case and order.
    package var headerNames: [String]

    package init(
        refusedAt: Timestamp,
        source: String,
        reason: any ExplainedError,
        remoteAddress: String?,
        headerNames: [String]
    ) {
        self.refusedAt = refusedAt
        self.source = Self.cut(source)
        code = reason.code
        message = reason.message
        hint = reason.hint
        self.remoteAddress = remoteAddress
        self.headerNames = headerNames.prefix(Self.headerLimit)
            .map {
                String($0.lowercased().prefix(Self.headerLimit))
            }
    }

    /// The longest prefix of whole characters that fits.
    private static func cut(_ source: String) -> String {
        var kept = ""
        for character in source {
            guard kept.utf8.count + character.utf8.count <= sourceByteLimit else { break }
            kept.append(character)
        }
        return kept
    }
}
