// Who is named in a note by an @: a whole name, the part of an address before its @, or a first name that one person has.

enum Mentions {
  /// Names that one note may mention; what follows is words.
  static let limit = 20

  /// The accounts that a text mentions, each once.
  static func accounts(in text: String, among people: [StaffAccount]) -> [StaffAccount] {
    var found: [StaffAccount] = []
    var rest = text[...]
    var previous: Character?
    while let at = rest.firstIndex(of: "@"), found.count < limit {
      if at > rest.startIndex { previous = rest[rest.index(before: at)] }
      rest = rest[rest.index(after: at)...]
      // An address is no mention.
      if let previous, previous.isLetter || previous.isNumber { continue }
      previous = "@"
      if let person = person(at: rest, people), !found.contains(where: { $0.id == person.id }) { found.append(person) }
    }
    return found
  }

  private static func person(at text: Substring, _ people: [StaffAccount]) -> StaffAccount? {
    let whole = people.filter { begins(text, with: $0.name) }.max { $0.name.count < $1.name.count }
    if let whole { return whole }
    if let local = people.first(where: { begins(text, with: String($0.email.prefix { $0 != "@" })) }) {
      return local
    }
    let first = people.filter { begins(text, with: String($0.name.prefix { !$0.isWhitespace })) }
    return first.count == 1 ? first[0] : nil
  }

  /// The name stands there as a whole word, in any case.
  private static func begins(_ text: Substring, with name: String) -> Bool {
    guard !name.isEmpty else { return false }
    let head = text.prefix(name.count)
    guard head.lowercased() == name.lowercased() else { return false }
    guard let next = text.dropFirst(name.count).first else { return true }
    return !next.isLetter && !next.isNumber
  }
}
