import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explains why a delivery is refused, and how close it came.",
        discussion: """
            A refused delivery is named by its id (deliveries --refused); the reason recorded with \
            it is shown, and what has changed since. Its body was not kept, so no signature can \
            be computed again. A request that you have is explained whole: as text \
            with --request (- for standard input), or with --header and --body-file. The server \
            compares; neither secrets nor signatures are shown. Exit code 2 when it is refused.

            Example: checkly-sync explain --source kms --request captured.txt
            """
    )

    @Argument(help: "A refused delivery's id.")
    var delivery: String?
    @Option(help: "The requested source; by default from the request line.")
    var source: String?
    @Option(help: "A file with request line, headers, blank line and body; - is standard input.")
    var request: String?
    @Option(name: .customLong("header"), help: "A header as 'Name: value'; may be repeated.")
    var headers: [String] = []
    @Option(help: "A file with the body, byte by byte.", completion: .file())
    var bodyFile: String?
    @Option(help: "When it arrived, in RFC 3339; by default now.")
    var at: String?
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let ways = [delivery != nil, request != nil, !headers.isEmpty].filter(\.self).count
        guard ways == 1 else {
            throw ValidationError("Give a refused delivery's id, --request, or --header.")
        }
    }

    func run() async throws {
        let explanation = try await server.api().explanation(of: try question())
        switch output.format {
        case .table: try printData(Self.text(of: explanation))
        case .json, .yaml: try output.write(explanation)
        }
        if explanation["accepted"]?.bool != true { throw ExitCode.actionNeeded }
    }

    private func question() throws -> CanonicalValue {
        if let delivery { return .object(["delivery": .text(delivery)]) }
        var members: CanonicalMap = [:]
        members["source"] = .optional(source)
        members["at"] = .optional(at)
        if let request {
            let bytes = request == "-" ? LocalFile.standardInput() : try LocalFile.bytes(request)
            members["requestBase64"] = .text(LocalFile.base64(bytes))
            return .map(members)
        }
        var fields: [(String, String)] = []
        for header in headers {
            guard let colon = header.firstIndex(of: ":") else {
                throw ValidationError("\"\(header)\" is no header; write 'Name: value'.")
            }
            let value = header[header.index(after: colon)...].drop { $0 == " " }
            fields.append((String(header[..<colon]), String(value)))
        }
        var given: CanonicalMap = [:]
        for name in Set(fields.map(\.0)) {
            given[name] = .list(fields.filter { $0.0 == name }.map { .text($0.1) })
        }
        members["headers"] = .map(given)
        let body = try bodyFile.map(LocalFile.bytes) ?? []
        members["bodyBase64"] = .text(LocalFile.base64(body))
        return .map(members)
    }

    static func text(of explanation: JSONValue) -> String {
        let isKept = explanation["bodyKept"]?.bool != false
        let recorded = isKept ? [] : ["It was refused: \(problem(explanation["refusal"] ?? .null))"]
        let steps = (explanation["steps"]?.array ?? [])
            .map { step in
                let message = step["message"]?.string.map { "  " + $0 } ?? ""
                let name = step["step"]?.cell ?? "–"
                let padding = String(repeating: " ", count: max(0, 18 - name.count))
                return name + padding + (step["outcome"]?.cell ?? "–") + message
            }
        let misses = (explanation["nearMisses"]?.array ?? [])
            .flatMap { miss in
                let head = miss["proven"]?.bool == true ? "It would pass but for this:" : "Perhaps:"
                return [head] + (miss["deviations"]?.array ?? []).map { "  " + problem($0) }
            }
        let changes = (explanation["changes"]?.array ?? []).map(\.cell)
        let note = isKept ? [] : ["The body was not kept: paste the request to have it explained."]
        return (recorded + steps + misses + changes + note).joined(separator: "\n")
    }

    private static func problem(_ problem: JSONValue) -> String {
        "\(problem["code"]?.cell ?? "–"): \(problem["message"]?.cell ?? "–") "
            + "(\(problem["hint"]?.cell ?? "–"))"
    }
}
