package import FoundationEssentials

/// An entry in the sandbox's journal: a request and its outcome.
package struct RecordedRequest: Sendable, Equatable {
    /// The HTTP method.
    package let method: String
    /// The path with all escapes decoded.
    package let path: String
    /// The query's parameters, decoded; of repeated names the last.
    package let query: [String: String]
    /// The account in the header `x-checkly-account`; nil if it is missing.
    package let account: String?
    /// The status of the response; nil if the connection was dropped.
    package let status: Int?
    /// When the request arrived.
    package let time: Date

    /// Whether the request asks for a change.
    package var isWrite: Bool { method != "GET" }

    /// Whether it writes a group without `autoAssignAlerts=false`.
    ///
    /// Such a write may subscribe checks to alert channels.
    package var mayAssignAlerts: Bool {
        isWrite && path.contains("/check-groups") && query["autoAssignAlerts"] != "false"
    }
}
