internal import Pages

/// `/keys`: the shortcuts.
enum KeyboardPage {
    static func page(_ request: PageRequest) -> Page {
        .document(
            Page.Document(
                template: "keyboard",
                heading: "Keyboard shortcuts",
                values: .object([
                    "groups": .list([
                        group(
                            "Go to",
                            PageSection.allCases.compactMap { section in
                                section.shortcut.map {
                                    ($0.split(separator: " ").map(String.init), section.title)
                                }
                            }
                        ),
                        group(
                            "In a list",
                            [
                                (["j"], "Next row"), (["k"], "Previous row"),
                                (["Enter"], "Open the row"), (["]"], "Next page"),
                                (["["], "Previous page"),
                            ]
                        ),
                        group(
                            "On a sync",
                            [(["p"], "Its plan"), (["h"], "Its history"), (["t"], "Its past")]
                        ),
                        group(
                            "Everywhere",
                            [
                                (["/"], "Search"), (["?"], "This page"),
                                (["l"], "Pause and go on with live updates"),
                                (["Esc"], "Leave a field"),
                            ]
                        ),
                    ])
                ])
            )
        )
    }

    private static func group(_ heading: String, _ keys: [([String], String)]) -> PageValue {
        .object([
            "heading": .text(heading),
            "keys": .list(
                keys.map { keys, text in
                    .object(["keys": .list(keys.map(PageValue.text)), "text": .text(text)])
                }
            ),
        ])
    }
}
