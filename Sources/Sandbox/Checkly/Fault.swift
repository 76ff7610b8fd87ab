/// A failure that hits the next requests it matches.
package struct Fault: Sendable, Equatable {
    /// What goes wrong.
    package enum Kind: Sendable, Equatable {
        /// Answers this status, and the request has no effect.
        case status(Int)
        /// Answers this status although the request took effect.
        case statusAfterApply(Int)
        /// Answers this status and this body, and the request has no effect.
        case answer(Int, String)
        /// Closes the connection, and the request has no effect.
        case dropBeforeApply
        /// Closes the connection although the request took effect.
        case dropAfterApply
    }

    package let kind: Kind
    /// Hits only requests with this method; `nil` hits all.
    package let method: String?
    /// Hits only requests about this variable or group; `nil` hits all.
    package let key: String?
    /// How many requests it hits.
    package var times: Int

    /// Makes a failure that hits the next `times` requests with this method about this key.
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
