package import Encodings

/// What an event says happened: a group, and what of it.
///
/// A consumer names the groups that it cares about, and within one every case, so that a new event makes it answer.
package enum EventBody: Sendable, Equatable {
    case source(SourceEvent)
    case connection(ConnectionEvent)
    case sync(SyncEvent)
    case secrets(SecretsEvent)
    case folder(FolderEvent)
    case delivery(DeliveryEvent)
    case push(PushEvent)
    case pushing(PushingEvent)
    case administration(AdministrationEvent)
}

extension EventBody {
    /// The version of the form that `data` writes, for every type but those that `version` names.
    package static let currentVersion: Int64 = 1

    /// The version that is written with the event.
    ///
    /// A `secrets.snapshot` has 2: from then on it ends the counts of the keys that are deleted by then. Its data is as
    /// it was, and those of version 1 in older logs mean what they meant.
    package var version: Int64 {
        if case .secrets(.snapshot) = self { return 2 }
        return Self.currentVersion
    }

    /// The event's type, such as `secrets.changed`; a fixed word.
    package var type: String {
        switch self {
        case .source(let event): event.type
        case .connection(let event): event.type
        case .sync(let event): event.type
        case .secrets(let event): event.type
        case .folder(let event): event.type
        case .delivery(let event): event.type
        case .push(let event): event.type
        case .pushing(let event): event.type
        case .administration(let event): event.type
        }
    }

    /// The sync an event is about, where it is about one.
    package var syncID: String? {
        switch self {
        case .sync(let event): event.syncID
        case .push(let event): event.syncID
        case .source, .connection, .secrets, .folder, .delivery, .pushing, .administration: nil
        }
    }

    /// The event's data; values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .source(let event): event.data
        case .connection(let event): event.data
        case .sync(let event): event.data
        case .secrets(let event): event.data
        case .folder(let event): event.data
        case .delivery(let event): event.data
        case .push(let event): event.data
        case .pushing(let event): event.data
        case .administration(let event): event.data
        }
    }

    /// Reads an event's data back.
    ///
    /// - Throws: `CanonicalError` for an unknown type or version, or data of another form.
    package init(
        type: String,
        version: Int64,
        data: CanonicalValue
    ) throws(CanonicalError) {
        guard version == Self.currentVersion || (type == "secrets.snapshot" && version == 2) else {
            throw .wrongKind(member: "version")
        }
        // What a log holds most of comes first.
        if let event = try SecretsEvent(type: type, data: data) {
            self = .secrets(event)
        } else if let event = try PushEvent(type: type, data: data) {
            self = .push(event)
        } else if let event = try FolderEvent(type: type, data: data) {
            self = .folder(event)
        } else if let event = try SyncEvent(type: type, data: data) {
            self = .sync(event)
        } else if let event = try DeliveryEvent(type: type, data: data) {
            self = .delivery(event)
        } else if let event = try SourceEvent(type: type, data: data) {
            self = .source(event)
        } else if let event = try ConnectionEvent(type: type, data: data) {
            self = .connection(event)
        } else if let event = try PushingEvent(type: type, data: data) {
            self = .pushing(event)
        } else if let event = try AdministrationEvent(type: type, data: data) {
            self = .administration(event)
        } else {
            throw .wrongKind(member: "type")
        }
    }
}
