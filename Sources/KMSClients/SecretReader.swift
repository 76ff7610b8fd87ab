package import OutboundHTTP
package import SyncModel

/// Reads folders from one key management system, as one client of it.
package protocol KMSClient: Sendable {
    /// Reads a folder whole, its imports merged and its references expanded.
    ///
    /// - Parameter folder: The folder.
    /// - Returns: Everything the folder holds, never a part of it.
    /// - Throws: `SecretReadError`; nothing may then be concluded about the folder.
    func read(_ folder: FolderPath) async throws(SecretReadError) -> FetchedFolder
}

/// What a folder held when it was read.
package struct FetchedFolder: Sendable, Equatable {
    /// In the order of their keys, each key once.
    package var secrets: [ReadSecret]
    /// The folders it imports, in order.
    package var imports: [FolderPath]
    /// Which import each key comes from that is not the folder's own.
    package var origins: [String: FolderPath]
    /// What it holds and cannot be taken, in the order of the keys.
    package var leftOut: [LeftOut]

    /// A secret that cannot be taken.
    package struct LeftOut: Sendable, Equatable {
        /// The key as the system writes it.
        package var key: String
        package var reason: String

        package init(key: String, reason: String) {
            self.key = key
            self.reason = reason
        }
    }

    package init(
        secrets: [ReadSecret],
        imports: [FolderPath],
        origins: [String: FolderPath] = [:],
        leftOut: [LeftOut] = []
    ) {
        self.leftOut = leftOut
        self.secrets = secrets
        self.imports = imports
        self.origins = origins
    }
}

/// One key and its value in the clear.
package struct ReadSecret: Sendable, Equatable {
    package var key: String
    package var value: SecretValue

    package init(key: String, value: SecretValue) {
        self.key = key
        self.value = value
    }
}

/// Makes the reader that a source asks for.
///
/// - Parameters:
///   - configuration: The API, its address and the client.
///   - clientSecret: The client's secret.
///   - transport: What sends the requests.
///   - elapsed: The time since any moment, always the same one.
/// - Returns: A reader that keeps its access token from one read to the next.
package func makeReader(
    _ configuration: KMSAccess,
    clientSecret: SecretValue,
    transport: any OutboundTransport,
    elapsed: @escaping @Sendable () -> Duration
) -> any KMSClient {
    let session = KMSSession(
        baseURL: configuration.baseURL,
        loginPath: configuration.api.loginPath,
        clientID: configuration.clientID,
        clientSecret: clientSecret,
        transport: transport,
        elapsed: elapsed
    )
    switch configuration.api {
    case .infisicalV3:
        return InfisicalClient(list: "/api/v3/secrets/raw?workspaceId=", session: session)
    case .infisicalV4:
        return InfisicalClient(list: "/api/v4/secrets?projectId=", session: session)
    case .hanzoV1: return HanzoKMSClient(session: session)
    }
}

/// The refusal of a client by its key management system.
///
/// - Returns: Nil where it takes the client, and where no answer that tells came within the limit.
package func loginRefusal(
    by api: KMSAccess.API,
    at baseURL: String,
    clientID: String,
    clientSecret: SecretValue,
    transport: any OutboundTransport,
    within limit: Duration
) async -> SecretReadError? {
    let start = ContinuousClock.now
    let session = KMSSession(
        baseURL: baseURL,
        loginPath: api.loginPath,
        clientID: clientID,
        clientSecret: clientSecret,
        transport: transport,
        elapsed: { ContinuousClock.now - start }
    )
    return await withTaskGroup(of: SecretReadError?.self) { race in
        race.addTask {
            do throws(SecretReadError) {
                try await session.checkLogin()
                return nil
            } catch {
                if case .loginRefused = error { return error }
                return nil
            }
        }
        race.addTask {
            try? await Task.sleep(for: limit)
            return nil
        }
        let first = await race.next() ?? nil
        race.cancelAll()
        return first
    }
}

extension KMSAccess.API {
    fileprivate var loginPath: String {
        switch self {
        case .infisicalV3, .infisicalV4: "/api/v1/auth/universal-auth/login"
        case .hanzoV1: "/v1/kms/auth/login"
        }
    }
}
