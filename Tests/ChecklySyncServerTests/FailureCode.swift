import Foundation

/// A code that a command, the API or a webhook's answer can give, as the sources say it.
struct FailureCode: Hashable {
    let code: String
    /// The part of the program, for people.
    let origin: String
    let meaning: String
    let hint: String

    /// What each room is to a person who looks for a code; other rooms give no codes.
    private static let origins = [
        "APIServing": "test delivery", "AdminClient": "command", "ChecklyClient": "Checkly",
        "ChecklySyncServer": "test delivery", "Commands": "request", "Cryptography": "keys",
        "Encodings": "body", "EventLog": "log", "FolderFetching": "KMS", "InboundHTTP": "HTTP",
        "KMSClients": "KMS", "LiveLog": "data directory", "LogIntegrity": "audit",
        "ManagementAPI": "attention", "Projection": "push", "ReadModels": "attention",
        "Reconciliation": "push", "SecretSealing": "keys", "Settings": "settings",
        "SyncEngine": "push",
        "SyncModel": "request", "WebhookListener": "webhook", "WebhookSignatures": "signature",
        "checkly-sync": "command",
    ]

    private static let emptied = (
        "A read shows no secrets of the folder any more; nothing changes until that is confirmed.",
        "If it is right: checkly-sync sources confirm-empty."
    )

    /// Codes whose sentence is made elsewhere.
    private static let words = [
        "emptied-held": emptied, "folder-emptied": emptied,
        "held": ("All pushing is held.", "Look at the plans, then: checkly-sync release."),
        "left-by-decision": (
            "Somebody decided to leave this change.", "To carry it out: checkly-sync syncs retry."
        ),
        "sync-…": ("The sync is in this state.", "Do what its message says."),
        "unexpected": ("An error that has no code of its own.", "Look at the server's log."),
    ]

    /// The one answer to whatever is not accepted; it is written as a whole.
    private static let unauthorized = FailureCode(
        code: "unauthorized",
        origin: "webhook",
        meaning: "The request was not accepted; the sender is not told why.",
        hint: "Look into it: checkly-sync deliveries --refused."
    )

