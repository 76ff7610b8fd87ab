import FoundationEssentials

/// Setup for tests and people, bypassing the API.
extension SandboxKMSState {
    /// Creates an empty folder unless it exists.
    package func addFolder(_ folder: KMSFolder) {
        if folders[folder] == nil { folders[folder] = KMSFolderContent(id: newID()) }
    }

    /// Sets the imports of a folder in order; later ones override earlier ones.
    package func setImports(_ imports: [KMSFolder], of folder: KMSFolder) {
        addFolder(folder)
        folders[folder]?.imports = imports
    }

    /// Registers a client that may log in.
    package func addClient(id: String, secret: String) {
        clientSecrets[id] = secret
    }

    /// Sets the lifetime in seconds of new tokens.
    package func setTokenLifetime(_ seconds: Int) {
        tokenLifetime = seconds
    }

    /// The effective values of a folder: its own override its imports, and later imports override
    /// earlier ones.
    package func values(in folder: KMSFolder) -> [String: String] {
        let content = folders[folder]
        let own = (content?.secrets ?? [:]).mapValues { expanded($0.value, in: folder) }
        return (content?.imports ?? [])
            .reversed()
            .reduce(into: own) { values, imported in
                let secrets = folders[imported]?.secrets ?? [:]
                values.merge(secrets.mapValues { expanded($0.value, in: imported) }) { first, _ in
                    first
                }
            }
    }

    /// Sets the faults.
    package func setFaults(_ faults: KMSFaults) {
        self.faults = faults
    }

    func newID() -> String {
        UUID().uuidString.lowercased()
    }
}
