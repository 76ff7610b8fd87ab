/// The ways in which the sandboxed KMS and its webhooks can fail.
package struct KMSFaults: Sendable, Equatable {
    /// The status of every fetch: 401, 403, 404, 429 or 500; nil lets fetches succeed.
    package var readStatus: Int?
    /// Whether every value is shown as the placeholder for hidden values.
    package var hidesValues = false
    /// Whether every access token counts as expired.
    package var expiresTokens = false
    /// Whether every response to a fetch is cut off in the middle.
    package var cutsAnswers = false
    /// Whether no folder shows any secret, as for a client that silently lost a permission.
    package var showsNothing = false
    /// Whether folders omit their imports, as for a client that may not read them.
    package var dropsImports = false
    /// Whether lists lack the member for imports entirely.
    package var omitsImports = false
    /// Whether no webhook is sent.
    package var losesWebhooks = false
    /// Whether every webhook is sent twice, with different timestamps.
    package var duplicatesWebhooks = false

    /// Makes a set without faults.
    package init() {}

    /// A KMS without faults.
    package static let none = KMSFaults()
}

/// The JSON of `PUT /sandbox/faults`; every member is optional and defaults to no fault.
extension KMSFaults: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case readStatus, hidesValues, expiresTokens, cutsAnswers, losesWebhooks
        case duplicatesWebhooks, showsNothing, dropsImports, omitsImports
    }

    /// The members of the JSON.
    package static let names = CodingKeys.allCases.map(\.rawValue)

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
