package import Encodings
internal import SyncModel

/// The syncs and connections of Hanzo KMS or Infisical, as declarations.
package struct HanzoListing: Sendable {
    /// The connections that the syncs use, sorted by name, then the syncs.
    package private(set) var declarations: [Declaration] = []
    /// What could not be taken over, and what works differently here.
    package private(set) var notes: [String] = []

    /// Reads answers to list requests: `secretSyncs`, `appConnections`, or both.
    ///
    /// Skips syncs to other destinations, and connections that no remaining sync uses.
    package init(_ answers: [JSONValue]) {
        let shown = answers.flatMap { $0["secretSyncs"]?.array ?? [] }
        let connections = answers.flatMap { $0["appConnections"]?.array ?? [] }
        let syncs = shown.compactMap { sync in take(sync, connections) }
        let names = Set(syncs.compactMap { $0.values["connection"]?.string })
        let used = names.sorted().map { Self.connection($0, connections) }
        declarations = used + syncs.sorted { $0.id < $1.id }
        for connection in used {
            for rule in connection.kind.rules {
                noteRefusal(of: rule, in: connection, "\(connection.id)")
            }
        }
    }

    /// Notes values that `apply` will refuse, such as a slug of an older version.
    private mutating func noteRefusal(
        of rule: FieldRule,
        in declaration: Declaration,
        _ name: String
    ) {
        guard let given = declaration.values[rule.path]?.string else { return }
        do throws(FieldError) {
            _ = try FieldForm.value(given, rule.form)
        } catch {
            notes.append(
                "\(name) has \(rule.path) \(JSONValue.string(given).text), which apply refuses: it "
                    + "\(error.message) Change it there, or in this file."
            )
        }
    }

    private static func connection(_ name: String, _ shown: [JSONValue]) -> Declaration {
        let json = shown.first { $0["name"]?.string == name } ?? .object([])
        var declaration = Declaration(.connection, shown: json)
        declaration.values["name"] = .string(name)
        declaration.secrets["apiKey"] = [.placeholder(name, "API_KEY")]
        return declaration
    }

    private mutating func take(_ sync: JSONValue, _ connections: [JSONValue]) -> Declaration? {
        let name = sync["name"]?.string ?? "without a name"
        let destination = sync["destination"]?.string ?? "checkly"
        guard destination == "checkly" else {
            notes.append("Sync \"\(name)\" goes to \(destination), not to Checkly: skipped.")
            return nil
        }
        var declaration = Declaration(.sync, shown: sync)
        if declaration.values["connection"] == nil {
            let id = sync["connectionId"]?.string
            let own = connections.first { $0["id"]?.string == id && id != nil }
            declaration.values["connection"] = own?["name"]
        }
        let missing = declaration.kind.rules.first {
            $0.absence == .refused && declaration.values[$0.path] == nil
        }
        if let missing {
            notes.append("Sync \"\(name)\" has no \(missing.path): skipped.")
            return nil
        }
        adjust(&declaration, sync, name)
        return declaration
    }

    /// Notes what a file cannot express, and replaces it by what it can.
    private mutating func adjust(
        _ declaration: inout Declaration,
        _ sync: JSONValue,
        _ name: String
    ) {
        if sync["syncOptions"]?["recursive"] == .bool(true) {
            let difference = "includes folders below its own; here it includes only its own."
            notes.append("Sync \"\(name)\" \(difference)")
        }
        let behavior = "syncOptions.initialSyncBehavior"
        if let given = declaration.values[behavior]?.string, given.hasPrefix("import-") {
            notes.append(
                "Sync \"\(name)\" has \(given); nothing is imported here, so it is "
                    + "preserve-destination and deletes only what it wrote itself."
            )
            declaration.values[behavior] = .string("preserve-destination")
        }
        for rule in declaration.kind.rules {
            if case .word(let words) = rule.form, let given = declaration.values[rule.path]?.string,
                !words.contains(given)
            {
                notes.append("Sync \"\(name)\" has \(rule.path) \(given), which is unknown here.")
                declaration.values[rule.path] = nil
            }
            noteRefusal(of: rule, in: declaration, "Sync \"\(name)\"")
            if declaration.values[rule.path] == nil, case .usual(let value) = rule.absence {
                declaration.values[rule.path] = value
            }
        }
    }
}
