import EventLog
import LiveLog
import SecretSealing
import SyncModel
import TestSupport
import Testing

/// Values are opened where they were sealed, under the name they were sealed under, until they are
/// destroyed.
@Suite struct VaultTests {
    private static let folder = FolderID(
        source: "kms",
        path: FolderPath.sample()
    )
    private static let name = ValueName.secret("A", in: folder)

    private let openLog: OpenLog
    private let vault: Vault

    init() throws {
        let directory = temporaryPath("vault")
        openLog = try OpenLog.open(
            directory: try DataDirectory(directory),
            masterKey: TestLog.masterKey,
            now: { .now }
        )
        vault = openLog.vault
    }

    /// Seals a value at the first position.
    private func seal(_ text: String) async throws -> SealedValueReference {
        let sealer = openLog.sealer
        let event = PendingEvent { position in
            var sealing = sealer.begin(at: position)
            let (slot, fingerprint) = try sealing.seal(SecretValue(text), as: Self.name)
            let entry = SecretEntry(
                key: "A",
                fingerprint: fingerprint,
                isBlank: false,
                version: nil,
                slot: slot
            )
            return sealing.draft(.secrets(.changed(Self.folder.path, [.set(entry)])))
        }
        _ = try await openLog.log.append(AppendRequest(source: "kms", events: [event]))
        return SealedValueReference(position: Position(1), slot: 0)
    }

    @Test func `a value opens under its name`() async throws {
        let reference = try await seal("canary")
        #expect(try vault.open(reference, as: Self.name)?.reveal() == "canary")
    }

    @Test func `a value opens under no other name`() async throws {
        let reference = try await seal("canary")
        for other in [ValueName.secret("B", in: Self.folder), .apiKey(connectionID: "A")] {
            #expect(throws: SealingError.doesNotOpen(reference)) {
                try vault.open(reference, as: other)
            }
        }
    }

    @Test func `where there is no value there is nothing to open`() async throws {
        let reference = try await seal("canary")
        let beside = SealedValueReference(position: reference.position, slot: 1)
        let beyond = SealedValueReference(position: Position(2), slot: 0)
        for none in [beside, beyond] {
            #expect(try vault.open(none, as: Self.name) == nil)
        }
    }
}
