internal import APIRoutes
internal import Encodings
internal import LogModels
internal import Pages

/// The form that exports events, which is recorded first.
struct ExportForm: Sendable {
    private static let path = "\(PageSection.audit.path)/export"

    private let request: PageRequest
    private let error: APIError?

    /// - Parameters:
    ///   - request: The request, whose form is filled in again.
    ///   - error: Why it was refused; nil if it was not.
    init(_ request: PageRequest, _ error: APIError?) {
        self.request = request
        self.error = error
    }

    private func given(_ name: String) -> String { request.form[name] ?? "" }

    /// An object for the template.
    var value: PageValue {
        let fields = [
            FormField(
                name: "from",
                label: "After",
                control: .text(placeholder: "#412 or a time"),
                value: given("from"),
                help: "Only events after this position or time.",
                error: error?.message(about: "from")
            ),
            FormField(
                name: "to",
                label: "Up to",
                control: .text(placeholder: "#412 or a time"),
                value: given("to"),
                help: "Only events up to this position or time.",
                error: error?.message(about: "to")
            ),
            FormField(
                name: "format",
                label: "Format",
                control: .select(
                    ExportFormat.allCases.map {
                        PageValue.option($0.rawValue, Self.title(of: $0), false)
                    }
                ),
                error: error?.message(about: "format"),
                isRequired: true
            ),
        ]
        let isAboutFields = fields.contains { $0.error != nil }
        return .members([
            "lead": """
            The log records who exported what before the first event leaves. Values are never in it.
            """,
            "fields": .list(fields.map(\.pageValue)),
            "form": .members([
                "action": .text(Self.path), "submit": "Export",
                "cancelHref": .text(PageSection.audit.path), "hidden": .list([]),
                "error": isAboutFields ? nil : error.map { Failure($0).value },
            ]),
        ])
    }

    private static func title(of format: ExportFormat) -> String {
        switch format {
        case .jsonl: "JSON, one event a line"
        case .csv: "CSV"
        }
    }

    /// Records an export and sends it.
    static func export(_ request: PageRequest) async throws(APIError) -> Page {
        let recorded: JSONValue
        do throws(APIError) {
            let body = JSONValue.members([
                "from": request.form["from"].map(JSONValue.moment),
                "to": request.form["to"].map(JSONValue.moment),
                "format": request.form["format"].map(JSONValue.string),
            ])
            recorded = try await request.ask(.recordExport, sending: body)["export"] ?? .null
        } catch {
            guard error.isAboutForm else { throw error }
            return try await AuditPage.page(request, error: error)
        }
        let position = recorded["position"]?.integer ?? 0
        return try await request.download(.getExportContent, [String(position)])
    }
}
