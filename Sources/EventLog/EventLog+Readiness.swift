internal import Dispatch
internal import GRDB
internal import Synchronization

/// Whether appends reach the disk.
extension EventLog {
    /// How long after a failure it is tried whether the log can be written again.
    private static let pause = DispatchTimeInterval.seconds(5)

    /// Whether the log can be written, as far as is known: not from an append that failed until one succeeds, or a trial
    /// does, since a server that nobody calls ready might not be asked to append again.
    package var isWritable: Bool { writability.load(ordering: .relaxed) }

    /// Notes what came of a write; called on the writer's queue.
    ///
    /// - Returns: Whether it is another than before.
    @discardableResult func note(isWritable: Bool) -> Bool {
        writability.exchange(isWritable, ordering: .relaxed) != isWritable
    }

    /// Tries until the log can be written again.
    func tryAfterPause() {
        writing.asyncAfter(deadline: .now() + Self.pause) { [weak self] in
            guard let self, !isWritable, !queue.withLock(\.isClosed) else { return }
            if !tryToWrite() { tryAfterPause() }
        }
    }

    /// Writes something that changes nothing; whether that was possible.
    func tryToWrite() -> Bool {
        do {
            try pool.write { database in
                try database.execute(sql: "UPDATE identity_settlement SET through = through")
            }
        } catch {
            return false
        }
        note(isWritable: true)
        return true
    }
}
