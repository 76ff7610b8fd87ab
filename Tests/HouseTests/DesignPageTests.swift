import Foundation
import Testing

/// The design page names rooms and files as they are.
@Suite struct DesignPageTests {
    private static let path = "Sources/ChecklySyncServer/Documentation.docc/Design.md"

    private static func page() throws -> String {
        try String(contentsOf: House.root.appending(path: path), encoding: .utf8)
    }

    /// The names in back quotes in a piece of the page.
    private static func quoted(in text: some StringProtocol) -> [String] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// The layer of each room, by the lines `| 3 | `Commands`, … | … |`.
    private static func layers(in page: String) -> [String: Int] {
        var layers: [String: Int] = [:]
        for line in page.split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, let layer = Int(cells[0]) else { continue }
            for room in quoted(in: cells[1]) { layers[room] = layer }
        }
        return layers
    }

    /// The files that a page names by `Room/File.swift`, or by `File.swift` after one of a room.
    private static func files(in page: String) -> [String] {
        var files: [String] = []
        for line in page.split(separator: "\n") where line.hasPrefix("|") {
            var folder: Substring?
            for name in quoted(in: line) where name.hasSuffix(".swift") {
                if let slash = name.lastIndex(of: "/") {
                    folder = name[...slash]
                    files.append("Sources/" + name)
                } else {
                    files.append("Sources/" + (folder ?? "") + name)
                }
            }
        }
        return files
    }

    @Test func `every room stands on its layer`() throws {
        let shown = Self.layers(in: try Self.page())
        let house = try House.standing.get()
        for room in house.rooms {
            #expect(shown[room.name] == Layers.layer(of: room.name), "\(room.name)")
        }
        for room in shown.keys { #expect(house.target(room) != nil, "\(room) is no room") }
    }

    @Test func `every file that it names is there`() throws {
        let named = Self.files(in: try Self.page())
        let present = Set(try House.standing.get().files.map(\.path))
        #expect(named.count > 20)
        #expect(named.filter { !present.contains($0) } == [])
    }

    /// The functions that a walk names, each with the files of its row.
    private static func functions(in page: String) -> [(name: String, files: [String])] {
        page.split(separator: "\n")
            .flatMap { line in
                let files = files(in: String(line))
                return files.isEmpty
                    ? [] : quoted(in: line).filter { !$0.contains(".") }.map { ($0, files) }
            }
    }

    @Test func `every function that it names is in a file beside it`() throws {
        let files = try House.standing.get().files
        let functions = Self.functions(in: try Self.page())
        #expect(functions.count > 20)
        for (name, paths) in functions {
            let isThere = files.contains { file in
                paths.contains(file.path) && file.tokens.contains { $0.text == name }
            }
            #expect(isThere, "\(name) is in none of \(paths)")
        }
    }

    @Test func `a name without a folder belongs to the folder before it`() {
        let line = "| folded | `LiveLog/A.swift`, `B.swift`, `SyncModel/Events/C.swift` |"
        #expect(
            Self.files(in: line) == [
                "Sources/LiveLog/A.swift", "Sources/LiveLog/B.swift",
                "Sources/SyncModel/Events/C.swift",
            ]
        )
        #expect(Self.layers(in: "| 3 | `A`, `B` | what |\n| x | `C` | what |") == ["A": 3, "B": 3])
    }
}
