internal import APIRoutes
internal import Encodings
internal import HTTPTypes
internal import Pages
internal import SyncWizard

/// The pages that say what an action will do, and do it.
enum ConfirmPage {
    static func page(_ action: SyncAction, _ request: PageRequest) async throws(APIError) -> Page {
        try request.require(action.route)
        return try await page(action, request, error: nil)
    }

    static func perform(
        _ action: SyncAction,
        _ request: PageRequest
    ) async throws(APIError) -> Page {
        try request.require(action.route)
        let id = request.parameter("id")
        if let refusal = try await refusal(action, request) {
            return try await page(action, request, error: refusal)
        }
        do throws(APIError) {
            // What nobody can tell, nobody has read.
            if let plan = try await plan(action, request)?.get(), plan.isDestructive,
                request.form["acknowledged"] == nil || request.form["planId"] != plan.id
            {
                throw .badRequest(PlanValues.unread)
            }
            _ = try await request.ask(
                action.route,
                [id],
                query: action.query(request),
                sending: action.body(request)
            )
        } catch {
            guard error.isAboutForm else { throw error }
            return try await page(action, request, error: error)
        }
        let notice = action.notice(request)
        // One whose variables go first is gone a moment later.
        let path = action == .delete ? PageSection.syncs.path : PagePath.sync(id)
        return notice.page(path)
    }

    /// Why a form is not carried out that does not repeat the sync's name where variables go.
    private static func refusal(
        _ action: SyncAction,
        _ request: PageRequest
    ) async throws(APIError) -> APIError? {
        let takesVariables =
            action == .remove || (action == .delete && SyncAction.removesSecrets(request))
        guard takesVariables else { return nil }
        let name = try await request.sync()["name"]?.string ?? ""
        guard request.form["confirmation"] != name else { return nil }
        return .invalid("confirmation", message: "Type the name of the sync: \(name)")
    }

    private static func page(
        _ action: SyncAction,
        _ request: PageRequest,
        error: APIError?
    ) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let sync = try await request.sync()
        let form = ActionForm(action: action, sync: sync, request: request, error: error)
        let outcome = await plan(action, request)
        let shown: PageValue? =
            switch outcome {
            case .success(let plan): plan.value(request)
            case .failure(let error): PlanValues.missing(error)
            case nil: nil
            }
        let agreed = (try? outcome?.get()).flatMap { $0.isDestructive ? $0 : nil }
        let carried = agreed.map { PageValue.object(["name": "planId", "value": .field($0.id)]) }
        return .document(
            Page.Document(
                template: "confirm",
                heading: action.title,
                subject: sync["name"]?.string,
                section: .syncs,
                breadcrumbs: [
                    .link("Syncs", PageSection.syncs.path),
                    .link(sync["name"]?.string ?? "", PagePath.sync(id)),
                ],
                values: SyncHead.values(sync, nil, request)
                    .adding([
                        "lead": .text(lead(request)),
                        "what": .list(action.consequences.map(PageValue.text)),
                        "plan": shown,
                        "variables": try await variables(action, id, request),
                        "fields": .list(form.fields),
                        "form": .members([
                            "action": .text(request.path), "submit": .text(action.title),
                            "isDanger": .flag(action.isDangerous || agreed != nil),
                            "cancelHref": .text(PagePath.sync(id)),
                            "acknowledge": agreed?.acknowledgement.map(PageValue.text),
                            "hidden": .list(form.hidden + [carried].compactMap(\.self)),
                            "error": form.failure?.value,
                        ]),
                    ]),
                status: error.map { HTTPResponse.Status(code: $0.status) } ?? .ok,
                hasErrors: error != nil
            )
        )
    }

    /// What the list of consequences is about.
    private static func lead(_ request: PageRequest) -> String {
        guard let key = request.form["key"] ?? request.query["key"] else {
            return "This is what happens:"
        }
        return "This is what happens with \(key):"
    }

    /// What a pin would write, or why that cannot be told; nil for other actions, and before a
    /// moment is chosen.
    private static func plan(
        _ action: SyncAction,
        _ request: PageRequest
    ) async -> Result<PlanValues, APIError>? {
        guard action == .pin, let asOf = request.form["asOf"] ?? request.query["asOf"] else {
            return nil
        }
        do throws(APIError) {
            let plan = try await request.ask(
                .planSync,
                [request.parameter("id")],
                sending: .members(["asOf": .moment(asOf)])
            )
            return .success(PlanValues(plan: plan))
        } catch {
            return .failure(error)
        }
    }

    /// The variables that go, by name.
    private static func variables(
        _ action: SyncAction,
        _ id: String,
        _ request: PageRequest
    ) async throws(APIError) -> PageValue? {
        guard action.isDangerous else { return nil }
        let state = try await request.ask(.getSyncState, [id], query: ["noHash": "true"])
        let keys = (state["written"]?.array ?? []).compactMap { $0["key"]?.string }
        let noun = keys.count == 1 ? "variable" : "variables"
        return .members([
            "title": .text(
                keys.isEmpty ? "It has no variables at Checkly" : "\(keys.count) \(noun) it wrote"
            ),
            "keys": .list(keys.map(PageValue.text)),
        ])
    }
}
