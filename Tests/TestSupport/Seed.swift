internal import Foundation
internal import Testing

/// The seed of one run of a randomised test.
///
/// Every randomised test takes its seeds as an argument, so a failure prints them. With
/// `CHECKLY_SYNC_SEED=7` in the environment every such test runs with the seed 7 only.
package struct Seed: Sendable, Hashable, CustomTestStringConvertible {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }

    /// What to set in the environment to run the test with this seed again.
    package var testDescription: String { "\(Self.variable)=\(number)" }
}

extension Seed {
    private static let variable = "CHECKLY_SYNC_SEED"

    /// The one that the environment asks for.
    private static let asked = ProcessInfo.processInfo.environment[variable].flatMap(UInt64.init)

    /// The seeds 1 to `count`, which are the same in every run.
    package static func first(_ count: UInt64) -> [Seed] {
        asked.map { [Seed($0)] } ?? (1...count).map(Seed.init)
    }

    /// A seed that is another one in every run, for tests that have time for one case only.
    package static func fresh() -> [Seed] {
        [Seed(asked ?? .random(in: 1...UInt64(UInt32.max)))]
    }
}
