import CDashboardAssets
import Foundation
import Testing

@testable import Dashboard

/// The rules of the files that make the pages.
@Suite struct TemplateTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/CDashboardAssets/files")

    private static func files() throws -> [String: String] {
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            files[name] = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        return files
    }

    private static func withoutValues(_ text: String) -> String {
        text.replacing(/="[^"]*"/, with: #"="""#)
    }

    @Test func `every file is part of the program, and no other`() throws {
        var embedded: [String: String] = [:]
        for index in 0..<dashboard_asset_count() {
            let asset = dashboard_asset_at(index)
            let bytes = UnsafeBufferPointer(start: asset.bytes, count: asset.count)
            embedded[String(cString: asset.name)] = String(decoding: bytes, as: UTF8.self)
        }
        let files = try Self.files()
        #expect(embedded.keys.sorted() == files.keys.sorted())
        for (name, text) in files { #expect(embedded[name] == text, "\(name) is an older one") }
    }

    /// What no template may have, and why.
    private static let bans: [(pattern: String, why: String)] = [
        (#"\{\{\{"#, "is not escaped"), (#"\{\{&"#, "is not escaped"),
        (#"\{\{%"#, "may turn escaping off"), (#"\{\{="#, "changes what a tag is"),
        (#"(?i)\sstyle="#, "the policy forbids it"), (#"(?i)<style"#, "the policy forbids it"),
        (#"(?i)\son[a-z]+="#, "the policy forbids it"),
        (#"(?i)<script(?![^>]*\ssrc=")"#, "the policy forbids a script inside a page"),
        (#"\s[a-z-]+=[^"\s>]"#, "an attribute must be quoted"),
        (#"(?m)^[ \t]+\{\{>"#, "an indented partial indents what is shown"),
        (#"(?i)https?://(?!www\.w3\.org/)"#, "nothing comes from another host"),
    ]

    @Test func `no template lets a text become markup, or breaks the policy`() throws {
        var looked = 0
        for (name, text) in try Self.files() where name.hasSuffix(".mustache") {
            looked += 1
            for ban in Self.bans {
                let found = try Regex(ban.pattern)
                // An attribute's value may contain what is forbidden outside.
                let looked = ban.why.contains("quoted") ? Self.withoutValues(text) : text
                #expect(
                    looked.firstMatch(of: found) == nil,
                    "\(name): \(ban.pattern): \(ban.why)"
                )
            }
        }
        #expect(looked > 15)
    }

    @Test func `each of those rules finds what it is for`() throws {
        let samples = [
            "{{{a}}}", "{{&a}}", "{{% CONTENT_TYPE: TEXT}}", "{{=<% %>=}}", #"<p style="a">"#,
            "<style>", #"<p onclick="a">"#, "<script>a</script>", "<p class=a>", "  {{>row}}",
            #"<a href="https://evil.test">"#,
        ]
        #expect(samples.count == Self.bans.count)
        for (sample, ban) in zip(samples, Self.bans) {
            #expect(sample.firstMatch(of: try Regex(ban.pattern)) != nil, "\(sample)")
        }
    }

    @Test func `every partial and layout that a template names is there`() throws {
        let files = try Self.files()
        for (name, text) in files where name.hasSuffix(".mustache") {
            for match in text.matches(of: /\{\{[><]\s*([a-z-]+)\s*\}\}/) {
                #expect(files["\(match.1).mustache"] != nil, "\(name) names \(match.1)")
            }
        }
    }

    /// The texts of the sources that name templates.
    private static func sources() throws -> [String] {
        let sources = folder.deletingLastPathComponent().deletingLastPathComponent()
        return try rooms.flatMap { room in
            let folder = sources.appending(path: room)
            return try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
        }
    }

    @Test func `what waits is asked for every part that says so`() throws {
        let files = try Self.files()
        func says(_ name: String) -> Bool {
            let text = files["\(name).mustache"] ?? ""
            return text.contains("{{#banners}}") || text.contains("{{#attention}}")
                || text.matches(of: /\{\{[><]\s*([a-z-]+)\s*\}\}/).contains { says(String($0.1)) }
        }
        var found: Set<String> = []
        for text in try Self.sources() {
            for regions in text.matches(of: /regions: \[([^\]]*)\]/) {
                for part in regions.1.matches(of: /"([a-z-]+)":\s*"([a-z-]+)"/)
                where says(String(part.2)) {
                    found.insert(String(part.1))
                }
            }
        }
        #expect(found == Dashboard.warningParts)
    }

    @Test func `every template that a page names is there, and every one is named`() throws {
        var named: Set<String> = []
        for text in try Self.sources() {
            for match in text.matches(of: /template:(?: String =)?\s([^\n]*)/) {
                named.formUnion(
                    match.1.matches(of: /"([a-z-]+)"/).map { String($0.1) }
                        .filter { $0 != "fragment" && $0 != "preview" }
                )
            }
            // A template that is chosen stands on the next lines.
            for match in text.matches(of: /\? "([a-z]+-fragment)" : "([a-z]+)"/) {
                named.formUnion([String(match.1), String(match.2)])
            }
        }
        let files = try Self.files()
        for name in named { #expect(files["\(name).mustache"] != nil, "\(name)") }
        #expect(named.count > 15)
        let partials = Set(
            files.values.flatMap { text in
                text.matches(of: /\{\{[><]\s*([a-z-]+)\s*\}\}/).map { String($0.1) }
            }
        )
        // A page that is whole stands on the shell and is no part of another.
        for (file, text) in files where text.hasPrefix("{{<shell}}") {
            let name = String(file.dropLast(".mustache".count))
            #expect(named.contains(name), "no page is \(name)")
            #expect(!partials.contains(name), "\(name)")
        }
    }

    /// The rooms that name templates.
    private static let rooms = [
        "Pages", "SyncWizard", "SyncPages", "ServerPages", "LogPages", "Dashboard",
    ]

    @Test func `the files stay small`() throws {
        let files = try Self.files()
        #expect(try #require(files["app.css"]).utf8.count <= 24 * 1024)
        #expect(try #require(files["app.js"]).utf8.count <= 14 * 1024)
    }
}
