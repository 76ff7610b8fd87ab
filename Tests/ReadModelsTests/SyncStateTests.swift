import Projection
import ReadModels
import SyncModel
import TestSupport
import Testing

private let path = FolderPath.sample("/a")

private func entry(_ key: String) -> SecretEntry {
    SecretEntry.sample(key, key)
}

private func makeSync(isAutoSyncEnabled: Bool = true) -> Sync {
    Sync.sample("1", of: path, to: Destination.account("a"), isAutoSyncEnabled: isAutoSyncEnabled)
}

private let source = WebhookSource(
    name: "s",
    preset: "hanzo-kms",
    scheme: [:],
    payload: .secretEvents,
    secrets: [],
    toleranceSeconds: 300,
    isEnabled: true,
    createdAt: Timestamp(microseconds: 0),
    updatedAt: Timestamp(microseconds: 0)
)

/// A history that brings a sync into one state; each step is told where it stands in the log.
private struct Story {
    var state: State

    init(isAutoSyncEnabled: Bool = true) {
        state = State()
        add(
            .source(.created(source)),
            .sync(.created(makeSync(isAutoSyncEnabled: isAutoSyncEnabled)))
        )
    }

    mutating func add(_ bodies: EventBody...) {
        for body in bodies { state.take(body, source: "s") }
    }

    func run(_ kind: PushRun.Kind = .push) -> PushRun {
        PushRun(
            id: "run-\(state.position.number)",
            syncID: "1",
            kind: kind,
            through: state.position
        )
    }

    func variable(_ key: String, of run: PushRun) -> PushedVariable {
        PushedVariable.sample(key, sync: "1", run: run.id, account: "a")
    }

    /// A run that writes `A` and ends as told.
    mutating func push(_ outcome: PushOutcome = .succeeded, failing problem: PushProblem? = nil) {
        let run = run()
        add(.push(.started(run)), .push(.variableWritten(variable("A", of: run))))
        if let problem { add(.push(.variableSkipped(variable("B", of: run), problem))) }
        add(.push(.finished(run, outcome)))
    }
}

private func failed(_ code: String, nextTryAt: Int64? = nil) -> PushOutcome {
    .failed(
        PushProblem(code: code, message: "No."),
        nextTryAt: nextTryAt.map(Timestamp.init(microseconds:))
    )
}

/// The one word that says how a sync stands.
@Suite struct SyncStateTests {
    /// What makes each word true by itself, or nil where it is what remains.
    private static func make(_ word: SyncState, _ story: inout Story) {
        let problem = PushProblem(code: "checkly-refused", message: "No.")
        switch word {
        case .removing: story.add(.sync(.removalRequested(syncID: "1", deletesSync: false)))
        case .needsYou: story.push(failed(PushProblem.destinationMissing))
        case .failed: story.push(failed("checkly-unavailable", nextTryAt: 9))
        case .held: story.add(.pushing(.held(reason: "drill")))
        case .paused: story.add(.sync(.paused(syncID: "1", reason: "freeze")))
        case .needsConsent:
            story.add(.sync(.consentRequired(syncID: "1")))
            story.push(failed(PushProblem.needsConsent))
        case .waiting, .queued, .neverPushed: break
        case .pushing: story.add(.push(.started(story.run())))
        case .parked:
            story.add(
                .sync(
                    .parked(
                        syncID: "1",
                        ParkedChange(
                            key: "A",
                            fingerprint: entry("A").fingerprint,
                            position: story.state.position,
                            problem: problem
                        )
                    )
                )
            )
            story.push(failed("checkly-refused"))
            // A write ends what is parked of its key.
            story.add(
                .sync(
                    .parked(
                        syncID: "1",
                        ParkedChange(
                            key: "A",
                            fingerprint: entry("A").fingerprint,
                            position: story.state.position,
                            problem: problem
                        )
                    )
                )
            )
        case .conflict:
            let conflict = PushProblem(code: PushProblem.conflict, message: "B is another's.")
            story.push(failed(PushProblem.conflict), failing: conflict)
        case .drifted:
            story.push()
            story.add(
                .sync(
                    .driftDetected(
                        syncID: "1",
                        makeSync().destination,
                        [Drift(kind: .missing, key: "A")]
                    )
                )
            )
        case .changesWaiting, .inStep: story.push()
        }
    }

    private static func story(of word: SyncState) -> Story {
        var story = Story(isAutoSyncEnabled: ![.changesWaiting, .neverPushed].contains(word))
        if word != .waiting {
            story.add(.secrets(.snapshot(path, word == .neverPushed ? [] : [entry("A")])))
        }
        make(word, &story)
        if word == .changesWaiting { story.add(.secrets(.changed(path, [.set(entry("C"))]))) }
        return story
    }

