internal import Encodings
internal import Pages

/// What came in and went out in 24 hours, hour by hour.
struct OverviewCharts: Sendable {
    /// The width of an hour and the height of the chart, in units of the drawing.
    private static let (step, height): (Int64, Int64) = (20, 99)
    /// How many hours are drawn.
    private static let hourCount = 24

    /// The answer of the API, by hour.
    let activity: JSONValue

    private var points: [JSONValue] {
        (activity["points"]?.array ?? []).suffix(Self.hourCount)
    }

    /// An object for the template `overview`; nil if nothing came or went.
    var value: PageValue? {
        let hasSome = points.contains { count($0, "deliveries") + count($0, "writes") > 0 }
        guard hasSome else { return nil }
        return .object([
            "charts": .list([
                chart("Deliveries", "deliveries"), chart("Writes to Checkly", "writes"),
            ]),
            "hours": .list(
                points.map { point in
                    .object([
                        "hour": .text(hour(of: point)),
                        "deliveries": .number(count(point, "deliveries")),
                        "writes": .number(count(point, "writes")),
                    ])
                }
            ),
        ])
    }

    private func count(_ point: JSONValue, _ name: String) -> Int64 {
        point[name]?.integer ?? 0
    }

    /// The hour that a point counts, such as `08:00`.
    private func hour(of point: JSONValue) -> String {
        String((point["at"]?.string ?? "").dropFirst(11).prefix(5))
    }

    private func chart(_ title: String, _ name: String) -> PageValue {
        let counts = points.map { count($0, name) }
        let most = counts.max() ?? 0
        let bars = counts.enumerated()
            .map { index, count -> PageValue in
                // Whatever happened at all is seen.
                let height = most == 0 ? 0 : max(count > 0 ? 1 : 0, count * Self.height / most)
                return .object([
                    "x": .text(String(Self.step * Int64(index) + 2)),
                    "y": .text(String(Self.height - height)), "height": .text(String(height)),
                ])
            }
        return .object([
            "title": .text(title),
            "most": .text("\(counts.reduce(0, +)) in 24 h, at most \(most) an hour"),
            "bars": .list(bars),
            "from": .text(points.first.map { "\(hour(of: $0)) UTC" } ?? ""),
            "to": .text(points.last.map { "\(hour(of: $0)) UTC" } ?? ""),
        ])
    }
}
