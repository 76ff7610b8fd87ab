import APIServing
import HTTPTypes
import Encodings
import EventLog
import LiveLog
import LogModels
import ManagementAPI
import ManagementAPIBench
import Projection
import SecretSealing
import SyncModel
import Synchronization
import TestSupport
import WebhookSignatures

/// Fills the log, so that answers have the members that they only have then.
extension DocumentWalk {
    static let refused = RefusedDelivery(
        refusedAt: Timestamp(microseconds: 1_795_000_000_000_000),
        source: "gh",
        scheme: SignaturePreset.github.scheme,
        reason: .missingHeader("x-hub-signature-256"),
        remoteAddress: "192.0.2.1",
        headers: [("x-shopify-hmac-sha256", String(repeating: "A", count: 43) + "=")]
    )
    /// Has one verification, which found something before it failed.
    static let verifying: LogVerifying = {
        var found = LogVerification(id: "v-1", startedBy: "eye", startedAt: VirtualClock.epoch)
        found.problems = [AuditProblem(position: 3, kind: .leafDiffers, message: "it differs")]
        found.error = (code: "log-cannot-read", message: "It cannot be read.")
        let one = found
        return LogVerifying(
            start: { _ in one },
            newestFirst: { [one] },
            cancel: { $0 == one.id ? one : nil }
        )
    }()
    /// Signs nothing, and has signed one checkpoint.
    static let signing: LogSigning = {
        let one = SignedCheckpoint(
            size: Position(3),
            rootHash: "AAAA",
            signedAt: VirtualClock.epoch,
            note: "checkly-sync/00\n3\nAAAA\n"
        )
        var signing = LogSigning.none
        signing.history = { [one] }
        signing.rotateKey = { _ in "checkly-sync/00+00000000+AAAA" }
        signing.standing = {
            var standing = CheckpointStanding()
            standing.newest = one
            standing.hasWitness = true
            standing.problem = (code: "log-damaged", message: "It differs.")
            standing.witnessProblem = (code: "witness-refused", message: "It answered 500.")
            return standing
        }
        return signing
    }()
    /// Refuses what comes from inside, and gives no response through the public address.
    static let testing = SourceTesting(
        publicURL: "https://sync.example",
        inside: { _, _ in SourceTesting.Answer(status: 401, body: "{}") },
        post: { _, _ in
            SourceTesting.Answer(noneBecause: (code: "no-answer", message: "No.", hint: "Look."))
        }
    )
    static let facts = ServerFacts(
        sizes: { ServerFacts.Sizes(database: 4096, writeAheadLog: 512) },
        addresses: {
            ServerFacts.Addresses(publicURL: nil, webhooks: "http://w", admin: "http://a")
        },
        requestLimit: 500,
        requestsLeft: { _ in 499 }
    )
    private static let folder = FolderPath.sample()
    private static let all = #"{"includeUnchanged":true}"#
    private static let problem = PushProblem(code: "checkly-refused", message: "No.")

    func goThroughContents(_ connection: String, _ sync: String) async throws {
        let before = bench.log.head.number
        let first = try await changeSecrets()
        let group = try await createGroupSync(connection)
        try await push(sync, group, first)
        try await append([
            .folder(.fetchFailed(Self.folder, FetchFailure(code: "kms-forbidden", message: "No."))),
            .secrets(.snapshot(.sample("/lib"), [.sample("L", "fp1:1")])),
            .secrets(.imports(.sample("/lib"), [Self.folder])),
            .delivery(.differed(first: Position(first))),
        ])
        try await ask(.get, "/api/v1/app-connections/checkly/{connectionId}", [connection])
        try await askForContents(sync, group, from: before, first)
        try await askForSources()
        let library = "?projectId=p&environment=dev&secretPath=/lib"
        try await ask(.get, "/api/v1/folders/keys", query: library)
        try await askForPlanProblem(sync, connection)
        try await askForImports(sync, connection)
        let shred = #"{"secret":"p/dev/app:A"}"#
        try await ask(.post, "/api/v1/keys/shred", body: shred)
        try await ask(.get, "/api/v1/state")
    }

