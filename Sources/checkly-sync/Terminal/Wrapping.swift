/// Breaks a text between words into lines for a terminal; a longer word stays whole.
///
/// - Parameters:
///   - text: One paragraph.
///   - columns: The maximum length of a line.
/// - Returns: The lines, at least one.
func wrapped(_ text: String, columns: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty {
            lines[lines.count - 1] = String(word)
        } else if last.count + 1 + word.count <= columns {
            lines[lines.count - 1] = last + " " + word
        } else {
            lines.append(String(word))
        }
    }
    return lines
}
