import APIContract
import ArgumentParser

extension ArgumentHelp {
    /// What the table of a resource says of one of its fields, to those who make the resource.
    static func creating(_ fields: [Field], _ name: String) -> ArgumentHelp {
        ArgumentHelp(stringLiteral: fields.help(of: name, for: .create))
    }

    /// As `creating`, to those who change it.
    static func changing(_ fields: [Field], _ name: String) -> ArgumentHelp {
        ArgumentHelp(stringLiteral: fields.help(of: name, for: .change))
    }
}