    /// All that the sources name, by code and origin.
    static func all(in folder: URL) throws -> [FailureCode] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".swift") }.sorted()
        let texts = try files.map {
            try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
        }
        let constants = constants(in: texts)
        var found: Set = [unauthorized]
        let types = Dictionary(grouping: zip(files, texts).flatMap(declarations), by: \.name)
        for declared in types.values.filter({ $0.contains(where: \.isError) }) {
            found.formUnion(codes(of: declared))
        }
        for (file, text) in zip(files, texts) {
            found.formUnion(calls(in: text, constants, origin(of: file)))
        }
        let named = Set(found.filter { !$0.meaning.isEmpty }.map(\.code))
        return found.filter { !$0.meaning.isEmpty || !named.contains($0.code) }
            .map(\.worded)
            .sorted { $0.order.lexicographicallyPrecedes($1.order) }
    }

    private var order: [String] { [code, origin, meaning, hint] }

    private var worded: FailureCode {
        guard meaning.isEmpty || meaning == "…", let words = Self.words[code] else { return self }
        return FailureCode(code: code, origin: origin, meaning: words.0, hint: words.1)
    }

    private static func origin(of file: String) -> String {
        origins[String(file.prefix { $0 != "/" })] ?? ""
    }

    // MARK: - Enums of errors

    /// A type, or an extension of one, in a file.
    private struct Declaration {
        let name: String
        let isError: Bool
        let body: String
        let origin: String
    }

    /// Errors with codes that are written in another way.
    private static let otherErrors: Set = ["RequestObjection", "CryptographyError"]

    private static func declarations(in file: String, text: String) -> [Declaration] {
        text.matches(of: /(?m)^(?! )[a-z ]*(?:enum|struct|extension) (\w+)([^\n{]*)\{/)
            .map { match in
                let name = String(match.output.1)
                let isError =
                    match.output.2.contains("ExplainedError") || otherErrors.contains(name)
                let body = SwiftExcerpt(text[match.range.upperBound...]).upToClosingBracket.text
                return Declaration(
                    name: name,
                    isError: isError,
                    body: body,
                    origin: origin(of: file)
                )
            }
    }

    private static func codes(of declared: [Declaration]) -> [FailureCode] {
        let body = declared.map(\.body).joined(separator: "\n")
        let origin = declared.first { $0.isError }?.origin ?? ""
        let codes = texts("code", in: body)
        let (meanings, hints) = (texts("message", in: body), texts("hint", in: body))
        let notes = notes(in: body)
        return meanings.byCase.keys.union(codes.byCase.keys)
            .compactMap { name in
                guard let code = codes[name] else { return nil }
                // A message that is told what to do is a hint; the case's comment says what is so.
                let isHint = hints.isEmpty
                let meaning = (isHint ? nil : meanings[name]) ?? notes[name] ?? ""
                return FailureCode(
                    code: code,
                    origin: origin,
                    meaning: meaning,
                    hint: (isHint ? meanings[name] : hints[name]) ?? ""
                )
            }
    }

    /// The texts of a property, by the names of cases or one for all.
    private struct Texts {
        var byCase: [String: String] = [:]
        var ofAll: String?

        var isEmpty: Bool { byCase.isEmpty && ofAll == nil }
        subscript(name: String) -> String? { byCase[name] ?? ofAll }
    }

    private static func texts(_ property: String, in body: String) -> Texts {
        var texts = Texts()
        let pattern = try? Regex<Substring>(
            #"(?:var \#(property): String\??|func \#(property)\([^)]*\) -> String) \{"#
        )
        guard let pattern, let match = body.firstMatch(of: pattern) else { return texts }
        let inner = SwiftExcerpt(body[match.range.upperBound...]).upToClosingBracket.text
        guard inner.contains("switch self {") else {
            texts.ofAll = sentence(SwiftExcerpt(inner))
            return texts
        }
        let cases = inner.matches(of: /case ((?:\.\w+(?:\([^)]*\))?|,|\s)+):\s/)
        for (index, match) in cases.enumerated() {
            let end = index + 1 < cases.count ? cases[index + 1].range.lowerBound : inner.endIndex
            guard let text = sentence(SwiftExcerpt(inner[match.range.upperBound..<end])) else {
                continue
            }
            for name in match.output.1.matches(of: /(?:^|,\s*)\.(\w+)/) {
                texts.byCase[String(name.output.1)] = text
            }
        }
        return texts
    }

    /// All literals of an expression as one text; nil where it has none.
    private static func sentence(_ excerpt: SwiftExcerpt) -> String? {
        let literals = excerpt.literals
        if literals.isEmpty { return nil }
        return literals.joined(separator: " ").replacing(/\s+/, with: " ")
            .trimmingCharacters(in: .whitespaces)
    }

    /// The first line of each case's comment, without names of the code.
    private static func notes(in body: String) -> [String: String] {
        body.matches(of: /(?m)^ *\/\/\/ ([^\n]*)\n(?: *\/\/\/[^\n]*\n)* *case (\w+)/)
            .reduce(into: [:]) {
                $0[String($1.output.2)] =
                    String($1.output.1).replacing(/`[A-Z][\w.]+`/, with: "the limit")
            }
    }

    // MARK: - Problems made in place

    private static func constants(in texts: [String]) -> [String: String] {
        texts.flatMap { $0.matches(of: /static let (\w+) = "([a-z]+(?:-[a-z]+)+|[a-z]+)"/) }
            .reduce(into: [:]) { $0[String($1.output.1)] = String($1.output.2) }
    }

    private static func calls(
        in text: String,
        _ constants: [String: String],
        _ origin: String
    ) -> [FailureCode] {
        text.matches(of: /(AttentionItem\(|[^A-Za-z]failure\(|\((?=\s*code: ))/)
            .compactMap { match in
                let call = SwiftExcerpt(text[match.range.upperBound...]).upToClosingBracket
                let arguments = call.arguments
                func value(_ label: String, _ place: Int?) -> SwiftExcerpt? {
                    arguments.first {
                        $0.text.trimmingPrefix(while: \.isWhitespace).hasPrefix("\(label):")
                    } ?? place.flatMap { arguments.indices.contains($0) ? arguments[$0] : nil }
                }
                let places: (Int?, Int?) =
                    switch match.output.1 {
                    case "AttentionItem(": (0, 3)
                    case "(": (nil, nil)
                    default: (1, 2)
                    }
                guard let given = value("code", places.0), let said = value("message", places.1)
                else { return nil }
                let isLiteral = given.text.contains(/^\s*(code:\s*)?"/)
                let name = given.text.split(whereSeparator: { ": .\n".contains($0) }).last ?? ""
                let code = isLiteral ? given.literals.first : constants[String(name)]
                guard let code, code.contains(/^[a-z]+(-[a-z…]+)*$/) else { return nil }
                let hint = value("hint", nil).flatMap(sentence) ?? ""
                let isItem = match.output.1 == "AttentionItem("
                return parts(code, isItem ? "attention" : origin, sentence(said) ?? "", hint)
            }
    }

    /// A sentence may end with its hint in brackets.
    private static func parts(
        _ code: String,
        _ origin: String,
        _ sentence: String,
        _ hint: String
    ) -> FailureCode {
        guard sentence.hasSuffix(")"), let start = sentence.lastIndex(of: "(") else {
            return FailureCode(code: code, origin: origin, meaning: sentence, hint: hint)
        }
        let meaning = sentence[..<start].trimmingCharacters(in: .whitespaces)
        let inner = String(sentence[sentence.index(after: start)...].dropLast())
        return FailureCode(code: code, origin: origin, meaning: meaning, hint: inner)
    }
}

extension Dictionary.Keys where Key == String {
    fileprivate func union(_ other: Self) -> Set<String> { Set(self).union(other) }
}
