import AdminClient
internal import Encodings
import SyncModel

extension SourceExamination {
    /// The number of newest refusals to examine.
    private static let refusalLimit = "100"

    /// The newest refusal that requires action, or else one worth knowing, or else the newest.
    ///
    /// - Returns: Nil if there is none, or if the server does not say.
    func refusal(since last: String?) async -> Finding? {
        let query: [(String, String?)] = [
            ("source", name), ("refused", "true"), ("limit", Self.refusalLimit),
        ]
        let refused = try? await api.deliveries(query)
        let findings = (refused ?? [])
            .map { Self.refusal($0, of: source, since: last) }
        return findings.last(where: \.isProblem) ?? findings.last { $0.result == .notice }
            ?? findings.last
    }

    /// Judges a refused delivery by the source's current configuration.
    ///
    /// A refusal before the last accepted delivery, or for a reason that no longer exists, is
    /// history. One without a signature says nothing about the source's own sender: anybody can
    /// post such.
    static func refusal(
        _ refused: JSONValue,
        of source: JSONValue,
        since last: String?
    ) -> Finding {
        let check = "source \(source["name"]?.string ?? "")"
        let time = refused["receivedAt"]?.string ?? ""
        let message = "Refused a delivery at \(time): \(refused["message"]?.cell ?? "")"
        if let last, time < last { return .ok(check, message + " Later ones were accepted.") }
        if isMended(refused["code"]?.string ?? "", source) {
            return .ok(check, message + " That is mended.")
        }
        let hint = refused["hint"]?.string ?? "checkly-sync deliveries --refused"
        if ["signature-header", "signature-format"].contains(refused["step"]?.string) {
            return .notice(check, message + " It may be a stranger's.", do: hint)
        }
        if time < source["updatedAt"]?.string ?? "" {
            let next = "See whether the next delivery gets in; if not: \(hint)"
            return .notice(check, message + " The source was changed since.", do: next)
        }
        return .problem(check, message, do: hint)
    }

    /// Whether the obstacle is known to be gone.
    private static func isMended(_ code: String, _ source: JSONValue) -> Bool {
        switch code {
        case "unknown-source": true
        case "disabled-source": source["isEnabled"]?.bool == true
        case "no-active-secret": !goodSecrets(of: source).isEmpty
        case _: false
        }
    }
}
