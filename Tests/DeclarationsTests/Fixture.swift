import Encodings
import Foundation
import SyncModel

/// The files under `fixtures`.
enum Fixture {
    static func text(_ name: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: root.appendingPathComponent("fixtures/" + name))
        return String(decoding: data, as: UTF8.self)
    }

    static func json(_ name: String) throws -> JSONValue {
        try JSONValue.parse(Array(try text(name).utf8))
    }
}
