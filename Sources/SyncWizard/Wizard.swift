internal import APIContract
internal import APIRoutes
internal import Encodings
internal import HTTPTypes
internal import Pages
internal import SyncModel

/// One step of the wizard with the answers so far.
struct Wizard: Sendable {
    let request: PageRequest
    private(set) var draft: SyncDraft
    var step: WizardStep
    /// Whether what is wrong in the step is told; at the first look nothing is.
    var showsIssues = false

    private let issues: [SyncField: String]

    init(_ request: PageRequest, _ draft: SyncDraft) {
        self.request = request
        self.draft = draft
        step = request.query["step"].flatMap(WizardStep.init) ?? .source
        issues = draft.issues
    }

    /// What is wrong in a step, in the order of its fields.
    func issues(of step: WizardStep) -> [(field: SyncField, message: String)] {
        step.fields.compactMap { field in
            issues[field].map { (field, Self.words($0, of: field)) }
        }
    }

    /// The API's words, but for those that only say that something is missing.
    private static func words(_ message: String, of field: SyncField) -> String {
        guard ["Required", "Invalid uuid"].contains(message) else { return message }
        return switch field {
        case .environment: "Choose an environment."
        case .connectionId: "Choose a connection."
        case .initialSyncBehavior:
            "Choose what happens to variables that are already there."
        case .sourceName, .projectId, .secretPath, .accountId, .groupId, .keySchema,
            .isAutoSyncEnabled, .disableSecretDeletion, .maxDeletions, .emptyValue,
            .variableType, .deleteOrder, .onUnreadableGroupVariables, .allowCodeOwnedGroup,
            .name, .description:
            message
        }
    }

    /// The same answers at another step.
    func redirect(to step: WizardStep) -> Page { .redirect(href(step)) }

    /// The address of a step with the answers so far.
    func href(_ step: WizardStep) -> String {
        PageRequest.href(
            WizardPage.path,
            draft.answers.merging(["step": step.rawValue]) { $1 }
        )
    }

    /// Makes the sync or saves its changes, with the plan that was read.
    ///
    /// - Returns: The id of the sync, and what its page says.
    func save(pushes: Bool) async throws(APIError) -> (id: String, Notice) {
        var draft = draft
        if !pushes { draft[.isAutoSyncEnabled] = nil }
        let body = draft.body(adding: [
            "consent": .string("required"),
            "planId": pushes ? request.form["planId"].map(JSONValue.string) : nil,
        ])
        if let id = draft.syncID {
            _ = try await request.ask(.updateSync, [id], sending: body)
            return (id, .saved)
        }
        let answer = try await request.ask(.createSync, sending: body)
        return (answer["secretSync"]?["id"]?.string ?? "", .created)
    }

    /// Finds out whether somebody changed the edited sync since its answers were taken; the next
    /// attempt is about the sync as it is now.
    ///
    /// - Returns: What to tell; nil if nobody did.
    mutating func takeConflict() async throws(APIError) -> APIError? {
        guard let id = draft.syncID,
            let sync = try await request.ask(.getSync, [id])["secretSync"],
            let fields = draft.rebase(on: sync)
        else { return nil }
        let what =
            fields.isEmpty
            ? "It has these very answers now."
            : "Saving these answers would now change: "
                + fields.map(\.label).joined(separator: ", ") + "."
        return .badRequest(
            "Somebody changed the sync since this edit began, and nothing was saved. " + what
        )
    }

    /// Why nothing is pushed when the sync is saved; nil if its plan is carried out then.
    func holdback() async throws(APIError) -> String? {
        if try await request.ask(.getHold)["hold"]?.members != nil {
            return "All pushing is held: what the plan says happens after it is released."
        }
        if let id = draft.syncID,
            try await request.ask(.getSync, [id])["secretSync"]?["pause"]?.members != nil
        {
            return "The sync is paused: what the plan says happens after it is resumed."
        }
        return draft.isOn(.isAutoSyncEnabled)
            ? nil : "Auto-sync is off: what the plan says happens when somebody pushes."
    }

    /// Whether the first push takes something away; false where no plan can be made.
    func isDestructive() async throws(APIError) -> Bool {
        guard case .success(let plan) = await plan() else { return false }
        return plan.isDestructive
    }

