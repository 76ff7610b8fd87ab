/// A field of a form with its label, help and error, for the template `field`.
package struct FormField: Sendable {
    /// The control.
    package enum Control: Sendable {
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

    /// Its name in the form, which is the API's.
    package var name: String
    /// What it is called.
    package var label: String
    /// What fills it in.
    package var control: Control
    /// What stands in it.
    package var value = ""
    /// What to know to fill it in; nil for nothing.
    package var help: String?
    /// What is wrong with it; nil if nothing is.
    package var error: String?
    /// Whether it must be filled in.
    package var isRequired = false
    /// A remark below: the kind of a badge, and what it says.
    package var note: (kind: Badge.Kind, text: String)?
    /// What an edited sync has now; nil if it is the same.
    package var was: String?

    /// - Parameters:
    ///   - name: Its name in the form, which is the API's.
    ///   - label: What it is called.
    ///   - control: What fills it in.
    ///   - value: What stands in it.
    ///   - help: What to know to fill it in.
    ///   - error: What is wrong with it.
    ///   - isRequired: Whether it must be filled in.
    ///   - note: A remark below it.
    ///   - was: What an edited sync has now.
    package init(
        name: String,
        label: String,
        control: Control,
        value: String = "",
        help: String? = nil,
        error: String? = nil,
        isRequired: Bool = false,
        note: (kind: Badge.Kind, text: String)? = nil,
        was: String? = nil
    ) {
        self.name = name
        self.label = label
        self.control = control
        self.value = value
        self.help = help
        self.error = error
        self.isRequired = isRequired
        self.note = note
        self.was = was
    }

    /// An object for the template.
    package var pageValue: PageValue {
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
    ///
    /// - Parameters:
    ///   - value: What the form sends.
    ///   - text: What it is called.
    ///   - about: What it means, in a sentence.
    ///   - isSelected: Whether it is chosen.
    ///   - effect: What choosing it leads to, as a text and the names that it is about; nil if
    ///     that is not known.
    /// - Returns: An object for the template `field`.
    package static func choice(
        _ value: String,
        _ text: String,
        about: String? = nil,
        isSelected: Bool,
        effect: (text: String, names: [String])? = nil
    ) -> PageValue {
        .members([
            "value": .field(value), "text": .text(text), "about": .optional(about),
            "isSelected": .flag(isSelected),
            "effect": effect.map {
                .object(["text": .text($0.text), "keys": .list($0.names.map(PageValue.text))])
            },
        ])
    }
}
