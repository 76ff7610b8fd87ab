internal import Encodings
internal import Pages

/// What the server says of itself, as pairs.
struct SystemFacts: Sendable {
    /// The server's status as the API shows it.
    let status: JSONValue
    /// The counts of keys as the API shows them.
    let keys: JSONValue?
    let request: PageRequest

    /// The sections for the template.
    var sections: [PageValue] {
        [section("Server", server), section("Log", log), section("Keys", keyRows)]
    }

    private func section(_ heading: String, _ rows: [PageValue?]) -> PageValue {
        .object(["heading": .text(heading), "rows": .list(rows.compactMap(\.self))])
    }

    private func row(_ label: String, _ value: String?, isMono: Bool = false) -> PageValue? {
        value.map {
            .object(["label": .text(label), "value": .text($0), "isMono": .flag(isMono)])
        }
    }

    private func row(_ label: String, when time: String?) -> PageValue? {
        request.times.value(time).map { .object(["label": .text(label), "when": $0]) }
    }

    private var server: [PageValue?] {
        [
            row("Version", status["version"]?.string),
            row("Started", when: status["startedAt"]?.string),
            row("Address for webhooks", request.webhookAddress, isMono: true),
            row("Address of the admin side", status["addresses"]?["admin"]?.string, isMono: true),
            row(
                "Pushing",
                status["hold"]?.isNull == false
                    ? "held: \(status["hold"]?["reason"]?.string ?? "no reason given")" : "on"
            ),
        ]
    }

    private var log: [PageValue?] {
        let log = status["log"]
        let count = status["counts"]
        return [
            row("Position", log?["position"]?.integer.map { "#\($0)" }, isMono: true),
            row("Last event", when: log?["recordedAt"]?.string),
            row(
                "Can be written",
                log?["isWritable"]?.bool == true
                    ? "yes" : log?["problem"]?["message"]?.string ?? "no"
            ),
            row(
                "Size of its files",
                log?["bytes"]?.integer.map { Self.size($0) }
            ),
            row("Last checkpoint", when: status["checkpoint"]?["signedAt"]?.string),
            row(
                "Holds",
                "\(count?["secrets"]?.integer ?? 0) secrets of \(count?["folders"]?.integer ?? 0) "
                    + "folders"
            ),
        ]
    }

    /// A number of bytes, such as `12.3 MB`.
    private static func size(_ count: Int64) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var (rest, unit) = (Double(count), 0)
        while rest >= 1000, unit < units.count - 1 { (rest, unit) = (rest / 1000, unit + 1) }
        if unit == 0 { return "\(count) bytes" }
        let tenths = Int((rest * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    private var keyRows: [PageValue?] {
        [
            row("Master key", keys?["masterKeyId"]?.string, isMono: true),
            row("Data keys", keys?["dataKeys"]?.integer.map(String.init)),
            row("Fingerprint keys", keys?["fingerprintKeys"]?.integer.map(String.init)),
        ]
    }
}
