internal import Encodings
import Declarations
import SyncModel

/// Checks that everything a file refers to exists, in the file or on the server, and that the
/// server can follow.
struct ReferenceCheck {
    private let server: ServerConfiguration
    /// Whether resources that the file does not list are deleted.
    private let prunes: Bool

    init(_ server: ServerConfiguration, prunes: Bool) {
        self.server = server
        self.prunes = prunes
    }

    func problems(of declarations: [Declaration]) -> [DeclarationProblem] {
        let listed = Set(declarations.map(\.id))
        return declarations.flatMap { declaration in
            switch declaration.kind {
            case .connection: [DeclarationProblem]()
            case .source: fixed(declaration)
            case .sync:
                [(ResourceKind.connection, "connection"), (.source, "sourceName")]
                    .compactMap { missing(declaration, $0.0, $0.1, listed) }
            }
        }
    }

    private func missing(
        _ declaration: Declaration,
        _ kind: ResourceKind,
        _ member: String,
        _ listed: Set<ResourceID>
    ) -> DeclarationProblem? {
        guard let name = declaration.values[member]?.string else { return nil }
        let id = ResourceID(kind: kind, name: name)
        if listed.contains(id) || (!prunes && server.resources[id] != nil) { return nil }
        let place = prunes ? "in the file" : "in the file or on the server"
        return DeclarationProblem(
            line: declaration.lines[member] ?? declaration.line,
            path: "\(declaration.label).\(member)",
            message: "There is no \(id) \(place)."
        )
    }

    /// The way in which a source signs cannot be changed: earlier deliveries were verified
    /// differently.
    private func fixed(_ declaration: Declaration) -> [DeclarationProblem] {
        guard let existing = server.resources[declaration.id]?.declaration else { return [] }
        return ["preset", "scheme"]
            .compactMap { member in
                if declaration.values[member] == existing.values[member] { return nil }
                return DeclarationProblem(
                    line: declaration.lines[member] ?? declaration.line,
                    path: "\(declaration.label).\(member)",
                    message: "cannot be changed; give the source another name, or delete it first."
                )
            }
    }
}
