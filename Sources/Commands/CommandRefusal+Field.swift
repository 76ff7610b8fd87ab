extension CommandRefusal {
    /// The member of the body that the refusal is about, for forms, where its status names none;
    /// nil if it is about no member.
    package var field: String? {
        switch self {
        case .connectionNameTaken, .sourceNameTaken, .syncNameTaken, .tokenExists,
            .notificationExists:
            "name"
        case .unknownConnection: "connectionId"
        case .unknownSource: "sourceName"
        case .nothingParked: "key"
        case .roleForbids, .connectionInUse, .tooManySecrets, .unsuitableSecret, .unknownSecret,
            .lastSecret, .kmsAccessNeedsNotifications, .noKMSAccess, .insecureKMS, .unknownSync,
            .unknownSyncToUpdate, .incompleteSync, .notAPlanOfANewSync, .pushingHeld, .syncPaused,
            .noKeys, .keysNotDesired, .problem, .unknownToken, .unknownNotification,
            .tooManyNotifications, .expiryPassed, .nothingToConfirm, .unknownFolder,
            .pinsChanged:
            nil
        }
    }
}
