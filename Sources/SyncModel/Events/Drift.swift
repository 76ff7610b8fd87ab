/// One difference between a destination and our last acknowledged writes.
package struct Drift: Sendable, Equatable {
    /// The ways in which a destination can differ.
    package enum Kind: String, Sendable, CaseIterable {
        /// A variable that the sync wrote no longer exists.
        case missing
        /// The variable exists but its flags changed.
        case flagsChanged = "flags-changed"
        /// A variable written as a secret is readable.
        case readable
        /// A variable that we did not write has a key that the key schema can produce.
        case foreign
    }

    /// How it differs.
    package var kind: Kind
    /// The variable's key at Checkly.
    package var key: String

    /// Makes a difference; one key may have several.
    package init(kind: Kind, key: String) {
        self.kind = kind
        self.key = key
    }
}
