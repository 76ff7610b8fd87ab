/// One variable of a check group; groups keep a list, so a key may occur twice.
package struct SandboxGroupVariable: Sendable, Equatable {
    package var key: String
    package var variable: StoredVariable

    /// Makes a variable of a group.
    package init(key: String, variable: StoredVariable) {
        self.key = key
        self.variable = variable
    }
}
