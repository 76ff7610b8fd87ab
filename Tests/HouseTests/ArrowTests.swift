import Testing

/// Which target imports which, in the manifest and in the files.
@Suite struct ArrowTests {
    @Test func `every target imports exactly what the manifest gives it`() throws {
        expectNone(Self.differences(in: try House.standing.get()))
    }

    @Test func `a room imports only rooms of lower layers`() throws {
        expectNone(Self.climbs(in: try House.standing.get()))
    }

    @Test func `every room has a layer and every target has files`() throws {
        let house = try House.standing.get()
        for target in house.manifest.targets where !target.isC {
            #expect(!house.files(of: target).isEmpty, "\(target.name) has no files")
        }
        for room in house.rooms {
            #expect(Layers.layer(of: room.name) != nil, "Layers.table does not name \(room.name)")
        }
        #expect(house.rooms.count > 20)
    }

    /// Where a target's files import what the manifest does not give it, or the reverse.
    private static func differences(in house: House) -> [Offence] {
        house.manifest.targets.flatMap { target -> [Offence] in
            let files = house.files(of: target)
            let declared = Set(target.dependencies.map { house.target($0)?.module ?? $0 })
            let known = declared.union(Layers.system).union([target.module])
            let undeclared = files.flatMap { file in
                file.imports.filter { !known.contains($0.module) }
                    .map {
                        let message = "\(target.name) imports \($0.module) and does not declare it"
                        return Offence(path: file.path, line: $0.line, message: message)
                    }
            }
            let used = files.flatMap { $0.imports.map(\.module) }
            let unused = declared.subtracting(used).sorted()
                .map { module in
                    let message = "\(target.name) declares \(module) and imports it nowhere"
                    return Offence(path: "Package.swift", line: target.line, message: message)
                }
            return undeclared + unused
        }
    }

    /// Where a room imports a room of its own layer or of a higher one, or what only tests may.
    private static func climbs(in house: House) -> [Offence] {
        house.rooms.flatMap { room -> [Offence] in
            guard let own = Layers.layer(of: room.name) else { return [] }
            return house.files(of: room)
                .flatMap { file in
                    file.imports.compactMap { each in
                        guard let target = house.target(each.module), !target.isC,
                            target != room
                        else { return nil }
                        let other = Layers.layer(of: target.name)
                        if let other, other < own { return nil }
                        let message =
                            "\(room.name) (layer \(own)) imports \(target.name) "
                            + (other.map { "(layer \($0))" } ?? "(for tests)")
                        return Offence(path: file.path, line: each.line, message: message)
                    }
                }
        }
    }
}

// MARK: - The laws can fail

extension ArrowTests {
    private static func house(_ low: String, _ high: String) throws -> House {
        let manifest = """
            enum External {
                static let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
            }
            func room(_ name: String) -> Target { .target(name: name) }
            let package = Package(
                products: [.executable(name: "checkly-sync", targets: ["checkly-sync"])],
                targets: [
                    room("Encodings", ["SyncModel"]),  // "not a room"
                    room("SyncModel", ["Encodings", External.database]),
                    .executableTarget(name: "checkly-sync", dependencies: [], swiftSettings: all),
                    tests(of: "SyncModel", ["Encodings"]),
                    .target(name: "TestSupport", path: "Tests/TestSupport"),
                ]
            )
            """
        let files = [
            SourceFile(path: "Sources/Encodings/A.swift", text: low),
            SourceFile(path: "Sources/SyncModel/B.swift", text: high),
        ]
        return House(manifest: try Manifest(manifest), files: files)
    }

    @Test func `the manifest's targets are read with what they declare`() throws {
        let targets = try Self.house("", "").manifest.targets
        #expect(
            targets.map(\.name) == [
                "Encodings", "SyncModel", "checkly-sync", "SyncModelTests", "TestSupport",
            ]
        )
        #expect(
            targets.map(\.dependencies) == [
                ["SyncModel"], ["Encodings", "GRDB"], [], ["SyncModel", "Encodings"], [],
            ]
        )
        #expect(targets.map(\.line) == [8, 9, 10, 11, 12])
        #expect(targets.last?.folders == ["Tests/TestSupport"])
    }

    @Test func `an import without its arrow and an arrow without its import are found`() throws {
        let house = try Self.house(
            "package import SyncModel\ninternal import GRDB",
            "internal import struct GRDB.Row\n/* import Encodings */\nimport Foundation"
        )
        let offences = Self.differences(in: house).filter { !$0.message.contains("Tests") }
        #expect(
            offences.map(\.description) == [
                "Sources/Encodings/A.swift:2: Encodings imports GRDB and does not declare it",
                "Package.swift:9: SyncModel declares Encodings and imports it nowhere",
            ]
        )
    }

    @Test func `an import of a higher layer and of what is for tests are found`() throws {
        let house = try Self.house("import SyncModel", "import Encodings\nimport TestSupport")
        #expect(
            Self.climbs(in: house).map(\.description) == [
                "Sources/Encodings/A.swift:1: Encodings (layer 0) imports SyncModel (layer 1)",
                "Sources/SyncModel/B.swift:2: SyncModel (layer 1) imports TestSupport (for tests)",
            ]
        )
    }
}
