import SyncModel
import Testing

@testable import ChecklyClient

/// A secret that Checkly's explanation repeats in whatever form.
@Suite struct QuotingTests {
    private static let secret = SecretValue("p@ss/w0rd!x#1")

    @Test(arguments: [
        #"p%40ss%2Fw0rd%21x%231"#,
        #"p%40ss%2fw0rd%21x%231"#,
        #"cEBzcy93MHJkIXgjMQ=="#,
        #"eHBAc3MvdzByZCF4IzF5eg=="#,
        #"dXNlcjpwQHNzL3cwcmQheCMx"#,
        #"Pj4_cEBzcy93MHJkIXgjMQ=="#,
        #"704073732f7730726421782331"#,
        #"704073732F7730726421782331"#,
        #"P@SS/W0RD!X#1"#,
        #"p@ss\/w0rd!x#1"#,
        #"\u0070\u0040\u0073\u0073\u002f\u0077\u0030\u0072\u0064\u0021\u0078\u0023\u0031"#,
    ])
    func `a secret in another notation is found, whole and cut off`(notation: String) {
        #expect(Self.secret.isQuoted(in: "The value \(notation) is no good."))
        let cut = notation.prefix(notation.count * 9 / 10)
        #expect(Self.secret.isQuoted(in: "The value \(cut)"))
    }

    @Test(arguments: [
        "The value is no good.", "password x#1 is 100% wrong", #"\u12 \u00zz \\ %4 %zz %"#,
        "cEBzc3dvcmQ", "7073737730726421",
    ])
    func `what is like a secret in no notation is told`(text: String) {
        #expect(!Self.secret.isQuoted(in: text))
    }
}
