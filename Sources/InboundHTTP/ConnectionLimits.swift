/// The limits for one client on one connection, set by the operator.
package struct ConnectionLimits: Sendable {
    /// The maximum total size in bytes of the names and values of a request's headers.
    package var headerBytes: Int
    /// The maximum length of a request target in bytes.
    package var targetBytes: Int
    /// The time limit from a request's head to the end of its body.
    package var bodyDeadline: Duration
    /// The time limit from the end of a request to the first byte of its response.
    package var answerDeadline: Duration
    /// How long a client may read nothing of a response that is being sent.
    package var stallDeadline: Duration
    /// The time limit from a response, or from connecting, to the next request's head; nil for
    /// none.
    package var idleTimeout: Duration?
    /// How long an open request may take after the server is told to stop.
    package var drainDeadline: Duration

    /// Makes limits; nothing is checked, so all must be positive.
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
