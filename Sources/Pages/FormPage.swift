package import APIRoutes
internal import Encodings
internal import HTTPTypes

/// A page with one form that makes or changes something.
package struct FormPage: Sendable {
    /// The heading.
    package var heading: String
    /// The words of the button.
    package var submit: String
    /// Where the page belongs.
    package var section: PageSection
    /// The pages above it, from the outermost in.
    package var breadcrumbs: [PageValue]
    /// Where the form goes, a path of this dashboard.
    package var action: String
    /// Where to go instead.
    package var cancelHref: String
    /// What to know before the fields; nil for nothing.
    package var lead: String?
    /// The fields in order.
    package var fields: [FormField]
    /// What the form carries along, by name.
    package var hidden: [(name: String, value: String)] = []
    /// Why it was refused; nil if it was not.
    package var error: APIError?

    /// - Parameters:
    ///   - heading: The heading.
    ///   - submit: The words of the button.
    ///   - section: Where the page belongs.
    ///   - breadcrumbs: The pages above it.
    ///   - action: Where the form goes.
    ///   - cancelHref: Where to go instead.
    ///   - lead: What to know before the fields.
    ///   - fields: The fields in order.
    ///   - hidden: What the form carries along.
    ///   - error: Why it was refused.
    package init(
        heading: String,
        submit: String,
        section: PageSection,
        breadcrumbs: [PageValue],
        action: String,
        cancelHref: String,
        lead: String? = nil,
        fields: [FormField],
        hidden: [(name: String, value: String)] = [],
        error: APIError? = nil
    ) {
        self.heading = heading
        self.submit = submit
        self.section = section
        self.breadcrumbs = breadcrumbs
        self.action = action
        self.cancelHref = cancelHref
        self.lead = lead
        self.fields = fields
        self.hidden = hidden
        self.error = error
    }

    /// The page; what the error says of a field stands there, and what was typed is shown again.
    package var page: Page { .document(document()) }

    /// The page with another template, which shows more than the form.
    package func document(
        template: String = "form",
        adding values: PageValue? = nil
    ) -> Page.Document {
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
            section: section,
            breadcrumbs: breadcrumbs,
            values: values.map(own.merging) ?? own,
            status: error.map { HTTPResponse.Status(code: $0.status) } ?? .ok,
            hasErrors: error != nil
        )
    }
}

/// The page of a confirmation that is about no sync.
package struct ConfirmationPage: Sendable {
    /// The heading.
    package var heading: String
    /// The words of the button.
    package var submit: String
    /// Where the page belongs.
    package var section: PageSection
    /// The pages above it, from the outermost in.
    package var breadcrumbs: [PageValue]
    /// Where the form goes, a path of this dashboard.
    package var action: String
    /// Where to go instead.
    package var cancelHref: String
    /// What is asked.
    package var lead: String
    /// What happens, as sentences.
    package var consequences: [String]
    /// What the form carries along.
    package var hidden: [String: String] = [:]
    /// Whether it can be done now; else there is no button.
    package var isPossible = true
    /// Why it was refused; nil if it was not.
    package var error: APIError?

    /// - Parameters:
    ///   - heading: The heading.
    ///   - submit: The words of the button.
    ///   - section: Where the page belongs.
    ///   - breadcrumbs: The pages above it.
    ///   - action: Where the form goes.
    ///   - cancelHref: Where to go instead.
    ///   - lead: What is asked.
    ///   - consequences: What happens, as sentences.
    ///   - hidden: What the form carries along.
    ///   - isPossible: Whether it can be done now.
    ///   - error: Why it was refused.
    package init(
        heading: String,
        submit: String,
        section: PageSection,
        breadcrumbs: [PageValue],
        action: String,
        cancelHref: String,
        lead: String,
        consequences: [String],
        hidden: [String: String] = [:],
        isPossible: Bool = true,
        error: APIError? = nil
    ) {
        self.heading = heading
        self.submit = submit
        self.section = section
        self.breadcrumbs = breadcrumbs
        self.action = action
        self.cancelHref = cancelHref
        self.lead = lead
        self.consequences = consequences
        self.hidden = hidden
        self.isPossible = isPossible
        self.error = error
    }

    /// The page.
    package var page: Page {
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
                        "action": .text(action),
                        "submit": isPossible ? .text(submit) : nil, "isDanger": true,
                        "cancelHref": .text(cancelHref),
                        "hidden": .list(
                            hidden.sorted { $0.key < $1.key }
                                .map {
                                    .object(["name": .text($0.key), "value": .field($0.value)])
                                }
                        ),
                        "error": error.map { Failure($0).value },
                    ]),
                ]),
                status: error.map { HTTPResponse.Status(code: $0.status) } ?? .ok,
                hasErrors: error != nil
            )
        )
    }
}