    /// What the last step says in place of a plan while nothing is known of the folder.
    private static let waitingNote =
        "Nothing has been reported of this folder yet. Until then nothing is written or deleted."

    /// The name of a draft that has none yet, where a plan needs one.
    private static let workingName = "new-sync"

    /// Whether the reader wants to know what is at Checkly.
    var isLooking: Bool { request.query["go"] == "look" }

    /// The key schema when Checkly was looked at last; nil if it was not.
    var lookedAt: String? {
        isLooking ? draft[.keySchema] ?? "" : request.query["lookedAt"]
    }

    /// The plan of the first push with another initial sync behaviour, or why there is none.
    func plan(
        with behavior: SyncOptions.InitialSyncBehavior
    ) async -> Result<PlanValues, APIError> {
        var other = self
        other.draft[.initialSyncBehavior] = behavior.rawValue
        other.draft[.name] = draft[.name] ?? Self.workingName
        return await other.plan()
    }

    /// The plan of the first push, or why there is none.
    func plan() async -> Result<PlanValues, APIError> {
        do throws(APIError) {
            let answer = try await request.ask(
                .planNewSync,
                sending: draft.body(adding: ["syncId": draft.syncID.map(JSONValue.string)])
            )
            return .success(PlanValues(plan: answer))
        } catch {
            return .failure(error)
        }
    }

    /// The page of the step.
    ///
    /// - Parameter error: Why the last form was refused; nil if none was.
    /// - Returns: The page; an error shows at its field, or above all.
    /// - Throws: `APIError` if what the step offers cannot be looked up.
    func page(refusedWith error: APIError? = nil) async throws(APIError) -> Page {
        let known = try await WizardKnowledge(self)
        let told = error.map(Self.told) ?? (showsIssues ? issues(of: step) : [])
        let place = WizardFields(wizard: self, known: known, issues: told)
        var values: PageValue = .members([
            "steps": .list(steps),
            "errors": told.isEmpty ? nil : summary(told),
            "form": .members([
                "action": .text(WizardPage.path),
                "error": told.isEmpty ? error.map { Failure($0).value } : nil,
            ]),
            "hidden": .list(hidden),
            "fields": .list(place.usual),
            "more": place.rare,
            "notices": .list(known.notices),
            "backText": step == .source ? nil : "Back", "nextText": "Next",
            "step": .text(step.rawValue), "stepTitle": .text(step.title),
            "hasPreview": .flag(step == .options), "isReview": .flag(step == .review),
        ])
        if step == .options { values = values.adding(["preview": place.preview]) }
        if step == .review { values = values.merging(try await review(known)) }
        // What is told at a field is not told again in place of the plan.
        if step == .review, !told.isEmpty { values = values.adding(["plan": nil]) }
        return .document(
            Page.Document(
                template: request.isPreview ? "wizard-fragment" : "wizard",
                heading: draft.syncID == nil ? "Add Sync" : "Edit Sync",
                subject: step.title,
                section: .syncs,
                breadcrumbs: [.link("Syncs", PageSection.syncs.path)],
                values: values,
                status: error.map { HTTPResponse.Status(code: $0.status) } ?? .ok,
                hasErrors: error != nil || !told.isEmpty
            )
        )
    }

    /// What a refusal says of fields.
    private static func told(_ error: APIError) -> [(field: SyncField, message: String)] {
        switch error.message {
        case .text(let text):
            error.field.flatMap(SyncField.init(rawValue:)).map { [($0, Sentence.text(text))] } ?? []
        case .issues(let issues):
            issues.compactMap { issue in
                SyncField(path: issue.path).map { ($0, Sentence.text(issue.message)) }
            }
        }
    }

    private func summary(
        _ told: [(field: SyncField, message: String)]
    ) -> PageValue {
        let items = told.map { field, message -> PageValue in
            // A field of another step is reached by its link.
            let isHere = step.fields.contains(field)
            let place = WizardStep.allCases.first { $0.fields.contains(field) } ?? step
            return .link(
                "\(field.label): \(message)",
                isHere ? "#\(field.rawValue)" : href(place)
            )
        }
        return .object([
            "title": items.count == 1 ? "One answer is not right" : "Some answers are not right",
            "items": .list(items),
        ])
    }

