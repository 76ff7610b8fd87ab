/// A kind of resource that a declaration file lists, in the order of creation.
package enum ResourceKind: String, Sendable, CaseIterable {
    case source, connection, sync

    /// The file's member that lists resources of this kind.
    package var listName: String { rawValue + "s" }
}

/// What distinguishes a resource from all others of its kind.
package struct ResourceID: Sendable, Hashable {
    /// The resource's kind.
    package let kind: ResourceKind
    /// The name, unique among its kind or, for syncs, within its project.
    package let name: String
    /// A sync's project; nil for the other kinds, whose names are unique.
    package let project: String?

    /// Makes an identity; only syncs have a project.
    package init(kind: ResourceKind, name: String, project: String? = nil) {
        self.kind = kind
        self.name = name
        self.project = project
    }
}

extension ResourceID: CustomStringConvertible {
    /// The kind and name for messages, such as `sync "api" of project p1`.
    package var description: String {
        "\(kind.rawValue) \"\(name)\"" + (project.map { " of project \($0)" } ?? "")
    }
}

extension ResourceID: Comparable {
    /// Orders by project, then by name.
    package static func < (a: ResourceID, b: ResourceID) -> Bool {
        (a.project ?? "", a.name) < (b.project ?? "", b.name)
    }
}
