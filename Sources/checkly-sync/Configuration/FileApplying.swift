import AdminClient
internal import Encodings
import Declarations
import Foundation
import SyncModel

/// Makes a running server match a file.
struct FileApplying: Sendable {
    /// In the order in which they are made.
    let changes: [Change]
    let secrets: ResolvedSecrets
    let server: ServerConfiguration
    let api: AdminAPI
    let declared: [ResourceID: Declaration]
    let comparisons: [ResourceID: SecretComparison]
    /// Whether signing secrets with guessable keys are accepted.
    let allowsWeakSecrets: Bool

    var hasChanges: Bool { changes.contains(where: \.isChange) }

    /// Reads and checks the file, and compares it with the server; changes nothing.
    ///
    /// - Throws: `CommandError.faultyFile` after reporting every problem, and `AdminClientError`.
    init(
        path: String,
        prunes: Bool,
        allowsWeakSecrets: Bool = false,
        api: AdminAPI
    ) async throws {
        self.allowsWeakSecrets = allowsWeakSecrets
        let file = DeclarationFile(yaml: String(decoding: try LocalFile.bytes(path), as: UTF8.self))
        let folder = (path as NSString).deletingLastPathComponent
        secrets = ResolvedSecrets(file.declarations, folder: folder.isEmpty ? "." : folder)
        // A file is checked as far as possible even if no server answers.
        let answer = await Self.ask(api)
        let references = try? ReferenceCheck(answer.get(), prunes: prunes)
        let problems =
            file.problems + secrets.problems
            + (references?.problems(of: file.declarations) ?? [])
            + (prunes ? Self.emptiness(of: file) : [])
        for problem in problems.sorted(by: { $0.line < $1.line }) {
            printError(problem.text(file: path))
        }
        guard problems.isEmpty else {
            throw CommandError.faultyFile(count: problems.count, path: path)
        }
        server = try answer.get()
        self.api = api
        declared = Dictionary(file.declarations.map { ($0.id, $0) }) { first, _ in first }
        comparisons = try await Self.compare(file.declarations, server, secrets, api)
        changes = Self.changes(file.declarations, server, comparisons, prunes: prunes)
    }

    /// An empty file is more likely a failed write than a wish to delete everything.
    private static func emptiness(of file: DeclarationFile) -> [DeclarationProblem] {
        guard file.declarations.isEmpty, file.problems.isEmpty else { return [] }
        let message = "lists nothing, so --prune would delete everything the server has."
        return [DeclarationProblem(line: 0, path: "", message: "The file " + message)]
    }

    private static func ask(_ api: AdminAPI) async -> Result<ServerConfiguration, AdminClientError>
    {
        do throws(AdminClientError) {
            return .success(try await ServerConfiguration.read(api))
        } catch {
            return .failure(error)
        }
    }

    private static func compare(
        _ declarations: [Declaration],
        _ server: ServerConfiguration,
        _ secrets: ResolvedSecrets,
        _ api: AdminAPI
    ) async throws(AdminClientError) -> [ResourceID: SecretComparison] {
        var comparisons: [ResourceID: SecretComparison] = [:]
        for declaration in declarations {
            guard let resource = server.resources[declaration.id] else { continue }
            comparisons[declaration.id] =
                try await SecretComparison(declaration, resource, secrets, api)
        }
        return comparisons
    }

    private static func changes(
        _ declarations: [Declaration],
        _ server: ServerConfiguration,
        _ comparisons: [ResourceID: SecretComparison],
        prunes: Bool
    ) -> [Change] {
        let made = ResourceKind.allCases.flatMap { kind in
            declarations.filter { $0.kind == kind }
                .map { declaration in
                    declaration.change(
                        from: server.resources[declaration.id]?.declaration,
                        changedSecrets: comparisons[declaration.id]?.changed ?? []
                    )
                }
        }
        let listed = Set(declarations.map(\.id))
        let others = server.resources.keys.filter { !listed.contains($0) }
        let gone = ResourceKind.allCases.reversed()
            .flatMap { kind in
                others.filter { $0.kind == kind }.sorted()
                    .map { Change(prunes ? .delete : .unmanaged, $0) }
            }
        return made + gone
    }
}
