// Says who is answering a ticket. Scripts keep it true; without them it is what was so when the page was made.
import CollectorCore

enum PresenceMark {
  /// Always there, so that scripts find its place; empty it takes no room.
  static func html(_ present: [Presence], on ticket: Int64) -> HTML {
    let names = present.filter { $0.ticket == ticket }.map { person -> HTML in
      "<span class=\"answering\">\(HTML.said("\(Words.inline(person.name, limit: 80)) is answering", de: "\(Words.inline(person.name, limit: 80)) antwortet gerade"))</span> "
    }
    return "<span class=\"presence\">\(names)</span>"
  }
}
