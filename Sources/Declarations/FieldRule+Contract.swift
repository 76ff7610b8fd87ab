internal import APIContract
internal import Encodings
internal import SyncModel

extension FieldRule {
    /// The rule for a field of the API; nil if files do not have it.
    init?(_ field: Field, path: String) {
        guard let form = Form(field.formInFile ?? field.form) else { return nil }
        switch field.inFile {
        case .absent: return nil
        case .kept: self.init(path, form, .kept)
        case .declared: self.init(path, form, Absence(field))
        }
    }
}

extension FieldRule.Absence {
    fileprivate init(_ field: Field) {
        if let value = field.declared ?? field.usual {
            self = .usual(value.jsonValue)
            return
        }
        switch field.presence {
        case .required: self = .refused
        case .optional, .nullable: self = .none
        }
    }
}

extension FieldRule.Form {
    /// Nil for forms that a file spells out as separate members.
    fileprivate init?(_ form: APIContract.Form) {
        switch form {
        case .bool: self = .bool
        case .integer(let range): self = .integer(range)
        case .word(let words): self = .word(words)
        case .text(let rule): self = .text(limit: rule.limit)
        case .slug(let limit): self = .slug(limit: limit)
        case .account(let rule): self = .account(limit: rule.limit)
        case .keySchema: self = .keySchema
        case .folderPath: self = .folderPath
        case .uuid, .time, .literal, .secret, .texts, .other: return nil
        }
    }
}
