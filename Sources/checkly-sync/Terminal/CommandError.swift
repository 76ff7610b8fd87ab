import AdminClient
internal import Encodings
import ArgumentParser
import SyncModel
import WebhookSignatures

/// Why a command failed.
enum CommandError: ExplainedError {
    case notUnderstood(what: String)
    case noToken(path: String)
    case unreadable(path: String)
    case tooLarge(path: String, limit: Int)
    case noSecret(what: String, how: String)
    case notASecret(path: String, SecretError)
    case notReady(what: String)
    case pushFailed(sync: String, message: String)
    case removalFailed(sync: String, message: String)
    case deadline(what: String)
    case noChoice(what: String, flag: String)
    case faultyFile(count: Int, path: String)
    case incomplete(failures: Int)
    case unwritable(reason: String)
    case unconfirmed(what: String)
    case declined
    case noValue(of: String)
    case masterKeyCommand(reason: String)
    case contextFile(path: String)
    case unknownContext(name: String)
    case noDestination(kind: String, id: String, connection: String)

    var code: String {
        switch self {
        case .notUnderstood: "not-understood"
        case .noToken: "no-token"
        case .unreadable: "unreadable"
        case .tooLarge: "too-large"
        case .noSecret: "no-secret"
        case .notASecret: "not-a-secret"
        case .notReady: "not-ready"
        case .pushFailed: "push-failed"
        case .removalFailed: "removal-failed"
        case .deadline: "deadline"
        case .noChoice: "no-choice"
        case .faultyFile: "faulty-file"
        case .incomplete: "incomplete"
        case .unwritable: "output-failed"
        case .unconfirmed: "unconfirmed"
        case .declined: "declined"
        case .masterKeyCommand: "master-key-command"
        case .contextFile: "context-file"
        case .noValue, .noDestination, .unknownContext: "not-found"
        }
    }

    var message: String {
        switch self {
        case .notUnderstood(let what): AdminClientError.notUnderstood(what: what).message
        case .noToken(let path): "There is no admin token in the environment or in \(path)."
        case .unreadable(let path): AdminClientError.unreadable(path: path).message
        case .tooLarge(let path, let limit): "\(path) has more than \(limit) bytes."
        case .noSecret(let what, _): "No \(what) was given."
        case .notASecret(let path, let error): "\(path) holds no secret: \(error.message)"
        case .notReady(let what): "\(what) ended before it accepted requests."
        case .removalFailed(let sync, let message):
            "The variables of \"\(sync)\" were not all removed: \(message)"
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
        case .masterKeyCommand(let reason): "The command for the master key \(reason)."
        case .contextFile(let path): "\(path) is no file of contexts."
        case .unknownContext(let name): "No context is named \"\(name)\"."
        case .noDestination(let kind, let id, _): "The connection's key sees no \(kind) \"\(id)\"."
        }
    }

    var hint: String {
        switch self {
        case .notUnderstood(let what): AdminClientError.notUnderstood(what: what).hint
        case .noToken: "Set CHECKLY_SYNC_ADMIN_TOKEN, or --data to the server's data directory."
        case .unreadable(let path): AdminClientError.unreadable(path: path).hint
        case .tooLarge: "Check the path."
        case .noSecret(_, let how): how
        case .notASecret(_, let error): error.hint
        case .notReady: "Look at the lines above for the reason."
        case .pushFailed: "Correct the cause; the next push tries again."
        case .removalFailed: "Correct the cause, and ask again."
        case .deadline: "Look at the server's log and try again."
        case .noChoice(_, let flag): "Give it with \(flag)."
        case .faultyFile: "Correct what the lines above name."
        case .incomplete: "Correct what the lines above name and apply the file again."
        case .unwritable: "Send it elsewhere. A change that was asked for was made all the same."
        case .unconfirmed: "Add --yes where that is what you want."
        case .declined: "Answer y or yes to go on."
        case .noValue:
            "Write it as PROJECT/ENVIRONMENT/PATH:KEY; what was destroyed before counts as not "
                + "there."
        case .masterKeyCommand: "Run it in a shell; it has to print 32 bytes in base64."
        case .contextFile: "Remove it, and name the servers again: checkly-sync context add."
        case .unknownContext: "List the contexts: checkly-sync context list."
        case .noDestination("group", _, let connection):
            "List them with \"checkly-sync connections groups \(connection)\"."
        case .noDestination(_, _, let connection):
            "List them with \"checkly-sync connections accounts \(connection)\"."
        }
    }

    /// One hint is enough: a message from elsewhere may bring its own, in round brackets at its
    /// end.
    var description: String {
        switch self {
        case .pushFailed(_, let message) where message.hasSuffix(")"),
            .removalFailed(_, let message) where message.hasSuffix(")"):
            "\(code): \(self.message)"
        case .notUnderstood, .noToken, .unreadable, .tooLarge, .noSecret, .notASecret, .notReady,
            .pushFailed, .removalFailed, .deadline, .noChoice, .faultyFile, .incomplete,
            .unwritable, .unconfirmed,
            .declined, .noValue, .masterKeyCommand, .noDestination,
            .contextFile, .unknownContext:
            "\(code): \(message) (\(hint))"
        }
    }

    /// The program's exit code.
    var exitCode: ExitCode {
        if case .unconfirmed = self { return .validationFailure }
        return .failure
    }
}
