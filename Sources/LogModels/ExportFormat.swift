package import Encodings

/// The format of an export of events.
package enum ExportFormat: String, Sendable, CaseIterable {
    /// One JSON object a line.
    case jsonl
    /// Comma-separated values (RFC 4180) after a line with the names of the columns.
    case csv

    private static let columns = [
        "position", "recordedAt", "type", "source", "deliveryId", "actorType", "actorId",
        "actorName", "projectId", "environment", "secretPath", "syncId", "key", "id",
    ]

    /// The type of the content in HTTP.
    package var mediaType: String {
        switch self {
        case .jsonl: "application/jsonl"
        case .csv: "text/csv"
        }
    }

    /// The line before the first event, without its line break; nil if there is none.
    package var heading: String? {
        switch self {
        case .jsonl: nil
        case .csv: Self.columns.joined(separator: ",")
        }
    }

    /// One event in flat columns, never with a value.
    ///
    /// - Parameter event: The event as the API shows it.
    /// - Returns: The line without its line break; a terminal may show it.
    package func line(of event: JSONValue) -> String {
        let cells = Self.columns.map { Self.cell($0, of: event) }
        switch self {
        case .csv:
            let texts = cells.map { Self.quoted($0.map(\.cell) ?? "") }
            return texts.joined(separator: ",").printable(keeping: Self.blanks)
        case .jsonl:
            let members = zip(Self.columns, cells)
                .map { JSONValue.Member(name: $0, value: $1 ?? .null) }
            return JSONValue.object(members).text.printable(keeping: Self.blanks)
        }
    }

    private static func cell(_ column: String, of event: JSONValue) -> JSONValue? {
        switch column {
        case "actorType": event["actor"]?["type"]
        case "actorId": event["actor"]?["id"]
        case "actorName": event["actor"]?["name"]
        case "projectId", "environment", "secretPath", "syncId", "key": event["data"]?[column]
        default: event[column]
        }
    }

    /// A cell as in RFC 4180; one that a spreadsheet would evaluate is turned into text.
    ///
    /// It examines Unicode scalars: a comma remains one under a combining mark.
    package static func quoted(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map(formulaStarts.contains) ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.unicodeScalars.contains(where: quotedScalars.contains) else { return safe }
        var cell = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in safe.unicodeScalars {
            if scalar == "\"" { cell.append(scalar) }
            cell.append(scalar)
        }
        cell.append("\"")
        return String(cell)
    }

    private static let blanks: Set<Unicode.Scalar> = ["\n", "\t"]
    private static let quotedScalars: Set<Unicode.Scalar> = [",", "\"", "\r", "\n"]
    /// The characters that start a formula, including their full-width forms.
    private static let formulaStarts: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]
}
