/// One thing wrong with a declaration file.
package struct DeclarationProblem: Sendable, Equatable {
    /// 0 where it is about the file as a whole.
    package var line: Int
    /// The place, such as `syncs[0].syncOptions.keySchema`.
    package var path: String
    /// What is wrong; never what stands where a secret belongs.
    package var message: String

    package init(line: Int, path: String, message: String) {
        self.line = line
        self.path = path
        self.message = message
    }

    /// As compilers say it.
    package func text(file: String) -> String {
        let place = line > 0 ? "\(file):\(line)" : file
        return path.isEmpty ? "\(place): \(message)" : "\(place): \(path): \(message)"
    }
}
