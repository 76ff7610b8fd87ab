package import SyncModel

extension Sync {
    /// The key at Checkly of the variable for a secret.
    package func variableKey(of secret: String) -> String {
        options.keySchema?.key(for: secret, environment: folder.environment) ?? secret
    }
}
