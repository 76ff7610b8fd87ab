internal import CDashboardAssets
internal import Cryptography
internal import Encodings
internal import Mustache
internal import Pages

/// The dashboard's files, which are part of the program.
struct Assets: Sendable {
    /// A file that browsers fetch.
    struct File: Sendable {
        let name: String
        let type: String
        let bytes: [UInt8]
        /// The first digits of the content's digest, so that a URL names one content for ever.
        let hash: String

        var path: String { "/assets/\(hash)/\(name)" }
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
    ]
    private static let hashLength = 16

    /// What browsers fetch, by name.
    let files: [String: File]
    /// The templates by name, without their extension.
    let templates: [String: String]

    init() {
        var files: [String: File] = [:]
        var templates: [String: String] = [:]
        for index in 0..<dashboard_asset_count() {
            let asset = dashboard_asset_at(index)
            let name = String(cString: asset.name)
            let bytes = Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
            let parts = name.split(separator: ".")
            if parts.last == "mustache" {
                templates[String(parts[0])] = String(decoding: bytes, as: UTF8.self)
            } else if let type = parts.last.flatMap({ Self.types[String($0)] }) {
                let hash = Hex.encode(SHA256.digest(bytes)).prefix(Self.hashLength)
                files[name] = File(name: name, type: type, bytes: bytes, hash: String(hash))
            }
        }
        self.files = files
        self.templates = templates
    }

    /// The path of a file; a page without it still works.
    func path(_ name: String) -> String { files[name]?.path ?? "/assets/none/\(name)" }
}

/// The compiled templates.
struct Templates: Sendable {
    private let library: MustacheLibrary

    /// - Throws: What Mustache says of a template that it cannot parse.
    init(_ templates: [String: String]) throws {
        var library = MustacheLibrary()
        for (name, text) in templates { try library.register(text, named: name) }
        self.library = library
    }

    /// The text of a page; nil if there is no such template.
    func render(_ name: String, _ values: PageValue) -> String? {
        library.render(values, withTemplate: name)
    }
}
