import Projection
import ReadModels
import SyncModel
import TestSupport
import Testing

/// Whether somebody is told that webhooks do not arrive.
@Suite struct MissedWebhooksTests {
    private func fetched(
        _ key: String,
        _ cause: FolderObservation.Cause,
        imports: [FolderPath] = []
    ) -> EventBody {
        let observation = FolderObservation(
            cause: cause,
            through: Position(1),
            secrets: [.sample(key)],
            imports: imports
        )
        return .folder(.observed(.sample("/app"), observation))
    }

    private static let needed: [EventBody] = [
        .source(.created(.sample("kms", isFetched: true))), .sync(.created(.sample())),
    ]

    private func isTold(_ bodies: [EventBody]) -> Bool {
        SyncConditions { _ in nil }
            .attention(
                in: State(folding: Self.needed + bodies),
                at: TestLog.time,
                refusals: [:]
            )
            .contains { $0.code == "webhooks-missed" && $0.severity == .problem }
    }

    private let notified = EventBody.folder(.notified(.sample("/app"), environmentName: nil))

    @Test func `a change that only the regular read found is told until a webhook comes`() {
        let first = fetched("A", .configured)
        let missed = fetched("B", .reconcile)
        #expect(!isTold([first, notified, fetched("B", .notified)]))
        #expect(!isTold([first, fetched("A", .reconcile)]))
        #expect(isTold([first, missed]))
        #expect(isTold([first, notified, missed]))
        #expect(isTold([first, missed, fetched("B", .reconcile)]))
        #expect(!isTold([first, missed, notified]))
        // No sync reads the folder any more.
        #expect(!isTold([first, missed, .sync(.deleted(id: "1"))]))
    }

    @Test func `a webhook about an imported folder is one about the folder`() {
        let shared = FolderPath.sample("/shared")
        let bodies = [
            fetched("A", .configured, imports: [shared]),
            fetched("B", .reconcile, imports: [shared]),
        ]
        #expect(isTold(bodies))
        #expect(!isTold(bodies + [.folder(.notified(shared, environmentName: nil))]))
    }
}
