internal import APIRoutes
internal import Encodings
internal import Pages

/// The names of the syncs that events are about.
enum SyncNames {
    /// The names by id; a sync that is gone has none.
    static func of(
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
