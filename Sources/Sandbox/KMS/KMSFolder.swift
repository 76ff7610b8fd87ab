/// A place for secrets: a path in an environment of a project.
package struct KMSFolder: Sendable, Hashable {
    /// The project's id, in the spelling of the KMS's API.
    package let projectId: String
    /// The slug of the environment.
    package let environment: String
    /// The path, such as `/app`.
    package let secretPath: String

    /// Makes a folder; the path starts with a slash.
    package init(projectId: String, environment: String, secretPath: String) {
        self.projectId = projectId
        self.environment = environment
        self.secretPath = secretPath
    }
}
