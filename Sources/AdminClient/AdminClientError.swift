internal import Encodings

/// Why a server could not be asked, or did not do what it was asked for.
package enum AdminClientError: ExplainedError {
    case unreachable(server: String, reason: String)
    case noAnswer(url: String, reason: String)
    case untrusted(server: String, reason: String)
    /// An answer of another status than 2xx; the message is the server's.
    case refused(status: Int, message: String)
    case notUnderstood(what: String)
    /// A file with the certificates to trust.
    case unreadable(path: String)
    case notFound(kind: String, name: String)
    case ambiguous(kind: String, name: String)

    /// A fixed word for each case.
    package var code: String {
        switch self {
        case .unreachable, .noAnswer: "unreachable"
        case .untrusted: "untrusted"
        case .refused: "refused"
        case .notUnderstood: "not-understood"
        case .unreadable: "unreadable"
        case .notFound: "not-found"
        case .ambiguous: "ambiguous"
        }
    }

    /// What happened.
    package var message: String {
        switch self {
        case .unreachable(let server, let reason), .noAnswer(let server, let reason):
            "\(server) did not answer: \(reason)"
        case .untrusted(let server, let reason): "\(server) is not trusted: \(reason)"
        case .refused(let status, let message): "The server answered \(status): \(message)"
        case .notUnderstood(let what): "\(what) is not what was expected."
        case .unreadable(let path): "\(path) cannot be read."
        case .notFound(let kind, let name): "There is no \(kind) \"\(name)\"."
        case .ambiguous(let kind, let name): "More than one \(kind) is called \"\(name)\"."
        }
    }

    /// What to do next.
    package var hint: String {
        switch self {
        case .unreachable: "Start it with \"checkly-sync serve\", or name another with --server."
        case .noAnswer: "Check the address, and that something listens there."
        case .untrusted:
            "Name the CA of its certificate with --ca-file or CHECKLY_SYNC_CA_FILE, and use a name "
                + "that is in it."
        case .refused(401, _): "Give the server's token in CHECKLY_SYNC_ADMIN_TOKEN or --data."
        case .refused(404, _): "See what there is with the command \"list\" of its kind."
        case .refused: "Change the command as the message says."
        case .notUnderstood: "Check its content, and that both sides have the same version."
        case .unreadable: "Check the path, its permissions and its content."
        case .notFound(let kind, _):
            Self.lists[kind].map { "List what there is with \"checkly-sync \($0)\"." }
                ?? "Check how it is written."
        case .ambiguous: "Use its id, or name the project with --project."
        }
    }

    /// The commands that list what may not be found.
    private static let lists = [
        "sync": "syncs list", "connection": "connections list", "token": "tokens list",
        "event": "events",
    ]

    /// The server's message may bring a hint of its own, in round brackets at its end; one is
    /// enough.
    package var description: String {
        switch self {
        case .refused(_, let message) where message.hasSuffix(")"): "\(code): \(self.message)"
        case .unreachable, .noAnswer, .untrusted, .refused, .notUnderstood, .unreadable, .notFound,
            .ambiguous:
            "\(code): \(message) (\(hint))"
        }
    }
}
