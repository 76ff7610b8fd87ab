internal import APIRoutes
internal import Encodings
internal import HTTPTypes
internal import Pages

/// `/syncs/new`: makes a sync in five steps, or edits one.
///
/// The address holds all answers, so a wizard that is half filled in is a link; nothing happens
/// before its last form.
package enum WizardPage {
    /// The path of all steps.
    package static let path = "/syncs/new"

    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.createSync)
        if request.isPreview { return try await preview(request) }
        if let page = try await prefilled(request) { return page }
        var wizard = Wizard(request, SyncDraft(request.query))
        switch request.query["go"] {
        case "back": return wizard.redirect(to: wizard.step.previous)
        case "next":
            wizard.showsIssues = true
            if wizard.issues(of: wizard.step).isEmpty {
                return wizard.redirect(to: wizard.step.next)
            }
        default: break
        }
        // A link may name a step whose earlier steps are not filled in.
        if let first = wizard.step.earlier.first(where: { !wizard.issues(of: $0).isEmpty }) {
            wizard.step = first
            wizard.showsIssues = true
        }
        return try await wizard.page()
    }

    /// What the answers of a step lead to, while they are typed.
    private static func preview(_ request: PageRequest) async throws(APIError) -> Page {
        try await Wizard(request, SyncDraft(request.query)).page()
    }

    /// Makes the sync, or saves its changes.
    static func finish(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.createSync)
        var wizard = Wizard(request, SyncDraft(request.form))
        wizard.step = .review
        if let first = wizard.step.earlier.first(where: { !wizard.issues(of: $0).isEmpty }) {
            return wizard.redirect(to: first)
        }
        let pushes = request.form["go"] != "without-push"
        if let conflict = try await wizard.takeConflict() {
            return try await wizard.page(refusedWith: conflict)
        }
        // What held it back when the page was shown may be over.
        if pushes, request.form["acknowledged"] == nil, try await wizard.holdback() == nil,
            try await wizard.isDestructive()
        {
            return try await wizard.page(refusedWith: .badRequest(PlanValues.unread))
        }
        do throws(APIError) {
            let (id, notice) = try await wizard.save(pushes: pushes)
            return notice.page(PagePath.sync(id))
        } catch {
            guard error.isAboutForm || error.status == 404 else { throw error }
            return try await wizard.page(refusedWith: error)
        }
    }

    /// The wizard with the answers of an existing sync, to edit it or to make another like it.
    private static func prefilled(_ request: PageRequest) async throws(APIError) -> Page? {
        let isEdited = request.query["copy"] == nil
        guard let id = request.query["copy"] ?? request.query["sync"],
            !isEdited || request.query["hasOptions"] == nil,
            let sync = try await request.ask(.getSync, [id])["secretSync"]
        else { return nil }
        var fields = SyncDraft(of: sync, isEdited: isEdited).answers
        fields["step"] = request.query["step"]
        return .redirect(PageRequest.href(path, fields))
    }
}
