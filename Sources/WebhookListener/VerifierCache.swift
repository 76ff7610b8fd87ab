internal import LiveLog
internal import SecretSealing
internal import Synchronization
internal import SyncModel
internal import WebhookSignatures

/// Caches the sources' verifiers until the sources change, so that deliveries need no disk access
/// and no unsealing.
final class VerifierCache: Sendable {
    private final class Entry: Sendable {
        let source: WebhookSource
        let verifier: SignatureVerifier

        init(_ source: WebhookSource, _ verifier: SignatureVerifier) {
            self.source = source
            self.verifier = verifier
        }
    }

    private let vault: Vault
    private let identityKey: [UInt8]
    private let authenticate: Authenticator
    private let entries = Mutex<[String: Entry]>([:])
    /// The verifier for unknown names when there is no source at all.
    private let nobody: SignatureVerifier

    init(vault: Vault, identityKey: [UInt8], authenticate: @escaping Authenticator) {
        self.vault = vault
        self.identityKey = identityKey
        self.authenticate = authenticate
        nobody = SignatureVerifier(
            scheme: SignaturePreset.hanzoKMS.scheme,
            secrets: [],
            toleranceSeconds: 0,
            identityKey: identityKey,
            authenticate: authenticate
        )
    }

    /// The verifier to use for a request to a source that does not exist.
    func standIn(for source: WebhookSource?) -> SignatureVerifier {
        source.flatMap { try? verifier(of: $0) } ?? nobody
    }

    /// Whether the verifier of a source is cached.
    func hasVerifier(of source: WebhookSource) -> Bool {
        entries.withLock { $0[source.name]?.source == source }
    }

    /// The verifier for the source as currently configured.
    func verifier(of source: WebhookSource) throws -> SignatureVerifier {
        if let entry = entries.withLock({ $0[source.name] }), entry.source == source {
            return entry.verifier
        }
        let verifier = SignatureVerifier(
            scheme: try source.signatureScheme(),
            secrets: try source.secrets.map { try open($0, of: source.name) },
            toleranceSeconds: source.toleranceSeconds,
            identityKey: identityKey,
            authenticate: authenticate
        )
        entries.withLock { $0[source.name] = Entry(source, verifier) }
        return verifier
    }

    /// A source with its secrets opened, for the search for near misses.
    func explained(_ source: WebhookSource) throws -> ExplainedSource {
        ExplainedSource(
            name: source.name,
            scheme: try source.signatureScheme(),
            secrets: try source.secrets.map { try open($0, of: source.name) },
            toleranceSeconds: source.toleranceSeconds,
            isEnabled: source.isEnabled
        )
    }

    /// Drops the verifier of a deleted source.
    func forget(_ name: String) {
        entries.withLock { $0[name] = nil }
    }

    private func open(_ secret: WebhookSource.Secret, of source: String) throws -> WebhookSecret {
        let name = ValueName.webhookSecret(source: source, id: secret.id)
        guard let value = try vault.open(secret.value, as: name) else {
            throw SealingError.doesNotOpen(secret.value)
        }
        return WebhookSecret(
            id: secret.id,
            value: value,
            notBefore: secret.notBefore,
            notAfter: secret.notAfter
        )
    }
}
