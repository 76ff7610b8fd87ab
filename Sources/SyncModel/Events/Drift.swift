/// One way in which a destination is another than the last writes left it.
package struct Drift: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A variable the sync wrote is not there any more.
        case missing
        /// The variable is there with other flags.
        case flagsChanged = "flags-changed"
        /// A variable written as a secret can be read.
        case readable
        /// A variable nobody here wrote has a key that the key schema could have made.
        case foreign
    }

    package var kind: Kind
    package var key: String

    package init(kind: Kind, key: String) {
        self.kind = kind
        self.key = key
    }
}
