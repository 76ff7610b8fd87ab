internal import APIRoutes
internal import Encodings
internal import Pages

/// What can be done to a sync on a page of its own, which says first what will happen.
enum SyncAction: String, Sendable, CaseIterable {
    case push, pause, resume, pin, unpin, retry, skip, adopt, remove, delete

    /// The route of the API that does it.
    var route: Route {
        switch self {
        case .push: .pushSync
        case .pause: .pauseSync
        case .resume: .resumeSync
        case .pin: .pinSync
        case .unpin: .unpinSync
        case .retry: .retryParked
        case .skip: .skipParked
        case .adopt: .adoptKeys
        case .remove: .removeSecrets
        case .delete: .deleteSync
        }
    }

    /// The words of its links and of its button.
    var title: String {
        switch self {
        case .push: "Ask for a push"
        case .pause: "Pause"
        case .resume: "Resume"
        case .pin: "Pin"
        case .unpin: "Unpin"
        case .retry: "Retry"
        case .skip: "Skip"
        case .adopt: "Adopt"
        case .remove: "Remove its variables"
        case .delete: "Delete the sync"
        }
    }

    /// What happens, as sentences.
    var consequences: [String] {
        switch self {
        case .push:
            [
                "What the source has is written as soon as Checkly can be reached; what is paused, "
                    + "held or pinned stays so.",
                "A refused connection and parked changes are tried again.",
            ]
        case .pause: ["Nothing is written or deleted until somebody resumes the sync."]
        case .resume: ["What changed meanwhile is written at once, if auto-sync is on."]
        case .pin:
            [
                "The sync writes what the source had at that moment, and holds it.",
                "Newer changes wait until somebody unpins the sync.",
            ]
        case .unpin: ["The sync follows its source again, from its newest state on."]
        case .retry: ["The next push tries what is parked again."]
        case .skip:
            ["The variable stays as it is at Checkly until the source changes the key again."]
        case .adopt:
            [
                "The variables belong to this sync from now on: it updates and deletes them.",
                "A sync that owned one of them has a conflict then.",
            ]
        case .remove:
            [
                "The variables below are deleted at Checkly.",
                "The sync stays; its next change or push writes them again.",
            ]
        case .delete: ["The sync is gone afterwards; its history stays in the log."]
        }
    }

    /// Whether something is gone afterwards.
    var isDangerous: Bool { self == .remove || self == .delete }

    /// The path of its page.
    func path(of id: String) -> String { "\(PagePath.sync(id))/\(rawValue)" }

    /// What the page says once it was done.
    func notice(_ request: PageRequest) -> Notice {
        switch self {
        case .push: .pushAsked
        case .pause: .paused
        case .resume: .resumed
        case .pin: .pinned
        case .unpin: .unpinned
        case .retry: .retried
        case .skip: .skipped
        case .adopt: .adopted
        case .remove: .removing
        case .delete: Self.removesSecrets(request) ? .deleting : .deleted
        }
    }

    /// Whether the form asks to delete a sync's variables with it.
    static func removesSecrets(_ request: PageRequest) -> Bool {
        request.form["variables"] == "remove"
    }

    /// What the API is asked, made of a form.
    func body(_ request: PageRequest) -> JSONValue {
        switch self {
        case .pause, .resume: .members(["reason": request.form["reason"].map(JSONValue.string)])
        case .pin: .members(["asOf": request.form["asOf"].map(JSONValue.moment)])
        case .retry: .members(["key": request.form["key"].map(JSONValue.string)])
        case .skip:
            .members([
                "key": request.form["key"].map(JSONValue.string),
                "reason": request.form["reason"].map(JSONValue.string),
            ])
        case .adopt: .members(["keys": .array(request.values(of: "key").map(JSONValue.string))])
        case .push, .unpin, .remove, .delete: .object([])
        }
    }

    /// The parameters that the API is asked with.
    func query(_ request: PageRequest) -> [String: String] {
        self == .delete ? ["removeSecrets": String(Self.removesSecrets(request))] : [:]
    }
}
