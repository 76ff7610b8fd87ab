internal import APIContract
internal import APIRoutes
internal import Encodings
internal import Pages
internal import WebhookSignatures

/// The forms of sources.
enum SourceForms {
    static let crumb = PageValue.link(
        PageSection.sources.title,
        PageSection.sources.path
    )

    /// Makes a source: first the preset, then only what that needs.
    static func new(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.createSource)
        return new(request, error: nil)
    }

    static func create(_ request: PageRequest) async throws(APIError) -> Page {
        do throws(APIError) {
            let answer = try await request.ask(
                .createSource,
                sending: .members([
                    "name": request.form["name"].map(JSONValue.string),
                    "preset": request.form["preset"].map(JSONValue.string),
                    "toleranceSeconds": request.form["toleranceSeconds"].map(number),
                    "secrets": .array(request.form["secret"].map { [.string($0)] } ?? []),
                    "reader": reader(request.form),
                ])
            )
            let name = answer["webhookSource"]?["name"]?.string ?? ""
            return Notice.sourceCreated.page(PagePath.source(name))
        } catch {
            guard error.isAboutForm else { throw error }
            return new(request, error: error)
        }
    }

    private static func number(_ text: String) -> JSONValue {
        Int64(text) == nil ? .string(text) : .number(text)
    }

    /// The access to a KMS, where any of it was given.
    private static func reader(_ form: [String: String]) -> JSONValue? {
        let isGiven = ["baseUrl", "clientId", "clientSecret"].contains { form[$0] != nil }
        return isGiven ? SourceReader.body(form) : nil
    }

    private static func new(_ request: PageRequest, error: APIError?) -> Page {
        let chosen = request.form["preset"] ?? request.query["preset"]
        let presets = SignaturePreset.allCases.map(\.rawValue)
        let wiring = SourceWiring(preset: chosen ?? "")
        var error = error
        // A source is made with its first secret.
        if case .issues(let issues)? = error?.message {
            error?.message = .issues(
                issues.map { issue in
                    var issue = issue
                    if issue.path.first == "secrets" { issue.path = ["secret"] }
                    return issue
                }
            )
        }
        let form = FormPage(
            heading: "Add a source",
            submit: "Add the source",
            section: .sources,
            breadcrumbs: [crumb],
            action: "/sources/new",
            cancelHref: PageSection.sources.path,
            fields: chosen == nil ? [] : fields(wiring, request.form),
            hidden: chosen.map { [("preset", $0)] } ?? [],
            error: error
        )
        var document = form.document(
            template: "source-new",
            adding: .object([
                "presetsTitle": "Who sends?",
                "formTitle": .text("A source for \(wiring.title)"),
                "presets": .list(
                    presets.map { preset in
                        .object([
                            "text": .text(SourceWiring(preset: preset).title),
                            "about": .text(SourceWiring(preset: preset).about),
                            "href": .text(PageRequest.href("/sources/new", ["preset": preset])),
                            "isCurrent": .flag(preset == chosen),
                        ])
                    }
                ),
            ])
        )
        if chosen == nil { document.values = document.values.adding(["form": nil]) }
        return .document(document)
    }

    private static func fields(
        _ wiring: SourceWiring,
        _ given: [String: String]
    ) -> [FormField] {
        let fields = [
            FormField(
                name: "name",
                label: "Name",
                control: .text(),
                value: given["name"] ?? "",
                help: "Lower-case letters, digits and hyphens; part of the address.",
                isRequired: true
            ),
            secretField(wiring),
            tolerance(given["toleranceSeconds"] ?? "300"),
        ]
        guard wiring.mayRead else { return fields }
        // Until a form was sent, a folder that is empty at once waits.
        let usual = given.isEmpty ? ["holdEmptiedFolders": "yes"] : given
        return fields + SourceReader.fields(usual, isRequired: false)
    }

    private static func secretField(_ wiring: SourceWiring) -> FormField {
        FormField(
            name: "secret",
            label: "Signing secret",
            control: .password(made: wiring.secretPrefix),
            help: "What the sender signs with, exactly as it is there; at least 16 characters.",
            isRequired: true
        )
    }

    private static func tolerance(_ value: String) -> FormField {
        FormField(
            name: "toleranceSeconds",
            label: "Clock tolerance in seconds",
            control: .number,
            value: value,
            help: "How far a signed time may be from now."
        )
    }
}

extension SourceForms {
    static func edit(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.updateSource)
        return try await edit(request, error: nil)
    }

    static func save(_ request: PageRequest) async throws(APIError) -> Page {
        let name = request.parameter("name")
        do throws(APIError) {
            _ = try await request.ask(
                .updateSource,
                [name],
                sending: .members(["toleranceSeconds": request.form["toleranceSeconds"].map(number)]
                )
            )
            return Notice.saved.page(PagePath.source(name))
        } catch {
            guard error.isAboutForm else { throw error }
            return try await edit(request, error: error)
        }
    }

    private static func edit(
        _ request: PageRequest,
        error: APIError?
    ) async throws(APIError) -> Page {
        let name = request.parameter("name")
        let source = try await request.ask(.getSource, [name])["webhookSource"]
        let now = source?["toleranceSeconds"]?.integer.map(String.init) ?? ""
        return FormPage(
            heading: "Edit the source \(name)",
            submit: "Save",
            section: .sources,
            breadcrumbs: [crumb, .link(name, PagePath.source(name))],
            action: "\(PagePath.source(name))/edit",
            cancelHref: PagePath.source(name),
            fields: [tolerance(request.form["toleranceSeconds"] ?? now)],
            error: error
        )
        .page
    }

    static func newSecret(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.addSourceSecret)
        return try await newSecret(request, error: nil)
    }

    static func addSecret(_ request: PageRequest) async throws(APIError) -> Page {
        let name = request.parameter("name")
        do throws(APIError) {
            _ = try await request.ask(
                .addSourceSecret,
                [name],
                sending: .members([
                    "secret": request.form["secret"].map(JSONValue.string),
                    "notBefore": request.form["notBefore"].map(JSONValue.string),
                    "notAfter": request.form["notAfter"].map(JSONValue.string),
                ])
            )
            return Notice.secretAdded.page(PagePath.source(name))
        } catch {
            guard error.isAboutForm else { throw error }
            return try await newSecret(request, error: error)
        }
    }

    private static func newSecret(
        _ request: PageRequest,
        error: APIError?
    ) async throws(APIError) -> Page {
        let name = request.parameter("name")
        let source = try await request.ask(.getSource, [name])["webhookSource"]
        let wiring = SourceWiring(preset: source?["preset"]?.string ?? "")
        func time(_ name: String, _ label: String) -> FormField {
            FormField(
                name: name,
                label: label,
                control: .text(placeholder: "2026-11-23T08:00:00Z"),
                value: request.form[name] ?? ""
            )
        }
        return FormPage(
            heading: "Add a secret to \(name)",
            submit: "Add the secret",
            section: .sources,
            breadcrumbs: [crumb, .link(name, PagePath.source(name))],
            action: "\(PagePath.source(name))/secrets/new",
            cancelHref: PagePath.source(name),
            lead: "Deliveries signed with either secret are accepted, so the sender can be "
                + "switched without a gap; remove the old one once the new one has matched.",
            fields: [
                secretField(wiring), time("notBefore", "Valid from"),
                time("notAfter", "Valid until"),
            ],
            error: error
        )
        .page
    }
}
