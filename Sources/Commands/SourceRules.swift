internal import Encodings
package import SyncModel
internal import WebhookSignatures

extension WebhookSource {
    /// The maximum number of secrets of one source.
    package static let secretLimit = 8

    /// Finds why the source cannot take another secret.
    ///
    /// - Parameters:
    ///   - secret: The secret; nil leaves out the rules about the secret itself.
    ///   - allowsWeak: Whether a secret short enough to be guessed is acceptable.
    /// - Returns: All refusals; empty if the source can take the secret.
    package func refusals(ofSecret secret: SecretValue?, allowsWeak: Bool) -> [CommandRefusal] {
        var refusals: [CommandRefusal] = []
        if secrets.count >= Self.secretLimit { refusals.append(.tooManySecrets) }
        do {
            let scheme =
                try SignaturePreset(rawValue: preset)?.scheme ?? SignatureScheme.custom(scheme)
            if let secret { try scheme.checkConfigured(secret, allowsWeak: allowsWeak) }
        } catch {
            refusals.append(.unsuitableSecret(reason: "\(error)"))
        }
        return refusals
    }
}

extension SourceUpdate {
    /// Why a source cannot be updated like this; empty if it can.
    package func refusals(for source: WebhookSource) -> [CommandRefusal] {
        var refusals: [CommandRefusal] = []
        var hasAccess = source.kmsAccess != nil
        switch access {
        case .keep: break
        case .remove: hasAccess = false
        case .replace: hasAccess = true
        case .adjust(let holds, let allowsInsecureHTTP):
            guard let adjusted = source.kmsAccess?.adjusted(holds, allowsInsecureHTTP) else {
                return [.noKMSAccess]
            }
            do throws(KMSAddressError) {
                _ = try KMSAccess.checkedBaseURL(
                    adjusted.baseURL,
                    allowsInsecureHTTP: adjusted.allowsInsecureHTTP
                )
            } catch {
                refusals.append(.insecureKMS(error))
            }
        }
        if hasAccess, (payload ?? source.payload) != .hanzoKMS {
            refusals.append(.kmsAccessNeedsNotifications)
        }
        return refusals
    }
}

extension KMSAccess {
    /// The access with other settings; nil keeps one.
    func adjusted(_ holdsEmptiedFolders: Bool?, _ allowsInsecureHTTP: Bool?) -> KMSAccess {
        var adjusted = self
        adjusted.holdsEmptiedFolders = holdsEmptiedFolders ?? self.holdsEmptiedFolders
        adjusted.allowsInsecureHTTP = allowsInsecureHTTP ?? self.allowsInsecureHTTP
        return adjusted
    }
}
