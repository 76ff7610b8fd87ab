/// Where answers are given, as on one event loop: all that a commit has for it are handed over at once.
package struct ReplyExecutor: Sendable {
    /// The same for all that belong to one place.
    package let id: ObjectIdentifier
    /// Has the work done there, soon and in order.
    package let run: @Sendable (_ work: @escaping @Sendable () -> Void) -> Void

    package init(
        id: ObjectIdentifier,
        run: @escaping @Sendable (_ work: @escaping @Sendable () -> Void) -> Void
    ) {
        self.id = id
        self.run = run
    }
}
