extension String {
    /// Whether the text has the form of a UUID of any version.
    package var isUUID: Bool {
        guard utf8.count == 36 else { return false }
        return utf8.enumerated()
            .allSatisfy { index, byte in
                switch byte {
                case UInt8(ascii: "-"): [8, 13, 18, 23].contains(index)
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                    UInt8(ascii: "A")...UInt8(ascii: "F"):
                    ![8, 13, 18, 23].contains(index)
                default: false
                }
            }
    }

    /// An account id in its canonical form; Checkly ignores the case of a UUID, so it is
    /// lower-cased.
    package var asAccountID: String { isUUID ? lowercased() : self }
}
