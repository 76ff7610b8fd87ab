internal import APIRoutes
internal import Encodings
internal import Pages
internal import SyncWizard

/// Plans for many syncs, which list each account once.
///
/// A push by hand lists anew, so the first plan of an account does; those after it are made from
/// that listing.
struct BulkPlanning: Sendable {
    /// How many plans of an account may fail before no more are made of it: Checkly may take its
    /// time to say nothing.
    private static let patience = 2

    private let request: PageRequest
    private var listed: Set<String> = []
    private var failures: [String: Int] = [:]

    init(request: PageRequest) { self.request = request }

    /// What a push of a sync would do, in a few words; nil if it cannot be told here.
    mutating func words(of sync: JSONValue) async -> String? {
        // For a pinned sync the log would have to be read, once for each.
        guard sync["pinnedTo"]?.integer == nil, let id = sync["id"]?.string,
            let destination = sync["destinationConfig"],
            let account = destination["accountId"]?.string,
            failures[account, default: 0] < Self.patience
        else { return nil }
        // A group is always listed anew, and says nothing of its account's variables.
        let isGroup = destination["groupId"]?.string != nil
        let isKept = !isGroup && listed.contains(account)
        let body = JSONValue.members(["keptListing": isKept ? .bool(true) : nil])
        do throws(APIError) {
            let plan = PlanValues(plan: try await request.ask(.planSync, [id], sending: body))
            if !isGroup, plan.plan["listedAt"]?.string != nil { listed.insert(account) }
            return plan.words
        } catch {
            failures[account, default: 0] += 1
            return nil
        }
    }
}
