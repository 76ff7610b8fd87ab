package import SyncModel

/// What an event of a delivery says happened.
package enum DeliveredContent: Sendable, Equatable {
    /// The listed keys change, all others stay.
    case changed(FolderPath, [DeliveredChange], leftOut: [LeftOutSecret] = [])
    /// The folder holds exactly these, and what is left out.
    case snapshot(FolderPath, [DeliveredSecret], leftOut: [LeftOutSecret] = [])
    /// The folder's imports in order.
    case imports(FolderPath, [FolderPath])
    /// The folder changed; how is not said.
    case notified(FolderPath, environmentName: String? = nil)
    /// Nothing here acts on this type.
    case ignored(type: String, reason: String)
}

extension DeliveredContent {
    /// What cannot be taken of it; the rest takes effect.
    var leftOut: [LeftOutSecret] {
        switch self {
        case .changed(_, _, let leftOut), .snapshot(_, _, let leftOut): leftOut
        case .imports, .notified, .ignored: []
        }
    }
}

/// What happens to one key.
package enum DeliveredChange: Sendable, Equatable {
    case set(DeliveredSecret)
    case delete(key: String, version: Int64?)

    /// The key it is about.
    package var key: String {
        switch self {
        case .set(let secret): secret.key
        case .delete(let key, _): key
        }
    }
}

/// One key and its value in the clear.
package struct DeliveredSecret: Sendable, Equatable {
    package var key: String
    package var value: SecretValue
    /// The sender's version of this key; not negative.
    package var version: Int64?

    package init(key: String, value: SecretValue, version: Int64?) {
        self.key = key
        self.value = value
        self.version = version
    }
}
