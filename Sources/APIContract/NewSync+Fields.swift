internal import Encodings
package import SyncModel

extension NewSync {
    /// Everything that a request can set of a sync.
    package static let resource = Resource(
        blank: NewSync(),
        place + treatment + switches + beginning
    )

    /// The id of a project, also where it is not a new sync that names it.
    static let projectRule = TextRule(limit: 255, blank: "Project ID required")

    /// Its name, and the folder that its secrets come from.
    private static let place: [Member<NewSync>] = [
        Member("name", .slug(limit: 256), \.name, .required) { $0.flagHelp = Field.nameHelp },
        Member(
            "projectId",
            .text(projectRule),
            \.projectID,
            .required
        ) {
            $0.acts = [.create]
            $0.flagHelp = [.create: "The id of the project."]
        },
        Member("description", .text(.description), nullable: \.description) {
            $0.flagHelp = Field.descriptionHelp(of: "sync")
        },
        Member("connectionId", .uuid, \.connectionID, .required) {
            $0.inFile = .absent
            $0.flagHelp = Field.otherHelp("connection's name or id")
        },
        Member("environment", .slug(limit: 64), \.environment, .required) {
            $0.flagHelp = Field.otherHelp("environment's slug")
        },
        Member("secretPath", .folderPath, \.secretPath, .required) {
            $0.flagHelp = Field.otherHelp("folder's path")
        },
        Member(
            "sourceName",
            .text(TextRule(limit: 64)),
            nullable: \.sourceName,
            "Whose secrets; needed when several match."
        ) {
            $0.inFile = .kept
            $0.formInFile = .slug(limit: 64)
            $0.flagHelp = [
                .create: "The source of the folder; by default the first that reports it.",
                .change: "Whose folder.",
            ]
        },
    ]

    /// Its destination and how it treats it.
    private static let treatment: [Member<NewSync>] = [
        Member(
            "syncOptions",
            .object(SyncOptions.resource, .named("NewSyncOptions")),
            \.options,
            .required
        ),
        Member(
            "destinationConfig",
            .object(Destination.resource, .named("Destination")),
            \.destination,
            .required
        ),
    ]

    private static let switches: [Member<NewSync>] = [
        Member(
            Field("isAutoSyncEnabled", .bool)
                .with {
                    $0.usual = .bool(true)
                    let help = "Push every change at once."
                    $0.flagHelp = [.create: help, .change: help]
                },
            read: readAutoSync
        ),
        Member(
            Field("isEnabled", .bool, summary: "Another word for isAutoSyncEnabled.")
                .with { $0.inFile = .absent }
        ),
    ]

    /// How its pushes start.
    private static let beginning: [Member<NewSync>] = [
        Member(
            "pause",
            .object(
                Pause.resource,
                Pause.resource.schema(),
                wrongType: "Expected object"
            ),
            \.pause,
            .nullable,
            "Lets the sync begin paused."
        ) {
            $0.acts = [.create]
            $0.refusal = "Cannot be changed here"
        },
        Member(
            "consent",
            .word,
            \.consent,
            .optional,
            "Whether the next push may touch what the sync did not write only after consent."
        ),
        Member(
            "planId",
            .text(TextRule(limit: 1024)),
            \.planID,
            .optional,
            "The plan of a draft that is carried out at once, or nothing is."
        ),
    ]

    /// Reads the three spellings of one switch; contradictions are refused.
    @Sendable private static func readAutoSync(
        _ fields: inout BodyFields,
        _ new: inout NewSync
    ) {
        var options = BodyFields(fields.value("syncOptions") ?? .null, path: ["syncOptions"])
        let given = [
            fields.bool("isAutoSyncEnabled"), fields.bool("isEnabled"),
            options.bool("autoSyncEnabled"),
        ]
        .compactMap(\.self)
        fields.adopt(options)
        if Set(given).count > 1 {
            fields.refuse(
                "isAutoSyncEnabled",
                "isEnabled, isAutoSyncEnabled and syncOptions.autoSyncEnabled contradict each other"
            )
        }
        new.isAutoSyncEnabled = given.first
    }
}

extension NewSync.Pause {
    /// Why a new sync begins paused.
    package static let resource = Resource(
        blank: NewSync.Pause(),
        [Member("reason", .text(Reason.rule), \.reason, .nullable)]
    )
}
