import Foundation
import Testing

/// Files beside the log that are not what they should be when a server starts.
@Suite(.timeLimit(.minutes(10))) struct DamagedFileTests {
    private enum Damage: CaseIterable {
        case garbage, empty, folder

        func happen(to path: String) throws {
            try FileManager.default.removeItem(atPath: path)
            switch self {
            case .garbage: try Data("\u{1}not it\n".utf8).write(to: URL(fileURLWithPath: path))
            case .empty: try Data().write(to: URL(fileURLWithPath: path))
            case .folder:
                try FileManager.default.createDirectory(
                    atPath: path,
                    withIntermediateDirectories: false
                )
            }
        }
    }

    @Test(arguments: Damage.allCases)
    private func `a server starts without it, or names it and ends with 1`(
        damage: Damage
    ) async throws {
        let bench = try await Workbench()
        #expect(try await bench.start().stop() == 0)
        let files = try FileManager.default.contentsOfDirectory(atPath: bench.data)
            .filter { !$0.hasPrefix("events.sqlite") }
        #expect(files.count >= 6)
        for file in files.sorted() {
            let copy = bench.data + "-" + file
            try FileManager.default.copyItem(atPath: bench.data, toPath: copy)
            defer { try? FileManager.default.removeItem(atPath: copy) }
            try damage.happen(to: copy + "/" + file)
            do {
                let server = try await bench.start(data: copy)
                #expect(await server.stop() == 0, "\(file): \(server.said)")
            } catch let ended as ServerProcess.Ended {
                #expect(ended.status == 1, "\(file): \(ended.said)")
                let last = ended.said.split(separator: "\n").last ?? ""
                #expect(last.contains(file), "\(file): \(ended.said)")
                #expect(!last.contains("Error:"), "\(file): \(ended.said)")
            }
        }
    }
}
