/// A kind of thing that a declaration file lists, in the order in which they are made.
package enum ResourceKind: String, Sendable, CaseIterable {
    case source, connection, sync

    /// The file's member that lists them.
    package var listName: String { rawValue + "s" }
}

/// What tells one resource from all others of its kind.
package struct ResourceID: Sendable, Hashable {
    package let kind: ResourceKind
    package let name: String
    /// A sync's project; nil for the others, whose names are unique.
    package let project: String?

    package init(kind: ResourceKind, name: String, project: String? = nil) {
        self.kind = kind
        self.name = name
        self.project = project
    }
}

extension ResourceID: CustomStringConvertible {
    package var description: String {
        "\(kind.rawValue) \"\(name)\"" + (project.map { " of project \($0)" } ?? "")
    }
}

extension ResourceID: Comparable {
    package static func < (a: ResourceID, b: ResourceID) -> Bool {
        (a.project ?? "", a.name) < (b.project ?? "", b.name)
    }
}
