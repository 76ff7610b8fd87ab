import Testing

/// A place that breaks a law of the house.
struct Offence: Sendable, Equatable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// Fails the running test once for each offence, with its file and line.
func expectNone(_ offences: [Offence]) {
    for offence in offences {
        let place = SourceLocation(
            // A file ID has a slash, which the manifest's path has not.
            fileID: "house/\(offence.path)",
            filePath: offence.path,
            line: offence.line,
            column: 1
        )
        Issue.record("\(offence)", sourceLocation: place)
    }
}
