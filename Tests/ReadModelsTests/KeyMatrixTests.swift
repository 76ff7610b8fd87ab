import Encodings
import Projection
import ReadModels
import SyncModel
import TestSupport
import Testing

private let path = FolderPath.sample("/app")
private let shared = FolderPath.sample("/shared")
private let refused = PushProblem(code: "checkly-refused", message: "No. (Ask.)")

/// What brings the one key `A` of a sync into each state, and what pages say of it.
@Suite struct KeyMatrixTests {
    /// A history of the sync `1`, whose folder has `A`.
    private struct Story {
        var state = State()
        var options = SyncOptions()

        init(_ options: SyncOptions = SyncOptions(), isKnown: Bool = true) {
            add(.sync(.created(Sync.sample("1", of: path, options: options))))
            if isKnown { add(.secrets(.snapshot(path, [SecretEntry.sample("A", "1")]))) }
        }

        mutating func add(_ bodies: EventBody...) {
            for body in bodies { state.take(body) }
        }

        func run(of id: String = "1") -> PushRun {
            PushRun(
                id: "run-\(state.position.number)",
                syncID: id,
                kind: .push,
                through: state.position
            )
        }

        /// Writes keys of the sync, and ends well.
        mutating func push(_ keys: [String: String], of id: String = "1") {
            let run = run(of: id)
            add(.push(.started(run)))
            for (key, value) in keys.sorted(by: { $0.key < $1.key }) {
                var variable = PushedVariable.sample(key, sync: id, run: run.id, account: "a")
                variable.fingerprint = Fingerprint(text: value)
                add(.push(.variableWritten(variable)))
            }
            add(.push(.finished(run, .succeeded)))
        }

        /// Fails to write `A`.
        mutating func fail(_ problem: PushProblem) {
            let run = run()
            let variable = PushedVariable.sample("A", run: run.id, account: "a")
            add(
                .push(.started(run)),
                .push(.variableFailed(variable, problem)),
                .push(.finished(run, .failed(problem, nextTryAt: Timestamp(microseconds: 9))))
            )
        }

        func matrix() throws -> KeyMatrix {
            let sync = try #require(state.syncs["1"])
            return KeyMatrix(
                of: sync,
                in: state,
                desired: state.desired(for: sync),
                own: SyncConditions { _ in nil }.ownWrites(of: [sync], in: state)["1"] ?? [:]
            )
        }
    }

    private static func change(_ fingerprint: Fingerprint?, _ story: Story) -> ParkedChange {
        ParkedChange(
            key: "A",
            fingerprint: fingerprint,
            position: Position(2),
            problem: refused
        )
    }

    private static func make(_ word: KeyState) -> Story {
        var story: Story
        switch word {
        case .conflict:
            story = Story()
            story.add(.sync(.created(Sync.sample("2", of: shared))))
            story.push(["A": "9"], of: "2")
        case .parked:
            story = Story()
            let change = change(Fingerprint(text: "1"), story)
            story.add(.sync(.parked(syncID: "1", change)))
        case .failed:
            story = Story()
            story.fail(refused)
        case .inDoubt:
            story = Story()
            story.push(["A": "1"])
            let run = story.run()
            let value = WrittenValue(
                place: SealedValueReference(position: Position(2), slot: 0),
                name: .secret("A", in: FolderID(source: "kms", path: path))
            )
            story.add(
                .push(.started(run)),
                .push(
                    .attempted(
                        PushAttempt(
                            runID: run.id,
                            syncID: "1",
                            connectionID: "c",
                            destination: Destination.account("a"),
                            writes: [.init(key: "A", value: value, isNew: false)]
                        )
                    )
                )
            )
        case .drifted:
            story = Story()
            story.push(["A": "1"])
            let drift = Drift(kind: .missing, key: "A")
            story.add(
                .sync(.driftDetected(syncID: "1", Destination.account("a"), [drift]))
            )
        case .toCreate: story = Story()
        case .toUpdate:
            story = Story()
            story.push(["A": "0"])
        case .toDelete:
            story = Story()
            story.push(["A": "1"])
            story.add(.secrets(.changed(path, [.delete(key: "A", version: nil)])))
        case .skipped:
            story = Story()
            story.add(
                .sync(
                    .changeSkipped(
                        syncID: "1",
                        SkippedChange(
                            key: "A",
                            fingerprint: Fingerprint(text: "1"),
                            reason: "not needed"
                        )
                    )
                )
            )
        case .destroyed:
            story = Story()
            let place = SealedValueReference(position: Position(2), slot: 0)
            story.add(
                .administration(
                    .valuesShredded(ValuesShredded(cause: .secret, places: [place], names: []))
                )
            )
        case .blank:
            story = Story()
            var entry = SecretEntry.sample("A", "2")
            entry.isBlank = true
            story.add(.secrets(.changed(path, [.set(entry)])))
        case .leftOut:
            story = Story()
            story.add(
                .secrets(
                    .snapshot(path, [], leftOut: [LeftOutSecret("A", reason: "Too long.")])
                )
            )
        case .kept:
            var options = SyncOptions()
            options.disableSecretDeletion = true
            story = Story(options)
            story.push(["A": "1"])
            story.add(.secrets(.changed(path, [.delete(key: "A", version: nil)])))
        case .waiting:
            story = Story(isKnown: false)
            story.push(["A": "1"])
        case .inStep:
            story = Story()
            story.push(["A": "1"])
        }
        return story
    }

    @Test(arguments: KeyState.allCases)
    func `each state has a history that leads to it`(word: KeyState) throws {
        let matrix = try Self.make(word).matrix()
        let row = try #require(matrix.rows.first)
        #expect(matrix.rows.map(\.key) == ["A"])
        #expect(row.state == word)
        #expect(matrix.counts == [word: 1])
    }

    @Test func `a failed key says why, and when it is tried again`() throws {
        let story = Self.make(.failed)
        let row = try #require(try story.matrix().rows.first)
        let sync = try #require(story.state.syncs["1"])
        let json = row.json(of: sync, in: story.state, cause: nil).jsonValue
        #expect(json["problem"]?["code"]?.string == "checkly-refused")
        #expect(json["problem"]?["nextTryAt"]?.string?.hasPrefix("1970") == true)
        #expect(json["sourceKey"]?.string == "A")
    }

    @Test func `a conflict names who wrote the variable`() throws {
        let story = Self.make(.conflict)
        let row = try #require(try story.matrix().rows.first)
        let sync = try #require(story.state.syncs["1"])
        let json = row.json(of: sync, in: story.state, cause: nil).jsonValue
        #expect(json["owner"]?["syncId"]?.string == "2")
    }

    @Test func `a key of an import says where it comes from`() throws {
        var story = Story()
        story.add(
            .secrets(.snapshot(shared, [SecretEntry.sample("B", "2")])),
            .secrets(.imports(path, [shared]))
        )
        let matrix = try story.matrix()
        #expect(matrix.rows.map(\.key) == ["A", "B"])
        let sync = try #require(story.state.syncs["1"])
        let sources = matrix.rows.map {
            $0.json(of: sync, in: story.state, cause: nil)
                .jsonValue["importedFrom"]?["secretPath"]?
                .string
        }
        #expect(sources == [nil, "/shared"])
    }

    @Test func `no other sync's key appears that this one does not desire`() throws {
        var story = Story()
        story.add(.sync(.created(Sync.sample("2", of: shared))))
        story.push(["B": "2"], of: "2")
        #expect(try story.matrix().rows.map(\.key) == ["A"])
    }
}
