/// How a request ends: with a response or with a closed connection.
enum SandboxOutcome: Sendable {
    case answer(SandboxAnswer)
    case dropped
}
