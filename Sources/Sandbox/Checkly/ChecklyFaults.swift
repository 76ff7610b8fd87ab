/// Everything in which the sandbox can differ from Checkly's own description.
///
/// Each switch stands for an older server, an undocumented choice or a failure seen in the wild.
package struct ChecklyFaults: Sendable, Equatable {
    /// How a list of variables is cut into pages.
    package enum Listing: String, Sendable, Decodable {
        /// As described: `limit` and `page` count, ten variables where `limit` is missing.
        case paged
        /// The whole list, whatever `limit` and `page` say; an older server.
        case ignoresPaging
        /// The whole list as page 1, and empty pages after it.
        case ignoresLimitOnly
    }

    /// What stands where a secret's value would be.
    package enum SecretFetching: String, Sendable, Decodable { case null, emptyString }

    /// What stands where a variable's flags would be.
    package enum FlagReading: String, Sendable, Decodable {
        case shown
        /// `secret` is not there; an older server.
        case withoutSecret
        /// Neither flag is there.
        case missing
        case null
    }

    /// What answers an attempt to make a secret readable again.
    package enum UnsetSecretAnswer: String, Sendable, Decodable {
        /// 400, and nothing changes.
        case badRequest
        /// 200, and the variable stays secret.
        case keepsSecret
    }

    /// What a group's PUT makes of settings that it was not given.
    package enum GroupPutBehaviour: String, Sendable, Decodable { case patchLike, defaultsApplied }

    /// What a group's PUT makes of a variable without a value.
    package enum GroupBlankValue: String, Sendable, Decodable { case rejects, wipes }

    /// What a group's PUT makes of a field that Checkly does not describe, or that is read-only.
    package enum GroupUnknownField: String, Sendable, Decodable { case ignores, rejects }

    package var listing = Listing.paged
    package var sendsContentRange = true
    package var secretReadsAs = SecretFetching.null
    package var flagsReadAs = FlagReading.shown
    /// The status of a POST with an empty value: 201 or 400.
    package var postBlankAnswer = 201
    package var unsetSecretAnswer = UnsetSecretAnswer.keepsSecret
    package var notFoundHasMessage = true
    /// The status for an account that the key does not reach: 403 or 404.
    package var wrongAccountAnswer = 403
    package var requestLimitPerWindow: RequestLimit?
    /// What `Retry-After` says on a 429; without a number the header is missing.
    package var retryAfterSeconds: Int?
    /// How long every answer takes.
    package var latency: Duration?
    /// Failures to come; the first that matches a request hits it.
    package var failures: [Fault] = []
    /// How many variables a group may hold: 50, 100 or 200, by the age of the server.
    package var groupMaxItems = 200
    package var groupPutBehaviour = GroupPutBehaviour.patchLike
    package var groupBlankValue = GroupBlankValue.rejects
    package var groupUnknownField = GroupUnknownField.ignores

    /// Makes a set of switches with none of them thrown.
    package init() {}

    /// Checkly as it describes itself.
    package static let none = ChecklyFaults()
}
