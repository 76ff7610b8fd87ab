internal import OutboundHTTP
package import SyncModel

extension ChecklyClient {
    /// How often a write changes its mind on whether the variable is there.
    private static let writingLimit = 3

    /// Creates or replaces a variable: PUT for one that is listed, POST for another.
    ///
    /// On 404 to PUT it is created, on 409 to POST replaced. Safe to repeat after any failure.
    package func write(
        key: String,
        value: SecretValue,
        locked: Bool,
        secret: Bool,
        isListed: Bool,
        account: String
    ) async throws(ChecklyError) -> WriteOutcome {
        if value.isBlank { throw .blankValue }
        let content: [JSONValue.Member] = [
            .init(name: "locked", value: .bool(locked)),
            .init(name: "secret", value: .bool(secret)),
            .init(name: "value", value: .string(value.reveal())),
        ]
        var isThere = isListed
        for _ in 0..<Self.writingLimit {
            let response =
                isThere
                ? try await send(
                    "PUT",
                    Self.path(of: key),
                    account: account,
                    body: .object(content),
                    secrets: [value]
                )
                : try await send(
                    "POST",
                    "/v1/variables",
                    account: account,
                    body: .object([.init(name: "key", value: .string(key))] + content),
                    secrets: [value]
                )
            if (200...299).contains(response.status) { return isThere ? .updated : .created }
            guard response.status == (isThere ? 404 : 409) else {
                throw error(of: response, secrets: [value])
            }
            isThere.toggle()
        }
        // Someone makes and removes this key at the same time; which of the two lasts shows later.
        throw .unexpectedAnswer("\(key) comes and goes.")
    }

    /// Deletes a variable; one that is not there is as good.
    package func delete(
        key: String,
        account: String
    ) async throws(ChecklyError) -> DeleteOutcome {
        let response = try await send("DELETE", Self.path(of: key), account: account)
        switch response.status {
        case 200...299: return .deleted
        case 404: return .alreadyMissing
        default: throw error(of: response)
        }
    }

    static func path(of key: String) -> String {
        "/v1/variables/" + percentEncoded(key)
    }
}
