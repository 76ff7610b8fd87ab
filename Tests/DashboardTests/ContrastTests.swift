import Foundation
import Testing

/// The colours of the style sheet, measured as WCAG 2.2 section 1.4.3 does.
@Suite struct ContrastTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/CDashboardAssets/files/app.css")

    /// The colours by name, of the light theme and of the dark one.
    private static func themes() throws -> [[String: String]] {
        let text = try String(contentsOf: file, encoding: .utf8)
        let colour = "(#[0-9A-Fa-f]{6})"
        let pair = try Regex("--([a-z0-9-]+):\\s*light-dark\\(\(colour),\\s*\(colour)\\)")
        return [2, 3]
            .map { index in
                var colours: [String: String] = [:]
                for match in text.matches(of: pair) {
                    if let name = match.output[1].substring,
                        let value = match.output[index].substring
                    {
                        colours[String(name)] = String(value)
                    }
                }
                return colours
            }
    }

    /// The relative luminance of a colour such as `#1F4FD1`.
    private static func luminance(_ colour: String) -> Double {
        let number = Int(colour.dropFirst(), radix: 16) ?? 0
        let parts = [number >> 16, number >> 8, number]
            .map { part -> Double in
                let value = Double(part & 0xFF) / 255
                return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
            }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    static func contrast(_ a: String, _ b: String) -> Double {
        let (a, b) = (luminance(a), luminance(b))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    @Test func `black on white has the greatest contrast there is`() {
        #expect(Self.contrast("#000000", "#FFFFFF") == 21)
        #expect(Self.contrast("#FFFFFF", "#FFFFFF") == 1)
    }

    @Test func `text can be read on everything that it stands on, in both themes`() throws {
        let themes = try Self.themes()
        for theme in themes {
            for ground in ["ground", "surface", "sunk", "hover"] {
                let ground = try #require(theme[ground])
                for text in ["ink", "ink-2", "accent"] {
                    #expect(Self.contrast(try #require(theme[text]), ground) >= 4.5)
                }
                #expect(Self.contrast(try #require(theme["edge"]), ground) >= 3)
            }
            for kind in ["good", "busy", "wait", "warn", "bad", "hold"] {
                let ground = try #require(theme["\(kind)-back"])
                let text = try #require(theme[kind])
                #expect(Self.contrast(text, ground) >= 4.5, "\(kind)")
            }
        }
    }
}
