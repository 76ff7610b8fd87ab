internal import Encodings
package import SyncModel

/// A variable of a check group.
package struct ChecklyGroupVariable: Sendable, Equatable {
    /// The key; lists may contain a key twice.
    package var key: String
    /// Nil if Checkly does not show it: a secret, or a value that is null, missing or blank.
    package var value: SecretValue?
    /// Nil if Checkly does not say.
    package var isSecret: Bool?
    /// Nil if Checkly does not say.
    package var isLocked: Bool?

    /// Makes an entry for a group's list.
    package init(key: String, value: SecretValue?, isSecret: Bool?, isLocked: Bool?) {
        self.key = key
        self.value = value
        self.isSecret = isSecret
        self.isLocked = isLocked
    }
}

/// A complete check group at one point in time.
package struct ChecklyGroupSnapshot: Sendable, Equatable {
    /// The group's id, a number in decimal digits.
    package let id: String
    /// The group's name, which every PUT must repeat.
    package let name: String
    /// In the group's own order; a key may occur twice.
    package let variables: [ChecklyGroupVariable]
    /// The Checkly CLI project that owns the group; nil if none does.
    ///
    /// The project's next deployment removes whatever it does not declare.
    package let owner: String?
    /// All settings except the variables.
    let settings: ChecklyGroupSettings
}

extension ChecklyGroupSnapshot {
    /// Parses a group in Checkly's form.
    ///
    /// - Throws: `unexpectedAnswer` if a member that matters is missing or malformed.
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
        // Null means an empty list; a group without the member is an incomplete response.
        guard let json, let items = json.isNull ? [] : json.array else {
            throw .unexpectedAnswer("a check group's variables are not a list.")
        }
        var variables: [ChecklyGroupVariable] = []
        for item in items {
            guard let key = item["key"]?.string else {
                throw .unexpectedAnswer("a variable of a check group has no key.")
            }
            let isSecret = try shownFlag(item["secret"])
            let value = try shownValue(item["value"])
            variables.append(
                ChecklyGroupVariable(
                    key: key,
                    value: isSecret == true || value?.isBlank == true ? nil : value,
                    isSecret: isSecret,
                    isLocked: try shownFlag(item["locked"])
                )
            )
        }
        return variables
    }

    /// The name of the owning project; any unknown form still means that there is one.
    private static func owner(in json: JSONValue?) -> String? {
        guard let json, !json.isNull else { return nil }
        let names = [json["project"]?["name"], json["project"]?["logicalId"]]
        return names.lazy.compactMap { $0?.string }.first { !$0.isEmpty } ?? "a project"
    }
}

extension [ChecklyGroupVariable] {
    /// The sorted keys whose entries differ from another list's.
    ///
    /// Order matters only among entries of the same key.
    func keysDiffering(from other: Self) -> [String] {
        let (own, others) = (
            Dictionary(grouping: self, by: \.key), Dictionary(grouping: other, by: \.key)
        )
        return Set(own.keys).union(others.keys).filter { own[$0] != others[$0] }.sorted()
    }

    /// The sorted keys whose entries contradict what was written.
    ///
    /// A missing flag or an unreadable value contradicts nothing.
    func keysContradicting(_ written: Self) -> [String] {
        let (shown, sent) = (
            Dictionary(grouping: self, by: \.key), Dictionary(grouping: written, by: \.key)
        )
        return Set(shown.keys).union(sent.keys)
            .filter { key in
                let (shown, sent) = (shown[key] ?? [], sent[key] ?? [])
                return shown.count != sent.count
                    || !zip(shown, sent).allSatisfy { $0.mayBe($1) }
            }
            .sorted()
    }
}

extension ChecklyGroupVariable {
    fileprivate func mayBe(_ other: Self) -> Bool {
        func agree<Shown: Equatable>(_ path: (Self) -> Shown?) -> Bool {
            guard let own = path(self), let others = path(other) else { return true }
            return own == others
        }
        return agree(\.isSecret) && agree(\.isLocked)
            // A value that should be secret but is shown contradicts too.
            && agree { $0.value.map { Array($0.reveal().utf8) } }
    }
}
