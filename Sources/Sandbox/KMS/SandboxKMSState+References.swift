/// References between secrets: `${KEY}` in the same folder, `${environment.folder.KEY}` elsewhere.
extension SandboxKMSState {
    /// How deep references to references are followed.
    private static let referenceDepth = 10

    /// A value with its references expanded; broken and circular references stay as they are.
    func expanded(_ value: String, in folder: KMSFolder, depth: Int = 0) -> String {
        if depth == Self.referenceDepth { return value }
        return value.replacing(#/\$\{([A-Za-z0-9\-_.@]+)\}/#) { match in
            let (place, name) = target(of: match.output.1, from: folder)
            guard let found = folders[place]?.secrets[name] else { return String(match.output.0) }
            return expanded(found.value, in: place, depth: depth + 1)
        }
    }

    private func target(
        of reference: Substring,
        from folder: KMSFolder
    ) -> (folder: KMSFolder, name: String) {
        let parts = reference.split(separator: ".").map(String.init)
        guard parts.count > 1, let name = parts.last else { return (folder, String(reference)) }
        let place = KMSFolder(
            projectId: folder.projectId,
            environment: parts[0],
            secretPath: "/" + parts[1..<(parts.count - 1)].joined(separator: "/")
        )
        return (place, name)
    }
}
