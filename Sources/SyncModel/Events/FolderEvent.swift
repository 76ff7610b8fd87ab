package import Encodings

/// What is learned of a folder otherwise: from a notification, by fetching it, or from a person.
package enum FolderEvent: Sendable, Equatable {
    /// Somebody said that what is known of the folder is all that is in it.
    case declaredComplete(FolderID)
    /// The folder changed; how, only the key management system knows.
    ///
    /// The name is that of its environment, where the system told one beside the slug.
    case notified(FolderPath, environmentName: String? = nil)
    /// The folder was read, and this is what it holds.
    case observed(FolderPath, FolderObservation)
    /// The folder could not be read, so nothing of what is known of it changes.
    case fetchFailed(FolderPath, ReadFailure)
    /// The folder, or one it imports, showed no secret any more; nothing of the read takes effect yet.
    case emptiedHeld(FolderPath, HeldEmptiness)
    /// Somebody says that a folder whose emptiness is held is empty indeed.
    case emptiedConfirmed(FolderPath)
}

extension FolderEvent {
    /// The event's type, such as `folder.declared-complete`; a fixed word.
    package var type: String {
        switch self {
        case .declaredComplete: "folder.declared-complete"
        case .notified: "source.notified"
        case .observed: "folder.observed"
        case .fetchFailed: "source.read-failed"
        case .emptiedHeld: "folder.emptied-held"
        case .emptiedConfirmed: "folder.emptied-confirmed"
        }
    }

    /// The event's data; values appear as fingerprints only.
    package var data: CanonicalValue {
        switch self {
        case .declaredComplete(let folder): folder.canonical
        case .notified(let folder, let environmentName):
            environmentName.map { folder.canonical.adding(["environmentName": .text($0)]) }
                ?? folder.canonical
        case .observed(let folder, let observation):
            folder.canonical.adding(observation.canonical)
        case .fetchFailed(let folder, let failure):
            folder.canonical.adding(failure.canonical)
        case .emptiedHeld(let folder, let held): folder.canonical.adding(held.canonical)
        case .emptiedConfirmed(let folder): folder.canonical
        }
    }

    /// Reads an event's data back; nil where the type is of another group.
    ///
    /// - Throws: `CanonicalError` for data of another form.
    package init?(type: String, data: CanonicalValue) throws(CanonicalError) {
        switch type {
        case "folder.declared-complete":
            self = .declaredComplete(try FolderID(canonical: data))
        case "source.notified":
            self = .notified(
                try FolderPath(canonical: data),
                environmentName: try data.optionalText("environmentName")
            )
        case "folder.observed":
            self = .observed(
                try FolderPath(canonical: data),
                try FolderObservation(canonical: data)
            )
        case "source.read-failed":
            self = .fetchFailed(
                try FolderPath(canonical: data),
                try ReadFailure(canonical: data)
            )
        case "folder.emptied-held":
            self = .emptiedHeld(
                try FolderPath(canonical: data),
                try HeldEmptiness(canonical: data)
            )
        case "folder.emptied-confirmed":
            self = .emptiedConfirmed(try FolderPath(canonical: data))
        default: return nil
        }
    }
}
