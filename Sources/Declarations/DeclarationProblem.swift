/// A mistake in a declaration file.
package struct DeclarationProblem: Sendable, Equatable {
    /// The line, from 1; 0 if the file as a whole is wrong.
    package var line: Int
    /// The place in the file, such as `syncs[0].syncOptions.keySchema`.
    package var path: String
    /// What is wrong; never repeats text found where a secret belongs.
    package var message: String

    /// Makes a problem; `message` continues a sentence that begins with the path.
    package init(line: Int, path: String, message: String) {
        self.line = line
        self.path = path
        self.message = message
    }

    /// The problem in the format of compilers: file, line, place, message.
    package func text(file: String) -> String {
        let place = line > 0 ? "\(file):\(line)" : file
        return path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}
