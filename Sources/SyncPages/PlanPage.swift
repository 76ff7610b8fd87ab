internal import APIRoutes
internal import Encodings
internal import Pages
internal import SyncWizard

/// `/syncs/{id}/plan`: what a push would do now or as of an earlier moment, and doing exactly that.
enum PlanPage {
    static func page(_ request: PageRequest) async throws(APIError) -> Page {
        try await page(request, error: nil)
    }

    /// Carries out the plan that somebody has read, or nothing.
    static func apply(_ request: PageRequest) async throws(APIError) -> Page {
        try request.require(.applyPlan)
        let id = request.parameter("id")
        if request.form["acknowledged"] == nil, try await isDestructive(request) {
            return try await page(request, error: PlanValues.unread)
        }
        do throws(APIError) {
            _ = try await request.ask(
                .applyPlan,
                [id],
                sending: .members(["planId": request.form["planId"].map(JSONValue.string)])
            )
            return Notice.planAccepted.page(PagePath.sync(id))
        } catch {
            guard error.isAboutForm else { throw error }
            return try await page(request, error: Sentence.text(error.message.text))
        }
    }

    private static func isDestructive(_ request: PageRequest) async throws(APIError) -> Bool {
        PlanValues(plan: try await plan(request)).isDestructive
    }

    /// The plan of a push as of the moment that the query names.
    private static func plan(_ request: PageRequest) async throws(APIError) -> JSONValue {
        try await request.ask(
            .planSync,
            [request.parameter("id")],
            sending: .members(["asOf": request.query["asOf"].map(JSONValue.moment)])
        )
    }

    private static func page(
        _ request: PageRequest,
        error: String?
    ) async throws(APIError) -> Page {
        let id = request.parameter("id")
        let sync = try await request.sync()
        let asOf = request.query["asOf"]
        let values: PageValue
        do throws(APIError) {
            let plan = PlanValues(plan: try await plan(request))
            values = .members([
                "plan": plan.value(request),
                "form": form(plan, sync, request, error),
                "commands": .list(commands(sync, asOf)),
            ])
        } catch {
            values = .members(["problemOnly": problem(error, id, request)])
        }
        return .document(
            Page.Document(
                template: "plan",
                heading: sync["name"]?.string ?? "",
                subject: "Plan",
                section: .syncs,
                breadcrumbs: [.link("Syncs", PageSection.syncs.path)],
                regions: ["head": "sync-head"],
                values: SyncHead.values(sync, .plan, request)
                    .merging(values)
                    .adding([
                        "madeAt": request.times.value(request.now),
                        "againHref": .text(request.href([:])),
                        "asOf": asOf.map { .object(["text": .text($0)]) },
                    ]),
                hasErrors: error != nil
            )
        )
    }

    private static func form(
        _ plan: PlanValues,
        _ sync: JSONValue,
        _ request: PageRequest,
        _ error: String?
    ) -> PageValue? {
        let isRefused = plan.plan["problem"]?["code"] != nil
        // What is held or paused carries out no plan; the head of the page says so.
        let isStopped = sync["isHeld"]?.bool == true || sync["pause"]?.members != nil
        guard request.mayUse(.applyPlan), !plan.isEmpty, !isRefused, !isStopped || error != nil
        else { return nil }
        return .members([
            "action": .text(request.href(["show": nil])), "csrf": .text(request.session.csrf),
            "isDanger": .flag(plan.isDestructive), "planID": .field(plan.id),
            "button": request.query["asOf"] == nil
                ? "Carry out exactly this plan" : "Pin the sync, and carry out exactly this plan",
            "note": request.query["asOf"].map { _ in .text(pinning) },
            "acknowledge": plan.acknowledgement.map(PageValue.text),
            "error": error.map {
                Failure(
                    "\(Sentence.ended($0)) Nothing was done; this is the plan as it is now."
                )
                .value
            },
        ])
    }

    private static let pinning =
        "The sync is pinned to that moment then: newer changes wait until somebody unpins it."

    private static func commands(_ sync: JSONValue, _ asOf: String?) -> [PageValue] {
        let name = sync["name"]?.string ?? ""
        let command = "checkly-sync plan \(name)" + (asOf.map { " --as-of \($0)" } ?? "")
        return [.object(["label": "The same in a terminal", "text": .text(command)])]
    }

    private static func problem(
        _ error: APIError,
        _ id: String,
        _ request: PageRequest
    ) -> PageValue {
        .members([
            "text": .text(Sentence.text(error.message.text)),
            "action": request.mayUse(.pushSync)
                ? .link("Ask for a push anyway", SyncAction.push.path(of: id)) : nil,
        ])
    }
}
