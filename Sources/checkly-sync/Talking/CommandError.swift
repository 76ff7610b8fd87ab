internal import Encodings
import ArgumentParser
import SyncModel
import WebhookSignatures

/// Why a command could not do what it was asked.
enum CommandError: ExplainedError {
    case unreachable(server: String, reason: String)
    case noAnswer(url: String, reason: String)
    case untrusted(server: String, reason: String)
    case refused(status: Int, message: String)
    case notUnderstood(what: String)
    case noToken(path: String)
    case unreadable(path: String)
    case tooLarge(path: String, limit: Int)
    case notFound(kind: String, name: String)
    case ambiguous(kind: String, name: String)
    case noSecret(what: String, how: String)
    case notASecret(path: String, SecretError)
    case notReady(what: String)
    case pushFailed(sync: String, message: String)
    case deadline(what: String)
    case noChoice(what: String, flag: String)
    case faultyFile(count: Int, path: String)
    case incomplete(failures: Int)
    case unwritable(reason: String)
    case unconfirmed(what: String)
    case declined
    case noValue(of: String)
    case noDestination(kind: String, id: String, connection: String)

    var code: String {
        switch self {
        case .unreachable, .noAnswer: "unreachable"
        case .untrusted: "untrusted"
        case .refused: "refused"
        case .notUnderstood: "not-understood"
        case .noToken: "no-token"
        case .unreadable: "unreadable"
        case .tooLarge: "too-large"
        case .notFound: "not-found"
        case .ambiguous: "ambiguous"
        case .noSecret: "no-secret"
        case .notASecret: "not-a-secret"
        case .notReady: "not-ready"
        case .pushFailed: "push-failed"
        case .deadline: "deadline"
        case .noChoice: "no-choice"
        case .faultyFile: "faulty-file"
        case .incomplete: "incomplete"
        case .unwritable: "output-failed"
        case .unconfirmed: "unconfirmed"
        case .declined: "declined"
        case .noValue, .noDestination: "not-found"
        }
    }

    var message: String {
        switch self {
        case .unreachable(let server, let reason), .noAnswer(let server, let reason):
            "\(server) did not answer: \(reason)"
        case .untrusted(let server, let reason): "\(server) is not trusted: \(reason)"
        case .refused(let status, let message): "The server answered \(status): \(message)"
        case .notUnderstood(let what): "\(what) is not what was expected."
        case .noToken(let path): "There is no admin token in the environment or in \(path)."
        case .unreadable(let path): "\(path) cannot be read."
        case .tooLarge(let path, let limit): "\(path) has more than \(limit) bytes."
        case .notFound(let kind, let name): "There is no \(kind) \"\(name)\"."
        case .ambiguous(let kind, let name): "More than one \(kind) is called \"\(name)\"."
        case .noSecret(let what, _): "No \(what) was given."
        case .notASecret(let path, let error): "\(path) holds no secret: \(error.message)"
        case .notReady(let what): "\(what) ended before it accepted requests."
        case .pushFailed(let sync, let message): "The push of \"\(sync)\" failed: \(message)"
        case .deadline(let what): "\(what) took too long."
        case .noChoice(let what, _): "No \(what) was chosen."
        case .faultyFile(let count, let path):
            "\(path) has \(counted(count, "problem")); nothing was done."
        case .incomplete(let failures):
            "\(counted(failures, "change")) could not be made; the others were."
        case .unwritable(let reason): "Standard output could not be written: \(reason)."
        case .unconfirmed(let what): "\(what)? Nobody is here to answer, so nothing was done."
        case .declined: "Nothing was done."
        case .noValue(let secret): "No value of \(secret) is in the log; nothing was destroyed."
        case .noDestination(let kind, let id, _): "The connection's key sees no \(kind) \"\(id)\"."
        }
    }

    var hint: String {
        switch self {
        case .unreachable: "Start it with \"checkly-sync serve\", or name another with --server."
        case .noAnswer: "Check the address, and that something listens there."
        case .untrusted:
            "Name the CA of its certificate with --ca-file or CHECKLY_SYNC_CA_FILE, and use a name that is in it."
        case .refused(401, _): "Give the server's token in CHECKLY_SYNC_ADMIN_TOKEN or --data."
        case .refused(404, _): "See what there is with the command \"list\" of its kind."
        case .refused: "Change the command as the message says."
        case .notUnderstood: "Check its content, and that both sides have the same version."
        case .noToken: "Set CHECKLY_SYNC_ADMIN_TOKEN, or --data to the server's data directory."
        case .unreadable: "Check the path, its permissions and its content."
        case .tooLarge: "Check the path."
        case .notFound(let kind, _):
            Self.lists[kind].map { "List what there is with \"checkly-sync \($0)\"." }
                ?? "Check how it is written."
        case .ambiguous: "Use its id, or name the project with --project."
        case .noSecret(_, let how): how
        case .notASecret(_, let error): error.hint
        case .notReady: "Look at the lines above for the reason."
        case .pushFailed: "Correct the cause; the next push tries again."
        case .deadline: "Look at the server's log and try again."
        case .noChoice(_, let flag): "Give it with \(flag)."
        case .faultyFile: "Correct what the lines above name."
        case .incomplete: "Correct what the lines above name and apply the file again."
        case .unwritable: "Send it elsewhere. A change that was asked for was made all the same."
        case .unconfirmed: "Add --yes where that is what you want."
        case .declined: "Answer y or yes to go on."
        case .noValue:
            "Write it as PROJECT/ENVIRONMENT/PATH:KEY; what was destroyed before counts as not there."
        case .noDestination("group", _, let connection):
            "List them with \"checkly-sync connections groups \(connection)\"."
        case .noDestination(_, _, let connection):
            "List them with \"checkly-sync connections accounts \(connection)\"."
        }
    }

    /// The commands that list what can be not found.
    static let lists = [
        "sync": "syncs list", "connection": "connections list", "token": "tokens list",
        "event": "events",
    ]

    /// One hint is enough: what somebody else said may bring its own, in round brackets at its end.
    var description: String {
        switch self {
        case .refused(_, let message), .pushFailed(_, let message):
            message.hasSuffix(")")
                ? "\(code): \(self.message)" : "\(code): \(self.message) (\(hint))"
        case .unreachable, .noAnswer, .untrusted, .notUnderstood, .noToken, .unreadable, .tooLarge,
            .notFound, .ambiguous, .noSecret, .notASecret, .notReady, .deadline, .noChoice,
            .faultyFile,
            .incomplete, .unwritable, .unconfirmed, .declined, .noValue, .noDestination:
            "\(code): \(message) (\(hint))"
        }
    }

    /// What the program ends with.
    var exitCode: ExitCode {
        if case .unconfirmed = self { return .validationFailure }
        return .failure
    }
}
