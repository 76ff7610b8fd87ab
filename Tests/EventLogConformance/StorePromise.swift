internal import Testing

/// Something that every store must keep, and how to see that it does.
///
/// A store's own tests run all of them:
///
///     @Test(arguments: StorePromise.all) func `it keeps`(promise: StorePromise) async throws {
///         try await promise.check(PlaceOfMyStore())
///     }
package struct StorePromise: Sendable, CustomTestStringConvertible {
    let sentence: String
    /// Tries it in an empty place.
    package let check: @Sendable (any StorePlace) async throws -> Void

    init(_ sentence: String, check: @escaping @Sendable (any StorePlace) async throws -> Void) {
        self.sentence = sentence
        self.check = check
    }

    package var testDescription: String { sentence }

    package static let all =
        appending + answering + identities + reading + deliveries + times + keys + snapshots
        + scans
}
