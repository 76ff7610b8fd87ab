/// What an API key of the sandbox may do.
struct APIKey: Sendable {
    let accounts: [String]
    let canWrite: Bool
}
