internal import Encodings
internal import LogModels

/// A value that is looked for in the log.
package struct ValueSearch: Sendable {
    /// Never empty.
    package var value = ""

    /// Everything that a request has to say.
    package static let resource = Resource(
        blank: ValueSearch(),
        [
            Member("value", .nonempty(.text), \.value, .required) {
                $0.missing = .rule("Required")
            }
        ]
    )
}

/// The events that are exported, and how they are written.
package struct ExportRequest: Sendable {
    /// One of `formats`.
    package var format = ""
    /// The moment after which events are exported; nil for all.
    package var start: GivenMoment?
    /// The moment through which events are exported; nil for now.
    package var end: GivenMoment?

    /// The formats of an export.
    package static let formats = ExportFormat.allCases.map(\.rawValue)
    private static let refusal = "Expected \(formats.joined(separator: " or "))"

    /// Everything a request can say.
    package static let resource = Resource(
        blank: ExportRequest(),
        [
            Member(
                "format",
                .given(.words(formats), else: refusal) { value in
                    formats.first { value.string?.hasSameBytes(as: $0) == true }
                },
                \.format,
                .required
            ) { $0.missing = .rule(refusal) },
            Member("from", .moment, \.start),
            Member("to", .moment, \.end),
        ]
    )
}

/// Whether a delivery's body is built with its values.
package struct BodyRebuilding: Sendable {
    /// Nil for placeholders.
    package var isRevealed: Bool?

    /// Everything a request can say.
    package static let resource = Resource(
        blank: BodyRebuilding(),
        [Member("reveal", .bool, \.isRevealed)]
    )
}

/// The values that are destroyed, as a request names them.
package struct GivenValues: Sendable {
    /// All that one secret ever had, as `PROJECT/ENVIRONMENT/PATH:KEY`.
    package var secret: String?
    /// All of one sync, by its name or id.
    package var sync: String?
    /// Those that are older than this and needed by nothing, such as `90d`.
    package var age: String?
    /// Whether they are only counted.
    package var isDry: Bool?

    /// The message for a `secret` that is malformed.
    package static let secretRule =
        "Expected PROJECT/ENVIRONMENT/PATH:KEY, as in p-1/prod/app:API_KEY"
    /// The message for an age that is malformed.
    package static let ageRule = "Expected an age such as 90d or 12h"

    /// How many of the three ways to name values a request uses.
    package var count: Int { [secret, sync, age].count { $0 != nil } }

    /// Nothing is destroyed for a request of which a part is wrong.
    private static let named = Kind<String>.given(.text, else: "Expected string") { $0.string }

    /// Everything a request can say.
    package static let resource = Resource(
        blank: GivenValues(),
        [
            Member("secret", named, \.secret),
            Member("sync", named, \.sync),
            Member("olderThan", named, \.age),
            Member("dryRun", .bool, \.isDry),
        ]
    )
}
