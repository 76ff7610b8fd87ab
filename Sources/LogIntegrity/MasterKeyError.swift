internal import Encodings

/// Why there is no key that the master key could be replaced by.
package enum MasterKeyError: ExplainedError, Equatable {
    /// The key is kept outside of the data directory, and no other one was given.
    case noNewKey
    /// The new key is the one in use.
    case notNew

    package var code: String {
        switch self {
        case .noNewKey: "new-master-key-missing"
        case .notNew: "new-master-key-in-use"
        }
    }

    package var message: String {
        switch self {
        case .noNewKey: "The master key is not in master.key, and no new one was given."
        case .notNew: "Every key is under the new master key already."
        }
    }

    package var hint: String {
        switch self {
        case .noNewKey: "Give the new one as CHECKLY_SYNC_NEW_MASTER_KEY, and start again."
        case .notNew:
            "Put it in the place of the old one, or give another CHECKLY_SYNC_NEW_MASTER_KEY."
        }
    }
}
