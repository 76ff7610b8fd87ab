import SecretSealing
import SyncModel
import Synchronization
import Testing

@Suite struct SecretSealerTests {
    private static let masterKey = [UInt8](repeating: 1, count: 32)
    private static let logID = [UInt8](repeating: 2, count: 16)
    private let name = ValueName.apiKey(connectionID: "c")
    private let place = SealedValueReference(position: Position(5), slot: 0)

    private func makeSealer() throws -> SecretSealer {
        try SecretSealer(
            masterKey: Self.masterKey,
            logID: Self.logID,
            wrappedIdentityKey: try SecretSealer.makeIdentityKey(
                masterKey: Self.masterKey,
                logID: Self.logID
            ),
            storedFingerprintKey: { _ in nil }
        )
    }

    private func seal(
        _ text: String,
        with sealer: SecretSealer
    ) throws -> (SealedValue, Fingerprint) {
        var sealing = sealer.begin(at: place.position)
        let (_, fingerprint) = try sealing.seal(SecretValue(text), as: name)
        return (sealing.draft(.connection(.deleted(id: "c"))).sealedValues[0], fingerprint)
    }

    @Test(arguments: ["", "s3cr3t", "zwei\nZeilen ✓", String(repeating: "x", count: 65_536)])
    func `a sealed value opens to what it was`(text: String) throws {
        let sealer = try makeSealer()
        let (sealed, _) = try seal(text, with: sealer)
        #expect(try sealer.open(sealed, at: place, name: name) == SecretValue(text))
    }

