/// A variable of a check group; a group's list may contain a key twice.
package struct SandboxGroupVariable: Sendable, Equatable {
    package var key: String
    /// The value and the flags.
    package var variable: StoredVariable

    /// Makes a variable of a group.
    package init(key: String, variable: StoredVariable) {
        self.key = key
        self.variable = variable
    }
}
