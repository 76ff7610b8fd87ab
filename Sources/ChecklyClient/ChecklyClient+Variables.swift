internal import Encodings
internal import OutboundHTTP
package import SyncModel

extension ChecklyClient {
    /// How often a write may switch between creating and updating.
    private static let writingLimit = 3

    /// Creates or updates a variable: PUT if it is listed, otherwise POST.
    ///
    /// Switches to POST on a 404 and to PUT on a 409. Safe to repeat after any failure. Only a
    /// response with the documented status that shows this variable counts as acknowledged.
    ///
    /// - Parameters:
    ///   - key: The variable's name.
    ///   - value: What it gets.
    ///   - locked: Whether Checkly hides it from those who may only read.
    ///   - secret: Whether Checkly never shows it again.
    ///   - isListed: Whether the newest listing has it.
    ///   - mayReplace: Whether a variable that is there although it was not listed is overwritten.
    ///   - account: The account's id.
    /// - Returns: Whether it was created or updated.
    /// - Throws: `ChecklyError.appeared` for one that may not be overwritten, and any other.
    package func write(
        key: String,
        value: SecretValue,
        locked: Bool,
        secret: Bool,
        isListed: Bool,
        mayReplace: Bool = true,
        account: String
    ) async throws(ChecklyError) -> WriteOutcome {
        if value.isBlank { throw .blankValue }
        let content: [JSONValue.Member] = [
            .init(name: "locked", value: .bool(locked)),
            .init(name: "secret", value: .bool(secret)),
            .init(name: "value", value: .string(value.reveal())),
        ]
        let written = ChecklyVariable(key: key, value: value, locked: locked, secret: secret)
        var isThere = isListed
        for _ in 0..<Self.writingLimit {
            let (response, hasLostAnswer) =
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
            switch response.status {
            case isThere ? 200 : 201:
                try confirm(written, isShownIn: response)
                return isThere ? .updated : .created
            case isThere ? 404 : 409:
                try confirmNoPage(response)
                if !isThere, !mayReplace {
                    // The one that is there may be the one that a lost response was about.
                    throw hasLostAnswer ? .afterLostAnswer(.appeared) : .appeared
                }
                isThere.toggle()
            case 409: throw .unexpectedAnswer("status 409 to PUT")
            default: throw error(of: response, secrets: [value])
            }
        }
        // Somebody else creates and deletes the key at the same time; a later run will see the
        // result.
        throw .unexpectedAnswer("\(key) keeps appearing and disappearing.")
    }

    /// Deletes a variable; succeeds if it does not exist.
    package func delete(
        key: String,
        account: String
    ) async throws(ChecklyError) -> DeleteOutcome {
        let (response, _) = try await send("DELETE", Self.path(of: key), account: account)
        switch response.status {
        case 204: return .deleted
        case 404:
            try confirmNoPage(response)
            return .alreadyMissing
        case 409: throw .unexpectedAnswer("status 409 to DELETE")
        default: throw error(of: response)
        }
    }

    ///  - Throws: `unexpectedAnswer` if the response to a write does not show what was written.
    private func confirm(
        _ written: ChecklyVariable,
        isShownIn response: OutboundResponse
    ) throws(ChecklyError) {
        guard let json = try? JSONValue.parse(response.body), json.members != nil else {
            throw .unexpectedAnswer("the response to the write is not a variable.")
        }
        guard let key = json["key"]?.string, key.utf8.elementsEqual(written.key.utf8) else {
            throw .unexpectedAnswer("the response to the write shows another key.")
        }
        let (locked, secret) = (try shownFlag(json["locked"]), try shownFlag(json["secret"]))
        guard locked == nil || locked == written.locked, secret == nil || secret == written.secret
        else { throw .unexpectedAnswer("the response to the write shows other flags.") }
        let isRight =
            if let shown = try shownValue(json["value"]), let value = written.value {
                shown.reveal().utf8.elementsEqual(value.reveal().utf8)
            } else {
                // The value of a secret may be masked; then both flags must be present.
                written.secret == true && locked != nil && secret != nil
            }
        guard isRight else {
            throw .unexpectedAnswer("the response to the write shows another value.")
        }
    }

    /// Rejects a gateway's page, which says nothing about a variable or group.
    func confirmNoPage(_ response: OutboundResponse) throws(ChecklyError) {
        if response.isPage { throw error(of: response) }
    }

    static func path(of key: String) -> String {
        "/v1/variables/" + percentEncoded(key)
    }
}
