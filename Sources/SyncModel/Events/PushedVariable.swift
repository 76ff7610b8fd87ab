/// One variable at one destination, as a run treated it.
package struct PushedVariable: Sendable, Equatable {
    package var runID: String
    package var syncID: String
    package var accountID: String
    package var groupID: String?
    package var key: String
    /// Of the value written; nil for a deletion.
    package var fingerprint: Fingerprint?
    /// Where the value written is sealed; nil for a deletion.
    package var value: WrittenValue?
    /// Why a variable went that no sync wrote; nil for everything else.
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

/// Where a value that was written is sealed, and as what; a group is written whole, so it may be needed again.
package struct WrittenValue: Sendable, Equatable {
    package var place: SealedValueReference
    package var name: ValueName

    package init(place: SealedValueReference, name: ValueName) {
        self.place = place
        self.name = name
    }
}
