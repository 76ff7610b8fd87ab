internal import Encodings
import Declarations
import SyncModel

extension FileApplying {
    /// The body that creates a resource through the API.
    func body(
        of declaration: Declaration,
        _ connectionIDs: [ResourceID: String]
    ) -> CanonicalMap {
        var body = CanonicalMap()
        for (path, value) in declaration.values { Self.set(path, CanonicalValue(value), in: &body) }
        switch declaration.kind {
        case .source:
            let texts = secrets.texts(declaration, "secrets")
            body["secrets"] = .list(texts.map(CanonicalValue.text))
            if allowsWeakSecrets { body["weakSecret"] = .bool(true) }
            body["payload"] = .text(declaration.payload)
            if let secret = secrets.texts(declaration, "reader.clientSecret").first {
                Self.set("reader.clientSecret", .text(secret), in: &body)
            }
        case .connection:
            body["method"] = .text("api-key")
            let key = secrets.texts(declaration, "apiKey").first
            body["credentials"] = .object(["apiKey": .optional(key)])
        case .sync:
            let name = declaration.values["connection"]?.string ?? ""
            let id = connectionIDs[ResourceID(kind: .connection, name: name)]
            if declaration.values["isPaused"] == .bool(true) {
                let reason = declaration.values["pauseReason"]?.string
                body["pause"] = .object(["reason": .optional(reason)])
            }
            body["isPaused"] = nil
            body["pauseReason"] = nil
            body["connection"] = nil
            body["connectionId"] = .text(id ?? "")
            // What the file changes was not shown as a plan of its effect at Checkly.
            body["consent"] = .text("required")
        }
        return body
    }

    /// Puts a value where its path leads.
    private static func set(_ path: String, _ value: CanonicalValue, in body: inout CanonicalMap) {
        let names = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard names.count == 2 else {
            body[path] = value
            return
        }
        var inner = CanonicalMap()
        if case .map(let map)? = body[names[0]] { inner = map }
        inner[names[1]] = value
        body[names[0]] = .map(inner)
    }
}
