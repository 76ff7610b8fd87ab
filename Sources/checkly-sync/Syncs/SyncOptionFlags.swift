internal import Encodings
import ArgumentParser
import SyncModel

/// How a sync treats its destination; what is not given stays, or takes its usual value.
struct SyncOptionFlags: ParsableArguments {
    @Option(help: "How names become keys, such as APP_{{secretKey}}; '' for as they are.")
    var keySchema: String?
    @Option(help: "preserve-destination (usual) or overwrite-destination.")
    var initialSync: String?
    @Option(help: "What a blank value does: delete (usual) or skip.")
    var emptyValue: String?
    @Option(help: "How values are kept: secret (usual), locked or plain.")
    var variableType: String?
    @Option(help: "A run that would delete more stops before its first write.")
    var maxDeletions: Int64?
    @Flag(help: "No limit for deletions (usual).")
    var noMaxDeletions = false
    @Flag(inversion: .prefixedNo, help: "Never delete variables.")
    var disableSecretDeletion: Bool?
    @Option(help: "A group's secrets that nobody can read: refuse (usual) or drop.")
    var onUnreadableGroupVariables: String?
    @Flag(inversion: .prefixedNo, help: "Write to a group that a Checkly CLI project owns.")
    var allowCodeOwnedGroup: Bool?

    func validate() throws {
        if maxDeletions != nil, noMaxDeletions {
            throw ValidationError("Give --max-deletions or --no-max-deletions, not both.")
        }
    }

    var isGiven: Bool { given != .map([:]) }

    /// The options whole, since the API replaces them whole.
    ///
    /// - Parameter current: The options as they are; nil for a new sync.
    /// - Returns: All options.
    func merged(into current: JSONValue?) -> CanonicalValue {
        var members: [String: CanonicalValue] = [
            "initialSyncBehavior": .text(SyncOptions.declaredBehavior.rawValue)
        ]
        for member in current?.members ?? [] where member.name != "autoSyncEnabled" {
            members[member.name] = CanonicalValue(member.value)
        }
        guard case .map(let given) = given else { return .map(CanonicalMap(members)) }
        for member in given { members[member.name] = member.value }
        return .map(CanonicalMap(members))
    }

    private var given: CanonicalValue {
        .record([
            "keySchema": .optional(keySchema), "initialSyncBehavior": .optional(initialSync),
            "emptyValue": .optional(emptyValue), "variableType": .optional(variableType),
            "maxDeletions": noMaxDeletions ? .null : .optional(maxDeletions),
            "disableSecretDeletion": disableSecretDeletion.map(CanonicalValue.bool),
            "onUnreadableGroupVariables": .optional(onUnreadableGroupVariables),
            "allowCodeOwnedGroup": allowCodeOwnedGroup.map(CanonicalValue.bool),
        ])
    }
}
