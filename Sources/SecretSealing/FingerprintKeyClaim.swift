internal import Synchronization
internal import SyncModel

/// The new fingerprint keys that one event carries, claimed until the event is durable or
/// discarded.
///
/// Meanwhile all events with the same name carry the same key. When the last claim ends, the key is
/// dropped: by then it is on disk or gone.
final class FingerprintKeyClaim: Sendable {
    private let sealer: SecretSealer
    /// The claimed key of each name, by the number that the cache gave it.
    private let numbers = Mutex<[ValueName: Int]>([:])

    init(_ sealer: SecretSealer) {
        self.sealer = sealer
    }

    deinit {
        let claims = numbers.withLock(\.self)
        if !claims.isEmpty { sealer.release(claims) }
    }

    /// Claims a key; returns false if it was claimed before.
    func add(_ name: ValueName, number: Int) -> Bool {
        numbers.withLock { $0.updateValue(number, forKey: name) != number }
    }
}
