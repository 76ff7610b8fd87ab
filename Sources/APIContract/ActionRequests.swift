internal import Commands

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
        [
            Member("key", .text(TextRule(limit: 1024, atLeast: 0)), \.key) {
                $0.flagHelp = [
                    .create: "The key as it is at Checkly; by default everything parked."
                ]
            }
        ]
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
            Member("key", .text(rule), \.key, .required) {
                $0.flagHelp = [.create: "The key as it is at Checkly."]
            },
            Member("reason", .text(rule), \.reason, .required) {
                $0.flagHelp = [.create: "Why; shown with the plan and kept in the log."]
            },
        ]
    )
}

extension GivenMoment {
    fileprivate static let summary = "A position of the log, or a time."

    /// The moment that a sync is held at.
    package static let ofPin = Resource(
        blank: GivenMoment(name: "", moment: nil),
        [Member("asOf", .moment, \.self, .required, summary) { $0.missing = .rule("Required") }]
    )

    /// The moment whose values are revealed; now without it.
    package static let ofReveal = Resource(
        blank: nil as GivenMoment?,
        [Member("asOf", .moment, \.self)]
    )
}

/// What a plan of an existing sync is made of.
package struct PlanRequest: Sendable {
    /// The moment that it is made as of; nil for now.
    package var asOf: GivenMoment?
    /// Whether it names the keys that stay as they are.
    package var includesUnchanged = false
    /// Whether it is made of a kept listing, so that Checkly is asked for nothing.
    package var usesKeptListing = false

    /// Everything that a request can say.
    package static let resource = Resource(
        blank: PlanRequest(),
        [
            Member("asOf", .moment, \.asOf, .optional, GivenMoment.summary),
            Member("includeUnchanged", .bool, \.includesUnchanged, .optional, summary),
            Member(
                "keptListing",
                .bool,
                \.usesKeptListing,
                .optional,
                "Whether to ask Checkly for nothing: the plan is made of a listing of the account "
                    + "that is kept and young enough, or refused."
            ),
        ]
    )

    fileprivate static let summary = "Whether `changes` also has the keys that stay as they are."
}

/// What a plan of a draft is made of, besides the draft.
package struct DraftPlanRequest: Sendable {
    /// The sync that the draft changes; nil for a new one.
    package var syncID: String?
    /// Whether the plan names the keys that stay as they are.
    package var includesUnchanged = false

    /// Everything that a request can say beside the members of `NewSync`.
    package static let resource = Resource(
        blank: DraftPlanRequest(),
        [
            Member(
                "syncId",
                .uuid,
                \.syncID,
                .optional,
                "The sync that would be changed; a change keeps its project."
            ),
            Member(
                "includeUnchanged",
                .bool,
                \.includesUnchanged,
                .optional,
                PlanRequest.summary
            ),
        ]
    )
}

/// The plan that a request carries out.
package struct Approval: Sendable {
    /// Never empty.
    package var planID = ""

    /// Everything that a request has to say.
    package static let resource = Resource(
        blank: Approval(),
        [
            Member("planId", .nonempty(.text(1...1024)), \.planID, .required) {
                $0.missing = .rule("Required")
            }
        ]
    )
}

/// The keys that a sync adopts.
package struct Adoption: Sendable {
    /// As Checkly has them; at least one.
    package var keys: [String] = []

    private static let refusal = "Give keys that are texts, such as \"API_KEY\""

    /// Everything that a request has to say.
    package static let resource = Resource(
        blank: Adoption(),
        [
            Member(
                "keys",
                .given(.list(of: .text(1...255), count: 1...10_000), else: refusal),
                \.keys,
                .required
            ) {
                $0.missing = .rule(CommandRefusal.noKeys.message)
                $0.flagHelp = [.create: "The keys as they are at Checkly."]
            }
        ]
    )
}
