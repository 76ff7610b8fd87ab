internal import APIRoutes
internal import Encodings
internal import Pages
internal import SyncModel

/// What the first push of a draft would do at Checkly, for each initial sync behaviour.
///
/// Checkly is asked only when the reader wants to know: each look takes requests of the account's
/// budget.
struct WizardOutlook: Sendable {
    /// The maximum number of names below a choice.
    private static let nameLimit = 12

    private let plans: [SyncOptions.InitialSyncBehavior: Result<PlanValues, APIError>]
    private let chosen: SyncOptions.InitialSyncBehavior

    /// Plans the draft of a wizard with each behaviour.
    init(_ wizard: Wizard) async {
        var plans: [SyncOptions.InitialSyncBehavior: Result<PlanValues, APIError>] = [:]
        for behavior in SyncOptions.InitialSyncBehavior.allCases {
            plans[behavior] = await wizard.plan(with: behavior)
        }
        self.plans = plans
        chosen =
            wizard.draft[.initialSyncBehavior].flatMap(SyncOptions.InitialSyncBehavior.init)
            ?? .overwriteDestination
    }

    /// What a behaviour leads to, with the names that would be lost.
    func effect(of behavior: SyncOptions.InitialSyncBehavior) -> (text: String, names: [String])? {
        switch plans[behavior] {
        case .success(let plan)?:
            let lost = plan.changes(.delete) + plan.changes(.overwrite)
            let names = lost.compactMap { $0["key"]?.string }
            let more = names.count - Self.nameLimit
            return (
                plan.outlook,
                names.prefix(Self.nameLimit) + (more > 0 ? ["and \(more) more"] : [])
            )
        case .failure(let error)?: return (Failure(error).text, [])
        case nil: return nil
        }
    }

    /// What is at Checkly under the keys of the plan, by key; empty where there is no plan.
    var remarks: [String: Badge] {
        guard case .success(let plan)? = plans[chosen] else { return [:] }
        var remarks: [String: Badge] = [:]
        for group in PlanValues.Group.allCases {
            for change in plan.changes(group) {
                guard let key = change["key"]?.string else { continue }
                remarks[key] = Self.remark(on: change, in: group)
            }
        }
        return remarks
    }

    private static func remark(on change: JSONValue, in group: PlanValues.Group) -> Badge? {
        switch group {
        case .create: return Badge(.good, "new")
        case .update, .unchanged: return Badge(.good, "there already")
        case .overwrite: return Badge(.warn, "there; nobody here wrote it")
        case .conflict:
            let owner = change["owner"]?["name"]?.string ?? "another sync"
            return Badge(.bad, "written by \(owner)")
        case .skip: return Badge(.wait, "skipped")
        case .delete: return Badge(.bad, "deleted")
        }
    }
}
