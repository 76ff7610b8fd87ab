internal import Encodings
internal import ReadModels
internal import SyncModel

/// What one target is told at once.
struct NotificationMessage: Sendable, Equatable {
    /// Identifies the message however often it is sent.
    var id: String
    /// When it was made.
    var madeAt: Timestamp
    /// What began to wait, as `GET /api/v1/attention` shows it.
    var began: [CanonicalValue]
    /// What ceased to wait, as it was told when it began.
    var ended: [CanonicalValue]
    /// How many things wait now.
    var waitingCount: Int64
}

extension NotificationMessage: CanonicalCodable {
    var canonical: CanonicalValue {
        .object([
            "id": .text(id), "madeAt": .integer(madeAt.microseconds),
            "began": .list(began), "ended": .list(ended), "waiting": .integer(waitingCount),
        ])
    }

    init(canonical: CanonicalValue) throws(CanonicalError) {
        self.init(
            id: try canonical.text("id"),
            madeAt: Timestamp(microseconds: try canonical.integer("madeAt")),
            began: try canonical.list("began"),
            ended: try canonical.list("ended"),
            waitingCount: try canonical.integer("waiting")
        )
    }
}

/// What is sent to a target.
enum NotificationBody {
    /// The maximum number of things that a message lists of each kind; the rest is counted.
    static let standardLimit = 100
    static let slackLimit = 10

    /// The message for a target.
    static func changes(_ message: NotificationMessage, to target: NotificationTarget) -> [UInt8] {
        switch target.form {
        case .standard:
            standard(
                "attention.changed",
                at: message.madeAt,
                [
                    "notification": .text(target.name),
                    "began": .list(Array(message.began.prefix(standardLimit))),
                    "beganCount": .integer(Int64(message.began.count)),
                    "ended": .list(Array(message.ended.prefix(standardLimit))),
                    "endedCount": .integer(Int64(message.ended.count)),
                    "waitingCount": .integer(message.waitingCount),
                ]
            )
        case .slack: slack(slackText(message, target.name))
        }
    }

    /// A message that only tries the way.
    static func test(to target: NotificationTarget, at time: Timestamp) -> [UInt8] {
        switch target.form {
        case .standard:
            standard("notification.test", at: time, ["notification": .text(target.name)])
        case .slack:
            slack("*Checkly Sync* (\(target.name)): this is a test. Nothing waits because of it.")
        }
    }

    /// The form that Standard Webhooks 1.0.0 recommends: type, timestamp and data.
    private static func standard(
        _ type: String,
        at time: Timestamp,
        _ data: CanonicalMap
    ) -> [UInt8] {
        let message = CanonicalValue.object([
            "type": .text(type), "timestamp": .text(time.rfc3339), "data": .map(data),
        ])
        return Array(message.jsonText.utf8)
    }

    private static func slack(_ text: String) -> [UInt8] {
        Array(CanonicalValue.object(["text": .text(text)]).jsonText.utf8)
    }

    private static func slackText(_ message: NotificationMessage, _ name: String) -> String {
        var lines: [String] = []
        func add(_ title: String, _ items: [CanonicalValue], _ text: (JSONValue) -> String) {
            if items.isEmpty { return }
            lines.append("*Checkly Sync* (\(name)): \(title)")
            lines += items.prefix(slackLimit).map { "• " + text($0.jsonValue) }
            let more = items.count - slackLimit
            if more > 0 { lines.append("• and \(more) more") }
        }
        add(waits(message.began.count), message.began) { item in
            let hint = item["hint"]?.string.map { " _\(escaped($0))_" } ?? ""
            return "\(subject(of: item)): \(escaped(item["message"]?.string ?? ""))\(hint)"
        }
        add(settled(message.ended.count), message.ended) { item in
            "\(subject(of: item)): `\(item["code"]?.string ?? "")`"
        }
        return lines.joined(separator: "\n")
    }

    private static func waits(_ count: Int) -> String {
        count == 1 ? "1 thing needs somebody" : "\(count) things need somebody"
    }

    private static func settled(_ count: Int) -> String {
        count == 1 ? "1 thing is settled" : "\(count) things are settled"
    }

    /// What a thing is about, such as `sync payments`.
    private static func subject(of item: JSONValue) -> String {
        let (subject, type) = (item["subject"], item["subject"]?["type"]?.string ?? "")
        let name =
            type == "folder"
            ? "\(subject?["environment"]?.string ?? "") \(subject?["secretPath"]?.string ?? "")"
            : subject?["name"]?.string ?? ""
        return escaped(name.isEmpty ? type : "\(type) \(name)")
    }

    /// Slack's documentation, "Formatting text for app surfaces": three characters are control
    /// characters.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
    }
}
