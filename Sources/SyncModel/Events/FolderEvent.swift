package import Encodings

/// News about a folder from a notification, a fetch or a person.
package enum FolderEvent: Sendable, Equatable {
    /// Somebody declared that the secrets known so far are all that the folder holds.
    case declaredComplete(FolderID)
    /// The folder changed in a way that only the KMS knows.
    ///
    /// The name is the environment's display name, if the KMS sent one beside the slug.
    case notified(FolderPath, environmentName: String? = nil)
    /// A fetch succeeded; the observation is the folder's whole content.
    case observed(FolderPath, FolderObservation)
    /// A fetch failed; everything known of the folder stays as it is.
    case fetchFailed(FolderPath, FetchFailure)
    /// A fetch found the folder, or one that it imports, suddenly empty. Nothing takes effect yet.
    case emptiedHeld(FolderPath, HeldEmptiness)
    /// Somebody confirmed that the folder really is empty.
    case emptiedConfirmed(FolderPath)
}

extension FolderEvent {
    /// The event's type on the wire, such as `folder.declared-complete`.
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

    /// The event's data on the wire; secret values appear as fingerprints only.
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

    /// Parses an event's data; returns nil if the type belongs to another group.
    ///
    /// - Throws: `CanonicalError` if the data is malformed.
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
                try FetchFailure(canonical: data)
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
