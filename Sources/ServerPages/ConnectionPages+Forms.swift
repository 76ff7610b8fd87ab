internal import APIRoutes
internal import Encodings
internal import Pages
internal import ReadModels

extension ConnectionPages {
    /// A form of a connection, by the last part of its address.
    enum Act: String, Sendable, CaseIterable {
        case edit, key
    }

    private static let keyHelp =
        "Made at Checkly under Settings, API keys. It is stored sealed and never shown again."

    static func new(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.createConnection)
        return form(request, error: nil).page
    }

    static func create(_ request: PageRequest) async throws(APIError) -> Page {
        do throws(APIError) {
            let answer = try await request.ask(
                .createConnection,
                sending: .members([
                    "name": request.form["name"].map(JSONValue.string),
                    "method": .string("api-key"),
                    "description": request.form["description"].map(JSONValue.string),
                    "credentials": key(request),
                ])
            )
            let id = answer["appConnection"]?["id"]?.string ?? ""
            guard let back = request.form["back"] else {
                return Notice.connectionCreated.page(PagePath.connection(id))
            }
            return .redirect("\(back)\(back.contains("?") ? "&" : "?")connectionId=\(id)")
        } catch {
            guard error.isAboutForm else { throw error }
            return form(request, error: error).page
        }
    }

    private static func key(_ request: PageRequest) -> JSONValue {
        .members(["apiKey": request.form["apiKey"].map(JSONValue.string)])
    }

    private static func form(_ request: PageRequest, error: APIError?) -> FormPage {
        let back = (request.form["back"] ?? request.query["back"]).map(PagePath.local)
        return FormPage(
            heading: "Add a connection",
            submit: "Add the connection",
            section: .connections,
            breadcrumbs: [crumb],
            action: "/connections/new",
            cancelHref: back ?? PageSection.connections.path,
            lead: "Checkly is asked whether it accepts the key before anything is saved.",
            fields: nameFields(request.form) + [keyField],
            hidden: back.map { [("back", $0)] } ?? [],
            error: error
        )
    }

    private static func nameFields(_ given: [String: String]) -> [FormField] {
        [
            FormField(
                name: "name",
                label: "Name",
                control: .text(),
                value: given["name"] ?? "",
                help: "Lower-case letters, digits and hyphens.",
                isRequired: true
            ),
            FormField(
                name: "description",
                label: "Description",
                control: .text(),
                value: given["description"] ?? ""
            ),
        ]
    }

    private static var keyField: FormField {
        FormField(
            name: "apiKey",
            label: "API key",
            control: .password(),
            help: keyHelp,
            isRequired: true
        )
    }

    static func change(_ act: Act, _ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.updateConnection)
        return try await change(act, request, error: nil)
    }

    static func save(_ act: Act, _ request: PageRequest) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let body: JSONValue =
            switch act {
            case .key: .members(["credentials": key(request)])
            case .edit:
                .members([
                    "name": request.form["name"].map(JSONValue.string),
                    "description": request.form["description"].map(JSONValue.string) ?? .null,
                ])
            }
        do throws(APIError) {
            _ = try await request.ask(.updateConnection, [id], sending: body)
            return Notice.saved.page(PagePath.connection(id))
        } catch {
            guard error.isAboutForm else { throw error }
            return try await change(act, request, error: error)
        }
    }

    private static func change(
        _ act: Act,
        _ request: PageRequest,
        error: APIError?
    ) async throws(APIError) -> Page {
        let id = request.parameter("id")
        guard let connection = try await request.ask(.getConnection, [id])["appConnection"] else {
            throw .notFound("There is no such connection")
        }
        let name = connection["name"]?.string ?? ""
        let now = [
            "name": name, "description": connection["description"]?.string ?? "",
        ]
        return FormPage(
            heading: act == .key ? "Replace the key" : "Edit the connection",
            submit: act == .key ? "Replace the key" : "Save",
            section: .connections,
            breadcrumbs: [crumb, .link(name, PagePath.connection(id))],
            action: "\(PagePath.connection(id))/\(act.rawValue)",
            cancelHref: PagePath.connection(id),
            lead: act == .key
                ? "Checkly is asked whether it accepts the new key before it replaces the old one."
                : nil,
            fields: act == .key
                ? [keyField] : nameFields(request.form.isEmpty ? now : request.form),
            error: error
        )
        .page
    }

    static func confirmDeletion(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.deleteConnection)
        return try await deletion(request, error: nil)
    }

    static func delete(_ request: PageRequest) async throws(APIError) -> Page {
        do throws(APIError) {
            _ = try await request.ask(.deleteConnection, [request.parameter("id")])
            return Notice.connectionDeleted.page(PageSection.connections.path)
        } catch {
            guard error.isAboutForm else { throw error }
            return try await deletion(request, error: error)
        }
    }

    private static func deletion(
        _ request: PageRequest,
        error: APIError?
    ) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let connection = try await request.ask(.getConnection, [id])["appConnection"]
        let users = try await users(of: id, request)
        let rest = users.count - Int64(users.shown.count)
        let name = connection?["name"]?.string ?? ""
        return ConfirmationPage(
            heading: "Delete the connection \(name)",
            submit: "Delete the connection",
            section: .connections,
            breadcrumbs: [crumb, .link(name, PagePath.connection(id))],
            action: "\(PagePath.connection(id))/delete",
            cancelHref: PagePath.connection(id),
            lead: users.shown.isEmpty
                ? "No sync uses it." : "Syncs use it, so it cannot be deleted yet:",
            consequences: users.shown.isEmpty
                ? ["The API key is gone afterwards.", "Variables at Checkly stay as they are."]
                : users.shown.map(userName)
                    + (rest > 0 ? ["and \(rest) more"] : []),
            isPossible: users.shown.isEmpty,
            error: error
        )
        .page
    }

    /// A sync that is about to be gone says so, so that one knows to wait for it.
    private static func userName(_ sync: JSONValue) -> String {
        let name = sync["name"]?.string ?? ""
        guard sync["state"]?.string == SyncState.removing.rawValue else { return name }
        return "\(name), whose variables are being removed"
    }
}
