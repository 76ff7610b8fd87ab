internal import Encodings
internal import Pages
internal import SyncModel

/// The fields of one step, with what they offer and what is wrong in them.
struct WizardFields: Sendable {
    let wizard: Wizard
    let known: WizardKnowledge
    let issues: [(field: SyncField, message: String)]

    private var draft: SyncDraft { wizard.draft }

    /// The fields that everybody fills in.
    var usual: [PageValue] {
        wizard.step.fields.filter { !WizardStep.rareFields.contains($0) }
            .map { field($0).pageValue }
    }

    /// The fields that few need; nil where the step has none.
    var rare: PageValue? {
        let fields = wizard.step.fields.filter(WizardStep.rareFields.contains)
        guard !fields.isEmpty else { return nil }
        let isOpen = fields.contains { field in
            issues.contains { $0.field == field } || draft[field] != usualValue(field)
        }
        return .object([
            "summary": "More options", "isOpen": .flag(isOpen && draft.hasOptions),
            "fields": .list(fields.map { self.field($0).pageValue }),
        ])
    }

    private func usualValue(_ field: SyncField) -> String? {
        switch field {
        case .emptyValue: SyncOptions.EmptyValue.delete.rawValue
        case .variableType: SyncOptions.VariableType.secret.rawValue
        case .deleteOrder: SyncOptions.DeleteOrder.last.rawValue
        case .onUnreadableGroupVariables: SyncOptions.UnreadableGroupVariables.refuse.rawValue
        case .sourceName, .projectId, .environment, .secretPath, .connectionId, .accountId,
            .groupId, .initialSyncBehavior, .keySchema, .isAutoSyncEnabled,
            .disableSecretDeletion, .maxDeletions, .allowCodeOwnedGroup, .name, .description:
            nil
        }
    }

    private func field(_ field: SyncField) -> FormField {
        var form = FormField(
            name: field.rawValue,
            label: field.label,
            control: control(field),
            value: draft[field] ?? proposal(field),
            help: field.help,
            error: issues.first { $0.field == field }?.message,
            isRequired: Self.required.contains(field)
        )
        if field == .secretPath { form.note = folderNote }
        if field == .accountId, let refusal = known.refusal {
            let why = Sentence.ended(refusal.text)
            form.note = (.bad, "\(why) Enter the account's id by hand, or try again.")
        }
        return form
    }

    private static let required: Set<SyncField> = [
        .projectId, .environment, .secretPath, .connectionId, .accountId, .initialSyncBehavior,
        .name,
    ]

    private func control(_ field: SyncField) -> FormField.Control {
        switch field {
        case .sourceName: .select(sources)
        case .projectId: .text(proposals: known.known("projectId", where: draft, [.sourceName]))
        case .environment:
            .text(
                proposals: known.known("environment", where: draft, [.sourceName, .projectId])
            )
        case .secretPath:
            .text(
                proposals: known.known(
                    "secretPath",
                    where: draft,
                    [.sourceName, .projectId, .environment]
                )
            )
        case .connectionId: .select(connections, update: "Load accounts")
        case .accountId:
            known.accounts.isEmpty
                ? .text() : .select(listed(known.accounts, .accountId), update: "Load groups")
        case .groupId: known.groups.isEmpty ? .text() : .select(groups)
        case .keySchema:
            .text(
                inserts: ["{{secretKey}}", "{{environment}}"],
                placeholder: "APP_{{secretKey}}"
            )
        case .isAutoSyncEnabled, .disableSecretDeletion, .allowCodeOwnedGroup:
            .box(isOn: draft.isOn(field))
        case .maxDeletions: .number
        case .initialSyncBehavior, .emptyValue, .variableType, .deleteOrder,
            .onUnreadableGroupVariables:
            .radio(choices(field))
        case .name: .text()
        case .description: .area(limit: 256)
        }
    }

    private func choices(_ field: SyncField) -> [PageValue] {
        let chosen = draft[field] ?? usualValue(field)
        return (WordChoice.all(of: field) ?? [])
            .map {
                FormField.choice(
                    $0.value,
                    $0.text,
                    about: $0.help,
                    isSelected: $0.value == chosen,
                    effect: effect(of: field, $0.value)
                )
            }
    }

    private func effect(
        of field: SyncField,
        _ value: String
    ) -> (text: String, names: [String])? {
        guard field == .initialSyncBehavior else { return nil }
        return SyncOptions.InitialSyncBehavior(rawValue: value)
            .flatMap { known.outlook?.effect(of: $0) }
    }

