/// The result of a run for one variable at one destination.
package struct PushedVariable: Sendable, Equatable {
    /// The id of the run, as in `push.started`.
    package var runID: String
    /// The id of the sync whose run it is.
    package var syncID: String
    /// The account of the destination.
    package var accountID: String
    /// The check group; nil means the account's own variables.
    package var groupID: String?
    /// The variable's key at Checkly.
    package var key: String
    /// The fingerprint of the written value; nil for a deletion.
    package var fingerprint: Fingerprint?
    /// Where the written value is sealed; nil for a deletion.
    package var value: WrittenValue?
    /// Why a variable that no sync wrote was removed; nil otherwise.
    package var reason: String?

    /// Makes a result; whether it is a success depends on the event that carries it.
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

    /// Makes a reference that can be opened with `name`.
    package init(place: SealedValueReference, name: ValueName) {
        self.place = place
        self.name = name
    }
}
