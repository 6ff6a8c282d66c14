// One record of a file with what is found wrong in it.
import CollectorCore
import TellbackWire

/// What a shape makes of records.
enum SourceItem: Equatable {
  case ticket(ImportedTicket)
  case message(ImportedMessage)
  case person(ImportedPerson)
}

/// Reads one record; mistakes are gathered, so that one look finds all of them.
struct SourceRecord {
  let value: ImportValue
  let file: String
  let line: Int
  /// The list of JSON that it stands in; nil for a list without a name and for CSV.
  var list: String?
  let map: ImportMap
  /// Nothing was said later.
  let now: Timestamp
  private(set) var problems: [ImportProblem] = []
  /// Nothing of a record with a mistake is taken.
  private(set) var items: [SourceItem] = []
  /// Why it is passed over; nil for one that is taken.
  private(set) var skipped: String?

  init(_ value: ImportValue, file: String, line: Int, list: String? = nil, map: ImportMap, now: Timestamp) {
    (self.value, self.file, self.line, self.list, self.map, self.now) = (value, file, line, list, map, now)
  }

  // MARK: Values

  /// The first of these names that says something.
  func text(_ names: String..., in object: ImportValue? = nil) -> String? {
    for name in names {
      if let words = (object ?? value)[all: name].lazy.compactMap(\.words).first { return words }
    }
    return nil
  }

  func object(_ names: String..., in object: ImportValue? = nil) -> ImportValue? {
    for name in names { if let found = (object ?? value)[name], found.isObject { return found } }
    return nil
  }

  func items(_ names: String..., in object: ImportValue? = nil) -> [ImportValue] {
    for name in names { if let found = (object ?? value)[name], !found.items.isEmpty { return found.items } }
    return []
  }

  /// What a value means by the map, in small letters.
  func word(_ names: String..., in object: ImportValue? = nil) -> String? {
    for name in names {
      if let words = (object ?? value)[name]?.words { return map.value(words.trimmed, of: name).lowercased() }
    }
    return nil
  }

  func source(of name: String) -> String {
    guard case .object(let members) = value else { return name }
    return members.first { $0.name == name }?.source ?? name
  }

  mutating func moment(_ names: String..., in object: ImportValue? = nil, needed: Bool = false) -> Timestamp? {
    for name in names {
      guard let text = (object ?? value)[name]?.words else { continue }
      do {
        let moment = try ImportDate.parse(text)
        if moment.milliseconds > now.milliseconds + 86_400_000 {
          complain(name, text, "The moment lies in the future. Mend it, or take the row out.")
          return nil
        }
        return moment
      } catch ImportDate.Mistake.ambiguous {
        complain(
          name, text, "The date can be read in two ways. Export dates as 2021-03-18 15:14, or with the month's name.")
      } catch {
        complain(
          name, text, "No date is read there. Expected is 2021-03-18T15:14:00Z, 2021-03-18 15:14 or 18/Mar/21 3:14 PM.")
      }
      return nil
    }
    if needed { complain(names[0], nil, "The date is missing. Each row needs one.") }
    return nil
  }

  mutating func key(_ names: String...) -> String? {
    for name in names {
      guard let key = value[name]?.words?.trimmed, !key.isEmpty else { continue }
      guard key.utf8.count <= ImportLimits.key - 40 else {
        complain(name, key, "The key has \(key.utf8.count) bytes; the limit is \(ImportLimits.key - 40) bytes.")
        return nil
      }
      return key
    }
    complain(names[0], nil, "The key is missing: without it the row would be imported anew each time.")
    return nil
  }

  mutating func complain(_ column: String?, _ value: String?, _ text: String) {
    problems.append(
      ImportProblem(file: file, line: line, column: column.map { source(of: $0) }, value: value, text))
  }

  mutating func add(_ item: SourceItem) { items.append(item) }
  mutating func skip(_ why: String) { skipped = why }
}
