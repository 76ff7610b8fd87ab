package import SyncModel

extension Destination {
    private static let limit = 255

    /// The account or check group that a sync writes to.
    package static let resource = Resource(
        blank: Destination(accountID: "", accountName: nil, groupID: nil, groupName: nil),
        [
            Member("accountId", .account(rule("Account ID")), \.accountID, .required) {
                $0.flagHelp = help("The id of the Checkly account; asked for on a terminal.")
            },
            // Hanzo KMS says of a name that is too long what it says of an id.
            Member(
                "accountName",
                .text(rule("Account Name", ofLimit: "Account ID")),
                \.accountName
            ) {
                $0.inFile = .kept
                $0.flagHelp = help("The account's name, for display.")
            },
            Member("groupId", .text(rule("Group ID")), \.groupID) {
                $0.flagHelp = help("The id of a check group; asked for on a terminal.")
            },
            Member("groupName", .text(rule("Group Name")), \.groupName) {
                $0.inFile = .kept
                $0.flagHelp = help("The group's name, for display.")
            },
        ]
    )

    private static func help(_ text: String) -> [Field.Act: String] {
        [.create: text, .change: text]
    }

    private static func rule(_ name: String, ofLimit other: String? = nil) -> TextRule {
        TextRule(
            limit: limit,
            tooLong: "\(other ?? name) must be less than \(limit) characters",
            blank: "\(name) is required"
        )
    }
}
