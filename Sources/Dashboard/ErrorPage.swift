internal import APIRoutes
internal import HTTPTypes
internal import Pages

/// A page that cannot be shown, in the words of the API.
enum ErrorPage {
    /// The page.
    ///
    /// - Parameters:
    ///   - error: What is wrong.
    ///   - requestID: Names the request.
    ///   - path: The path of the request, whose section is the way back.
    ///   - retry: Where to try again; nil if that makes no sense.
    /// - Returns: The page.
    static func document(
        _ error: APIError,
        requestID: String,
        path: String,
        retry: String?
    ) -> Page.Document {
        let section =
            PageSection.allCases.first { $0 != .overview && path.hasPrefix($0.path) } ?? .overview
        let failure = Failure(error)
        let isOver = error.status >= 500 || error.status == 429
        return Page.Document(
            template: "error",
            heading: heading(error.status),
            values: .members([
                "statusText": .text("Status \(error.status)"),
                "code": .optional(failure.code), "message": .text(failure.text),
                "hint": .optional(failure.hint),
                "requestID": .text(requestID),
                "away": .link("Back to \(section.title)", section.path),
                "retryHref": isOver ? .optional(retry) : nil,
            ]),
            status: HTTPResponse.Status(code: error.status)
        )
    }

    private static func heading(_ status: Int) -> String {
        switch status {
        case 403: "Not allowed"
        case 404: "Not found"
        case 429: "Too many requests"
        case 503: "Not available now"
        case 500...: "Something went wrong"
        default: "This cannot be shown"
        }
    }
}
