internal import Encodings
internal import Cryptography

/// The size and root of a log (C2SP tlog-checkpoint): the text of a signed note.
package struct Checkpoint: Sendable, Equatable {
    /// The name of the log; constant for its life.
    package let origin: String
    /// The number of leaves.
    package let size: Int64
    /// The root hash, 32 bytes.
    package let root: [UInt8]

    package init(origin: String, size: Int64, root: [UInt8]) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Parses a checkpoint; returns nil if the text is not one.
    ///
    /// Extension lines after the third are ignored.
    package init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", !lines[0].isEmpty,
            let size = Int64(lines[1]), size >= 0, String(size) == lines[1],
            let root = Base64.decode(String(lines[2])), root.count == SHA256.byteCount
        else { return nil }
        self.init(origin: String(lines[0]), size: size, root: root)
    }

    /// The checkpoint as text: three lines.
    package var text: String {
        "\(origin)\n\(size)\n\(Base64.encode(root))\n"
    }
}

/// A proof that a log contains an entry, with everything needed to verify it (C2SP tlog-proof,
/// version 1).
///
/// The `extra` line carries the entry itself.
package struct LogProof: Sendable, Equatable {
    private static let header = "c2sp.org/tlog-proof@v1"

    /// The data of the leaf.
    package let entry: [UInt8]
    /// The index of the leaf, from 0.
    package let index: Int64
    /// The inclusion proof, lowest sibling first.
    package let path: [[UInt8]]
    /// The signed checkpoint that the proof leads to.
    package let checkpoint: SignedNote

    package init(entry: [UInt8], index: Int64, path: [[UInt8]], checkpoint: SignedNote) {
        self.entry = entry
        self.index = index
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Parses a proof; returns nil if the text is not one.
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

    /// The proof as text.
    package var text: String {
        let lines =
            [Self.header, "extra \(Base64.encode(entry))", "index \(index)"]
            + path.map(Base64.encode)
        return lines.joined(separator: "\n") + "\n\n" + checkpoint.note
    }

    /// Whether the log contains the entry at this index, according to a checkpoint signed with this
    /// key.
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
