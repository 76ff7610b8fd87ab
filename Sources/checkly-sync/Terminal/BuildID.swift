internal import Encodings
import Foundation

/// The id that the linker gave to this build of the program, in hex; nil if it gave none.
var ownBuildID: String? {
    guard let file = FileHandle(forReadingAtPath: "/proc/self/exe") else { return nil }
    defer { try? file.close() }
    // Linkers put the notes right behind the headers.
    guard let start = try? file.read(upToCount: 64 << 10) else { return nil }
    return buildID(ofELF: [UInt8](start))
}

/// The note `NT_GNU_BUILD_ID` of a program (elf(5), 64 bits, little end first), which debuggers and
/// core dumps show, too.
///
/// - Parameter start: The first bytes of the file.
/// - Returns: The id in hex; nil if these bytes hold none.
func buildID(ofELF start: [UInt8]) -> String? {
    let file = LittleEndian(start)
    guard start.prefix(5).elementsEqual([0x7F, 0x45, 0x4C, 0x46, 2]),
        let headers = file.number(at: 32, of: 8), let headerSize = file.number(at: 54, of: 2),
        let headerCount = file.number(at: 56, of: 2)
    else { return nil }
    let noteSegment = 4
    for index in 0..<headerCount {
        let header = headers + index * headerSize
        guard file.number(at: header, of: 4) == noteSegment,
            let offset = file.number(at: header + 8, of: 8),
            let size = file.number(at: header + 32, of: 8), offset <= start.count,
            size <= start.count - offset
        else { continue }
        if let id = buildID(inNotes: LittleEndian(start[offset..<(offset + size)])) { return id }
    }
    return nil
}

private func buildID(inNotes notes: LittleEndian) -> String? {
    let (headSize, gnuBuildID) = (12, 3)
    var offset = 0
    while let nameSize = notes.number(at: offset, of: 4),
        let contentSize = notes.number(at: offset + 4, of: 4),
        let type = notes.number(at: offset + 8, of: 4)
    {
        // Name and content are padded to four bytes each.
        let content = offset + headSize + (nameSize + 3) / 4 * 4
        let name = notes.bytes(at: offset + headSize, count: nameSize)
        if type == gnuBuildID, name?.elementsEqual("GNU\0".utf8) == true {
            return notes.bytes(at: content, count: contentSize).map { Hex.encode(Array($0)) }
        }
        offset = content + (contentSize + 3) / 4 * 4
    }
    return nil
}

/// Bytes with numbers whose least significant byte comes first.
private struct LittleEndian {
    private let content: [UInt8]

    init(_ bytes: some Sequence<UInt8>) { content = Array(bytes) }

    /// Nil where there are no such bytes, or the number is too large to be a size.
    func number(at offset: Int, of size: Int) -> Int? {
        bytes(at: offset, count: size)
            .flatMap { bytes in
                Int(exactly: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
                    .flatMap { $0 < 1 << 40 ? $0 : nil }
            }
    }

    func bytes(at offset: Int, count: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, count >= 0, offset <= content.count, count <= content.count - offset
        else { return nil }
        return content[offset..<(offset + count)]
    }
}
