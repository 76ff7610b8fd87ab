import Declarations
import Foundation
import SyncModel

/// The secrets that a file refers to.
struct ResolvedSecrets: Sendable {
    private var values: [SecretReference: SecretValue] = [:]
    private(set) var problems: [DeclarationProblem] = []

    /// Reads every variable and every file once.
    ///
    /// - Parameters:
    ///   - declarations: What refers to them.
    ///   - folder: Where paths begin that do not begin with a slash.
    init(_ declarations: [Declaration], folder: String) {
        for declaration in declarations {
            for (path, references) in declaration.secrets.sorted(by: { $0.key < $1.key }) {
                for reference in references where values[reference] == nil {
                    let value = SecretValue(Self.text(reference, folder: folder) ?? "")
                    if !value.isBlank {
                        values[reference] = value
                        continue
                    }
                    problems.append(
                        DeclarationProblem(
                            line: declaration.lines[path] ?? declaration.line,
                            path: "\(declaration.id).\(path)",
                            message: "\(reference.text) is not there, or holds nothing."
                        )
                    )
                }
            }
        }
    }

    private static func text(_ reference: SecretReference, folder: String) -> String? {
        switch reference {
        case .environment(let name): ProcessInfo.processInfo.environment[name]
        case .file(let path):
            try? LocalFile.line(path.hasPrefix("/") ? path : folder + "/" + path)
        }
    }

    /// The secrets of one place; what this answers for is that they go to the server only.
    func texts(_ declaration: Declaration, _ path: String) -> [String] {
        (declaration.secrets[path] ?? []).compactMap { values[$0]?.reveal() }
    }
}
