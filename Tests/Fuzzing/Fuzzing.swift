import Encodings
import Foundation

/// What libFuzzer calls with each input; the target is the one that CHECKLY_SYNC_FUZZ_TARGET names.
///
/// Built by `scripts/fuzz` only; a finding is a broken precondition, a trap or a time-out.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// What reads bytes that somebody else wrote.
enum FuzzTarget: String {
    case headers, scheme, payload, json, encodings, envelope

    static let chosen: FuzzTarget = {
        let name = ProcessInfo.processInfo.environment["CHECKLY_SYNC_FUZZ_TARGET"] ?? ""
        guard let target = FuzzTarget(rawValue: name) else { fatalError("no target \(name)") }
        return target
    }()

    func run(_ input: [UInt8]) {
        switch self {
        case .headers: Self.headers(input)
        case .scheme: Self.scheme(input)
        case .payload: Self.payload(input)
        case .json: Self.json(input)
        case .encodings: Self.encodings(input)
        case .envelope: Self.envelope(input)
        }
    }
}
