package import Encodings
internal import SyncModel

/// A resource as a file declares it or as a server has it.
package struct Declaration: Sendable, Equatable {
    /// The kind, which decides the rules for `values` and `secrets`.
    package let kind: ResourceKind
    /// Values by the paths of their rules; members without a value are absent.
    package var values: [String: JSONValue] = [:]
    /// Secrets by the paths of their rules; empty for a server's resource, since a server reveals
    /// none.
    package var secrets: [String: [SecretReference]] = [:]
    /// The validity periods of those signing secrets that have one.
    package var windows: [SecretReference: SecretWindow] = [:]
    /// The line at which it begins in its file; 0 for a server's resource.
    package var line = 0
    /// Its place in the file, such as `syncs[0]`; empty for a server's resource.
    package var place = ""
    /// The lines of its members by path.
    package var lines: [String: Int] = [:]

    /// Makes a resource without members.
    package init(kind: ResourceKind) {
        self.kind = kind
    }

    /// The identity by its name, and for a sync by its project too; empty texts if they are
    /// missing.
    package var id: ResourceID {
        ResourceID(
            kind: kind,
            name: values["name"]?.string ?? "",
            project: kind == .sync ? values["projectId"]?.string ?? "" : nil
        )
    }

    /// What problems call it: its identity or, without a name, its place.
    package var label: String {
        let isNamed = !id.name.isEmpty && id.project != ""
        return isNamed || place.isEmpty ? "\(id)" : place
    }

    /// Whether the resource has any member of a group.
    package func has(group: String) -> Bool {
        values.keys.contains { $0.hasPrefix(group + ".") }
            || secrets.keys.contains { $0.hasPrefix(group + ".") }
    }
}

extension Declaration {
    /// Reads a resource from an answer of this API or of Hanzo KMS's.
    package init(_ kind: ResourceKind, shown json: JSONValue) {
        self.init(kind: kind)
        for rule in kind.rules where !rule.isSecret {
            let value = Self.value(rule.path, of: kind, in: json)
            // The API removes a description by setting it to an empty text.
            if let value, !value.isNull, value != .string("") { values[rule.path] = value }
        }
    }

    private static func value(
        _ path: String,
        of kind: ResourceKind,
        in json: JSONValue
    ) -> JSONValue? {
        switch (kind, path) {
        case (.sync, "environment"): json["environment"]?["slug"]
        case (.sync, "secretPath"): json["folder"]?["path"]
        case (.sync, "connection"): json["connection"]?["name"]
        case (.sync, "destinationConfig.accountId"):
            (json["destinationConfig"]?["accountId"]?.string?.asAccountID).map(JSONValue.string)
        case (.source, "scheme"): json["scheme"].map(FlatMembers.object)
        case (.sync, "isPaused"): json["pause"]?.members == nil ? nil : .bool(true)
        case (.sync, "pauseReason"): json["pause"]?["reason"]
        case (_, _): path.split(separator: ".").reduce(Optional(json)) { $0?[String($1)] }
        }
    }
}

/// Flattens nested members into members with joined names.
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
