package import Encodings
package import SyncModel

/// One thing that waits for a person, or that is worth knowing.
package struct AttentionItem: Sendable, Equatable {
    /// How much it matters.
    package enum Severity: String, Sendable, CaseIterable {
        /// Somebody has to act.
        case problem
        /// Worth knowing.
        case notice
    }

    /// What it is about.
    package enum Subject: Sendable, Equatable {
        case server
        case sync(id: String, name: String)
        case connection(id: String, name: String)
        case source(name: String)
        case folder(FolderID)
        case notification(name: String)
    }

    /// The code of the item that says that nothing can be recorded.
    package static let logNotWritable = "log-not-writable"
    /// The code of the items about targets of notifications that accept nothing.
    package static let notificationFailed = "notification-failed"

    /// A fixed word.
    package var code: String
    /// How much it matters.
    package var severity: Severity
    /// What it is about.
    package var subject: Subject
    /// What is so, in a sentence or two.
    package var message: String
    /// What to do about it; nil if the message says it.
    package var hint: String?
    /// Since when; nil if that is not known.
    package var since: Timestamp?

    /// Makes an item from a message that may end with a hint in parentheses.
    package init(
        _ code: String,
        _ severity: Severity,
        _ subject: Subject,
        _ message: String,
        hint: String? = nil,
        since: Timestamp? = nil
    ) {
        (self.code, self.severity, self.subject, self.since) = (code, severity, subject, since)
        if hint == nil, message.hasSuffix(")"), let start = message.range(of: " (").last {
            self.message = String(message[..<start.lowerBound])
            self.hint = String(message[start.upperBound...].dropLast())
        } else {
            (self.message, self.hint) = (message, hint)
        }
    }

    /// The item for people and programs.
    package var json: CanonicalValue {
        .object([
            "code": .text(code), "severity": .text(severity.rawValue), "subject": subject.json,
            "message": .text(message), "hint": .optional(hint) ?? .null,
            "since": .optional(since?.rfc3339) ?? .null,
        ])
    }
}

extension AttentionItem.Subject {
    /// Every type of subject, in words.
    package static let types = [
        "server", "sync", "connection", "source", "folder", "notification",
    ]

    fileprivate var json: CanonicalValue {
        switch self {
        case .server: .object(["type": .text("server")])
        case .sync(let id, let name):
            .object(["type": .text("sync"), "id": .text(id), "name": .text(name)])
        case .connection(let id, let name):
            .object(["type": .text("connection"), "id": .text(id), "name": .text(name)])
        case .source(let name): .object(["type": .text("source"), "name": .text(name)])
        case .notification(let name):
            .object(["type": .text("notification"), "name": .text(name)])
        case .folder(let id): id.canonical.adding(["type": .text("folder")])
        }
    }
}

extension String {
    /// The places of a short text, in order.
    fileprivate func range(of text: String) -> [Range<String.Index>] { ranges(of: text) }
}
