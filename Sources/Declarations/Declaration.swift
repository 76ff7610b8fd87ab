package import Encodings
internal import SyncModel

/// One resource: as a file wants it, or as a server has it.
package struct Declaration: Sendable, Equatable {
    package let kind: ResourceKind
    /// Values by the paths of their rules; what has no value is absent.
    package var values: [String: JSONValue] = [:]
    /// Secrets by the paths of their rules; empty for what a server has, which keeps them to itself.
    package var secrets: [String: [SecretReference]] = [:]
    /// When those signing secrets are good that are not always good.
    package var windows: [SecretReference: SecretWindow] = [:]
    /// The line where it begins in its file; 0 for what a server has.
    package var line = 0
    /// Its place in the file, such as `syncs[0]`; empty for what a server has.
    package var place = ""
    /// The lines of its members, by path.
    package var lines: [String: Int] = [:]

    package init(kind: ResourceKind) {
        self.kind = kind
    }

    package var id: ResourceID {
        ResourceID(
            kind: kind,
            name: values["name"]?.string ?? "",
            project: kind == .sync ? values["projectId"]?.string ?? "" : nil
        )
    }

    /// How problems name it: as it is called or, where that is not given, by its place.
    package var label: String {
        let isNamed = !id.name.isEmpty && id.project != ""
        return isNamed || place.isEmpty ? "\(id)" : place
    }

    /// Whether any member of a group is given.
    package func has(group: String) -> Bool {
        values.keys.contains { $0.hasPrefix(group + ".") }
            || secrets.keys.contains { $0.hasPrefix(group + ".") }
    }
}

extension Declaration {
    /// A resource as the API shows it, this server's or that of Hanzo KMS.
    package init(_ kind: ResourceKind, shown view: JSONValue) {
        self.init(kind: kind)
        for rule in kind.rules where !rule.isSecret {
            let value = Self.value(rule.path, of: kind, in: view)
            // An empty text is how a description is taken away.
            if let value, !value.isNull, value != .string("") { values[rule.path] = value }
        }
    }

    private static func value(
        _ path: String,
        of kind: ResourceKind,
        in view: JSONValue
    ) -> JSONValue? {
        switch (kind, path) {
        case (.sync, "environment"): view["environment"]?["slug"]
        case (.sync, "secretPath"): view["folder"]?["path"]
        case (.sync, "connection"): view["connection"]?["name"]
        case (.sync, "destinationConfig.accountId"):
            (view["destinationConfig"]?["accountId"]?.string?.asAccountID).map(JSONValue.string)
        case (.source, "scheme"): view["scheme"].map(FlatMembers.object)
        case (.sync, "isPaused"): view["pause"]?.members == nil ? nil : .bool(true)
        case (.sync, "pauseReason"): view["pause"]?["reason"]
        case (_, _): path.split(separator: ".").reduce(Optional(view)) { $0?[String($1)] }
        }
    }
}

/// Members of members, as members with joined names.
enum FlatMembers {
    static func object(_ value: JSONValue) -> JSONValue {
        .object(flat(value, prefix: "").sorted { $0.name < $1.name })
    }

    private static func flat(_ value: JSONValue, prefix: String) -> [JSONValue.Member] {
        (value.members ?? [])
            .flatMap { member in
                member.value.members == nil
                    ? [JSONValue.Member(name: prefix + member.name, value: member.value)]
                    : flat(member.value, prefix: prefix + member.name + ".")
            }
    }
}
