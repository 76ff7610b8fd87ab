internal import APIRoutes
internal import Encodings
internal import Pages

/// The newest moments at which what a sync desires changed, or what Checkly acknowledged of it.
struct MomentTicks: Sendable {
    /// The maximum number of moments.
    private static let limit = 100
    /// The width of the slider's marks in its own units.
    private static let sliderWidth: Int64 = 1000

    /// The positions, newest first.
    private let positions: [Int64]
    /// Whether there are no older ones.
    private let isWhole: Bool

    /// Asks for the moments of a sync.
    init(of id: String, _ request: PageRequest) async throws(APIError) {
        let answer = try await request.ask(
            .listMoments,
            [id],
            query: ["limit": String(Self.limit)]
        )
        positions = (answer["moments"]?.array ?? []).compactMap { $0["position"]?.integer }
        isWhole = answer["next"]?.integer == nil
    }

    /// Whether the moments beside a position are known.
    func covers(_ position: Int64) -> Bool {
        isWhole || positions.last.map { $0 < position } ?? false
    }

    /// The newest moment before a position, if it is known.
    func last(before position: Int64) -> Int64? {
        positions.first { $0 < position }
    }

    /// The oldest moment after a position, if it is known.
    func first(after position: Int64) -> Int64? {
        covers(position) ? positions.last { $0 > position } : nil
    }

    /// A slider from the oldest moment to the end of the log; nil if there is nothing between.
    func slider(_ position: Int64?, _ head: Int64) -> PageValue? {
        guard let position, let oldest = positions.last, oldest < head else { return nil }
        let start = min(oldest, position)
        let ticks = Set(positions.map { ($0 - start) * Self.sliderWidth / max(1, head - start) })
        return .object([
            "min": .number(start), "max": .number(head), "value": .number(position),
            "minText": .text("#\(start)"), "maxText": .text("#\(head)"),
            "ticks": .list(ticks.sorted().map(PageValue.number)),
        ])
    }
}
