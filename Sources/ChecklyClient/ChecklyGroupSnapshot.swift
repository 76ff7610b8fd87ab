package import SyncModel

/// A variable of a check group.
package struct ChecklyGroupVariable: Sendable, Equatable {
    package var key: String
    /// Nil where Checkly does not show it: a secret, or a value that is null, missing or blank.
    package var value: SecretValue?
    package var isSecret: Bool
    package var isLocked: Bool

    package init(key: String, value: SecretValue?, isSecret: Bool, isLocked: Bool) {
        self.key = key
        self.value = value
        self.isSecret = isSecret
        self.isLocked = isLocked
    }
}

/// A check group as it was at one moment, complete.
package struct ChecklyGroupSnapshot: Sendable, Equatable {
    package let id: String
    package let name: String
    /// In the group's own order; a key may occur twice.
    package let variables: [ChecklyGroupVariable]
    /// The Checkly CLI project that owns the group, whose next deployment removes what it does not
    /// declare; nil where none does.
    package let owner: String?
    /// Everything but the variables.
    let settings: ChecklyGroupSettings
}

extension ChecklyGroupSnapshot {
    /// Reads a group as Checkly shows it.
    ///
    /// - Throws: `unexpectedAnswer` where a field that decides something is missing or malformed.
    init(_ json: JSONValue) throws(ChecklyError) {
        guard let members = json.members, let id = json["id"]?.integer.map(String.init),
            let name = json["name"]?.string
        else { throw .unexpectedAnswer("a check group has no id or no name.") }
        self.id = id
        self.name = name
        owner = Self.owner(in: json["projectBindings"]?["owner"])
        variables = try Self.variables(in: json[ChecklyGroupSettings.variablesName])
        settings = ChecklyGroupSettings(members)
    }

    private static func variables(
        in json: JSONValue?
    ) throws(ChecklyError) -> [ChecklyGroupVariable] {
        guard let json, !json.isNull else { return [] }
        guard let items = json.array else {
            throw .unexpectedAnswer("a check group's variables are no list.")
        }
        var variables: [ChecklyGroupVariable] = []
        for item in items {
            guard let key = item["key"]?.string else {
                throw .unexpectedAnswer("a variable of a check group has no key.")
            }
            let isSecret = item["secret"]?.bool ?? false
            let value = item["value"]?.string.map { SecretValue($0) }
            variables.append(
                ChecklyGroupVariable(
                    key: key,
                    value: isSecret || value?.isBlank == true ? nil : value,
                    isSecret: isSecret,
                    isLocked: item["locked"]?.bool ?? false
                )
            )
        }
        return variables
    }

    /// The name of the owning project; whatever else stands there means that there is one.
    private static func owner(in json: JSONValue?) -> String? {
        guard let json, !json.isNull else { return nil }
        let names = [json["project"]?["name"], json["project"]?["logicalId"]]
        return names.lazy.compactMap { $0?.string }.first { !$0.isEmpty } ?? "a project"
    }
}

extension [ChecklyGroupVariable] {
    /// The keys, sorted, whose entries are others than in the other list.
    ///
    /// The order counts only among entries of one key.
    func keysDiffering(from other: Self) -> [String] {
        let (own, others) = (
            Dictionary(grouping: self, by: \.key), Dictionary(grouping: other, by: \.key)
        )
        return Set(own.keys).union(others.keys).filter { own[$0] != others[$0] }.sorted()
    }

    /// The keys and flags alone.
    var withoutValues: Self {
        map {
            var variable = $0
            variable.value = nil
            return variable
        }
    }
}
