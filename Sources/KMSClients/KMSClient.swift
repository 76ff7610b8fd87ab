package import OutboundHTTP
package import SyncModel

/// Fetches folders from a KMS as one of its clients.
package protocol KMSClient: Sendable {
    /// Fetches a folder with imports merged and references expanded.
    ///
    /// - Parameter folder: The folder.
    /// - Returns: The complete content, never a part of it.
    /// - Throws: `FetchError`, from which nothing may be concluded about the folder.
    func fetch(_ folder: FolderPath) async throws(FetchError) -> FetchedFolder
}

/// The content of a folder at the time of a fetch.
package struct FetchedFolder: Sendable, Equatable {
    /// Sorted by key; each key occurs once.
    package var secrets: [FetchedSecret]
    /// The imported folders in order.
    package var imports: [FolderPath]
    /// The imported folder of each key that is not the folder's own.
    package var origins: [String: FolderPath]
    /// Secrets that cannot be accepted, sorted by key.
    package var leftOut: [LeftOut]

    /// A secret that cannot be accepted.
    package struct LeftOut: Sendable, Equatable {
        /// The key as the KMS has it.
        package var key: String
        /// One sentence that reveals nothing of the value.
        package var reason: String

        /// Makes an entry; `reason` must reveal nothing of the value.
        package init(key: String, reason: String) {
            self.key = key
            self.reason = reason
        }
    }

    /// Makes a folder; `secrets` and `leftOut` must be sorted by key.
    package init(
        secrets: [FetchedSecret],
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

/// A key with its value in the clear.
package struct FetchedSecret: Sendable, Equatable {
    /// The key, accepted as that of a variable.
    package var key: String
    /// The value, with references expanded.
    package var value: SecretValue

    /// Makes a secret with its value in the clear.
    package init(key: String, value: SecretValue) {
        self.key = key
        self.value = value
    }
}

/// Makes the client that a source's access to its KMS describes.
///
/// - Parameters:
///   - configuration: The API, its address and the client's id.
///   - clientSecret: The client's secret.
///   - transport: Sends the requests.
///   - elapsed: A monotonic time.
/// - Returns: A client that keeps its access token between fetches.
package func makeKMSClient(
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

/// Logs in to a KMS to see whether it refuses the client.
///
/// - Returns: The refusal; nil if the KMS accepts the client or did not give a clear answer within
///   the limit.
package func loginRefusal<C: Clock>(
    by api: KMSAccess.API,
    at baseURL: String,
    clientID: String,
    clientSecret: SecretValue,
    transport: any OutboundTransport,
    within limit: Duration,
    clock: C
) async -> FetchError? where C.Duration == Duration {
    let start = clock.now
    let session = KMSSession(
        baseURL: baseURL,
        loginPath: api.loginPath,
        clientID: clientID,
        clientSecret: clientSecret,
        transport: transport,
        elapsed: { start.duration(to: clock.now) }
    )
    return await withTaskGroup(of: FetchError?.self) { race in
        race.addTask {
            do throws(FetchError) {
                try await session.checkLogin()
                return nil
            } catch {
                if case .loginRefused = error { return error }
                return nil
            }
        }
        race.addTask {
            try? await clock.sleep(for: limit)
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
