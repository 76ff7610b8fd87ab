package import Encodings

/// The content of an event, grouped by subject.
///
/// Consumers switch over the groups they care about and over every case within them, so that the
/// compiler points out each consumer that has to handle a new event.
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
    /// The version of the wire form that `data` produces, except for the types named in `version`.
    package static let currentVersion: Int64 = 1

    /// The version recorded with the event.
    ///
    /// A `secrets.snapshot` has version 2: since then it ends the occurrence counts of the keys
    /// that are deleted at that point. Its data is unchanged, and version 1 in older logs keeps its
    /// old meaning.
    package var version: Int64 {
        if case .secrets(.snapshot) = self { return 2 }
        return Self.currentVersion
    }

    /// The event's type on the wire, such as `secrets.changed`.
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

    /// The sync that the event is about; nil for events about anything else.
    package var syncID: String? {
        switch self {
        case .sync(let event): event.syncID
        case .push(let event): event.syncID
        case .source, .connection, .secrets, .folder, .delivery, .pushing, .administration: nil
        }
    }

    /// The event's data on the wire; secret values appear as fingerprints only.
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

    /// Parses an event's data.
    ///
    /// - Throws: `CanonicalError` if the type or version is unknown or the data is malformed.
    package init(
        type: String,
        version: Int64,
        data: CanonicalValue
    ) throws(CanonicalError) {
        guard version == Self.currentVersion || (type == "secrets.snapshot" && version == 2) else {
            throw .wrongKind(member: "version")
        }
        // The most frequent groups come first.
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
