import Testing

/// What crosses a room is explained where it is declared.
@Suite struct DocumentationTests {
    /// The share of `package` declarations with a doc comment that a room has to have, in percent.
    private static let goal = 90

    private struct Share {
        let documented: Int
        let all: Int
        /// Those without a comment, as `file:line`.
        let bare: [String]

        var percent: Int { all == 0 ? 100 : documented * 100 / all }

        init(of files: [SourceFile]) {
            let found = files.flatMap { file in file.packageDeclarations.map { (file.path, $0) } }
            all = found.count
            bare = found.filter { !$0.1.isDocumented }.map { "\($0.0):\($0.1.line)" }
            documented = all - bare.count
        }
    }

    @Test func `package declarations have doc comments`() throws {
        let house = try House.standing.get()
        for room in house.rooms {
            let share = Share(of: house.files(of: room))
            let floor = Figures.documented[room.name] ?? Self.goal
            let places = share.bare.joined(separator: "\n")
            #expect(
                share.percent >= floor,
                "\(room.name): \(share.percent) % are documented, not \(floor) %:\n\(places)"
            )
        }
        let all = Share(of: house.sources)
        print("Doc comments: \(all.documented) of \(all.all) package declarations", terminator: "")
        print(" (\(all.percent) %; the goal is \(Self.goal) %)")
    }

    @Test func `a declaration without a comment is found`() {
        let text = """
            package import SyncModel
            /// One.
            package struct A {
                /// Two.
                @discardableResult
                package static func b() {}
                package var c: Int { 1 }
                // Not a doc comment.
                package init() {}
                /// Three.
                package private(set) var d = 1, name = "package"
                package static let e = Route("Show it")
                package static let f = Other("Show it")
            }
            """
        let file = SourceFile(path: "Sources/Projection/A.swift", text: text)
        #expect(
            file.packageDeclarations.map(\.isDocumented) == [true, true, false, false, true, false]
        )
        #expect(file.packageDeclarations.map(\.line) == [3, 5, 7, 9, 11, 13])
    }
}
