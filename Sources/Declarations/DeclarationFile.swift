internal import SyncModel
internal import Yams

/// The content of a declaration file, and everything that is wrong with it.
package struct DeclarationFile: Sendable {
    /// The maximum number of values in a file, counting each use of an alias.
    package static let valueLimit = 100_000

    /// The resources in the order of the file; incomplete if there are problems.
    package private(set) var declarations: [Declaration] = []
    /// The problems in the order of their lines.
    package private(set) var problems: [DeclarationProblem] = []

    /// Reads a whole file; whatever is wrong ends up in `problems`.
    package init(yaml text: String) {
        do {
            guard let root = try Yams.compose(yaml: text) else { return }
            guard root.count(upTo: Self.valueLimit + 1) <= Self.valueLimit else {
                problems = [
                    .init(
                        line: 0,
                        path: "",
                        message: "The file has more than \(Self.valueLimit) values, "
                            + "counting every use of an alias."
                    )
                ]
                return
            }
            read(root)
        } catch let error as YamlError {
            problems = [error.problem]
        } catch {
            problems = [.init(line: 0, path: "", message: "It cannot be read as YAML.")]
        }
        problems += DuplicateCheck.problems(of: declarations)
        problems += declarations.flatMap(ConsistencyCheck.problems)
        problems.sort { $0.line < $1.line }
    }

    private mutating func read(_ root: Node) {
        guard let mapping = root.mapping else {
            if root.isNothing { return }
            return refuse(root, "", "The file must be a mapping with \(Self.known).")
        }
        for (key, value) in mapping {
            guard let kind = ResourceKind.allCases.first(where: { $0.listName == key.string })
            else {
                refuse(key, key.string ?? "", "is unknown; expected one of \(Self.known).")
                continue
            }
            read(value, kind)
        }
    }

    private static let known = ResourceKind.allCases.map(\.listName).joined(separator: ", ")

    private mutating func read(_ list: Node, _ kind: ResourceKind) {
        if list.isNothing { return }
        guard let sequence = list.sequence else {
            return refuse(list, kind.listName, "must be a list.")
        }
        for (index, element) in sequence.enumerated() {
            let path = "\(kind.listName)[\(index)]"
            guard let mapping = element.mapping else {
                refuse(element, path, "must be a mapping that starts with a name.")
                continue
            }
            var reading = DeclarationReading(kind: kind, path: path, line: element.line)
            reading.read(mapping)
            declarations.append(reading.declaration)
            problems += reading.problems
        }
    }

    private mutating func refuse(_ node: Node, _ path: String, _ message: String) {
        problems.append(.init(line: node.line, path: path, message: message))
    }
}

extension Node {
    var line: Int { mark?.line ?? 0 }

    /// The number of values in the node, itself included; counting stops at a limit.
    fileprivate func count(upTo limit: Int) -> Int {
        let parts: [Node]
        switch self {
        case .scalar, .alias: return 1
        case .sequence(let sequence): parts = Array(sequence)
        case .mapping(let mapping): parts = mapping.flatMap { [$0.key, $0.value] }
        }
        var count = 1
        for part in parts {
            if count >= limit { return count }
            count += part.count(upTo: limit - count)
        }
        return count
    }

    /// Whether it is empty, `~` or `null`.
    var isNothing: Bool { null != nil }
}

extension YamlError {
    /// The problem without the line's text, which may contain a secret.
    fileprivate var problem: DeclarationProblem {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .init(line: mark.line, path: "", message: "This is not valid YAML: \(problem).")
        case .duplicatedKeysInMapping(let duplicates, let context):
            .init(
                line: context.mark.line,
                path: duplicates.sorted().joined(separator: ", "),
                message: "is given twice."
            )
        case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            .init(line: 0, path: "", message: "It cannot be read as YAML.")
        }
    }
}
