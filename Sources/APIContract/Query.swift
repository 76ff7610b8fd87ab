internal import Encodings
internal import LogModels
internal import ReadModels
internal import SyncModel

/// Every parameter that a query may have.
package enum Query {
    /// The maximum length of a parameter's text in bytes.
    static let byteLimit = 1024
    /// How many of a list are shown where a query does not say it.
    package static let usualLimit: Int64 = 100

    private static let truth = Schema.words(["true", "false"])
}

/// Pages and filters of the log.
extension Query {
    package static let after = Parameter(
        "after",
        .position,
        "Only those after this position."
    )
    package static let before = Parameter("before", .position, "Only those before this position.")
    package static let limit = Parameter("limit", .number(in: 1...1000), "The maximum number.") {
        $0.usual = .integer(usualLimit)
    }
    package static let type = Parameter("type", .given(), "Only this type.")
    package static let source = Parameter("source", .given(), "Only from this source.")
    package static let sync = Parameter(
        "sync",
        .given(),
        "Only of this sync, by id or name."
    )
    package static let causes = Parameter(
        "causes",
        .flag(),
        "`true`: also the changes that the sync is pushed for."
    )
    package static let leavesHashOut = Parameter(
        "noHash",
        .flag(),
        "`true`: without `stateHash`, which takes long where there are many secrets."
    )
    package static let statePart = Parameter(
        "only",
        .word(of: ["desired"]),
        "`desired`: only what the sync desired, without what was written and without `stateHash`; "
            + "the past is found much faster."
    )
    package static let key = Parameter(key: "Only about this key.")
    package static let historyKey = Parameter(
        key: "Only about this key, as the source or as Checkly has it."
    )
    package static let newest = Parameter(
        "newest",
        .flag(),
        "`true`: the newest if there are more than `limit`."
    )
    package static let position = Parameter(
        "position",
        .number(in: 1...Int64.max, else: "Expected a number above 0"),
        "Which event.",
        .required
    ) { $0.missing = .rule("Required") }
}

/// Moments of the log.
extension Query {
    package static let onlyAfter = Parameter(moment: "from", "Only those after it.")
    package static let onlyThrough = Parameter(moment: "to", "Only those up to it.")
    package static let since = Parameter(moment: "since", "Only those recorded after it.")
    package static let asOf = Parameter(moment: "asOf", "As of that moment.")
    package static let from = Parameter(moment: "from", "The earlier one.", .required)
    package static let to = Parameter(moment: "to", "The later one; now if it is not given.")
}

/// The period of what is counted.
extension Query {
    package static let activityStart = Parameter(
        moment: "from",
        "The start; a day before the end if it is not given."
    )
    package static let activityEnd = Parameter(
        moment: "to",
        "The end; now if it is not given."
    )
    package static let step = Parameter(
        "step",
        .word(of: Activity.Step.allCases.map(\.rawValue)),
        "What each point counts."
    ) { $0.usual = .text(Activity.Step.hour.rawValue) }
}

/// Filters of deliveries.
extension Query {
    package static let answer = Parameter("answer", .given(), "Only those with this answer.")
    package static let refused = Parameter("refused", .flag(truth), "The refused ones.")
    package static let newestDeliveries = Parameter("newest", .flag(truth), "From the end.")
    package static let allDeliveries = Parameter(
        "all",
        .flag(truth),
        "`true`: recorded and refused ones in one list, newest first."
    )
    package static let refusedBefore = Parameter(
        "refusedBefore",
        .given(),
        "With `all`: only refused ones older than this one, the `nextRefused` of the page before."
    )
    package static let givenDelivery = Parameter(
        "id",
        .given(),
        "Only the newest with this id, or the one that brought the event at this position.",
        isASCII: false
    )
    package static let deliveredSync = Parameter(
        "sync",
        .given(),
        "Only those that changed what this sync reads, by id or name."
    )
    package static let outcome = Parameter(
        "outcome",
        .word(of: DeliveryTrail.outcomes + ["refused"]),
        "Only those with this outcome; a page looks at 500 deliveries at most."
    )
    package static let settled = Parameter(
        "settled",
        .flag(truth),
        "`false`: only those of which more will come; `true`: only the others."
    )
    package static let outcomes = Parameter(
        "outcomes",
        .flag(truth),
        "`true`: with the outcome of each; `limit` is then at most 50."
    )
}

/// Filters of syncs and folders.
extension Query {
    package static let project = Parameter(
        "projectId",
        .text(NewSync.projectRule),
        "Only syncs of this project.",
        .required,
        isASCII: false
    )
    package static let parkedProject = Parameter(
        "projectId",
        .given(),
        "Only syncs of this project.",
        isASCII: false
    )
    package static let folderSource = Parameter(folder: "source", isASCII: true)
    package static let folderProject = Parameter(folder: "projectId")
    package static let folderEnvironment = Parameter(folder: "environment")
    package static let folderPath = Parameter(folder: "secretPath")
}

