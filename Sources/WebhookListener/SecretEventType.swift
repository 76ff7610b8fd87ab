internal import Encodings
internal import SyncModel

/// The types of secret events that we act on.
enum SecretEventType: String, CaseIterable {
    case changed = "secrets.changed"
    case snapshot = "secrets.snapshot"
    case imports = "secrets.imports"

    /// Parses the `data` of an event of this type.
    func parse(_ data: JSONCursor) throws(PayloadError) -> DeliveredContent {
        let folder = FolderPath(
            projectID: try data.text("projectId"),
            environment: try data.text("environment"),
            secretPath: try data.member("secretPath").strictPath()
        )
        switch self {
        case .changed: return try Self.parseChanges(data.member("changes").elements(), of: folder)
        case .snapshot: return try Self.parseSecrets(data.member("secrets").elements(), of: folder)
        case .imports: return try Self.parseImports(data.member("imports"), of: folder)
        }
    }

    /// Parses a list of changes.
    ///
    /// An empty list is ignored, because it must not make an unknown folder a known, empty one.
    private static func parseChanges(
        _ elements: [JSONCursor],
        of folder: FolderPath
    ) throws(PayloadError) -> DeliveredContent {
        guard !elements.isEmpty else {
            return .ignored(type: Self.changed.rawValue, reason: "It lists no changes.")
        }
        var changes: [DeliveredChange] = []
        changes.reserveCapacity(elements.count)
        // The last change of a key wins.
        var leftOut: [NameKey: (index: Int, secret: LeftOutSecret)] = [:]
        for (index, element) in elements.enumerated() {
            let change = try parseChange(element.object())
            if let objection = change.objection {
                let secret = LeftOutSecret(change.key, reason: objection)
                leftOut[NameKey(secret.key)] = (index, secret)
            } else {
                if !leftOut.isEmpty { leftOut[NameKey(change.key)] = nil }
                changes.append(change)
            }
        }
        return .changed(
            folder,
            changes,
            leftOut: leftOut.values.sorted { $0.index < $1.index }.map(\.secret)
        )
    }

    private static let operations = "\"set\" or \"delete\""

    private static func parseChange(
        _ element: JSONCursor
    ) throws(PayloadError) -> DeliveredChange {
        guard let operation = element.value["op"] else {
            throw element.member("op").expected(operations)
        }
        if operation.isText("set") { return .set(try parseSecret(element)) }
        guard operation.isText("delete") else { throw element.member("op").expected(operations) }
        let key = try element.member("key").anyText()
        return .delete(
            // Deleting a key that was never acceptable ends its being left out.
            key: LeftOutSecret.unmistakable(key) ?? key,
            version: try element.version("version")
        )
    }

    private static func parseSecret(
        _ element: JSONCursor
    ) throws(PayloadError) -> DeliveredSecret {
        DeliveredSecret(
            key: try element.member("key").anyText(),
            value: SecretValue(try element.member("value").anyText()),
            version: try element.version("version")
        )
    }

    private static func parseSecrets(
        _ elements: [JSONCursor],
        of folder: FolderPath
    ) throws(PayloadError) -> DeliveredContent {
        var keys: Set<NameKey> = []
        var secrets: [DeliveredSecret] = []
        var leftOut: [LeftOutSecret] = []
        for element in elements {
            let secret = try parseSecret(element.object())
            if let objection = secret.objection {
                leftOut.append(LeftOutSecret(secret.key, reason: objection))
                continue
            }
            guard keys.insert(NameKey(secret.key)).inserted else {
                throw .keyRepeated(at: element.member("key").pointer)
            }
            secrets.append(secret)
        }
        return .snapshot(folder, secrets, leftOut: leftOut)
    }

    private static func parseImports(
        _ place: JSONCursor,
        of folder: FolderPath
    ) throws(PayloadError) -> DeliveredContent {
        let elements = try place.elements()
        guard elements.count <= PayloadLimit.importCount else {
            throw .tooManyImports(count: elements.count, at: place.pointer)
        }
        var known: Set<FolderPath> = []
        var imports: [FolderPath] = []
        for element in elements {
            let imported = FolderPath(
                projectID: folder.projectID,
                environment: try element.object().text("environment"),
                secretPath: try element.member("secretPath").strictPath()
            )
            guard known.insert(imported).inserted else {
                throw .importRepeated(at: element.pointer)
            }
            imports.append(imported)
        }
        return .imports(folder, imports)
    }
}

extension JSONCursor {
    /// The actor of the event; nil if it is absent.
    func actor() throws(PayloadError) -> Actor? {
        if value.isNull { return nil }
        return Actor(
            type: try object().text("type"),
            id: try member("id").optionalText(),
            name: try member("name").optionalText()
        )
    }
}

extension DeliveredSecret {
    /// Why the secret cannot be accepted; nil if it can.
    fileprivate var objection: String? {
        LeftOutSecret.objection(toKey: key) ?? LeftOutSecret.objection(to: value)
    }
}

extension DeliveredChange {
    fileprivate var objection: String? {
        switch self {
        case .set(let secret): secret.objection
        case .delete(let key, _):
            LeftOutSecret.unmistakable(key) == nil ? LeftOutSecret.objection(toKey: key) : nil
        }
    }
}
