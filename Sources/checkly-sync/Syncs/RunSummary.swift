import AdminClient
internal import Encodings

/// What the last run of a sync did, in a line for people.
enum RunSummary {
    /// Tells it on standard error; a server that does not answer any more is no reason to fail.
    static func tell(_ api: AdminAPI, syncID: String, name: String) async {
        guard let run = try? await api.lastRun(of: syncID) else { return }
        printError(text(run, name: name))
    }

    static func text(_ run: JSONValue, name: String) -> String {
        let counts = ["written", "deleted", "failed", "skipped"]
            .compactMap { word -> String? in
                let count = run[word]?.integer ?? 0
                return count > 0 ? "\(count) \(word)" : nil
            }
        return "Pushed \(name): "
            + (counts.isEmpty ? "nothing had to change." : counts.joined(separator: ", ") + ".")
    }
}
