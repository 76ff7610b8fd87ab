import Foundation
import WebhookSignatures

/// Reads whole files on this machine: regular ones, pipes and devices alike.
enum LocalFile {
    /// The maximum size in bytes: far more than any file a command needs, but no endless device.
    static let byteLimit = 64 << 20
    /// The number of bytes to read at once.
    private static let pieceSize = 64 << 10

    static func bytes(_ path: String) throws(CommandError) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw .unreadable(path: path)
        }
        defer { try? file.close() }
        var bytes: [UInt8] = []
        while true {
            let piece: Data?
            do {
                piece = try file.read(upToCount: pieceSize)
            } catch {
                throw .unreadable(path: path)
            }
            guard let piece, !piece.isEmpty else { return bytes }
            bytes += piece
            if bytes.count > byteLimit { throw .tooLarge(path: path, limit: byteLimit) }
        }
    }

    /// Standard input to its end.
    static func standardInput() -> [UInt8] {
        [UInt8](FileHandle.standardInput.readDataToEndOfFile())
    }

    static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }

    /// The secret in a file, without a byte order mark and white space at its end.
    ///
    /// - Throws: `CommandError.notASecret` for a file that is not text in UTF-8.
    static func secret(_ path: String) throws(CommandError) -> String {
        let bytes = try bytes(path)
        do throws(SecretError) {
            return withoutEnd(try SecretText.read(bytes))
        } catch {
            throw .notASecret(path: path, error)
        }
    }

    /// A file's text without the white space at its end.
    static func line(_ path: String) throws(CommandError) -> String {
        withoutEnd(String(decoding: try bytes(path), as: UTF8.self))
    }

    /// The API's token in a file.
    ///
    /// - Throws: `CommandError.noToken` if there is none.
    static func token(_ path: String) throws(CommandError) -> String {
        guard let token = try? line(path), !token.isEmpty else { throw .noToken(path: path) }
        return token
    }

    /// A text without the white space at its end, which editors and shells add.
    static func withoutEnd(_ text: String) -> String {
        guard let end = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(text[...end])
    }
}
