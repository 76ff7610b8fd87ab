/// A field of a form with its label, help and error, for the template `field`.
struct FormField: Sendable {
    /// The control.
    enum Control: Sendable {
        /// A line of text, with the texts that it proposes and those that buttons insert.
        case text(proposals: [String] = [], inserts: [String] = [], placeholder: String? = nil)
        case number
        /// Several lines of text.
        case area(limit: Int)
        /// A secret, which is never filled in again; the button makes one with a prefix.
        case password(made: String? = nil)
        /// A list to choose from; the button loads it again, where it depends on another field.
        case select([PageValue], update: String? = nil)
        case radio([PageValue])
        /// A box that sends `yes`.
        case box(isOn: Bool)
    }

    var name: String
    var label: String
    var control: Control
    var value = ""
    var help: String?
    var error: String?
    var isRequired = false
    /// A remark below: the kind of a badge, and what it says.
    var note: (kind: Badge.Kind, text: String)?
    /// What an edited sync has now; nil if it is the same.
    var was: String?

    /// An object for the template.
    var pageValue: PageValue {
        let common: PageValue = .members([
            "name": .text(name), "id": .text(name), "label": .text(label),
            "value": .field(value), "help": .optional(help), "error": .optional(error),
            "isRequired": .flag(isRequired), "was": .optional(was),
            "note": note.map {
                .object(["kind": .text($0.kind.rawValue), "text": .text($0.text)])
            },
        ])
        return common.merging(own)
    }

    private var own: PageValue {
        switch control {
        case .text(let proposals, let inserts, let placeholder):
            .members([
                "isText": true, "placeholder": .optional(placeholder),
                "datalist": proposals.isEmpty
                    ? nil : .object(["options": .list(proposals.map(PageValue.field))]),
                "inserts": .list(inserts.map(PageValue.text)),
            ])
        case .number: .object(["isNumber": true])
        case .area(let limit): .object(["isTextarea": true, "limit": .count(limit)])
        case .password(let prefix):
            .members([
                "isPassword": true, "value": nil,
                "make": prefix.map {
                    .object(["text": "Make one and copy", "prefix": .field($0)])
                },
            ])
        case .select(let options, let update):
            .members(["isSelect": true, "options": .list(options), "update": .optional(update)])
        case .radio(let choices): .object(["isRadio": true, "choices": .list(choices)])
        case .box(let isOn):
            .object(["isCheckbox": true, "isChecked": .flag(isOn), "value": "yes"])
        }
    }

    /// A choice of radio buttons.
    static func choice(
        _ value: String,
        _ text: String,
        about: String? = nil,
        isSelected: Bool
    ) -> PageValue {
        .members([
            "value": .field(value), "text": .text(text), "about": .optional(about),
            "isSelected": .flag(isSelected),
        ])
    }
}