    private func append(_ bodies: [EventBody]) async throws {
        _ = try await bench.log.append(
            AppendRequest(
                source: "hanzo",
                deliveryID: "evt-\(bench.log.head.number)",
                actor: Actor(type: "user", id: "u-1", name: "Ada"),
                events: bodies.map { PendingEvent($0) }
            )
        )
    }

    /// Sets, changes and deletes secrets; the first event, which it gives, holds the value of `A`.
    private func changeSecrets() async throws -> Int64 {
        let sealer = bench.sealer
        let sealed = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let name = ValueName.secret("A", in: FolderID(source: "hanzo", path: Self.folder))
            let (slot, fingerprint) = try sealing.seal(SecretValue("value-of-a"), as: name)
            let entry = SecretEntry(
                key: "A",
                fingerprint: fingerprint,
                isBlank: false,
                version: 2,
                slot: slot
            )
            let changes: [SecretChange] = [.set(entry), Self.set("B", "1"), Self.set("C", "1")]
            let leftOut = [LeftOutSecret("a:b", reason: "Its name contains a colon.")]
            return sealing.draft(.secrets(.changed(Self.folder, changes, leftOut: leftOut)))
        }
        _ = try await bench.log.append(
            AppendRequest(
                source: "hanzo",
                identity: Array("hanzo evt-1".utf8),
                deliveryID: "evt-1",
                secretID: "secret-7",
                events: [sealed]
            )
        )
        let first = bench.log.head.number
        try await append([
            .secrets(.changed(Self.folder, [.set(.sample("A", "fp1:9", version: 1))])),
            .secrets(
                .changed(
                    Self.folder,
                    [Self.set("B", "2"), .delete(key: "C", version: nil), Self.set("D", "1")]
                )
            ),
        ])
        return first
    }

    private static func set(_ key: String, _ fingerprint: String) -> SecretChange {
        .set(.sample(key, "fp1:\(fingerprint)"))
    }

    /// Makes a sync to a check group, with every option, and gives its id.
    private func createGroupSync(_ connection: String) async throws -> String {
        let body = APIBench.syncBody(
            [
                "name": #""group""#,
                "syncOptions":
                    #"{"initialSyncBehavior":"preserve-destination","maxDeletions":3}"#,
                "destinationConfig":
                    #"{"accountId":"a-1","accountName":"First","groupId":"7","groupName":"G"}"#,
            ],
            connection: connection
        )
        let created = try await ask(.post, "/api/v1/secret-syncs/checkly", body: body)
        return created["secretSync"]?["id"]?.string ?? ""
    }

    /// Runs two syncs: the first has an acknowledged write that is in doubt since, and failed ones.
    private func push(_ sync: String, _ group: String, _ first: Int64) async throws {
        func run(_ id: String) -> PushRun {
            PushRun(id: id, syncID: sync, kind: .push, through: bench.log.head)
        }
        let value = WrittenValue(
            place: SealedValueReference(position: Position(first), slot: 0),
            name: .secret("A", in: FolderID(source: "hanzo", path: Self.folder))
        )
        func variable(_ key: String, of id: String, group: String? = nil) -> PushedVariable {
            PushedVariable(
                runID: "r-1",
                syncID: id,
                accountID: "a-1",
                groupID: group,
                key: key,
                fingerprint: Fingerprint(text: "fp1:1"),
                value: value
            )
        }
        let path = "/api/v1/secret-syncs/checkly/{syncId}"
        try await append([.push(.started(run("r-1")))])
        try await ask(.get, path, [sync])
        let attempt = PushAttempt(
            runID: "r-2",
            syncID: sync,
            connectionID: "c",
            destination: .account("a-1"),
            writes: [.init(key: "A_A", value: value, isNew: false)]
        )
        try await append([
            .push(.variableWritten(variable("A_A", of: sync))),
            .push(.variableWritten(variable("A", of: group, group: "7"))),
            .push(.variableFailed(variable("A_B", of: sync), Self.problem)),
            .push(.finished(run("r-1"), .failed(Self.problem, nextTryAt: VirtualClock.epoch))),
        ])
        try await ask(.get, path + "/state", [sync], query: "?noHash=true")
        try await ask(.get, path + "/keys", [sync])
        try await append([
            .push(.started(run("r-2"))), .push(.attempted(attempt)),
            .sync(.driftDetected(syncID: sync, .account("a-1"), [Drift(kind: .missing, key: "A")])),
            .sync(.parked(syncID: sync, parked("A_B", "fp1:2"))),
            .sync(.parked(syncID: sync, parked("A_D", "fp1:1"))),
        ])
    }

    /// Makes a sync whose keys come from an import and belong to another sync.
    private func askForImports(_ sync: String, _ connection: String) async throws {
        let id = "3c90c3cc-0d44-4b50-8888-8dd257360529"
        let importing = FolderPath.sample("/lib")
        let options = bench.state.read { $0.syncs[sync]?.options } ?? SyncOptions()
        let other = Sync.sample(
            id,
            name: "importing",
            of: importing,
            to: .account("a-1"),
            connection: connection,
            options: options
        )
        try await append([.secrets(.snapshot(importing, [])), .sync(.created(other))])
        try await ask(.get, "/api/v1/secret-syncs/checkly/{syncId}/keys", [id])
        try await append([.sync(.deleted(id: id))])
    }

    private func parked(_ key: String, _ fingerprint: String) -> ParkedChange {
        ParkedChange(
            key: key,
            fingerprint: Fingerprint(text: fingerprint),
            position: bench.log.head,
            problem: Self.problem
        )
    }

    private func askForContents(
        _ sync: String,
        _ group: String,
        from before: Int64,
        _ first: Int64
    ) async throws {
        let path = "/api/v1/secret-syncs/checkly/{syncId}"
        for id in [sync, group] {
            try await ask(.get, path, [id])
            try await ask(.get, path + "/state", [id])
            try await ask(.get, path + "/history", [id])
            try await ask(.get, path + "/keys", [id])
        }
        try await ask(.get, path + "/parked", [sync])
        try await ask(.post, path + "/skip", [sync], body: #"{"key":"A_B","reason":"r"}"#)
        try await ask(.get, path + "/parked", [sync])
        try await ask(.post, path + "/reveal", [sync], body: "{}")
        try await ask(.post, "/api/v1/audit/grep", body: #"{"value":"value-of-a"}"#)
        try await ask(.get, "/api/v1/events")
        try await ask(.get, "/api/v1/syncs")
        try await ask(.get, "/api/v1/diff", query: "?from=\(before)")
        try await ask(.get, "/api/v1/diff", query: "?from=\(first)")
        try await ask(.get, "/api/v1/folders")
        let folder = #"{"source":"hanzo","projectId":"p","environment":"dev","secretPath":"/app"}"#
        try await ask(.post, "/api/v1/folders/complete", body: folder)
        try await ask(.get, "/api/v1/deliveries/{deliveryId}", ["evt-1"])
        try await ask(.post, "/api/v1/deliveries/{deliveryId}/body", ["evt-1"])
        let body = #"{"secret":"p/dev/app:A","dryRun":true}"#
        try await ask(.post, "/api/v1/keys/shred", body: body)
    }

    private func askForSources() async throws {
        let sources = "/api/v1/webhook-sources"
        let own =
            #"{"name":"own","preset":"custom","scheme":{"header":"x-s","#
            + #""content":"{body}"},"secrets":["0123456789abcdef"]}"#
        let gh = #"{"name":"gh","preset":"github","secrets":["0123456789abcdef"]}"#
        for body in [own, gh] { try await ask(.post, sources, body: body) }
        try await ask(
            .post,
            sources + "/{name}/secrets",
            ["gh"],
            body: #"{"secret":"t123456789abcdef","notBefore":"2026-01-01T00:00:00Z"}"#
        )
        try await ask(.get, sources)
        try await ask(.get, "/api/v1/deliveries", query: "?refused=true")
        try await ask(.post, "/api/v1/explain", body: #"{"delivery":"\#(Self.refused.id)"}"#)
    }

    private func askForPlanProblem(_ sync: String, _ connection: String) async throws {
        bench.planProblem.refusal.withLock { $0 = Self.problem }
        try await ask(.post, "/api/v1/secret-syncs/checkly/{syncId}/plan", [sync], body: Self.all)
        let draft = APIBench.syncBody(
            ["name": #""four""#, "includeUnchanged": "true"],
            connection: connection
        )
        try await ask(.post, "/api/v1/secret-syncs/checkly/plan", body: draft)
        bench.planProblem.refusal.withLock { $0 = nil }
    }
}
