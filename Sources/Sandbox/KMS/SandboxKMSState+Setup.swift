import FoundationEssentials

/// What a test or a person sets up, past the API.
extension SandboxKMSState {
    /// Makes an empty folder, unless it exists.
    package func addFolder(_ folder: KMSFolder) {
        if folders[folder] == nil { folders[folder] = KMSFolderContent(id: newID()) }
    }

    /// Says which folders a folder imports, in order; a later one wins over an earlier one.
    package func setImports(_ imports: [KMSFolder], of folder: KMSFolder) {
        addFolder(folder)
        folders[folder]?.imports = imports
    }

    /// Lets a machine log in.
    package func addClient(id: String, secret: String) {
        clientSecrets[id] = secret
    }

    /// Says how long tokens last that are given from now on, in seconds.
    package func setTokenLifetime(_ seconds: Int) {
        tokenLifetime = seconds
    }

    /// What a folder reads as: its own secrets over those of later imports over those of earlier ones.
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

    /// Sets the switches.
    package func setFaults(_ faults: KMSFaults) {
        self.faults = faults
    }

    func newID() -> String {
        UUID().uuidString.lowercased()
    }
}
