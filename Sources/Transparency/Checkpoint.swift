internal import Encodings
internal import Cryptography

/// How large a log is and what its root is (C2SP tlog-checkpoint): the text of a signed note.
package struct Checkpoint: Sendable, Equatable {
    /// Which log; the same for its whole life.
    package let origin: String
    /// How many leaves it has.
    package let size: Int64
    /// 32 bytes.
    package let root: [UInt8]

    package init(origin: String, size: Int64, root: [UInt8]) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads a checkpoint, or gives nil where the text is none; lines after the third are extensions and say nothing here.
    package init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", !lines[0].isEmpty,
            let size = Int64(lines[1]), size >= 0, String(size) == lines[1],
            let root = Base64.decode(String(lines[2])), root.count == SHA256.byteCount
        else { return nil }
        self.init(origin: String(lines[0]), size: size, root: root)
    }

    /// The three lines.
    package var text: String {
        "\(origin)\n\(size)\n\(Base64.encode(root))\n"
    }
}

/// That one entry stands in a log, with all that is needed to check it (C2SP tlog-proof, version 1).
///
/// The entry itself is in the `extra` line.
package struct LogProof: Sendable, Equatable {
    private static let header = "c2sp.org/tlog-proof@v1"

    /// What the leaf is the hash of.
    package let entry: [UInt8]
    /// The leaf's place, from 0.
    package let index: Int64
    /// The way to the root, lowest first.
    package let path: [[UInt8]]
    package let checkpoint: SignedNote

    package init(entry: [UInt8], index: Int64, path: [[UInt8]], checkpoint: SignedNote) {
        self.entry = entry
        self.index = index
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Reads a proof, or gives nil where the text is none.
    package init?(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == Substring(Self.header),
            let entry = lines.popFirst().flatMap({ Self.value(of: $0, named: "extra") }),
            let entry = Base64.decode(entry),
            let index = lines.popFirst().flatMap({ Self.value(of: $0, named: "index") }),
            let index = Int64(index), index >= 0
        else { return nil }
        var path: [[UInt8]] = []
        while let line = lines.popFirst(), !line.isEmpty {
            guard let hash = Base64.decode(String(line)), hash.count == SHA256.byteCount else {
                return nil
            }
            path.append(hash)
        }
        guard let note = SignedNote(lines.joined(separator: "\n")) else { return nil }
        self.init(entry: entry, index: index, path: path, checkpoint: note)
    }

    private static func value(of line: Substring, named name: String) -> String? {
        line.hasPrefix(name + " ") ? String(line.dropFirst(name.count + 1)) : nil
    }

    /// The proof as it is written.
    package var text: String {
        let lines =
            [Self.header, "extra \(Base64.encode(entry))", "index \(index)"]
            + path.map(Base64.encode)
        return lines.joined(separator: "\n") + "\n\n" + checkpoint.note
    }

    /// Whether the entry stands where the proof says, in a log whose checkpoint this key has signed.
    package func isValid(for key: NoteVerifierKey) -> Bool {
        guard checkpoint.isSigned(by: key), let head = Checkpoint(checkpoint.text),
            head.origin == key.name
        else { return false }
        return MerkleTree.verifyInclusion(
            path,
            of: MerkleTree.leafHash(entry),
            at: index,
            inTreeOf: head.size,
            root: head.root
        )
    }
}
