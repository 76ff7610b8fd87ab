internal import Synchronization
internal import SyncModel

/// The new fingerprint keys that one event brings, claimed until the event is on disk or given up.
///
/// All who use a name meanwhile bring the same key; it is forgotten with the last claim, when the disk has it or nobody.
final class FingerprintKeyClaim: Sendable {
    private let sealer: SecretSealer
    /// Which of a name's keys, by the number that the cache gave it.
    private let numbers = Mutex<[ValueName: Int]>([:])

    init(_ sealer: SecretSealer) {
        self.sealer = sealer
    }

    deinit {
        let claims = numbers.withLock(\.self)
        if !claims.isEmpty { sealer.release(claims) }
    }

    /// Notes a key; false where it is claimed already.
    func add(_ name: ValueName, number: Int) -> Bool {
        numbers.withLock { $0.updateValue(number, forKey: name) != number }
    }
}
