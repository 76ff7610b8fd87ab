internal import Encodings
internal import SyncModel
internal import WebhookSignatures

/// Checks that the members of one resource fit together.
enum ConsistencyCheck {
    static func problems(of declaration: Declaration) -> [DeclarationProblem] {
        guard declaration.kind == .source, let preset = declaration.values["preset"]?.string else {
            return []
        }
        var problems: [DeclarationProblem] = []
        if let wrong = scheme(of: declaration, preset) {
            problems.append(problem(declaration, "scheme", wrong))
        }
        if declaration.has(group: "reader"), declaration.payload != "hanzo-kms" {
            let rule = "is for the payload hanzo-kms; other deliveries contain the values."
            problems.append(problem(declaration, "reader", rule))
        }
        if let wrong = address(of: declaration) {
            problems.append(problem(declaration, "reader.baseUrl", wrong))
        }
        return problems
    }

    /// What is wrong with the address of a source's reader; nil if nothing is.
    private static func address(of declaration: Declaration) -> String? {
        guard let text = declaration.values["reader.baseUrl"]?.string else { return nil }
        do throws(KMSAddressError) {
            _ = try KMSAccess.checkedBaseURL(
                text,
                allowsInsecureHTTP: declaration.values["reader.allowInsecureHttp"]?.bool == true
            )
            return nil
        } catch {
            return "\(error.message) \(error.hint)"
        }
    }

    /// What is wrong with a source's signature scheme; nil if nothing is.
    private static func scheme(of declaration: Declaration, _ preset: String) -> String? {
        let scheme = declaration.values["scheme"]
        if preset != "custom" {
            return scheme == nil ? nil : "is for the preset custom; \(preset) has its own."
        }
        let members = (scheme?.members ?? []).map { ($0.name, $0.value.string ?? "") }
        do throws(SignatureSchemeError) {
            _ = try SignatureScheme.configured(Dictionary(members) { first, _ in first })
            return nil
        } catch {
            return "\(error.message) \(error.hint)"
        }
    }

    private static func problem(
        _ declaration: Declaration,
        _ member: String,
        _ message: String
    ) -> DeclarationProblem {
        DeclarationProblem(
            line: declaration.lines[member] ?? declaration.line,
            path: "\(declaration.label).\(member)",
            message: message
        )
    }
}

extension Declaration {
    /// The payload format of a source's deliveries; if the file leaves it out, that of the preset.
    package var payload: String {
        if let payload = values["payload"]?.string { return payload }
        let notifies = ["hanzo-kms", "infisical"].contains(values["preset"]?.string)
        return notifies ? "hanzo-kms" : "secret-events"
    }
}

/// Finds resources that are declared twice.
enum DuplicateCheck {
    static func problems(of declarations: [Declaration]) -> [DeclarationProblem] {
        var lines: [ResourceID: Int] = [:]
        return declarations.compactMap { declaration in
            let id = declaration.id
            if id.name.isEmpty { return nil }
            guard let first = lines[id] else {
                lines[id] = declaration.line
                return nil
            }
            return DeclarationProblem(
                line: declaration.line,
                path: "\(id)",
                message: "is listed twice; first in line \(first)."
            )
        }
    }
}
