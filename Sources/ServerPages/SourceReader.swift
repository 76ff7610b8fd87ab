internal import APIRoutes
internal import Encodings
internal import Pages

/// How a source reads secrets from its KMS: what its page says of it, the check, and the form.
enum SourceReader {
    /// The names of the fields of the form, which are the API's.
    private static let names = [
        "api", "baseUrl", "clientId", "clientSecret", "allowInsecureHttp", "holdEmptiedFolders",
    ]

    /// The part of a source's page; nil for a source that cannot have a reader.
    ///
    /// - Parameters:
    ///   - source: The source as the API shows it.
    ///   - request: The page.
    ///   - check: What the API said of the reader; nil if it was not asked.
    /// - Returns: The values of the template `source`.
    static func card(
        of source: JSONValue,
        _ request: PageRequest,
        check: JSONValue?
    ) -> PageValue? {
        let reader = source["reader"]
        let isThere = reader?.members != nil
        guard isThere || SourceWiring(preset: source["preset"]?.string ?? "").mayRead else {
            return nil
        }
        let path = PagePath.source(source["name"]?.string ?? "")
        return .members([
            "rows": .list(rows(reader)),
            "result": check.map(result),
            "check": isThere && request.mayUse(.checkReader)
                ? .link("Check the reader", "\(path)/check-reader") : nil,
            "editHref": request.mayUse(.updateSource) ? .text("\(path)/reader") : nil,
            "editText": isThere ? "Change the reader…" : "Add a reader…",
        ])
    }

    private static func rows(_ reader: JSONValue?) -> [PageValue] {
        guard reader?.members != nil else {
            return [
                .object(["label": "Reads", "value": "nothing: only what is delivered is known"])
            ]
        }
        let waits = reader?["holdEmptiedFolders"]?.bool == true
        return [
            .object(["label": "API", "value": .text(reader?["api"]?.string ?? "")]),
            .object([
                "label": "Address", "value": .text(reader?["baseUrl"]?.string ?? ""),
                "isMono": true,
            ]),
            .object([
                "label": "Client id", "value": .text(reader?["clientId"]?.string ?? ""),
                "isMono": true,
            ]),
            .object(["label": "Client secret", "value": "set"]),
            .object([
                "label": "A folder that is empty at once",
                "value": waits ? "waits for somebody" : "is taken as empty",
            ]),
        ]
    }

    private static func result(_ check: JSONValue) -> PageValue {
        let isWell = check["ok"]?.bool == true
        let kind: Badge.Kind = isWell ? .good : .bad
        let message = check["message"]?.string.map(Sentence.text) ?? "It could not be tried."
        return .object([
            "kind": .text(kind.rawValue),
            "text": .text(isWell ? "The KMS lets it in, and it can read." : message),
        ])
    }

    /// Tries the reader, and shows what the KMS says.
    static func check(_ request: PageRequest) async throws(APIError) -> Page {
        let answer = try await request.ask(.checkReader, [request.parameter("name")])
        return try await SourcePages.page(request, readerCheck: answer)
    }

    static func edit(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.updateSource)
        return try await form(request, error: nil)
    }

    static func save(_ request: PageRequest) async throws(APIError) -> Page {
        let name = request.parameter("name")
        do throws(APIError) {
            _ = try await request.ask(
                .updateSource,
                [name],
                sending: .members(["reader": body(request.form)])
            )
            return Notice.saved.page(PagePath.source(name))
        } catch {
            guard error.isAboutForm else { throw error }
            return try await form(request, error: error)
        }
    }

    /// The access to a KMS that a form describes.
    static func body(_ form: [String: String]) -> JSONValue {
        .members([
            "api": form["api"].map(JSONValue.string),
            "baseUrl": form["baseUrl"].map(JSONValue.string),
            "clientId": form["clientId"].map(JSONValue.string),
            "clientSecret": form["clientSecret"].map(JSONValue.string),
            "allowInsecureHttp": .bool(form["allowInsecureHttp"] != nil),
            "holdEmptiedFolders": .bool(form["holdEmptiedFolders"] != nil),
        ])
    }

    private static func form(
        _ request: PageRequest,
        error: APIError?
    ) async throws(APIError) -> Page {
        let name = request.parameter("name")
        let source = try await request.ask(.getSource, [name])["webhookSource"]
        // What was sent is shown again, but for the secret.
        let isSent = request.form["api"] != nil
        let reader = source?["reader"]
        var given = request.form.filter { names.contains($0.key) }
        if !isSent {
            for name in names { given[name] = reader?[name]?.string }
            for name in ["allowInsecureHttp", "holdEmptiedFolders"] {
                let isOn = reader?[name]?.bool ?? (name == "holdEmptiedFolders")
                given[name] = isOn ? "yes" : nil
            }
        }
        return FormPage(
            heading: "The reader of \(name)",
            submit: "Save",
            section: .sources,
            breadcrumbs: [
                .link(PageSection.sources.title, PageSection.sources.path),
                .link(name, PagePath.source(name)),
            ],
            action: "\(PagePath.source(name))/reader",
            cancelHref: PagePath.source(name),
            lead: "Saving asks the KMS first. The client secret is not kept in the page: enter it "
                + "again, or a new one.",
            fields: fields(given, isRequired: true),
            error: error
        )
        .page
    }

    /// The fields of the access to a KMS.
    ///
    /// - Parameters:
    ///   - given: What stands in them.
    ///   - isRequired: Whether they must be filled in.
    /// - Returns: The fields in their order.
    static func fields(_ given: [String: String], isRequired: Bool) -> [FormField] {
        let choices = [("infisical-v3", "Infisical v3"), ("infisical-v4", "Infisical v4")]
        let api = given["api"] ?? choices[0].0
        return [
            FormField(
                name: "api",
                label: "KMS API",
                control: .select(
                    choices.map { PageValue.option($0.0, $0.1, $0.0 == api) }
                ),
                help: "Its webhooks say that a folder changed; the secrets are read from the KMS."
            ),
            FormField(
                name: "baseUrl",
                label: "KMS address",
                control: .text(placeholder: "https://kms.hanzo.ai"),
                value: given["baseUrl"] ?? "",
                isRequired: isRequired
            ),
            FormField(
                name: "clientId",
                label: "Client id",
                control: .text(),
                value: given["clientId"] ?? "",
                help: "Of a machine identity that may read the secrets.",
                isRequired: isRequired
            ),
            FormField(
                name: "clientSecret",
                label: "Client secret",
                control: .password(),
                isRequired: isRequired
            ),
            FormField(
                name: "holdEmptiedFolders",
                label: "Wait for somebody where every secret of a folder is gone at once",
                control: .box(isOn: given["holdEmptiedFolders"] != nil)
            ),
            FormField(
                name: "allowInsecureHttp",
                label: "Take an http address of another machine",
                control: .box(isOn: given["allowInsecureHttp"] != nil),
                help: "Everybody on the way then reads every secret."
            ),
        ]
    }
}