    private var sources: [PageValue] {
        let first = PageValue.option(
            "",
            "Whoever reports the folder first",
            draft[.sourceName] == nil
        )
        return [first]
            + known.sources.map { source in
                let name = source["name"]?.string ?? ""
                return PageValue.option(
                    name,
                    "\(name) (\(source["preset"]?.string ?? ""))",
                    name == draft[.sourceName]
                )
            }
    }

    private var connections: [PageValue] {
        let none = PageValue.option("", "Choose a connection", draft[.connectionId] == nil)
        return [none] + listed(known.connections, .connectionId, hasNone: false)
    }

    private var groups: [PageValue] {
        [PageValue.option("", "The account itself", draft[.groupId] == nil)]
            + listed(known.groups, .groupId, hasNone: false)
    }

    /// What was listed, by name; an answer that is not listed any more stays.
    private func listed(
        _ list: [JSONValue],
        _ field: SyncField,
        hasNone: Bool = true
    ) -> [PageValue] {
        let chosen = draft[field] ?? (field == .accountId ? known.onlyAccount : nil)
        var options = list.map { item in
            let id = item["id"]?.string ?? ""
            return PageValue.option(id, item["name"]?.string ?? id, id == chosen)
        }
        if let chosen, !list.contains(where: { $0["id"]?.isText(chosen) == true }) {
            options.insert(PageValue.option(chosen, "\(chosen) (not listed)", true), at: 0)
        } else if chosen == nil, hasNone {
            options.insert(PageValue.option("", "Choose one", true), at: 0)
        }
        return options
    }

    /// A name made of the folder and the destination, where none was given.
    private func proposal(_ field: SyncField) -> String {
        guard field == .name, draft.syncID == nil else { return "" }
        let folder = draft[.secretPath]?.split(separator: "/").last.map(String.init)
        let place = draft[.groupId] != nil ? "group" : "checkly"
        return Self.slug("\(folder ?? draft[.environment] ?? "sync")-to-\(place)")
    }

    private static func slug(_ text: String) -> String {
        let parts = text.lowercased().utf8
            .split { byte in
                !((UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte))
            }
        return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    /// What is known of the folder that the answers name; nil while they name none.
    private var folderNote: (Badge.Kind, String)? {
        guard draft[.secretPath] != nil, draft[.environment] != nil else { return nil }
        guard let folder = known.folder(of: draft), folder["isKnown"]?.bool == true else {
            return (
                .wait,
                "Nothing has been reported of this folder yet: the sync will wait, and delete "
                    + "nothing."
            )
        }
        let count = folder["secretCount"]?.integer ?? 0
        let imports = (folder["imports"]?.array ?? [])
            .map { "\($0["environment"]?.string ?? "") \($0["secretPath"]?.string ?? "")" }
        let imported = imports.isEmpty ? "" : "; imports \(imports.joined(separator: ", "))"
        return (.good, "Known: \(count) \(count == 1 ? "secret" : "secrets")\(imported).")
    }

    /// What the key schema makes of secrets' names.
    var preview: PageValue? {
        guard wizard.step == .options else { return nil }
        let schema = draft[.keySchema].flatMap(KeySchema.init)
        let environment = draft[.environment] ?? ""
        let keys = known.content?["keys"]?.array ?? []
        let total = known.content?["total"]?.integer ?? 0
        let examples = ["API_KEY", "DATABASE_URL"].map { JSONValue.members(["key": .string($0)]) }
        let remarks = known.outlook?.remarks ?? [:]
        let rows = (keys.isEmpty ? examples : keys)
            .map { secret -> PageValue in
                let name = secret["key"]?.string ?? ""
                let key = schema?.key(for: name, environment: environment) ?? name
                return .members([
                    "secret": .text(name), "variable": .text(key),
                    "remark": secret["isBlank"]?.bool == true
                        ? Badge(.wait, "blank value").value : remarks[key]?.value,
                ])
            }
        let more = total - Int64(keys.count)
        let overwrites =
            draft[.initialSyncBehavior]
            == SyncOptions.InitialSyncBehavior.overwriteDestination.rawValue
        return .members([
            "sentence": keys.isEmpty
                ? "This is how names of secrets become keys of variables."
                : .text("\(total) \(total == 1 ? "secret" : "secrets") of the folder."),
            "rows": .list(rows), "isExample": .flag(keys.isEmpty),
            // What was looked at stays beside what is typed, until another schema makes it wrong.
            "keepsEffects": .flag(
                known.outlook == nil && wizard.lookedAt == (draft[.keySchema] ?? "")
            ),
            "more": more > 0 ? .text("and \(more) more") : nil,
            "warning": schema == nil && overwrites
                ? """
                Without a key schema every variable of the destination matches: overwriting \
                deletes those that are not in the source.
                """ : nil,
        ])
    }
}
