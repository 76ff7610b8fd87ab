package import SyncModel

/// The content of one delivered event.
package enum DeliveredContent: Sendable, Equatable {
    /// The listed keys change; all others stay.
    case changed(FolderPath, [DeliveredChange], leftOut: [LeftOutSecret] = [])
    /// The folder holds exactly these secrets and the ones left out.
    case snapshot(FolderPath, [DeliveredSecret], leftOut: [LeftOutSecret] = [])
    /// The folder's imports in order.
    case imports(FolderPath, [FolderPath])
    /// The folder changed in a way that the sender does not state.
    case notified(FolderPath, environmentName: String? = nil)
    /// We do not act on this type.
    case ignored(type: String, reason: String)
}

extension DeliveredContent {
    /// Secrets that cannot be accepted; the rest takes effect.
    var leftOut: [LeftOutSecret] {
        switch self {
        case .changed(_, _, let leftOut), .snapshot(_, _, let leftOut): leftOut
        case .imports, .notified, .ignored: []
        }
    }
}

/// A change of one key.
package enum DeliveredChange: Sendable, Equatable {
    case set(DeliveredSecret)
    case delete(key: String, version: Int64?)

    /// The key that is set or deleted.
    package var key: String {
        switch self {
        case .set(let secret): secret.key
        case .delete(let key, _): key
        }
    }
}

/// A key with its value in the clear.
package struct DeliveredSecret: Sendable, Equatable {
    /// The secret's name in its folder.
    package var key: String
    /// The value in the clear; sealed before it is recorded.
    package var value: SecretValue
    /// The sender's version of the key, from 0; nil if it sends none.
    package var version: Int64?

    /// Makes a secret whose key and value may still be unacceptable.
    package init(key: String, value: SecretValue, version: Int64?) {
        self.key = key
        self.value = value
        self.version = version
    }
}
