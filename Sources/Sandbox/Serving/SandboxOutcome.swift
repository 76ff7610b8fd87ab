/// How a request ends: with an answer, or with a closed connection.
enum SandboxOutcome: Sendable {
    case answer(SandboxAnswer)
    case dropped
}
