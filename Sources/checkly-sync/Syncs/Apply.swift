import ArgumentParser
import SyncModel

struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Carries out a plan exactly as it was shown, or not at all.",
        discussion: """
            Refuses when the source or Checkly has changed since the plan was made.

            Example: checkly-sync apply PLAN_ID
            """
    )

    @Argument(help: "The id that `plan` showed.")
    var planID: String
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let api = try server.api()
        // A plan's id begins with that of its sync.
        guard let hyphen = planID.lastIndex(of: "-") else {
            throw ValidationError("A plan's id looks like SYNC_ID-HASH; `plan` shows it.")
        }
        let path = AdminAPI.syncs + "/" + planID[..<hyphen]
        let answer = try await api.post(
            path + "/apply?wait=pushed",
            .record(["planId": .text(planID)])
        )
        let sync = answer["secretSync"] ?? answer
        output.write(sync)
        if sync["syncStatus"]?.string == "failed" {
            throw CommandError.pushFailed(
                sync: sync["name"]?.string ?? "",
                message: sync["lastSyncMessage"]?.string ?? "no reason given"
            )
        }
    }
}