/// The folder whose keys are listed.
extension Query {
    private static let rule = TextRule(limit: 255, blank: "Required")

    package static let ofSource = Parameter(
        "source",
        .given(),
        "The source of the folder; without it, the first that reported the folder."
    )
    package static let ofProject = Parameter(
        "projectId",
        .text(rule),
        "The id of the project.",
        .required,
        isASCII: false
    )
    package static let ofEnvironment = Parameter(
        "environment",
        .text(rule),
        "The slug of the environment.",
        .required,
        isASCII: false
    )
    package static let ofPath = Parameter(
        "secretPath",
        .normalizedPath,
        "The path of the folder.",
        .required,
        byteLimit: 4096,
        isASCII: false
    ) { $0.missing = .told("Required") }
}

/// Filters, order and pages of the list of all syncs and of a sync's keys.
extension Query {
    package static let syncEnvironment = Parameter(
        "environment",
        .given(),
        "Only syncs of environments with this slug."
    )
    package static let syncState = Parameter(
        "state",
        .word(of: SyncState.allCases.map(\.rawValue)),
        "Only syncs in this state."
    )
    package static let connection = Parameter(
        "connectionId",
        .given(),
        "Only syncs of this connection."
    )
    package static let account = Parameter(
        "accountId",
        .given(),
        "Only syncs to this account.",
        isASCII: false
    )
    package static let text = Parameter(
        "q",
        .given(),
        "Only those with this text in a name, in any case.",
        isASCII: false
    )
    package static let sort = Parameter(
        "sort",
        .word(of: SyncList.Order.allCases.map(\.rawValue)),
        "What to sort by."
    ) { $0.usual = .text(SyncList.Order.name.rawValue) }
    package static let order = Parameter(
        "order",
        .word(of: ["asc", "desc"]),
        "Which comes first."
    ) { $0.usual = .text("asc") }
    package static let logOrder = Parameter(
        "order",
        .word(of: ["asc", "desc"]),
        "Which comes first; with `desc` the newest, and `next` is the `before` of the next page."
    ) { $0.usual = .text("asc") }
    package static let searched = Parameter(
        "q",
        .given(),
        "What to look for, in any case; `#412` is a position.",
        .required,
        isASCII: false
    ) { $0.missing = .rule("Required") }
    package static let offset = Parameter(
        "offset",
        .number(in: 0...Int64(Int32.max)),
        "How many to pass over."
    ) { $0.usual = .integer(0) }
    package static let keyState = Parameter(
        "state",
        .word(of: KeyState.allCases.map(\.rawValue)),
        "Only keys in this state."
    )
}

/// How something is done to a sync.
extension Query {
    package static let wait = Parameter(
        "wait",
        .word(of: ["pushed"]),
        "Answer when the push has ended, well or not."
    )
    package static let importBehavior = Parameter(
        "importBehavior",
        .word(of: ["prioritize-source", "prioritize-destination"]),
        "Which side would win.",
        .required
    )
    package static let removeSecrets = Parameter(
        "removeSecrets",
        .word(of: ["true", "false"]),
        "Remove what it wrote first; it is deleted after that."
    )
}

/// What proves which server answers.
extension Query {
    private static let form = Schema.text(16...64, pattern: "^[A-Za-z0-9_-]+$")
    /// The message for a nonce that is missing or malformed.
    package static let nonceRule =
        "Give 16 to 64 letters, digits, hyphens or underscores of ASCII"

    package static let nonce = Parameter(
        "nonce",
        .given(form),
        "Chosen anew by who asks.",
        .required,
        isASCII: false
    ) { $0.missing = .rule(nonceRule) }
    package static let healthNonce = Parameter(
        "nonce",
        .given(form),
        "Is answered with a proof of which side of which server this is.",
        isASCII: false
    )
}

extension Parameter<String> {
    fileprivate init(key summary: String) {
        self.init("key", .given(), summary, byteLimit: 255, isASCII: false)
    }

    fileprivate init(folder name: String, isASCII: Bool = false) {
        self.init(name, .given(), "Only folders with this \(name).", isASCII: isASCII)
    }
}

extension Parameter<GivenMoment> {
    fileprivate init(
        moment name: String,
        _ summary: String,
        _ presence: Field.Presence = .optional
    ) {
        self.init(name, .momentInQuery, summary + " A position, or a time.", presence) {
            $0.missing = .rule("Required")
        }
    }
}
