package import Encodings
package import Projection
package import SyncModel

/// The folders that sources reported, and what a form can offer to choose among them.
package struct FolderList: Sendable {
    /// Which folders; what is nil excludes none.
    package struct Filter: Sendable {
        /// The name of the source.
        package var source: String?
        /// The project's id.
        package var projectID: String?
        /// The environment's slug.
        package var environment: String?
        /// The path in its normal form.
        package var secretPath: String?
        /// The projects that the reader may see; nil if it is all of them.
        ///
        /// The folders of others count as not there.
        package var visibleProjects: Set<String>?

        /// A filter that excludes none.
        package init() {}
    }

    /// The folders that match, sorted.
    package let folders: [(id: FolderID, folder: Folder)]
    /// By parameter, the number of folders with each value, of the folders that match the
    /// parameters before it.
    private let counts: [String: [String: Int64]]
    private let environmentNames: [String: String]

    /// Makes the list of the folders that match a filter.
    package init(of state: State, _ filter: Filter) {
        let steps: [(name: String, wanted: String?, value: (FolderID) -> String)] = [
            ("source", filter.source, \.source),
            ("projectId", filter.projectID, \.path.projectID),
            ("environment", filter.environment, \.path.environment),
            ("secretPath", filter.secretPath, \.path.secretPath),
        ]
        var counts: [String: [String: Int64]] = [:]
        var folders: [(id: FolderID, folder: Folder)] = []
        next: for (id, folder) in state.folders {
            if filter.visibleProjects?.contains(id.path.projectID) == false { continue }
            for step in steps {
                let value = step.value(id)
                counts[step.name, default: [:]][value, default: 0] += 1
                if let wanted = step.wanted, wanted != value { continue next }
            }
            folders.append((id, folder))
        }
        self.folders = folders.sorted { $0.id < $1.id }
        self.counts = counts
        environmentNames = filter.projectID.flatMap { state.environmentNames[$0] } ?? [:]
    }

    /// By parameter, a list of its values, each with its name and its number of folders.
    package var facetsJSON: CanonicalValue {
        func list(_ facet: String, _ names: [String: String] = [:]) -> CanonicalValue {
            .list(
                (counts[facet] ?? [:]).sorted { $0.key < $1.key }
                    .map { value, count in
                        .object([
                            "value": .text(value), "name": .text(names[value] ?? value),
                            "count": .integer(count),
                        ])
                    }
            )
        }
        return .object([
            "source": list("source"), "projectId": list("projectId"),
            "environment": list("environment", environmentNames),
            "secretPath": list("secretPath"),
        ])
    }
}

extension FolderContent.Entry {
    /// The key for people and programs; never a value.
    ///
    /// - Parameter id: The folder that is shown; the entry's own folder is named if it is another.
    /// - Returns: An object with every member.
    package func json(in id: FolderID) -> CanonicalValue {
        .object([
            "key": .text(key),
            "folder": folder == id ? .null : folder.path.canonical,
            "position": .integer(secret.position.number),
            "isBlank": .bool(secret.isBlank),
            "isUnavailable": .bool(secret.isUnavailable),
        ])
    }
}
