internal import EventLog
internal import SecretSealing
internal import Synchronization
internal import SyncModel
internal import WebhookSignatures

/// A webhook source made ready to verify: its secrets are opened.
struct OpenedSource: Sendable {
    let verifier: SignatureVerifier
    let secrets: [WebhookSecret]
}

/// Keeps sources opened until they change, so that a delivery costs no reading and no unsealing.
final class VerifierCache: Sendable {
    private struct Entry: Sendable {
        let source: WebhookSource
        let opened: OpenedSource
    }

    private let log: EventLog
    private let sealer: SecretSealer
    private let entries = Mutex<[String: Entry]>([:])

    init(log: EventLog, sealer: SecretSealer) {
        self.log = log
        self.sealer = sealer
    }

    /// The source, opened as it stands now.
    func open(_ source: WebhookSource) throws -> OpenedSource {
        if let entry = entries.withLock({ $0[source.name] }), entry.source == source {
            return entry.opened
        }
        let opened = OpenedSource(
            verifier: SignatureVerifier(
                scheme: try source.signatureScheme(),
                toleranceSeconds: source.toleranceSeconds,
                identityKey: sealer.identityKey
            ),
            secrets: try source.secrets.map { try open($0, of: source.name) }
        )
        entries.withLock { $0[source.name] = Entry(source: source, opened: opened) }
        return opened
    }

    /// Drops what is kept of a source that is no more.
    func forget(_ name: String) {
        entries.withLock { $0[name] = nil }
    }

    private func open(_ secret: WebhookSource.Secret, of source: String) throws -> WebhookSecret {
        guard let sealed = try log.reader.sealedValue(at: secret.value) else {
            throw SealingError.doesNotOpen(secret.value)
        }
        let value = try sealer.open(
            sealed,
            at: secret.value,
            name: .webhookSecret(source: source, id: secret.id)
        )
        return WebhookSecret(
            id: secret.id,
            value: value,
            notBefore: secret.notBefore,
            notAfter: secret.notAfter
        )
    }
}
