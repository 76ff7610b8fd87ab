internal import Encodings
internal import OutboundHTTP
internal import SyncModel

/// Fetches folders through Infisical's API, which Hanzo KMS inherited.
struct InfisicalClient: KMSClient {
    /// The path and query of the list, up to the project's id.
    let list: String
    let session: KMSSession

    func fetch(_ folder: FolderPath) async throws(FetchError) -> FetchedFolder {
        let answer = try await session.get(path(of: folder)).json()
        return try InfisicalResponse(answer, projectID: folder.projectID).folder()
    }

    private func path(of folder: FolderPath) -> String {
        list + percentEncoded(folder.projectID)
            + "&environment=" + percentEncoded(folder.environment)
            + "&secretPath=" + percentEncoded(folder.secretPath)
            + "&viewSecretValue=true&expandSecretReferences=true"
            + "&include_imports=true&recursive=false"
    }
}
