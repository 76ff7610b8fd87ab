internal import APIContract
package import APIRoutes

/// Why something was refused, taken apart as pages show it.
package struct Failure: Sendable, Equatable {
    /// The machine's word; nil if there is none.
    package var code: String?
    /// What went wrong.
    package var text: String
    /// What to do about it; nil if it names nothing, or only a command that pages have links for.
    package var hint: String?

    /// The parts of a message such as `code: message (hint)`.
    package init(_ message: String) {
        var rest = Sentence.text(message)
        if let colon = rest.firstRange(of: ": "), Self.isCode(rest[..<colon.lowerBound]) {
            code = String(rest[..<colon.lowerBound])
            rest = String(rest[colon.upperBound...])
        }
        text = rest
        guard rest.hasSuffix(")"), let start = rest.ranges(of: " (").last else { return }
        text = String(rest[..<start.lowerBound])
        hint = String(rest[start.upperBound...].dropLast())
    }

    /// The parts of the message of a refusal.
    package init(_ error: APIError) {
        self.init(error.message.text)
    }

    private static func isCode(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    /// An object for the template `failure`.
    package var value: PageValue {
        .members(["code": .optional(code), "text": .text(text), "hint": .optional(hint)])
    }
}

extension APIError.Message {
    /// The message as one text; of several issues, each with the member that it is about.
    package var text: String {
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

extension APIError {
    /// Whether another form may succeed, so that it is shown again with what is wrong.
    package var isAboutForm: Bool { ![403, 404].contains(status) && status < 500 }

    /// What it says about a member; nil if it is about others.
    package func message(about name: String) -> String? {
        switch message {
        // As the API says it: a time in it is one that the field takes.
        case .text(let text): field == name ? text : nil
        case .issues(let issues): issues.first { $0.path.last == name }?.message
        }
    }
}
