extension String {
    /// Whether it has the form of a UUID, of any version.
    package var isUUID: Bool {
        wholeMatch(of: /[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/) != nil
    }

    /// An account's id in the one form that it is kept in: to Checkly a UUID in capitals is the same account.
    package var asAccountID: String { isUUID ? lowercased() : self }
}
