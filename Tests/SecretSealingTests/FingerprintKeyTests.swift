import SecretSealing
import SyncModel
import Synchronization
import TestSupport
import Testing

/// Which fingerprint key a value gets while its name's first one is on its way to the disk.
@Suite struct FingerprintKeyTests {
    private static let masterKey = [UInt8](repeating: 1, count: 32)
    private static let logID = [UInt8](repeating: 2, count: 16)

    /// What is on disk.
    private final class Disk: Sendable {
        let keys = Mutex<[ValueName: [UInt8]]>([:])
    }

    private let disk = Disk()
    private let sealer: SecretSealer

    init() throws {
        let disk = disk
        sealer = try SecretSealer(
            masterKey: Self.masterKey,
            logID: Self.logID,
            wrappedIdentityKey: try SecretSealer.makeIdentityKey(
                masterKey: Self.masterKey,
                logID: Self.logID
            ),
            storedFingerprintKey: { name in disk.keys.withLock { $0[name] } }
        )
    }

    private func name(_ number: Int) -> ValueName { .apiKey(connectionID: "c\(number)") }

    private func draft(_ names: [Int]) throws -> (EventDraft, [Fingerprint]) {
        var sealing = sealer.begin(at: Position(1))
        let fingerprints = try names.map {
            try sealing.seal(SecretValue("value"), as: name($0)).fingerprint
        }
        return (sealing.draft(.connection(.deleted(id: "c"))), fingerprints)
    }

    private func commit(_ draft: EventDraft) {
        disk.keys.withLock { $0.merge(draft.newFingerprintKeys) { first, _ in first } }
    }

    @Test func `keys that nobody brings any more are not kept`() throws {
        for round in 0..<50 {
            _ = try draft(Array(round * 100..<(round + 1) * 100))
            #expect(sealer.unconfirmedKeyCount == 0)
        }
        var kept: [EventDraft] = []
        for number in 0..<10 { kept.append(try draft([number, number, 1000]).0) }
        #expect(sealer.unconfirmedKeyCount == 11)
        kept.removeAll()
        #expect(sealer.unconfirmedKeyCount == 0)
    }

    @Test func `asking about a name that has no key gives it none`() throws {
        let value = SecretValue("value")
        #expect(try sealer.fingerprint(of: value, name: name(1)) == nil)
        #expect(sealer.unconfirmedKeyCount == 0)
        let (draft, fingerprints) = try draft([1])
        #expect(try sealer.fingerprint(of: value, name: name(1)) == fingerprints[0])
        commit(draft)
        #expect(try sealer.fingerprint(of: value, name: name(1)) == fingerprints[0])
        let wrapped = try #require(draft.newFingerprintKeys[name(1)])
        let same = sealer.fingerprint(of: value, name: name(1), wrappedKey: wrapped)
        #expect(same == fingerprints[0])
        let others = sealer.fingerprint(of: value, name: name(2), wrappedKey: wrapped)
        #expect(others == nil)
    }

    @Test func `a key that was forgotten is not given up by who brought it before`() throws {
        var first: EventDraft? = try draft([1]).0
        sealer.forget([name(1)])
        let second = try draft([1]).0
        #expect(first?.newFingerprintKeys[name(1)] != second.newFingerprintKeys[name(1)])
        withExtendedLifetime(second) {
            first = nil
            #expect(sealer.unconfirmedKeyCount == 1)
        }
    }

    @Test(arguments: Seed.first(3))
    func `whatever is committed or given up in whatever order, the disk has the key in use`(
        seed: Seed
    ) throws {
        var random = SeededGenerator(seed)
        func next(_ count: Int) -> Int { .random(in: 0..<count, using: &random) }
        var drafts: [(draft: EventDraft, name: Int, fingerprint: Fingerprint)] = []
        var committed: [Int: Set<Fingerprint>] = [:]
        for _ in 0..<5000 {
            let number = next(40)
            switch next(3) {
            case 0, 1:
                let (draft, fingerprints) = try draft([number])
                drafts.append((draft, number, fingerprints[0]))
            default:
                guard !drafts.isEmpty else { continue }
                let done = drafts.remove(at: next(drafts.count))
                guard next(4) > 0 else { continue }
                commit(done.draft)
                committed[done.name, default: []].insert(done.fingerprint)
            }
        }
        // The value is always the same, so one key is one fingerprint.
        for (number, fingerprints) in committed {
            #expect(fingerprints.count == 1)
            let now = try sealer.fingerprint(of: SecretValue("value"), name: name(number))
            #expect(now == fingerprints.first)
        }
    }
}
