internal import Encodings
internal import Pages
internal import ReadModels

/// The figures that say at a glance how it goes.
struct OverviewTiles: Sendable {
    private let status: JSONValue
    private let syncs: JSONValue
    private let request: PageRequest

    /// - Parameters:
    ///   - status: The server's status as the API shows it.
    ///   - syncs: A page of syncs with its facets.
    ///   - request: The request for the page.
    init(status: JSONValue, syncs: JSONValue, _ request: PageRequest) {
        self.status = status
        self.syncs = syncs
        self.request = request
    }

    /// The tiles in order.
    var all: [PageValue] { [inStep, deliveries, log, runs] }

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
        let refused = status["counts"]?["refusedDeliveries"]?.integer ?? 0
        return tile(
            "Refused deliveries",
            "\(refused)",
            refused == 0 ? "None since the server started" : "Since the server started",
            PageRequest.href(PageSection.deliveries.path, ["refused": "true"])
        )
    }

    private var runs: PageValue {
        let runs = status["runs"]?.array ?? []
        let names = runs.compactMap { $0["name"]?.string }
        return tile(
            "Pushes now",
            "\(runs.count)",
            names.isEmpty ? "Nothing is being written" : names.joined(separator: ", "),
            PageRequest.href(PageSection.syncs.path, ["state": SyncState.pushing.rawValue])
        )
    }

    private var log: PageValue {
        let log = status["log"]
        let last = log?["recordedAt"]?.string.flatMap(request.times.ago)
        return tile(
            "Log",
            "#\(log?["position"]?.integer ?? 0)",
            last.map { "Last event \($0)" } ?? "Empty",
            PageSection.events.path
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
