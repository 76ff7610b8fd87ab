internal import APIContract
internal import APIRoutes
package import Encodings

/// Webhook sources, by their names.
extension AdminAPI {
    /// All sources.
    package func sources() async throws(AdminClientError) -> [JSONValue] {
        try await ask(.listSources)["webhookSources"]?.array ?? []
    }

    /// A source with the ids of its secrets.
    package func source(_ name: String) async throws(AdminClientError) -> JSONValue {
        try await ask(.getSource, [name]).member("webhookSource")
    }

    /// Creates a source with its secrets.
    package func createSource(_ body: CanonicalValue) async throws(AdminClientError) -> JSONValue {
        try await ask(.createSource, sending: body).member("webhookSource")
    }

    /// Changes a source; options that are not given stay.
    package func updateSource(
        _ name: String,
        _ changes: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.updateSource, [name], sending: changes).member("webhookSource")
    }

    /// Deletes a source; the answer is the source as it was.
    package func deleteSource(_ name: String) async throws(AdminClientError) -> JSONValue {
        try await ask(.deleteSource, [name]).member("webhookSource")
    }

    /// Adds a signing secret; the body says when it is good.
    package func addSecret(
        _ body: CanonicalValue,
        to name: String
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.addSourceSecret, [name], sending: body).member("webhookSource")
    }

    /// Removes a signing secret, but not the last one.
    package func removeSecret(
        id: String,
        from name: String
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.removeSourceSecret, [name, id]).member("webhookSource")
    }

    /// The ids of the source's secrets that some texts are, in their order, and whether its reader
    /// has a client secret; nothing is recorded.
    package func compareSecrets(
        _ secrets: [String],
        readerClientSecret: String?,
        ofSource name: String
    ) async throws(AdminClientError) -> (ids: [String?], isClientSecret: Bool) {
        let answer = try await ask(
            .compareSourceSecrets,
            [name],
            sending: .object([
                "secrets": .list(secrets.map(CanonicalValue.text)),
                "readerClientSecret": .optional(readerClientSecret),
            ])
        )
        let ids = answer["secrets"]?.array ?? []
        guard ids.count == secrets.count else {
            throw .notUnderstood(what: "The answer about the secrets of source \(name)")
        }
        return (ids.map(\.string), answer["readerClientSecret"]?.bool == true)
    }

    /// Has the server try a source's reader.
    package func checkReader(ofSource name: String) async throws(AdminClientError) -> JSONValue {
        try await ask(.checkReader, [name])
    }
}

/// The folders that sources reported.
extension AdminAPI {
    /// The folders that a source reported, or that all did.
    package func folders(ofSource name: String?) async throws(AdminClientError) -> [JSONValue] {
        try await ask(.listFolders, query: [("source", name)])["folders"]?.array ?? []
    }

    /// Says that what is known of a folder is all that is in it.
    package func declareFolderComplete(
        _ folder: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.declareFolderComplete, sending: folder).member("folder")
    }

    /// Says that a folder whose secrets would all go is empty indeed.
    package func confirmEmptyFolder(
        _ folder: CanonicalValue
    ) async throws(AdminClientError) -> JSONValue {
        try await ask(.confirmEmptyFolder, sending: folder).member("folder")
    }
}