    @Test func `while the master key is replaced, keys open under either`() throws {
        let sealer = try makeSealer()
        let (before, fingerprint) = try seal("v", with: sealer)
        let id = sealer.masterKeyID
        let rewrapping = try KeyRewrapping(
            of: sealer,
            to: [UInt8](repeating: 9, count: 32)
        )
        let rewrapped = SealedValue(
            ciphertext: before.ciphertext,
            wrappedKey: try rewrapping.dataKey(at: place, before.wrappedKey)
        )
        #expect(rewrapped.wrappedKey != before.wrappedKey && sealer.masterKeyID == id)
        for sealed in [before, rewrapped] {
            #expect(try sealer.open(sealed, at: place, name: name).reveal() == "v")
        }
        rewrapping.finish()
        #expect(sealer.masterKeyID == rewrapping.masterKeyID && sealer.masterKeyID != id)
        let (after, other) = try seal("v", with: sealer)
        // No key of the name is on disk, so the one that was made before is not used again.
        #expect(fingerprint != other)
        for sealed in [before, rewrapped, after] {
            #expect(try sealer.open(sealed, at: place, name: name).reveal() == "v")
        }
        let opened = try SecretSealer(
            masterKey: [UInt8](repeating: 9, count: 32),
            logID: Self.logID,
            wrappedIdentityKey: rewrapping.identity(),
            storedFingerprintKey: { _ in nil }
        )
        #expect(opened.identityKey == sealer.identityKey)
        #expect(throws: SealingError.doesNotOpen(place)) {
            try opened.open(before, at: place, name: name)
        }
        for sealed in [rewrapped, after] {
            #expect(try opened.open(sealed, at: place, name: name).reveal() == "v")
        }
        #expect(throws: SealingError.masterKeyMalformed) {
            try KeyRewrapping(of: sealer, to: [1])
        }
    }

    @Test func `a wrapped key is the one of its place, and changed or elsewhere it is not`() throws
    {
        let sealer = try makeSealer()
        var check = try sealer.wrappedKeyCheck()
        for number in [Int64(5), 300, 1 << 40, 5] {
            let place = SealedValueReference(position: Position(number), slot: 0)
            var sealing = sealer.begin(at: place.position)
            for text in ["a", "b"] { _ = try sealing.seal(SecretValue(text), as: name) }
            let draft = sealing.draft(.connection(.deleted(id: "c")))
            let keys = draft.sealedValues.map(\.wrappedKey)
            let second = SealedValueReference(position: place.position, slot: 1)
            let isOwn = [check.opens(keys[0], at: place), check.opens(keys[1], at: second)]
            #expect(isOwn == [true, true])
            let isElsewhere = check.opens(keys[0], at: second)
            #expect(!isElsewhere)
            for index in keys[0].indices {
                var changed = keys[0]
                changed[index] ^= 1
                let opens = check.opens(changed, at: place)
                #expect(!opens, "byte \(index)")
            }
            let isEmptyOne = check.opens([], at: place)
            #expect(!isEmptyOne)
            for (name, key) in draft.newFingerprintKeys {
                #expect(check.opens(key, fingerprintKeyOf: name))
                #expect(!check.opens(key, fingerprintKeyOf: .apiKey(connectionID: "d")))
            }
        }
    }

    @Test func `a value opens at no other place and under no other name`() throws {
        let sealer = try makeSealer()
        let (sealed, _) = try seal("s3cr3t", with: sealer)
        let other = SealedValueReference(position: Position(6), slot: 0)
        #expect(throws: SealingError.doesNotOpen(other)) {
            try sealer.open(sealed, at: other, name: name)
        }
        #expect(throws: SealingError.doesNotOpen(place)) {
            try sealer.open(sealed, at: place, name: .apiKey(connectionID: "d"))
        }
    }

    @Test func `a flipped bit anywhere is noticed`() throws {
        let sealer = try makeSealer()
        let (sealed, _) = try seal("s3cr3t", with: sealer)
        for index in sealed.ciphertext.indices {
            var bytes = sealed.ciphertext
            bytes[index] ^= 1
            let changed = SealedValue(ciphertext: bytes, wrappedKey: sealed.wrappedKey)
            #expect(throws: SealingError.self) {
                try sealer.open(changed, at: place, name: name)
            }
        }
    }

    @Test func `equal values of one name have one fingerprint and others have others`() throws {
        let sealer = try makeSealer()
        // The first event is on its way as long as it is held; its key is the name's until then.
        var event = sealer.begin(at: place.position)
        let first = try event.seal(SecretValue("a"), as: name).1
        #expect(try seal("a", with: sealer).1 == first)
        #expect(try seal("b", with: sealer).1 != first)
        withExtendedLifetime(event) {}
    }

    @Test func `a wrong master key is refused at once`() throws {
        let wrapped = try SecretSealer.makeIdentityKey(
            masterKey: Self.masterKey,
            logID: Self.logID
        )
        #expect(throws: SealingError.wrongMasterKey) {
            try SecretSealer(
                masterKey: [UInt8](repeating: 3, count: 32),
                logID: Self.logID,
                wrappedIdentityKey: wrapped,
                storedFingerprintKey: { _ in nil }
            )
        }
    }

    @Test func `a fingerprint key that is destroyed while it is read is not relied on`() throws {
        var earlier = try makeSealer().begin(at: place.position)
        _ = try earlier.seal(SecretValue("first"), as: name)
        let stored = earlier.draft(.connection(.deleted(id: "c"))).newFingerprintKeys[name]
        let reader = DestroyedWhileRead(stored: stored)
        let sealer = try SecretSealer(
            masterKey: Self.masterKey,
            logID: Self.logID,
            wrappedIdentityKey: try SecretSealer.makeIdentityKey(
                masterKey: Self.masterKey,
                logID: Self.logID
            ),
            storedFingerprintKey: { try reader.read($0) }
        )
        reader.sealer.withLock { $0 = sealer }
        for _ in 0..<2 {
            var sealing = sealer.begin(at: place.position)
            _ = try sealing.seal(SecretValue("second"), as: name)
            let brought = sealing.draft(.connection(.deleted(id: "c"))).newFingerprintKeys[name]
            #expect(brought != nil && brought != stored)
        }
    }
}

/// Gives a key once, and has it destroyed before who asked for it has it.
private final class DestroyedWhileRead: Sendable {
    let sealer = Mutex<SecretSealer?>(nil)
    private let stored: Mutex<[UInt8]?>

    init(stored: [UInt8]?) {
        self.stored = Mutex(stored)
    }

    func read(_ name: ValueName) throws -> [UInt8]? {
        let found = stored.withLock { stored in
            defer { stored = nil }
            return stored
        }
        if found != nil { sealer.withLock(\.self)?.forget([name]) }
        return found
    }
}
