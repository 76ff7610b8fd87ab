/// Everything that can go wrong between the sandboxed KMS and those who listen to it.
package struct KMSFaults: Sendable, Equatable {
    /// The status of every read: 401, 403, 404, 429 or 500; `nil` lets reads through.
    package var readStatus: Int?
    /// Whether every value reads as the placeholder for hidden values.
    package var hidesValues = false
    /// Whether every access token counts as expired.
    package var expiresTokens = false
    /// Whether every answer to a read ends in its middle.
    package var cutsAnswers = false
    /// Whether no folder shows a secret, as to a client that lost a permission and is not told.
    package var showsNothing = false
    /// Whether imports are left out of what a folder lists, as to a client that may not read them.
    package var dropsImports = false
    /// Whether a list has no member for imports at all.
    package var omitsImports = false
    /// Whether changes are announced to nobody.
    package var losesWebhooks = false
    /// Whether every change is announced twice, each time with its own timestamp.
    package var duplicatesWebhooks = false

    /// Makes a set of switches with none of them thrown.
    package init() {}

    /// A KMS in which nothing goes wrong.
    package static let none = KMSFaults()
}

/// The JSON of `PUT /sandbox/faults`: every switch is optional, and missing means not thrown.
extension KMSFaults: Decodable {
    private enum CodingKeys: String, CodingKey {
        case readStatus, hidesValues, expiresTokens, cutsAnswers, losesWebhooks
        case duplicatesWebhooks, showsNothing, dropsImports, omitsImports
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func flag(_ key: CodingKeys) throws -> Bool {
            try container.decodeIfPresent(Bool.self, forKey: key) ?? false
        }
        readStatus = try container.decodeIfPresent(Int.self, forKey: .readStatus)
        hidesValues = try flag(.hidesValues)
        expiresTokens = try flag(.expiresTokens)
        cutsAnswers = try flag(.cutsAnswers)
        showsNothing = try flag(.showsNothing)
        dropsImports = try flag(.dropsImports)
        omitsImports = try flag(.omitsImports)
        losesWebhooks = try flag(.losesWebhooks)
        duplicatesWebhooks = try flag(.duplicatesWebhooks)
    }
}
