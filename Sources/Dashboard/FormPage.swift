internal import APIRoutes
internal import Encodings
internal import HTTPTypes

/// A page with one form that makes or changes something.
struct FormPage: Sendable {
    var heading: String
    var submit: String
    var section: Shell.Section
    var breadcrumbs: [PageValue]
    /// Where the form goes, a path of this dashboard.
    var action: String
    var cancelHref: String
    var lead: String?
    var fields: [FormField]
    /// What the form carries along, by name.
    var hidden: [(name: String, value: String)] = []
    /// Why it was refused; nil if it was not.
    var error: APIError?

    /// The page; what the error says of a field stands there, and what was typed is shown again.
    var page: Page { .document(document()) }

    /// The page with another template, which shows more than the form.
    func document(template: String = "form", adding values: PageValue? = nil) -> Page.Document {
        let shown = fields.map { field in
            var field = field
            field.error = field.error ?? error?.message(about: field.name)
            return field
        }
        let told = shown.compactMap { field in
            field.error.map { PageValue.link("\(field.label): \($0)", "#\(field.name)") }
        }
        let own: PageValue = .members([
            "lead": .optional(lead),
            "fields": .list(shown.map(\.pageValue)),
            "errors": told.isEmpty
                ? nil
                : .object([
                    "title": told.count == 1
                        ? "One field is not right" : "Some fields are not right",
                    "items": .list(told),
                ]),
            "form": .members([
                "action": .text(action), "submit": .text(submit), "cancelHref": .text(cancelHref),
                "hidden": .list(
                    hidden.map {
                        .object(["name": .text($0.name), "value": .field($0.value)])
                    }
                ),
                "error": told.isEmpty ? error.map { Failure($0).value } : nil,
            ]),
        ])
        return Page.Document(
            template: template,
            heading: heading,
            subject: error == nil ? nil : "Error",
            section: section,
            breadcrumbs: breadcrumbs,
            values: values.map(own.merging) ?? own,
            status: error.map { HTTPResponse.Status(code: $0.status) } ?? .ok
        )
    }
}

/// The page of a confirmation that is about no sync.
struct ConfirmationPage: Sendable {
    var heading: String
    var submit: String
    var section: Shell.Section
    var breadcrumbs: [PageValue]
    var action: String
    var cancelHref: String
    var lead: String
    /// What happens, as sentences.
    var consequences: [String]
    var error: APIError?

    /// The page.
    var page: Page {
        .document(
            Page.Document(
                template: "confirm",
                heading: heading,
                section: section,
                breadcrumbs: breadcrumbs,
                values: .members([
                    "lead": .text(lead),
                    "what": .list(consequences.map(PageValue.text)),
                    "fields": .list([]),
                    "form": .members([
                        "action": .text(action), "submit": .text(submit), "isDanger": true,
                        "cancelHref": .text(cancelHref), "hidden": .list([]),
                        "error": error.map { Failure($0).value },
                    ]),
                ]),
                status: error.map { HTTPResponse.Status(code: $0.status) } ?? .ok
            )
        )
    }
}
