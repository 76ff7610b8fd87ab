internal import Encodings
import Declarations
import Foundation
import SyncModel
import WebhookSignatures

/// The secrets that a file refers to.
struct ResolvedSecrets: Sendable {
    private var values: [SecretReference: SecretValue] = [:]
    private(set) var problems: [DeclarationProblem] = []

    /// Reads every variable and every file once.
    ///
    /// - Parameters:
    ///   - declarations: The resources that refer to them.
    ///   - folder: The folder that relative paths start from.
    init(_ declarations: [Declaration], folder: String) {
        for declaration in declarations {
            for (path, references) in declaration.secrets.sorted(by: { $0.key < $1.key }) {
                for reference in references where values[reference] == nil {
                    let (text, reason) = Self.text(reference, folder: folder)
                    let value = SecretValue(text ?? "")
                    if !value.isBlank {
                        values[reference] = value
                        continue
                    }
                    problems.append(
                        DeclarationProblem(
                            line: declaration.lines[path] ?? declaration.line,
                            path: "\(declaration.label).\(path)",
                            message:
                                "\(reference.text) \(reason ?? "does not exist or is empty.")"
                        )
                    )
                }
            }
        }
    }

    /// The text that a reference leads to, or why it is not a secret.
    private static func text(
        _ reference: SecretReference,
        folder: String
    ) -> (text: String?, reason: String?) {
        switch reference {
        case .environment(let name):
            let text = ProcessInfo.processInfo.environment[name].map(SecretText.withoutMark)
            return (text.map(LocalFile.withoutEnd), nil)
        case .file(let path):
            do throws(CommandError) {
                let secret = try LocalFile.secret(path.hasPrefix("/") ? path : folder + "/" + path)
                return (secret, nil)
            } catch .notASecret(_, let error) {
                return (nil, "holds no secret: \(error.message) (\(error.hint))")
            } catch {
                return (nil, nil)
            }
        }
    }

    /// The secrets of one member; callers must send them to the server only.
    func texts(_ declaration: Declaration, _ path: String) -> [String] {
        (declaration.secrets[path] ?? []).compactMap { values[$0]?.reveal() }
    }
}
