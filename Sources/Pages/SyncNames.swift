package import APIRoutes
package import Encodings

/// The names of the syncs that events are about.
package enum SyncNames {
    /// The names by id; a sync that is gone has none.
    ///
    /// - Parameters:
    ///   - events: Events as the API shows them.
    ///   - request: What the API is asked with.
    /// - Returns: The names by the ids of the syncs.
    /// - Throws: What the API refuses, but for a sync that is not there.
    package static func of(
        _ events: [JSONValue],
        _ request: PageRequest
    ) async throws(APIError) -> [String: String] {
        var names: [String: String] = [:]
        for id in Set(events.compactMap { $0["data"]?["syncId"]?.string }) {
            do throws(APIError) {
                names[id] = try await request.ask(.getSync, [id])["secretSync"]?["name"]?.string
            } catch {
                guard error.status == 404 else { throw error }
            }
        }
        return names
    }
}
