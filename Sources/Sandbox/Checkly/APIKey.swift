/// The permissions of an API key of the sandbox.
struct APIKey: Sendable {
    let accounts: [String]
    let canWrite: Bool
}
