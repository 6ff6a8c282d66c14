// Finding a passage in what a reporter sent, and putting a mark in its place. Pure; bytes are compared, so that what is shown
// before is what goes.
import TellbackWire

/// Looks for one passage, and replaces it where it is asked to.
struct PassageFinder {
  private static let context = 60

  let passage: [UInt8]
  let mark: String

  init(_ passage: String, mark: String) {
    self.passage = Array(passage.utf8)
    self.mark = mark
  }

  /// The places where the passage stands in a text; they do not overlap. O(bytes).
  func places(in text: String, _ source: RedactionPlace.Source) -> [RedactionPlace] {
    let bytes = Array(text.utf8)
    return starts(in: bytes).map { start in
      let end = start + passage.count
      return RedactionPlace(
        source: source, before: Self.piece(bytes[max(0, start - Self.context)..<start]),
        after: Self.piece(bytes[end..<min(bytes.count, end + Self.context)]))
    }
  }

  func replaced(in text: String) -> String {
    let bytes = Array(text.utf8)
    let starts = starts(in: bytes)
    guard !starts.isEmpty else { return text }
    var result: [UInt8] = []
    var from = 0
    for start in starts {
      result += bytes[from..<start]
      result += mark.utf8
      from = start + passage.count
    }
    result += bytes[from...]
    return String(decoding: result, as: UTF8.self)
  }

  private func starts(in bytes: [UInt8]) -> [Int] {
    guard let first = passage.first, bytes.count >= passage.count else { return [] }
    var starts: [Int] = []
    var index = 0
    while index + passage.count <= bytes.count {
      if bytes[index] == first, bytes[index..<(index + passage.count)].elementsEqual(passage) {
        starts.append(index)
        index += passage.count
      } else {
        index += 1
      }
    }
    return starts
  }

  /// Whole scalars of it.
  private static func piece(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.drop { $0 & 0xC0 == 0x80 }, as: UTF8.self).replacing("\u{FFFD}", with: "")
  }
}

extension Report {
  /// Calls `change` with each text that people or the app wrote. What names a program or a system (version, device's system, time
  /// zone, locale) is no word of anybody.
  mutating func changeTexts(_ change: (_ part: String, _ text: inout String) -> Void) {
    func changeOptional(_ part: String, _ text: inout String?, isName: Bool = false) {
      guard var value = text else { return }
      change(part, &value)
      // A name of which nothing is left is none.
      let isEmpty = isName && value != text && !value.contains { $0.isLetter }
      text = isEmpty ? nil : value
    }
    change("text", &text)
    changeOptional("page", &page)
    changeOptional("user", &user, isName: true)
    changeOptional("contact", &contact, isName: true)
    changeOptional("segment", &segment, isName: true)
    changeOptional("device", &context.device, isName: true)
    changeOptional("groupingKey", &groupingKey, isName: true)
    for index in fields.indices {
      guard case .text(var value) = fields[index].value else { continue }
      change("field \(fields[index].key)", &value)
      fields[index].value = .text(value)
    }
    for index in steps.indices {
      change("steps", &steps[index].text)
      changeOptional("steps", &steps[index].page)
    }
    for index in attachments.indices { change("attachments", &attachments[index].name) }
    guard var caught = error else { return }
    change("error", &caught.type)
    change("error", &caught.message)
    for index in caught.frames.indices { change("error", &caught.frames[index]) }
    error = caught
  }
}
