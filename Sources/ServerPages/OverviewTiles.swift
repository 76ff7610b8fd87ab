internal import Encodings
internal import Pages
internal import ReadModels

/// The figures that say at a glance how it goes.
struct OverviewTiles: Sendable {
    private let status: JSONValue
    private let syncs: JSONValue
    private let activity: JSONValue
    private let request: PageRequest

    /// - Parameters:
    ///   - status: The server's status as the API shows it.
    ///   - syncs: A page of syncs with its facets.
    ///   - activity: What came in and went out in 24 hours.
    ///   - request: The request for the page.
    init(status: JSONValue, syncs: JSONValue, activity: JSONValue, _ request: PageRequest) {
        self.status = status
        self.syncs = syncs
        self.activity = activity
        self.request = request
    }

    /// The tiles in order.
    var all: [PageValue] { [inStep, deliveries, lag, log] }

    private var inStep: PageValue {
        let total = syncs["total"]?.integer ?? 0
        let states = syncs["facets"]?["state"]?.array ?? []
        let count =
            states.first { $0["value"]?.isText(SyncState.inStep.rawValue) == true }?["count"]?
            .integer ?? 0
        return tile(
            "Syncs in step",
            total == 0 ? "–" : "\(count) of \(total)",
            total == 0
                ? "No sync yet"
                : count == total ? "Checkly has what the sources have" : "See which are not",
            PageSection.syncs.path
        )
    }

    private var deliveries: PageValue {
        let total = activity["total"]
        let refused = total?["refused"]?.integer ?? 0
        let query = refused > 0 ? ["refused": "true"] : [:]
        return tile(
            "Deliveries in 24 h",
            "\(total?["deliveries"]?.integer ?? 0)",
            refused == 0
                ? "None was refused" : "\(refused) more \(refused == 1 ? "was" : "were") refused",
            PageRequest.href(PageSection.deliveries.path, query)
        )
    }

    /// How long the oldest change has not been at Checkly.
    private var lag: PageValue {
        let lag = status["lag"]
        guard let name = lag?["name"]?.string else {
            let latency = activity["total"]?["latency"]
            let usual = latency?["p50Milliseconds"]?.integer.map { "\($0) ms" }
            let slow = latency?["p95Milliseconds"]?.integer.map { "\($0) ms" }
            return tile(
                "Delivery to Checkly",
                usual ?? "–",
                slow.map { "Median of 24 h; 95 of 100 within \($0)" }
                    ?? "Nothing was written in 24 h",
                PageSection.syncs.path
            )
        }
        let seconds = lag?["seconds"]?.integer
        return tile(
            "Waiting for Checkly",
            seconds.map(TimeText.length) ?? "–",
            "The oldest change, of \(name)",
            PagePath.sync(lag?["syncId"]?.string ?? "")
        )
    }

    private var log: PageValue {
        let signed = status["checkpoint"]?["signedAt"]?.string.flatMap(request.times.ago)
        return tile(
            "Log",
            "#\(status["log"]?["position"]?.integer ?? 0)",
            signed.map { "Last checkpoint \($0)" } ?? "No checkpoint yet",
            PageSection.audit.path
        )
    }

    private func tile(
        _ label: String,
        _ value: String,
        _ about: String,
        _ href: String
    ) -> PageValue {
        .object([
            "label": .text(label), "value": .text(value), "sub": .text(about),
            "href": .text(href),
        ])
    }
}
