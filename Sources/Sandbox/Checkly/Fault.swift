/// A failure that applies to the next requests that match.
package struct Fault: Sendable, Equatable {
    /// The ways to fail.
    package enum Kind: Sendable, Equatable {
        /// Responds with this status; the request has no effect.
        case status(Int)
        /// Responds with this status although the request took effect.
        case statusAfterApply(Int)
        /// Responds with this status and body; the request has no effect.
        case answer(Int, String)
        /// Closes the connection; the request has no effect.
        case dropBeforeApply
        /// Closes the connection although the request took effect.
        case dropAfterApply
    }

    /// How the request fails.
    package let kind: Kind
    /// Applies only to requests with this method; nil for all.
    package let method: String?
    /// Applies only to requests about this variable or group; nil for all.
    package let key: String?
    /// The number of requests it still applies to.
    package var times: Int

    /// Makes a failure for the next `times` matching requests.
    package init(_ kind: Kind, method: String? = nil, key: String? = nil, times: Int = 1) {
        self.kind = kind
        self.method = method
        self.key = key
        self.times = times
    }

    func matches(_ request: SandboxRequest) -> Bool {
        guard method == nil || method == request.method else { return false }
        guard let key else { return true }
        let named = request.segments.count > 2 ? request.segments[2] : nil
        return key == named ?? request.object?["key"]?.string
    }
}

extension Fault: Decodable {
    private enum CodingKeys: String, CodingKey { case kind, status, body, method, key, times }

    private enum Word: String, Decodable {
        case status, statusAfterApply, answer, dropBeforeApply, dropAfterApply
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kind: Kind =
            switch try container.decode(Word.self, forKey: .kind) {
            case .status: .status(try container.decode(Int.self, forKey: .status))
            case .statusAfterApply:
                .statusAfterApply(try container.decode(Int.self, forKey: .status))
            case .answer:
                .answer(
                    try container.decode(Int.self, forKey: .status),
                    try container.decodeIfPresent(String.self, forKey: .body) ?? ""
                )
            case .dropBeforeApply: .dropBeforeApply
            case .dropAfterApply: .dropAfterApply
            }
        self.init(
            kind,
            method: try container.decodeIfPresent(String.self, forKey: .method),
            key: try container.decodeIfPresent(String.self, forKey: .key),
            times: try container.decodeIfPresent(Int.self, forKey: .times) ?? 1
        )
    }
}
