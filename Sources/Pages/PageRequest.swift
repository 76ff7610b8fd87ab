package import APIRoutes
package import Encodings
package import SyncModel

/// A request for a page by somebody who is signed in.
package struct PageRequest: Sendable {
    /// Who asks.
    package let session: Session
    /// How they want pages to look.
    package let preferences: Preferences
    /// What was done before this page, to be said once; nil if nothing is to be said.
    package let notice: Notice?
    /// The path as it was asked for.
    package let path: String
    /// The fields of the query; the first of several with one name counts, and empty ones count as
    /// absent.
    package let query: [String: String]
    /// The fields of a form that was sent; of several with one name the first.
    package let form: [String: String]
    /// The id of the part of the page that is asked for alone; nil for the whole page.
    package let part: String?
    /// Whether only the preview of the form is asked for.
    package let isPreview: Bool
    private let allFields: [(name: String, value: String)]
    /// The address that senders reach, without a slash at its end.
    package let webhookAddress: String
    /// The last position of the log.
    package let head: Int64
    /// How many sessions there are with the same token, this one included.
    package let sessionCount: Int
    private let parameters: [String: String]
    private let api: APIAccess
    /// The time of the page.
    package let now: Timestamp

    package init(
        session: Session,
        preferences: Preferences,
        notice: Notice?,
        path: String,
        query: [String: String],
        fields: [(name: String, value: String)],
        parameters: [String: String],
        webhookAddress: String,
        head: Int64,
        sessionCount: Int,
        api: APIAccess,
        now: Timestamp
    ) {
        self.session = session
        self.preferences = preferences
        self.notice = notice
        self.path = path
        let (part, isPreview) = (query[Self.partField], query[Self.partField] == Self.preview)
        self.part = isPreview ? nil : part
        self.isPreview = isPreview
        // A link on a part leads to the whole page.
        self.query = query.filter { $0.key != Self.partField }
        form = Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
        allFields = fields
        self.parameters = parameters
        self.webhookAddress = webhookAddress
        self.head = head
        self.sessionCount = sessionCount
        self.api = api
        self.now = now
    }

    /// The field of a query that asks for a part of a page.
    package static let partField = "fragment"
    private static let preview = "preview"

    /// Every value that a form has for a name, such as of check boxes.
    package func values(of name: String) -> [String] {
        allFields.filter { $0.name == name }.map(\.value)
    }

    /// A part of the path, decoded.
    package func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// Performs a request of the API as who is signed in.
    ///
    /// - Throws: `APIError` as the API refuses it.
    package func ask(
        _ route: Route,
        _ parts: [String] = [],
        query: [String: String] = [:],
        sending body: JSONValue = .object([])
    ) async throws(APIError) -> JSONValue {
        try await api.perform(
            APIRequest(route, parts, query: query, body: body),
            session.caller
        )
    }

    /// A text of the API as a file.
    ///
    /// - Parameters:
    ///   - route: A route that answers with text.
    ///   - parts: The parts of its path.
    ///   - query: Its parameters.
    ///   - name: The name of the file; nil for the API's own.
    /// - Returns: The page that sends it.
    /// - Throws: `APIError` as the API refuses it.
    package func download(
        _ route: Route,
        _ parts: [String] = [],
        query: [String: String] = [:],
        as name: String? = nil
    ) async throws(APIError) -> Page {
        var file = try await api.text(APIRequest(route, parts, query: query), session.caller)
        if let name { file.name = name }
        return .download(file)
    }

    /// Whether who is signed in may use a route of the API; what they may not do is not offered.
    package func mayUse(_ route: Route) -> Bool { session.caller.mayUse(route) }

    /// - Throws: `APIError` 403 if who is signed in may not use a route of the API.
    package func require(_ route: Route) throws(APIError) {
        if !mayUse(route) { throw .permissionDenied(session.caller.role) }
    }

    /// The sync that the path names, as the API shows it.
    ///
    /// - Throws: `APIError` 404 if there is none.
    package func sync() async throws(APIError) -> JSONValue {
        do throws(APIError) {
            if let sync = try await ask(.getSync, [parameter("id")])["secretSync"] { return sync }
        } catch {
            // What is no id is the id of nothing.
            if error.status != 422 { throw error }
        }
        throw .notFound("There is no such sync. (It may have been deleted.)")
    }

    /// Times as who is signed in prefers them.
    package var times: TimeText { TimeText(times: preferences.times, now: now) }

    /// This page with other fields in its query; a nil value removes the field.
    package func href(_ changes: KeyValuePairs<String, String?>) -> String {
        var fields = query
        for (name, value) in changes { fields[name] = value }
        return Self.href(path, fields)
    }

    /// A path with a query, sorted by name; empty fields are left out.
    package static func href(_ path: String, _ fields: [String: String]) -> String {
        let parts = fields.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }
        return parts.isEmpty ? path : "\(path)?\(parts.joined(separator: "&"))"
    }
}
