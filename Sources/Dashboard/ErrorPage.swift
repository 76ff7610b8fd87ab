internal import APIContract
internal import APIRoutes
internal import HTTPTypes

/// A page that cannot be shown, in the words of the API.
enum ErrorPage {
    static func document(_ error: APIError, requestID: String, retry: String?) -> Page.Document {
        let (code, message, hint) = parts(of: error)
        let isOver = error.status >= 500 || error.status == 429
        return Page.Document(
            template: "error",
            heading: heading(error.status),
            values: .members([
                "statusText": .text("Status \(error.status)"),
                "code": .optional(code), "message": .text(message), "hint": .optional(hint),
                "requestID": .text(requestID),
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

    /// The message apart from its code and its hint, as `code: message (hint)` has them.
    private static func parts(
        of error: APIError
    ) -> (code: String?, message: String, hint: String?) {
        var message = error.message.text
        var code: String?
        if let colon = message.firstRange(of: ": "), isCode(message[..<colon.lowerBound]) {
            code = String(message[..<colon.lowerBound])
            message = String(message[colon.upperBound...])
        }
        guard message.hasSuffix(")"), let hint = message.ranges(of: " (").last else {
            return (code, message, nil)
        }
        return (
            code, String(message[..<hint.lowerBound]),
            String(message[hint.upperBound...].dropLast())
        )
    }

    private static func isCode(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}

extension APIError.Message {
    /// The message as one text; of several issues, each with the member that it is about.
    var text: String {
        switch self {
        case .text(let text): text
        case .issues(let issues):
            issues.map { issue in
                issue.path.isEmpty
                    ? issue.message : "\(issue.path.joined(separator: ".")): \(issue.message)"
            }
            .joined(separator: "; ")
        }
    }
}
