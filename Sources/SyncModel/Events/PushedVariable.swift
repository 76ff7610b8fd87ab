/// The result of a run for one variable at one destination.
package struct PushedVariable: Sendable, Equatable {
    package var runID: String
    package var syncID: String
    package var accountID: String
    /// The check group; nil means the account's own variables.
    package var groupID: String?
    package var key: String
    /// The fingerprint of the written value; nil for a deletion.
    package var fingerprint: Fingerprint?
    /// Where the written value is sealed; nil for a deletion.
    package var value: WrittenValue?
    /// Why a variable that no sync wrote was removed; nil otherwise.
    package var reason: String?

    package init(
        runID: String,
        syncID: String,
        accountID: String,
        groupID: String?,
        key: String,
        fingerprint: Fingerprint?,
        value: WrittenValue? = nil,
        reason: String? = nil
    ) {
        self.runID = runID
        self.syncID = syncID
        self.accountID = accountID
        self.groupID = groupID
        self.key = key
        self.fingerprint = fingerprint
        self.value = value
        self.reason = reason
    }
}

/// Where a written value is sealed and under which name.
///
/// Groups are written whole, so later writes need it again.
package struct WrittenValue: Sendable, Equatable {
    /// The event and slot that hold the sealed value.
    package var place: SealedValueReference
    /// The name it is sealed under.
    package var name: ValueName

    package init(place: SealedValueReference, name: ValueName) {
        self.place = place
        self.name = name
    }
}
