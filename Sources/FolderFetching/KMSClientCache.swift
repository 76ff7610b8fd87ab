internal import Encodings
internal import LiveLog
internal import OutboundHTTP
internal import KMSClients
internal import SecretSealing
internal import Synchronization
internal import SyncModel

/// Keeps the KMS clients of all sources, with their access tokens, until their configuration
/// changes.
final class KMSClientCache: Sendable {
    private struct Entry: Sendable {
        let configuration: KMSAccess
        let client: any KMSClient
    }

    private let vault: Vault
    private let transport: any OutboundTransport
    private let elapsed: @Sendable () -> Duration
    private let entries = Mutex<[String: Entry]>([:])

    init(
        vault: Vault,
        transport: any OutboundTransport,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.vault = vault
        self.transport = transport
        self.elapsed = elapsed
    }

    /// The client for a source as currently configured.
    func client(of source: WebhookSource) throws(FetchError) -> any KMSClient {
        guard let configuration = source.kmsAccess else {
            throw .credentialUnavailable("The source has no reader.")
        }
        if let entry = entries.withLock({ $0[source.name] }), entry.configuration == configuration {
            return entry.client
        }
        let client = makeKMSClient(
            configuration,
            clientSecret: try open(configuration.clientSecret, of: source.name),
            transport: transport,
            elapsed: elapsed
        )
        return entries.withLock { entries in
            // If another caller made one meanwhile, share its token.
            if let entry = entries[source.name], entry.configuration == configuration {
                return entry.client
            }
            entries[source.name] = Entry(configuration: configuration, client: client)
            return client
        }
    }

    /// Drops the clients of sources that were deleted or changed.
    func keepOnly(_ sources: [String: WebhookSource]) {
        entries.withLock { $0 = $0.filter { sources[$0.key]?.kmsAccess == $0.value.configuration } }
    }

    private func open(
        _ place: SealedValueReference,
        of source: String
    ) throws(FetchError) -> SecretValue {
        do {
            guard let secret = try vault.open(place, as: .kmsClientSecret(source: source)) else {
                throw SealingError.doesNotOpen(place)
            }
            return secret
        } catch let error as any ExplainedError {
            throw .credentialUnavailable(error.message)
        } catch {
            throw .credentialUnavailable("\(type(of: error))")
        }
    }
}
