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

    /// Sets the switches.
    package func setFaults(_ faults: KMSFaults) {
        self.faults = faults
    }

    func newID() -> String {
        UUID().uuidString.lowercased()
    }
}
