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
        case .required: self.init(path, form, .refused)
        case .declared: self.init(path, form, Absence(field))
        }
    }
}

extension FieldRule {
    /// The rule where the whole group may be left out.
    var inOptionalGroup: FieldRule {
        switch absence {
        case .refused: FieldRule(path, form, .refusedInGroup)
        case .usual(let value): FieldRule(path, form, .usualInGroup(value))
        case .refusedInGroup, .usualInGroup, .none, .kept: self
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
        case .secret: self = .secret
        case .texts(_, let count): self = .secrets(count: count)
        case .uuid, .time, .literal, .other: return nil
        }
    }
}
