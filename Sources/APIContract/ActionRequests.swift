/// Why somebody does something; shown with it and kept in the log.
package struct Reason: Sendable {
    /// At most 1,024 characters.
    package var text: String?

    static let rule = TextRule(limit: 1024, atLeast: 0)

    /// What a request that gives a reason can say.
    package static let resource = Resource(
        blank: Reason(),
        [Member("reason", .text(rule), \.text)]
    )
}

/// Which parked changes of a sync are tried again.
package struct Retry: Sendable {
    /// Nil for all of them.
    package var key: String?

    /// What a request can say.
    package static let resource = Resource(
        blank: Retry(),
        [Member("key", .text(TextRule(limit: 1024, atLeast: 0)), \.key)]
    )
}

/// Which parked change of a sync is left, and why.
package struct Skip: Sendable {
    /// As Checkly has it.
    package var key = ""
    /// At most 1,024 characters.
    package var reason = ""

    private static let rule = TextRule(limit: 1024, blank: "Required")

    /// Everything that a request has to say.
    package static let resource = Resource(
        blank: Skip(),
        [
            Member("key", .text(rule), \.key, .required),
            Member("reason", .text(rule), \.reason, .required),
        ]
    )
}
