/// The ways in which the sandbox can deviate from Checkly's documentation.
///
/// Each switch represents an older server, an undocumented choice or a failure seen in practice.
package struct ChecklyFaults: Sendable, Equatable {
    /// How a list of variables is paginated.
    package enum Listing: String, Sendable, Decodable {
        /// As documented: `limit` and `page` apply, with ten variables by default.
        case paged
        /// The whole list, whatever `limit` and `page` say; an older server.
        case ignoresPaging
        /// The whole list as page 1, followed by empty pages.
        case ignoresLimitOnly
    }

    /// What is shown instead of a secret's value.
    package enum SecretDisplay: String, Sendable, Decodable { case null, emptyString }

    /// How a variable's flags are shown.
    package enum FlagDisplay: String, Sendable, Decodable {
        case shown
        /// Without `secret`; an older server.
        case withoutSecret
        /// Without both flags.
        case missing
        case null
    }

    /// The response to an attempt to make a secret readable.
    package enum UnsetSecretAnswer: String, Sendable, Decodable {
        /// Status 400; nothing changes.
        case badRequest
        /// Status 200; the variable stays secret.
        case keepsSecret
    }

    /// What a group's PUT does to settings that it omits.
    package enum GroupPutBehaviour: String, Sendable, Decodable { case patchLike, defaultsApplied }

    /// What a group's PUT does with a variable without a value.
    package enum GroupBlankValue: String, Sendable, Decodable { case rejects, wipes }

    /// What a group's PUT does with a member that is undocumented or read-only.
    package enum GroupUnknownField: String, Sendable, Decodable { case ignores, rejects }

    /// How lists of variables are paginated.
    package var listing = Listing.paged
    /// Whether lists have the headers `content-range` and `link`.
    package var sendsContentRange = true
    /// What is shown instead of a secret's value.
    package var secretReadsAs = SecretDisplay.null
    /// How the flags of variables are shown.
    package var flagsReadAs = FlagDisplay.shown
    /// The status of a POST with an empty value: 201 or 400.
    package var postBlankAnswer = 201
    /// The response to an attempt to make a secret readable.
    package var unsetSecretAnswer = UnsetSecretAnswer.keepsSecret
    /// Whether a 404 explains itself.
    package var notFoundHasMessage = true
    /// The status for an account that the key cannot access: 403 or 404.
    package var wrongAccountAnswer = 403
    /// Limits the requests to each account; nil for no limit.
    package var requestLimitPerWindow: RequestLimit?
    /// The seconds in `Retry-After` on a 429; nil omits the header.
    package var retryAfterSeconds: Int?
    /// The delay of every response; nil for none.
    package var latency: Duration?
    /// Scripted failures; the first one that matches a request applies.
    package var failures: [Fault] = []
    /// The maximum number of variables in a group: 50, 100 or 200, by the age of the server.
    package var groupMaxItems = 200
    /// What a group's PUT does to settings that it omits.
    package var groupPutBehaviour = GroupPutBehaviour.patchLike
    /// What a group's PUT does with a variable without a value.
    package var groupBlankValue = GroupBlankValue.rejects
    /// What a group's PUT does with unknown members.
    package var groupUnknownField = GroupUnknownField.ignores

    /// Makes a set without faults.
    package init() {}

    /// Checkly as documented.
    package static let none = ChecklyFaults()
}
