import AdminClient
internal import Encodings
import FoundationEssentials
import SyncModel

/// Examines one source: whether deliveries get in, and whether its folders can be fetched.
struct SourceExamination {
    /// How many of the newest events are searched for a delivery, in growing steps.
    private static let windows: [Int64] = [1_000, 100_000, Int64.max]
    private static let pageLimit = "1000"

    let api: AdminAPI
    let source: JSONValue
    let name: String

    init(_ api: AdminAPI, _ source: JSONValue) {
        self.api = api
        self.source = source
        name = source["name"]?.string ?? ""
    }

    func findings() async throws(AdminClientError) -> [Finding] {
        let last = try await lastDelivery()
        var findings = [entry, delivery(last)]
        if let reader = await reader() { findings.append(reader) }
        findings += held
        if let differing { findings.append(differing) }
        let time = last?["recordedAt"]?.string
        if let refused = await refusal(since: time) { findings.append(refused) }
        return findings
    }

    private var check: String { "source \(name)" }

    /// For how many days a repetition with other content is reported.
    private static let differingDays = 7

    /// Events that arrived again under their id with other content.
    private var differing: Finding? {
        let since = Date(timeIntervalSinceNow: Double(-Self.differingDays * 86_400))
        guard let differing = source["differing"], let last = differing["lastAt"]?.string,
            last > since.formatted(.iso8601)
        else { return nil }
        let id = differing["deliveryId"]?.string ?? "the same id"
        return .notice(
            check,
            "\(id) arrived again with other content, last at \(last); the first one stands "
                + "(event \(differing["first"]?.cell ?? "?")).",
            do: "Have the sender give each event its own id, and send what changed again."
        )
    }

    /// Folders whose secrets would all disappear at once.
    private var held: [Finding] {
        (source["reading"]?["folders"]?.array ?? [])
            .compactMap { folder in
                guard let message = folder["held"]?["message"]?.string else { return nil }
                return .notice(
                    "reader of \(name)",
                    message,
                    do: folder["held"]?["hint"]?.string ?? ""
                )
            }
    }

    /// Whether any delivery can get in.
    private var entry: Finding {
        if source["isEnabled"]?.bool != true {
            return .problem(
                check,
                "It is disabled: its webhooks are refused.",
                do: "checkly-sync sources enable \(name)"
            )
        }
        let good = Self.goodSecrets(of: source)
        if good.isEmpty {
            let count = source["secrets"]?.array?.count ?? 0
            return .problem(
                check,
                "None of its \(count) signing secrets is good now.",
                do: "checkly-sync sources add-secret \(name)"
            )
        }
        return .ok(
            check,
            "Enabled, \(source["preset"]?.string ?? ""), \(counted(good.count, "signing secret")); "
                + "webhooks go to /webhooks/\(name)."
        )
    }

    /// The signing secrets that are valid now.
    static func goodSecrets(of source: JSONValue) -> [JSONValue] {
        let now = Date().formatted(.iso8601)
        return (source["secrets"]?.array ?? [])
            .filter { secret in
                (secret["notAfter"]?.string ?? "9") > now
                    && (secret["notBefore"]?.string ?? "") <= now
            }
    }

    /// When the last delivery arrived.
    private func delivery(_ last: JSONValue?) -> Finding {
        guard let event = last else {
            return .problem(
                check,
                "No delivery has arrived yet.",
                do: "checkly-sync send --to …/webhooks/\(name), then see the sender's own log."
            )
        }
        let (time, type) = (event["recordedAt"]?.cell ?? "?", event["type"]?.cell ?? "?")
        let position = event["position"]?.cell ?? "?"
        if type == "delivery.malformed" {
            return .problem(
                check,
                "The last delivery, at \(time), could not be read (event \(position)).",
                do: "Check the source's payload against what its sender sends."
            )
        }
        return .ok(check, "Last delivery \(time): \(type), event \(position).")
    }

    /// The newest event that arrived through this source's webhooks.
    private func lastDelivery() async throws(AdminClientError) -> JSONValue? {
        let head = try await api.state()["asOf"]?["position"]?.integer ?? 0
        for window in Self.windows {
            var last: JSONValue?
            var next: Int64? = max(0, head - min(window, head))
            while let after = next {
                let query: [(String, String?)] = [
                    ("source", name), ("after", "\(after)"), ("limit", Self.pageLimit),
                ]
                let answer = try await api.events(query)
                let events = answer["events"]?.array ?? []
                last = events.last(where: Self.isDelivery) ?? last
                next = answer["next"]?.integer
            }
            if last != nil || window >= head { return last }
        }
        return nil
    }

    private static func isDelivery(_ event: JSONValue) -> Bool {
        let type = event["type"]?.string ?? ""
        return type == "source.notified" || type.hasPrefix("delivery.")
            || type.hasPrefix("secrets.")
    }

    /// Whether the reader can log in and fetch what syncs need; nil if none is needed.
    private func reader() async -> Finding? {
        let check = "reader of \(name)"
        guard source["reader"]?.members != nil else {
            guard source["payload"]?.string == "hanzo-kms" else { return nil }
            return .problem(
                check,
                "There is none, and notifications contain no values.",
                do: "checkly-sync sources update \(name) --reader-api … --reader-url …"
            )
        }
        let folders = source["reading"]?["folders"]?.array ?? []
        let failure = folders.lazy.compactMap { $0["failure"]?["message"]?.string }.first
        if let failure {
            return .problem(check, failure, do: "Fix it at the KMS; it is retried automatically.")
        }
        do throws(AdminClientError) {
            return try await tryReader(check, folderCount: folders.count)
        } catch {
            return .problem(check, error.message, do: error.hint)
        }
    }

    private func tryReader(
        _ check: String,
        folderCount: Int
    ) async throws(AdminClientError) -> Finding {
        let answer = try await api.checkReader(ofSource: name)
        guard answer["ok"]?.bool == true else {
            return .problem(
                check,
                answer["message"]?.string ?? "It cannot read.",
                do: "checkly-sync sources update \(name) --reader-api … with the right values."
            )
        }
        let address = source["reader"]?["baseUrl"]?.string ?? ""
        return .ok(check, "\(address) lets it in; \(folderCount) folders are in use.")
    }
}
