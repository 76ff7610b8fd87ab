import Projection
import Sandbox
import SyncModel
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct FetchLawTests {
    private static let folders = ["/a", "/b", "/shared"]
        .map {
            KMSFolder(projectId: "p", environment: "dev", secretPath: $0)
        }

    @Test(arguments: Seed.first(12))
    func `whatever goes wrong, the log holds what the KMS held, and in the end what it holds`(
        seed: Seed
    ) async throws {
        let bench = try await FetchBench(reconcile: .seconds(60))
        let kms = bench.kms
        for folder in Self.folders { await kms.addFolder(folder) }
        await kms.setImports([Self.folders[2]], of: Self.folders[0])
        for (number, folder) in Self.folders.enumerated() {
            try await bench.addSync(folder, id: "\(number)")
        }
        try await bench.run {
            var random = SeededGenerator(seed)
            var held: [KMSFolder: Set<[String: String]>] = [:]
            func remember() async {
                for folder in Self.folders {
                    held[folder, default: []].insert(await kms.values(in: folder))
                }
            }
            await remember()
            for _ in 0..<60 {
                await Self.disturb(kms, &random)
                await remember()
                await letOthersRun(turns: Int.random(in: 0...100, using: &random))
                bench.clock.advance(by: .milliseconds(Int.random(in: 0...3000, using: &random)))
                for folder in Self.folders {
                    guard let values = try bench.values(folder) else { continue }
                    #expect(held[folder]?.contains(values) == true)
                }
            }
            await kms.setFaults(.none)
            await kms.releaseWebhooks()
            // References to it may stand in /a, and lead nowhere else.
            await kms.setSecret("K1", to: "end", in: Self.folders[2])
            for folder in Self.folders {
                let expected = await kms.values(in: folder)
                try await bench.wait { try bench.values(folder) == expected }
            }
        }
    }

    private static func disturb(
        _ kms: SandboxKMSState,
        _ random: inout SeededGenerator
    ) async {
        let folder = folders[Int.random(in: 0..<folders.count, using: &random)]
        let key = "K\(Int.random(in: 0..<5, using: &random))"
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3:
            let value = "\(UInt16.random(in: 0...UInt16.max, using: &random))"
            await kms.setSecret(key, to: value, in: folder)
        case 4...5: await kms.deleteSecret(key, in: folder)
        case 6: await kms.setSecret(key, to: "x-${dev.shared.K1}", in: folders[0])
        case 7: await kms.holdWebhooks()
        case 8: await kms.releaseWebhooks()
        default:
            var faults = KMSFaults.none
            faults.readStatus =
                [nil, nil, 403, 404, 429, 500].randomElement(using: &random) ?? nil
            faults.hidesValues = Int.random(in: 0..<5, using: &random) == 0
            faults.cutsAnswers = Int.random(in: 0..<5, using: &random) == 0
            faults.expiresTokens = Int.random(in: 0..<5, using: &random) == 0
            faults.losesWebhooks = Bool.random(using: &random)
            faults.duplicatesWebhooks = Bool.random(using: &random)
            await kms.setFaults(faults)
        }
    }
}
