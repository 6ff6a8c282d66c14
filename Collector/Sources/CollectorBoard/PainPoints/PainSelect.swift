// A choice in a form, with its label above it.

enum PainSelect {
  static func html(
    _ name: String, _ label: Phrase, _ options: [(value: String, text: String)], chosen: String, _ fields: FormFields
  ) -> HTML {
    let choices = options.map { option -> HTML in
      "<option\(.value, option.value)\(.selected, if: option.value == chosen)>\(Words.cut(Words.visible(option.text), to: 60))</option>"
    }
    return """
      <label class="stack"><span class="label">\(label)</span>
      <select\(.name, name)\(fields.marks(name))>\(choices)</select></label>
      \(fields.error(name))
      """
  }
}
