/// What one client may have of the server over one connection.
package struct ConnectionLimits: Sendable {
    /// Bytes that the names and values of a request's headers may have together.
    package var headerBytes: Int
    /// Bytes of the address that a request asks for.
    package var targetBytes: Int
    /// From a request's head to the end of its body.
    package var bodyDeadline: Duration
    /// From the end of a request to the first byte of its answer.
    package var answerDeadline: Duration
    /// How long a client may take none of an answer that is on its way.
    package var stallDeadline: Duration
    /// From an answer to the next request's head, and from connecting to the first; nil for no end.
    package var idleTimeout: Duration?
    /// How long a request under way may take once the server is told to stop.
    package var drainDeadline: Duration

    package init(
        headerBytes: Int = 16_384,
        targetBytes: Int = 8192,
        bodyDeadline: Duration = .seconds(20),
        answerDeadline: Duration = .seconds(60),
        stallDeadline: Duration = .seconds(30),
        idleTimeout: Duration? = nil,
        drainDeadline: Duration = .seconds(3)
    ) {
        self.headerBytes = headerBytes
        self.targetBytes = targetBytes
        self.bodyDeadline = bodyDeadline
        self.answerDeadline = answerDeadline
        self.stallDeadline = stallDeadline
        self.idleTimeout = idleTimeout
        self.drainDeadline = drainDeadline
    }
}
