internal import APIRoutes
internal import Encodings
internal import Pages

extension SourceForms {
    /// The way of a test delivery that goes to the listener in the program.
    private static let inside = "inside"

    /// Asks which way a test delivery is to go.
    static func test(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.testSource)
        return test(request, error: nil)
    }

    /// Sends a test delivery, and leads to what became of it.
    static func sendTest(_ request: PageRequest) async throws(APIError) -> Page {
        let name = request.parameter("name")
        let answer: JSONValue
        do throws(APIError) {
            answer = try await request.ask(
                .testSource,
                [name],
                sending: .members(["via": request.form["via"].map(JSONValue.string)])
            )
        } catch {
            guard error.isAboutForm else { throw error }
            return test(request, error: error)
        }
        let test = answer["test"]
        if test?["isAccepted"]?.bool == true, let position = test?["position"]?.integer {
            return Notice.testAccepted.page(PagePath.delivery(position))
        }
        if let id = test?["refusedId"]?.string {
            return .redirect(PagePath.refusal(id))
        }
        let problem = test?["problem"]
        let status = test?["status"]?.integer.map { "The answer was \($0), not this server's." }
        let message = problem?["message"]?.string ?? status ?? "No answer came."
        let hint = problem?["hint"]?.string.map { " (\($0))" } ?? ""
        return self.test(request, error: .badRequest(message + hint))
    }

    private static func test(_ request: PageRequest, error: APIError?) -> Page {
        let name = request.parameter("name")
        let way = request.form["via"] ?? inside
        return FormPage(
            heading: "Send a test to \(name)",
            submit: "Send the test",
            section: .sources,
            breadcrumbs: [crumb, .link(name, PagePath.source(name))],
            action: "\(PagePath.source(name))/test",
            cancelHref: PagePath.source(name),
            lead: "A delivery without secrets, signed with one of the source's secrets. The log "
                + "records it as any other, and no sync changes.",
            fields: [
                FormField(
                    name: "via",
                    label: "Way",
                    control: .radio([
                        FormField.choice(
                            inside,
                            "Inside the program",
                            about: "Tries the source and its secrets.",
                            isSelected: way == inside
                        ),
                        FormField.choice(
                            "public-url",
                            "Through the public address",
                            about: "Tries everything in between too: \(request.webhookAddress)",
                            isSelected: way != inside
                        ),
                    ]),
                    error: error?.message(about: "via"),
                    isRequired: true
                )
            ],
            error: error
        )
        .page
    }
}
