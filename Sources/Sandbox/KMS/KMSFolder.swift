/// A place for secrets: a path in an environment of a project.
package struct KMSFolder: Sendable, Hashable {
    package let projectId: String
    package let environment: String
    package let secretPath: String

    /// Makes a folder; the path starts with a slash.
    package init(projectId: String, environment: String, secretPath: String) {
        self.projectId = projectId
        self.environment = environment
        self.secretPath = secretPath
    }
}
