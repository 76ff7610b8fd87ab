internal import APIRoutes
internal import Encodings
import ArgumentParser
import FoundationEssentials
import SyncModel

/// What somebody is asked for who reports a fault.
struct ShowVersion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Shows the version, and how and for what the program was built.",
        discussion: "Example: checkly-sync version -o json"
    )

    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.write(
            .object([
                JSONValue.Member(name: "version", value: .string(Product.version)),
                JSONValue.Member(name: "build", value: .string(Self.build)),
                JSONValue.Member(name: "buildId", value: ownBuildID.map(JSONValue.string) ?? .null),
                JSONValue.Member(name: "architecture", value: .string(Self.architecture)),
                JSONValue.Member(
                    name: "system",
                    value: .string(ProcessInfo.processInfo.operatingSystemVersionString)
                ),
            ])
        )
    }

    private static var build: String {
        #if DEBUG
        "debug"
        #else
        "release"
        #endif
    }

    private static var architecture: String {
        #if arch(x86_64)
        "x86_64"
        #elseif arch(arm64)
        "arm64"
        #else
        "other"
        #endif
    }
}
