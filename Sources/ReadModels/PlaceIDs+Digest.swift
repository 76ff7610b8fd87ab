internal import Cryptography
internal import Encodings
package import SyncModel

extension PlaceIDs {
    /// Stable ids: the folder's is derived from project, environment and path, the environment's
    /// from the first two.
    package init(of folder: FolderPath) {
        self.init(
            folder: Self.stableID(of: [folder.projectID, folder.environment, folder.secretPath]),
            environment: Self.stableID(of: [folder.projectID, folder.environment])
        )
    }

    private static func stableID(of parts: [String]) -> String {
        let digits = Hex.encode(SHA256.digest(Array(lengthPrefixedText(of: parts).utf8)))
        let cuts = [0, 8, 12, 16, 20, 32]
        return zip(cuts, cuts.dropFirst())
            .map { start, end in
                String(digits.dropFirst(start).prefix(end - start))
            }
            .joined(separator: "-")
    }
}
