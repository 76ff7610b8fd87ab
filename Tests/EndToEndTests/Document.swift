import Foundation
import TestSupport

/// A text for people: the README, an article of the documentation, or a page of `.github`.
struct Document: Sendable {
    /// What stands between two fences.
    struct Block: Sendable {
        let file: String
        let language: String
        let text: String
        var lines: [Substring] { text.split(separator: "\n") }
    }

    /// From the top of the repository.
    let path: String
    let text: String

    init(_ path: String) throws {
        self.path = path
        text = try Repository.text(of: path)
    }

    /// An article, by the name that other articles give it.
    static func article(_ name: String) throws -> Document {
        try Document("\(catalogue)/\(name).md")
    }

    private static let catalogue = "Sources/ChecklySyncServer/Documentation.docc"

    /// All that there are.
    static func all() throws -> [Document] {
        let folders = try [catalogue, ".github"]
            .flatMap { folder in
                try FileManager.default
                    .contentsOfDirectory(atPath: Repository.file(folder).path)
                    .filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
            }
        return try (["README.md"] + folders).map { try Document($0) }
    }

    var blocks: [Block] { blocks(in: text[...]) }

    /// The blocks of one section, up to the next heading of its rank.
    func blocks(under heading: String) -> [Block] {
        guard let start = text.range(of: "\n\(heading)\n")?.upperBound else { return [] }
        let rank = "\n" + heading.prefix { $0 == "#" } + " "
        let end = text[start...].range(of: rank)?.lowerBound ?? text.endIndex
        return blocks(in: text[start..<end])
    }

    private func blocks(in text: Substring) -> [Block] {
        text.matches(of: /(?m)^```([a-z]*)\n((?s).*?)^```$/)
            .map {
                Block(
                    file: path,
                    language: String($0.output.1),
                    text: String($0.output.2)
                )
            }
    }
}
