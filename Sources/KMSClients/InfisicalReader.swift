internal import Encodings
internal import OutboundHTTP
internal import SyncModel

/// Fetches folders through Infisical's API, which Hanzo KMS inherited.
struct InfisicalClient: KMSClient {
    /// The path and query of the list, up to the project's id.
    let list: String
    let session: KMSSession

    func read(_ folder: FolderPath) async throws(SecretReadError) -> FetchedFolder {
        let answer = try await session.get(path(of: folder)).json()
        return try InfisicalAnswer(answer, projectID: folder.projectID).reading()
    }

    private func path(of folder: FolderPath) -> String {
        list + percentEncoded(folder.projectID)
            + "&environment=" + percentEncoded(folder.environment)
            + "&secretPath=" + percentEncoded(folder.secretPath)
            + "&viewSecretValue=true&expandSecretReferences=true"
            + "&include_imports=true&recursive=false"
    }
}
