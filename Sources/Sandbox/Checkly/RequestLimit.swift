/// A limit on the requests to an account in a sliding window.
package struct RequestLimit: Sendable, Equatable {
    /// The maximum number of requests in a window.
    package let count: Int
    /// The length of a window.
    package let window: Duration

    /// Makes a limit of `count` requests in any `window`.
    package init(count: Int, window: Duration) {
        self.count = count
        self.window = window
    }
}

extension RequestLimit: Decodable {
    private enum CodingKeys: String, CodingKey { case count, windowSeconds }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            count: try container.decode(Int.self, forKey: .count),
            window: .seconds(try container.decode(Int.self, forKey: .windowSeconds))
        )
    }
}
