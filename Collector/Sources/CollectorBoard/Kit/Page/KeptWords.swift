// What somebody typed into a form that could not be taken, shown to be copied: nobody has to write it again.
import CollectorHTTP

struct KeptWords: Sendable {
  /// Fields that the page filled in, which nobody typed.
  private static let hidden: Set<String> = [
    FormGuard.field, "act", "seen", "link", "report", "message", "zone", "to", "session", "token",
  ]
  /// Never shown back.
  private static let secret: Set<String> = ["password", "new-password", "again", "code", "key"]

  private let fields: [(name: String, value: String)]

  static let none = KeptWords([])

  init(_ form: HTTPForm) { self.init(form.pairs) }

  private init(_ pairs: [(name: String, value: String)]) {
    fields = pairs.filter { pair in
      !Self.hidden.contains(pair.name) && !Self.secret.contains(pair.name)
        && pair.value.contains { !$0.isWhitespace }
    }
  }

  /// A box for each field that holds something; at most as many as a form of the board has.
  var html: HTML {
    guard !fields.isEmpty else { return .empty }
    let boxes = fields.prefix(20).map { field -> HTML in
      let rows = field.value.contains { $0.isNewline } || field.value.utf8.count > 80 ? "6" : "1"
      return """
        <label class="stack"><span>\(Self.label(field.name))</span><textarea\(.rows, rows) readonly>
        \(field.value)</textarea></label>
        """
    }
    return "<p>\(KitText.keptWords)</p>\(boxes)"
  }

  private static func label(_ name: String) -> String {
    switch name {
    case "note": KitText.fieldText.text
    case "fixed-in": KitText.fieldFixedIn.text
    case "other": KitText.fieldOther.text
    case "reason": KitText.reason.text
    case "name": KitText.name.text
    case "text": KitText.fieldText.text
    case "title": Phrase("Title", de: "Titel").text
    case "workaround": Phrase("Workaround", de: "Abhilfe").text
    case "words": Phrase("Words", de: "Wörter").text
    case "passage": Phrase("Passage", de: "Stelle").text
    case "component": KitText.component.text
    case "segment": KitText.segment.text
    case "tags": KitText.tags.text
    case "email": Phrase("Email", de: "E-Mail").text
    // The name that the form gives it: better than nothing beside words that somebody typed.
    default: Words.cut(name.prefix(1).uppercased() + name.dropFirst(), to: 40)
    }
  }
}
