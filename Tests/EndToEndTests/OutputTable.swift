import Encodings

/// How each command is made to write data, for tests that go through all of them.
///
/// In a line, `{n}` is another word for each run, and the rest in braces is what `OutputBench`
/// knows.
struct OutputTable {
    struct Row {
        /// The command as it is called, such as "syncs list".
        let command: String
        let arguments: String
        /// What has to be done before it, each a whole command line.
        let before: [String]

        init(_ command: String, _ arguments: String = "", after before: String...) {
            self.command = command
            self.arguments = arguments
            self.before = before
        }

        var line: String { arguments.isEmpty ? command : command + " " + arguments }
    }

    /// Commands that write no data; each says why.
    static let silent = [
        "serve": "It writes log lines, to standard error.",
        "context add": "What it did is told on standard error.",
        "context use": "What it did is told on standard error.",
        "context remove": "What it did is told on standard error.",
        "tokens rotate-admin": "It would end the token of the others; it writes as `create` does.",
        "tokens revoke": "What it did is told on standard error.",
        "notifications delete": "What it did is told on standard error.",
        "hold": "It would hold the other pushes of the table; it writes as `release` does.",
        "sources confirm-empty": "It needs a key management system; it writes as `complete` does.",
    ]

    static let rows =
        sources + connections + syncs + log + audit + deliveries + keys + whole

    private static let sources = [
        Row("sources list"),
        Row("sources get", "bench"),
        Row("sources folders", "bench"),
        Row("sources complete", "bench --folder p/dev/app"),
        Row("sources create", "s-{n} --preset github --secret-env SIGNING"),
        Row("sources update", "bench --tolerance 301"),
        Row("sources enable", "bench"),
        Row("sources disable", "d-{n}", after: createSource("d-{n}")),
        Row("sources delete", "x-{n} -o json", after: createSource("x-{n}")),
        Row("sources add-secret", "a-{n} --secret-env OTHER", after: createSource("a-{n}")),
        Row(
            "sources remove-secret",
            "r-{n} {secret of r-{n}} -o json",
            after: createSource("r-{n}"),
            "sources add-secret r-{n} --secret-env OTHER"
        ),
    ]

    private static let connections = [
        Row("connections list"),
        Row("connections get", "bench"),
        Row("connections create", "c-{n} --api-key-env API_KEY"),
        Row("connections update", "bench --description {n}"),
        Row(
            "connections delete",
            "x-{n} -o json",
            after: "connections create x-{n} --api-key-env API_KEY"
        ),
        Row("connections accounts", "bench"),
        Row("connections groups", "bench {account}"),
    ]

    private static let syncs = [
        Row("syncs list"),
        Row("syncs get", "bench"),
        Row("syncs create", "c-{n} " + sync("c-{n}", of: "/none")),
        Row("syncs update", "bench --description {n}"),
        Row("syncs enable", "bench"),
        Row("syncs disable", "o-{n}", after: createSync("o-{n}")),
        Row("syncs delete", "x-{n} -o json", after: createSync("x-{n}")),
        Row("syncs remove-secrets", "m-{n} --yes", after: createSync("m-{n}")),
        Row("syncs pause", "p-{n}", after: createSync("p-{n}")),
        Row("syncs resume", "q-{n}", after: createSync("q-{n}"), "syncs pause q-{n}"),
        Row("syncs pin", "i-{n} --as-of 4", after: createSync("i-{n}", of: "/app")),
        Row(
            "syncs unpin",
            "u-{n}",
            after: createSync("u-{n}", of: "/app"),
            "syncs pin u-{n} --as-of 4"
        ),
        Row("syncs adopt", "bench BAD-{n}"),
        Row("syncs parked"),
        Row("syncs skip", "bench --key BAD-{n} --reason none"),
        Row("syncs retry", "bench"),
        Row("syncs history", "bench"),
        Row("plan", "bench"),
        Row("push", "bench"),
        Row("release", "-o json"),
        Row("apply", "-f {folder}/empty.yaml"),
        Row("export"),
        Row("import hanzo", "--from {folder}/hanzo.json"),
    ]

    private static let log = [
        Row("events"),
        Row("events", "-o json"),
        Row("events", "--data {data}"),
        Row("state", "--sync bench"),
        Row("state", "--sync bench --reveal"),
        Row("diff", "--from 1"),
        Row("replay", "--data {data}"),
    ]

    private static let audit = [
        Row("audit verify", "--data {data}"),
        Row("audit checkpoint", "--data {data}"),
        Row("audit public-key", "--data {data}"),
        Row("audit proof", "2 --data {data}"),
        Row("audit verify-proof", "{folder}/2.tlog-proof --public-key {folder}/log.key"),
        Row("audit export", "--format csv"),
        Row("audit export", "--format jsonl"),
        Row("audit grep", "--value-from-stdin"),
    ]

    private static let deliveries = [
        Row("deliveries list"),
        Row("deliveries list", "--refused"),
        Row("deliveries get", "e-1"),
        Row("deliveries resend", "e-1 --to {webhooks} --secret-env SIGNING"),
        Row("explain", "--source bench --header a:b"),
    ]

    private static let keys = [
        Row("keys list"),
        Row("keys shred", "--older-than 90d --dry-run"),
        Row(
            "keys rotate",
            "--data {folder}/rotated-{n}",
            after: "backup {folder}/keys-{n} --data {data} --with-keys",
            "restore {folder}/keys-{n} --data {folder}/rotated-{n}"
        ),
        Row("keys rotate-checkpoint"),
        Row("keys rotate-master", "--yes"),
        Row("dashboard"),
        Row("tokens list"),
        Row("tokens create", "t-{n} --role auditor"),
        Row("notifications list"),
        Row("notifications create", "n-{n} --url-env HOOK"),
        Row("notifications test", "m-{n}", after: "notifications create m-{n} --url-env HOOK"),
    ]

    private static let whole = [
        Row("status"),
        Row("version"),
        Row("context list"),
        Row("send", "--to {webhooks} --preset standard-webhooks --secret-env SIGNING"),
        Row("backup", "{folder}/copy-{n} --data {data}"),
        Row(
            "compact",
            "--data {folder}/compacted-{n}",
            after: "backup {folder}/whole-{n} --data {data} --with-keys",
            "restore {folder}/whole-{n} --data {folder}/compacted-{n}"
        ),
        Row(
            "restore",
            "{folder}/from-{n} --data {folder}/to-{n}",
            after: "backup {folder}/from-{n} --data {data}"
        ),
        Row("doctor", "--data {data} --checkly-url {server}"),
        Row("sandbox", "--checkly-port 0 --kms-port 0"),
        Row("demo", "--once"),
        Row("--help"),
        Row("--version"),
        Row("help syncs"),
        Row("--generate-completion-script bash"),
        Row("--generate-completion-script zsh"),
        Row("--generate-completion-script fish"),
    ]

    private static func sync(_ name: String, of path: String) -> String {
        "--connection bench --account {account} --no-group --project p --environment dev "
            + "--path \(path) --key-schema \(name)_{{secretKey}}"
    }

    static func createSource(_ name: String) -> String {
        "sources create \(name) --preset github --secret-env SIGNING"
    }

    static func createSync(_ name: String, of path: String = "/none") -> String {
        "syncs create \(name) " + sync(name, of: path)
    }
}
