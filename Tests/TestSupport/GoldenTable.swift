package import Testing

/// Compares the first table of a page with what the code gives, and says how to refresh it.
///
/// With `CHECKLY_SYNC_REFRESH=1` in the environment the page gets the table instead.
///
/// - Parameters:
///   - rows: What there is now: the text of each cell, in Markdown.
///   - path: Where the page is, from the top of the repository; it has the table's header.
///   - sourceLocation: Where the issue is to stand.
/// - Throws: Where the page cannot be read or written, or has no table.
package func expectTable(
    _ rows: [[String]],
    at path: String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let lines = try Repository.text(of: path)
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let start = try #require(lines.firstIndex { $0.hasPrefix("|") })
    let end = lines[start...].firstIndex { !$0.hasPrefix("|") } ?? lines.endIndex
    let header = lines[start]
    let rule = "|" + String(repeating: "---|", count: header.count { $0 == "|" } - 1)
    let table = rows.map { "| " + $0.joined(separator: " | ") + " |" }
    let page = lines[..<start] + [header, rule] + table + lines[end...]
    try expectGolden(page.joined(separator: "\n"), at: path, sourceLocation: sourceLocation)
}
