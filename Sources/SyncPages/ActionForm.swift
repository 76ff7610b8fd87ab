internal import APIContract
internal import APIRoutes
internal import Encodings
internal import Pages

/// The fields of the form that does something to a sync.
struct ActionForm: Sendable {
    let action: SyncAction
    let sync: JSONValue
    let request: PageRequest
    let error: APIError?

    private func given(_ name: String) -> String {
        request.form[name] ?? request.query[name] ?? ""
    }

    /// The fields that somebody fills in.
    var fields: [PageValue] {
        switch action {
        case .pause, .resume:
            [
                field("reason", "Reason", help: "Shown with the sync and kept in the log.")
            ]
        case .pin:
            [
                field(
                    "asOf",
                    "Moment",
                    help: "A position of the log, such as #412, or a time such as "
                        + "2026-11-23T08:00:00Z.",
                    isRequired: true
                )
            ]
        case .skip:
            [
                field(
                    "reason",
                    "Reason",
                    help: "Why the change may be left; shown with the plan and kept in the log.",
                    isRequired: true
                )
            ]
        case .adopt:
            [
                field(
                    "key",
                    "Variable",
                    help: "Its key as it is at Checkly.",
                    isRequired: true
                )
            ]
        case .remove:
            [
                field(
                    "confirmation",
                    "Name of the sync",
                    help: "Type it to confirm that the variables go.",
                    isRequired: true
                )
            ]
        case .delete:
            [
                choice,
                field(
                    "confirmation",
                    "Name of the sync",
                    help: "Type it if the variables go too; otherwise leave it out."
                ),
            ]
        case .push, .unpin, .retry: []
        }
    }

    /// What becomes of a deleted sync's variables.
    private var choice: PageValue {
        let removes = SyncAction.removesSecrets(request)
        return FormField(
            name: "variables",
            label: "What happens to its variables",
            control: .radio([
                FormField.choice(
                    "keep",
                    "Leave its variables at Checkly",
                    about: "Nobody here owns them then, and nothing here changes them.",
                    isSelected: !removes
                ),
                FormField.choice(
                    "remove",
                    "Delete its variables first, then the sync",
                    about: "Every variable above is deleted at Checkly.",
                    isSelected: removes
                ),
            ]),
            isRequired: true
        )
        .pageValue
    }

    /// What the form carries along.
    var hidden: [PageValue] {
        let key = given("key")
        guard [.retry, .skip].contains(action), !key.isEmpty else { return [] }
        return [.object(["name": "key", "value": .field(key)])]
    }

    /// What is wrong and belongs to no field.
    var failure: Failure? {
        guard let error else { return nil }
        let names = Set(fieldNames)
        switch error.message {
        case .text(let text):
            return error.field.map(names.contains) == true ? nil : Failure(text)
        case .issues(let issues):
            let others = issues.filter { !names.contains($0.path.last ?? "") }
            return others.isEmpty ? nil : Failure(APIError.invalid(others))
        }
    }

    /// The API's name for the keys of which the form asks for one.
    private static let adoptedKeys = "keys"

    private var fieldNames: [String] {
        switch action {
        case .pause, .resume, .skip: ["reason"]
        case .pin: ["asOf"]
        case .adopt: ["key", Self.adoptedKeys]
        case .remove, .delete: ["confirmation"]
        case .push, .unpin, .retry: []
        }
    }

    private func field(
        _ name: String,
        _ label: String,
        help: String,
        isRequired: Bool = false
    ) -> PageValue {
        FormField(
            name: name,
            label: label,
            control: .text(),
            value: given(name),
            help: help,
            error: error?.message(about: name)
                ?? (name == "key" ? error?.message(about: Self.adoptedKeys) : nil),
            isRequired: isRequired
        )
        .pageValue
    }
}
