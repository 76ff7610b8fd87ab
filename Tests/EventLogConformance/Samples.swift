internal import EventLog
internal import SyncModel

/// A request with one event.
func ignored(_ reason: String, identity: [UInt8]? = nil) -> AppendRequest {
    AppendRequest(source: "hanzo", identity: identity, events: [PendingEvent(.ignored(reason))])
}

/// An event with an identity of its own.
func event(_ identity: UInt8) -> PendingEvent {
    PendingEvent(identity: [identity]) { _ in EventDraft(body: .ignored("\(identity)")) }
}

extension EventBody {
    static func ignored(_ reason: String) -> EventBody {
        .delivery(.ignored(type: "test", reason: reason))
    }

    /// Events that have the terms of each kind between them; some are spelled in two ways.
    static var ofEachTerm: [EventBody] {
        func path(_ name: String) -> FolderPath {
            FolderPath(projectID: "p", environment: "dev", secretPath: name)
        }
        func set(_ key: String) -> SecretChange { .delete(key: key, version: nil) }
        return [
            .ignored("a"), .secrets(.changed(path("/a"), [set("A"), set("e\u{301}")])),
            .secrets(.changed(path("/a"), [set("é")])), .secrets(.snapshot(path("/b"), [])),
            .secrets(.imports(path("/a"), [path("/b")])), .secrets(.imports(path("/b"), [])),
            .folder(.notified(path("/caf\u{e9}"))),
            .folder(.emptiedConfirmed(path("/cafe\u{301}"))),
            .folder(.declaredComplete(FolderID(source: "source-1", path: path("/a")))),
            .sync(.paused(syncID: "one", reason: nil)), .sync(.unpinned(syncID: "one")),
            .sync(.retried(syncID: "one", key: "A")), .sync(.deleted(id: "two")),
            .sync(.pinned(syncID: "two", asOf: Position(1))), .sync(.unpinned(syncID: "one")),
        ]
    }
}

extension AppendOutcome {
    static func recorded(_ first: Int64, _ last: Int64? = nil) -> AppendOutcome {
        .recorded(first: Position(first), last: Position(last ?? first))
    }
}

extension EventLog {
    /// Appends one event after the other.
    func append(_ count: Int) async throws {
        for number in 0..<count { _ = try await append(ignored("\(number)")) }
    }

    /// The positions of all events, as a walk through the log gives them.
    var positions: [Int64] {
        get throws {
            var found: [Int64] = []
            try reader.forEach(after: .beforeFirst) { found.append($0.position.number) }
            return found
        }
    }
}
