/// The fields of a form as `application/x-www-form-urlencoded` (URL Standard, section 5.1), in
/// their order: a plus sign is a blank.
///
/// A part with a broken percent escape is taken as it is.
package func formDecoded(_ text: String) -> [(name: String, value: String)] {
    text.utf8.split(separator: UInt8(ascii: "&"))
        .map { part in
            let pair = part.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            return (formText(pair[0]), pair.count > 1 ? formText(pair[1]) : "")
        }
}

private func formText(_ part: Substring.UTF8View) -> String {
    let bytes = part.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
    let text = String(decoding: bytes, as: UTF8.self)
    return percentDecoded(text) ?? text
}
