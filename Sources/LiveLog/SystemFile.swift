internal import Foundation

/// Access to files with the operating system's reasons for failures.
package enum SystemFile {
    /// Reads a text file.
    ///
    /// - Throws: `DataDirectoryError.file` with the path, if it cannot be read or is not UTF-8.
    package static func text(_ path: String) throws(DataDirectoryError) -> String {
        guard access(path, R_OK) == 0 else {
            throw .file(path: path, reason: String(cString: strerror(errno)))
        }
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw .file(path: path, reason: error.localizedDescription)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .file(path: path, reason: "it is not text in UTF-8")
        }
        return text
    }

    /// The size of a file in bytes; 0 if it does not exist.
    package static func size(_ path: String) -> Int {
        status(path).map { Int($0.st_size) } ?? 0
    }

    /// The status of a file or of a link's target; nil, with `errno` set, if there is none.
    static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }
}
