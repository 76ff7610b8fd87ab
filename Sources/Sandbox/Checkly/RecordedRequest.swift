package import FoundationEssentials

/// A line of the sandbox's journal: what was asked, and how it ended.
package struct RecordedRequest: Sendable, Equatable {
    package let method: String
    /// The path with every escape decoded.
    package let path: String
    package let query: [String: String]
    package let account: String?
    /// The status that was answered; `nil` where the connection was dropped.
    package let status: Int?
    package let time: Date

    /// Whether the request asks for a change.
    package var isWrite: Bool { method != "GET" }

    /// Whether it writes a group without saying `autoAssignAlerts=false`.
    ///
    /// Such a write may subscribe checks to alert channels.
    package var mayAssignAlerts: Bool {
        isWrite && path.contains("/check-groups") && query["autoAssignAlerts"] != "false"
    }
}