    private static func condition(_ state: State, _ activity: RunActivity? = nil) -> SyncCondition {
        let sync = state.syncs["1"] ?? makeSync()
        return state.condition(of: sync, activity: activity)
    }

    @Test(arguments: SyncState.allCases)
    func `each state has a history that leads to it, and a sentence`(word: SyncState) throws {
        let state = Self.story(of: word).state
        let condition = Self.condition(state)
        #expect(condition.state == word, "\(condition)")
        #expect(condition.message.hasSuffix(".") || condition.message.hasSuffix(")"))
        #expect(condition.isHeld == (word == .held))
        // What is kept and read back says the same.
        #expect(Self.condition(try State(canonical: state.canonical)) == condition)
    }

    /// What can be true beside another state, so that the order decides.
    private static let conditions: [SyncState] = [
        .removing, .needsYou, .failed, .held, .paused, .needsConsent,
    ]

    @Test(arguments: conditions, conditions)
    func `of two that are true, the first in the list counts`(a: SyncState, b: SyncState) {
        // A run replaces what the run before it left behind, so that only one of these comes of a
        // run.
        let runs: Set<SyncState> = [.needsYou, .failed, .needsConsent]
        if a != b, runs.contains(a), runs.contains(b) { return }
        var story = Story()
        story.add(.secrets(.snapshot(path, [entry("A")])))
        // A run comes first: what is asked for afterwards does not end what it left.
        let steps = runs.contains(b) ? [b, a] : [a, b]
        for word in steps { Self.make(word, &story) }
        let order = SyncState.allCases
        let expected = [a, b].min { order.firstIndex(of: $0) ?? 0 < order.firstIndex(of: $1) ?? 0 }
        #expect(Self.condition(story.state).state == expected)
    }

    @Test(arguments: conditions.dropFirst(3) + [.pushing, .parked, .conflict, .drifted, .inStep])
    func `whatever is pushed, a hold and a pause come before it`(word: SyncState) {
        var story = Self.story(of: word)
        story.add(.sync(.paused(syncID: "1", reason: nil)))
        let isHeld = word == .held
        #expect(Self.condition(story.state).state == (isHeld ? .held : .paused))
        story.add(.administration(.logRestored(through: story.state.position)))
        #expect(Self.condition(story.state).state == .held)
        story.add(.pushing(.released))
        #expect(Self.condition(story.state).state == .paused)
    }

    @Test func `progress is shown while a run is under way, and only then`() {
        let activity = RunActivity(planned: 41, done: 17, failed: 1)
        let pushing = Self.condition(Self.story(of: .pushing).state, activity)
        #expect(pushing.progress == activity)
        #expect(pushing.message.contains("17 of 41"))
        for word in SyncState.allCases where word != .pushing && word != .removing {
            #expect(Self.condition(Self.story(of: word).state, activity).progress == nil)
        }
    }

    @Test func `what was taken away on purpose is never in step`() {
        var story = Self.story(of: .inStep)
        story.add(.sync(.removalRequested(syncID: "1", deletesSync: false)))
        let run = story.run(.remove)
        story.add(
            .push(.started(run)),
            .push(.variableDeleted(story.variable("A", of: run))),
            .push(.finished(run, .succeeded))
        )
        let removed = Self.condition(story.state)
        #expect(removed.isRemoved)
        #expect(removed.state == .changesWaiting)
        story.add(.secrets(.changed(path, [.set(entry("D"))])))
        story.push()
        let back = Self.condition(story.state)
        #expect(!back.isRemoved)
        #expect(back.state == .inStep)
    }

    @Test func `what others made is no drift where it may stay`() {
        var story = Story()
        story.add(.secrets(.changed(path, [.set(entry("A"))])))
        story.push()
        story.add(
            .sync(
                .driftDetected(
                    syncID: "1",
                    makeSync().destination,
                    [Drift(kind: .foreign, key: "X")]
                )
            )
        )
        #expect(Self.condition(story.state).state == .inStep)
        story.add(.folder(.declaredComplete(FolderID(source: "s", path: path))))
        story.push()
        #expect(Self.condition(story.state).state == .drifted)
    }

    @Test func `a folder that belongs to a source that is gone needs somebody`() {
        var story = Self.story(of: .inStep)
        story.add(.source(.deleted(name: "s")))
        #expect(Self.condition(story.state).state == .needsYou)
    }
}