    private var steps: [PageValue] {
        WizardStep.allCases.map { each in
            let isDone = each.earlierOrFilled(in: self)
            return .members([
                "number": .count(each.number), "title": .text(each.title),
                "answer": isDone ? .optional(WizardAnswers(draft).summary(of: each)) : nil,
                "href": isDone || each == step ? .text(href(each)) : nil,
                "isCurrent": .flag(each == step), "isDone": .flag(isDone && each != step),
                "hasError": .flag(each == step && showsIssues && !issues(of: each).isEmpty),
            ])
        }
    }

    /// The answers that the step does not ask for.
    private var hidden: [PageValue] {
        let asked = Set(step.fields.map(\.rawValue))
        var carried = draft.answers.filter { !asked.contains($0.key) }
        if step == .options {
            carried["hasOptions"] = "yes"
            carried["lookedAt"] = lookedAt
        }
        if step == .destination { carried["loaded"] = draft[.connectionId] }
        return carried.sorted { $0.key < $1.key }
            .map { .object(["name": .text($0.key), "value": .field($0.value)]) }
    }

    /// The values of the last step: the answers, the plan, and the buttons that finish.
    private func review(_ known: WizardKnowledge) async throws(APIError) -> PageValue {
        let outcome = await plan()
        let plan = try? outcome.get()
        let isKnown = plan?.plan["isFolderKnown"]?.bool != false
        let holdback = try await holdback()
        let shown: PageValue? =
            switch outcome {
            case .success(let plan): isKnown ? plan.value(request) : nil
            case .failure(let error): PlanValues.missing(error)
            }
        var note = holdback
        if plan?.isDestructive == true {
            note? += " Variables that it did not write are touched only after somebody agreed."
        }
        // A plan that is not carried out at once, or changes nothing, is not agreed to.
        let agreed = holdback == nil && plan?.isEmpty == false ? plan : nil
        let carried = agreed.map { PageValue.object(["name": "planId", "value": .field($0.id)]) }
        return .members([
            "answers": .list(WizardAnswers(draft).groups(known, href: href)),
            "plan": shown,
            "planMissing": (isKnown ? note : Self.waitingNote).map(PageValue.text),
            "backHref": .text(href(.details)),
            "acknowledge": agreed?.acknowledgement.map(PageValue.text),
            "buttons": .list(buttons(isDanger: agreed?.isDestructive == true)),
            "commands": .list(
                draft.syncID == nil
                    ? [
                        .object([
                            "label": "The same sync, made with curl",
                            "text": .text(draft.command),
                        ]),
                        .object([
                            "label": "As YAML, for a file that checkly-sync apply reads",
                            "text": .text(
                                draft.yaml(
                                    connection: known.connectionName(draft[.connectionId])
                                )
                            ),
                        ]),
                    ] : []
            ),
            "hidden": .list(hidden + [carried].compactMap(\.self)),
        ])
    }

    /// What ends the wizard.
    private func buttons(isDanger: Bool) -> [PageValue] {
        func button(_ value: String, _ text: String, isPrimary: Bool) -> PageValue {
            .object([
                "name": "go", "value": .text(value), "text": .text(text),
                "isPrimary": .flag(isPrimary), "isDanger": .flag(isPrimary && isDanger),
            ])
        }
        let isNew = draft.syncID == nil
        let save = button("finish", isNew ? "Create sync" : "Save changes", isPrimary: true)
        // Without auto-sync nothing is pushed anyway.
        guard isNew, draft.isOn(.isAutoSyncEnabled) else { return [save] }
        return [save, button("without-push", "Create without pushing", isPrimary: false)]
    }
}

extension WizardStep {
    /// Whether everything that it asks is answered well.
    fileprivate func earlierOrFilled(in wizard: Wizard) -> Bool {
        switch self {
        case .options: wizard.draft.hasOptions && wizard.issues(of: self).isEmpty
        case .review: false
        case .source, .destination, .details: wizard.issues(of: self).isEmpty
        }
    }
}
