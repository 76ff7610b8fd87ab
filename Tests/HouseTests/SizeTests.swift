import Foundation
import Testing

/// Lines and files stay short enough to be read, and pictures small enough to be kept.
@Suite struct SizeTests {
    private static let lineLimit = 100
    private static let fileLimit = 350
    /// In bytes.
    private static let pictureLimit = 60_000
    /// In bytes.
    private static let readmeLimit = 8192

    private static func longLines(in files: [SourceFile]) -> [Offence] {
        files.flatMap { file in
            file.columns.enumerated().filter { $0.element > lineLimit }
                .map { index, columns in
                    let message = "\(columns) columns, not \(lineLimit)"
                    return Offence(path: file.path, line: index + 1, message: message)
                }
        }
    }

    private static func longFiles(in files: [SourceFile]) -> [Offence] {
        files.filter { $0.columns.count > Figures.longFiles[$0.name] ?? fileLimit }
            .map {
                let limit = Figures.longFiles[$0.name] ?? fileLimit
                let message = "\($0.columns.count) lines, not \(limit)"
                return Offence(path: $0.path, line: $0.columns.count, message: message)
            }
    }

    @Test func `a line has at most 100 columns`() throws {
        let folders = Dictionary(grouping: Self.longLines(in: try House.standing.get().files)) {
            $0.path.split(separator: "/").prefix(2).joined(separator: "/")
        }
        for (folder, offences) in folders.sorted(by: { $0.key < $1.key }) {
            let limit = Figures.longLines[folder] ?? 0
            let places = offences.map(\.description).joined(separator: "\n")
            #expect(
                offences.count <= limit,
                "\(folder): \(offences.count) long lines, not \(limit):\n\(places)"
            )
        }
        let all = folders.values.map(\.count).reduce(0, +)
        print("Lines of more than \(Self.lineLimit) columns: \(all)")
    }

    @Test func `a file has at most 350 lines`() throws {
        expectNone(Self.longFiles(in: try House.standing.get().files))
    }

    @Test func `a long line and a long file are found`() {
        let line = String(repeating: "é", count: 100)
        let text = "\(line)\n\(line)é\n" + String(repeating: "\n", count: 349)
        let file = SourceFile(path: "Sources/Projection/A.swift", text: text)
        #expect(Self.longLines(in: [file]).map(\.line) == [2])
        #expect(Self.longFiles(in: [file]).map(\.line) == [351])
    }

    /// The paths of the pictures in a page, each with a text for those who do not see it.
    private static func pictures(in page: String) -> [String] {
        page.matches(of: /!\[[^\]]+\]\(([^)]+)\)/).map { String($0.output.1) }
    }

    private static func text(of path: String) throws -> String {
        try String(contentsOf: House.root.appending(path: path), encoding: .utf8)
    }

    @Test func `the README has at most 8 KB`() throws {
        #expect(try Self.text(of: "README.md").utf8.count <= Self.readmeLimit)
    }

    @Test func `the pictures of the documents are there and have at most 60 KB`() throws {
        let article = "Sources/ChecklySyncServer/Documentation.docc/Dashboard.md"
        let shown = Self.pictures(in: try Self.text(of: "README.md"))
        // The documentation is built with the pictures beside its articles.
        let inArticle = Self.pictures(in: try Self.text(of: article))
            .map { "fixtures/pictures/\($0)" }
        #expect(shown.count == 1)
        #expect(inArticle.count == 2)
        for picture in shown + inArticle {
            let size = try Data(contentsOf: House.root.appending(path: picture)).count
            #expect(size <= Self.pictureLimit, "\(picture): \(size) bytes")
        }
    }

    @Test func `a picture is found, one without a text is not`() {
        let page = "![What it shows](a/b.png) [a link](c.png) ![](d.png)\n![Else](e.png)"
        #expect(Self.pictures(in: page) == ["a/b.png", "e.png"])
    }
}
