import Encodings
import EventLog
import LiveLog
import Logging
import Projection
import Sandbox
import SecretSealing
import FolderFetching
import SyncModel
import TestSupport
import Testing

/// A log, a sandbox KMS whose webhooks become events, and what reads one into the other.
final class FetchBench: Sendable {
    static let source = "kms"
    private static let clientSecret = "open sesame"

    let log: EventLog
    let state: CurrentState
    let sealer: SecretSealer
    let kms: SandboxKMSState
    let transport: KMSTransport
    let clock = VirtualClock(standsStill: true)
    /// The time as events tell it, which goes on with the clock.
    let now: @Sendable () -> Timestamp
    let journal = FetchJournal()
    let reading: FolderFetching

    init(
        reconcile: Duration? = nil,
        api: KMSAccess.API = .infisicalV3,
        holdsEmptied: Bool = true
    ) async throws {
        let state = CurrentState()
        let clock = clock
        let now = { @Sendable in clock.timestamp }
        self.now = now
        let log = try TestLog().open(now: now, onCommit: { state.apply($0) })
        let sealer = try TestLog.sealer(of: log)
        let kms = SandboxKMSState(
            target: WebhookTarget(url: "http://listener", secret: ""),
            sender: Notifier(log: log)
        )
        let transport = KMSTransport(kms)
        (self.log, self.state, self.sealer) = (log, state, sealer)
        (self.kms, self.transport) = (kms, transport)
        reading = FolderFetching(
            log: log,
            state: state,
            sealer: sealer,
            transport: transport,
            settings: .init(reconcileInterval: reconcile),
            journal: journal,
            now: now,
            clock: clock,
            jitter: { 1 },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        await kms.addClient(id: "client", secret: Self.clientSecret)
        try await addSource(api, holdsEmptied)
    }

    /// Runs what reads while `body` runs.
    func run(_ body: @Sendable () async throws -> Void) async throws {
        async let running: Void = reading.run()
        do {
            try await body()
        } catch {
            state.finish()
            await running
            throw error
        }
        state.finish()
        await running
    }

    /// Lets the clock go on in small steps until something holds.
    func wait(
        sourceLocation: SourceLocation = #_sourceLocation,
        until condition: () async throws -> Bool
    ) async throws {
        try await eventually("what the KMS holds is read", sourceLocation: sourceLocation) {
            await letOthersRun(turns: 20)
            if try await condition() { return true }
            clock.advance(by: .milliseconds(250))
            return false
        }
    }

    func append(_ body: EventBody, source: String? = nil) async throws {
        _ = try await log.append(AppendRequest(source: source, events: [PendingEvent(body)]))
    }

    func notify(_ folder: KMSFolder) async {
        await Notifier(log: log).notify(Self.id(folder).path)
    }

    func addSync(_ folder: KMSFolder, id: String = "1") async throws {
        try await append(
            .sync(
                .created(
                    Sync.sample(id, of: Self.id(folder).path, to: Destination.account("a"))
                )
            )
        )
    }

    static func id(_ folder: KMSFolder) -> FolderID {
        FolderID(
            source: source,
            path: FolderPath(
                projectID: folder.projectId,
                environment: folder.environment,
                secretPath: folder.secretPath
            )
        )
    }

    /// What the log says a folder holds, in the clear; nil while nothing is known of it.
    func values(_ folder: KMSFolder) throws -> [String: String]? {
        let id = Self.id(folder)
        guard let known = state.read({ $0.folders[id] }), known.isKnown else { return nil }
        var values: [String: String] = [:]
        for (key, secret) in known.secrets {
            guard let sealed = try log.reader.sealedValue(at: secret.value) else { continue }
            values[key.text] =
                try sealer.open(sealed, at: secret.value, name: .secret(key.text, in: id)).reveal()
        }
        return values
    }

    func fetchStatus(_ folder: KMSFolder) -> FetchStatus? {
        state.read { $0.fetchStatuses[Self.id(folder)] }
    }

    private func addSource(_ api: KMSAccess.API, _ holdsEmptied: Bool) async throws {
        let sealer = sealer
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let (slot, _) = try sealing.seal(
                SecretValue(Self.clientSecret),
                as: .kmsClientSecret(source: Self.source)
            )
            let reader = KMSAccess(
                api: api,
                baseURL: "http://localhost",
                clientID: "client",
                clientSecret: SealedValueReference(position: position, slot: slot),
                holdsEmptiedFolders: holdsEmptied
            )
            return sealing.draft(
                .source(
                    .created(
                        WebhookSource(
                            name: Self.source,
                            preset: "hanzo-kms",
                            scheme: [:],
                            payload: .hanzoKMS,
                            secrets: [],
                            toleranceSeconds: 300,
                            isEnabled: true,
                            kmsAccess: reader,
                            createdAt: VirtualClock.epoch,
                            updatedAt: VirtualClock.epoch
                        )
                    )
                )
            )
        }
        _ = try await log.append(AppendRequest(events: [event]))
    }
}

/// Puts what a webhook says into the log, as the listener does with one that is signed.
private struct Notifier: WebhookSending {
    let log: EventLog

    func send(_ webhook: SignedWebhook, to _: String) async -> Int? {
        guard let project = (try? JSONValue.parse(webhook.body))?["project"],
            let id = project["projectId"]?.string, let slug = project["environment"]?.string,
            let path = project["secretPath"]?.string
        else { return 400 }
        await notify(FolderPath(projectID: id, environment: slug, secretPath: path))
        return 202
    }

    func notify(_ path: FolderPath) async {
        _ = try? await log.append(
            AppendRequest(
                source: FetchBench.source,
                events: [PendingEvent(.folder(.notified(path)))]
            )
        )
    }
}
