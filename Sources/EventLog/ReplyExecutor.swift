/// Where answers are delivered, for example an event loop; all answers of one commit are handed
/// over at once.
package struct ReplyExecutor: Sendable {
    /// Identifies the executor: answers with equal ids are delivered together.
    package let id: ObjectIdentifier
    /// Runs work on the executor, soon and in order.
    package let run: @Sendable (_ work: @escaping @Sendable () -> Void) -> Void

    /// Makes an executor from its identity and a function that schedules work.
    package init(
        id: ObjectIdentifier,
        run: @escaping @Sendable (_ work: @escaping @Sendable () -> Void) -> Void
    ) {
        self.id = id
        self.run = run
    }
}
