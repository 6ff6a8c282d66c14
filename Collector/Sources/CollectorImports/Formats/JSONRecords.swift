// Finds the records of a file of JSON without reading it whole: lines of objects, one list, or an object around lists such as
// {"tickets": [...], "users": [...]}. Memory is that of one record.
import CollectorCore

struct JSONRecords {
  /// The bytes of one record, with the line on which it begins and the name of the list that it is in.
  struct Record: Equatable {
    var line: Int
    var list: String?
    var bytes: [UInt8]
  }

  /// Lists around which an object stands; a record has no member of such a name.
  private let lists: Set<String>
  private var source: TextSource
  private var chunk: [UInt8] = []
  private var position = 0
  private var line = 1
  /// Inside of a list of records, or of an object around such lists.
  private var isInList = false
  private var list: String?
  private var isInWrapper = false
  private var hasBegun = false
  private var names = ColumnNames()

  init(_ source: TextSource, lists: Set<String>) {
    self.source = source
    self.lists = lists
  }

  /// Nil at the end. Throws ``UnreadableFile``.
  mutating func next() throws -> Record? {
    while let byte = try peek() {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: advance()
      case UInt8(ascii: ","):
        guard isInList || isInWrapper else { throw unexpected(byte) }
        advance()
      case UInt8(ascii: "["):
        guard !hasBegun else { throw unexpected(byte) }
        hasBegun = true
        isInList = true
        advance()
      case UInt8(ascii: "]"):
        guard isInList else { throw unexpected(byte) }
        isInList = false
        list = nil
        advance()
      case UInt8(ascii: "}"):
        guard isInWrapper, !isInList else { throw unexpected(byte) }
        isInWrapper = false
        advance()
      case UInt8(ascii: "\"") where isInWrapper && !isInList: try member()
      case UInt8(ascii: "{"):
        hasBegun = true
        if let record = try object() { return record }
      default: throw unexpected(byte)
      }
    }
    guard !isInList, !isInWrapper else {
      throw UnreadableFile(line: line, "The JSON ends before its list does. Was the file cut?")
    }
    return nil
  }

  private func unexpected(_ byte: UInt8) -> UnreadableFile {
    UnreadableFile(
      line: line,
      "No record of JSON begins there. Expected are a list of objects, or an object on each line.")
  }

  private mutating func peek() throws -> UInt8? {
    while position == chunk.count {
      guard let more = try source.next() else { return nil }
      chunk = more
      position = 0
    }
    return chunk[position]
  }

  private mutating func advance() {
    if chunk[position] == 0x0A { line += 1 }
    position += 1
  }

  /// The bytes of one value from here. With `watching`, an object that has a list of records is left at that list: nil then.
  private mutating func extent(watching: Bool) throws -> [UInt8]? {
    let start = line
    var bytes: [UInt8] = []
    var depth = 0
    var isInText = false
    var isEscaped = false
    /// The text that ended last, to tell names.
    var textStart = 0
    var lastText: Range<Int>?
    var isAfterName = false
    while let byte = try peek() {
      if !isInText, depth == 0, !bytes.isEmpty,
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
          || byte == 0x0A
      {
        return bytes
      }
      if watching, depth == 1, isAfterName, !isInText, byte == UInt8(ascii: "["), let text = lastText,
        case let name = names.name(of: String(decoding: bytes[text], as: UTF8.self)), lists.contains(name)
      {
        advance()
        isInWrapper = true
        isInList = true
        list = name
        return nil
      }
      bytes.append(byte)
      advance()
      guard bytes.count <= ImportLimits.record else {
        throw UnreadableFile(
          line: start, "The record that begins there has more than \(ImportLimits.record) bytes, which is the limit.")
      }
      if isInText {
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5C {
          isEscaped = true
        } else if byte == 0x22 {
          isInText = false
          lastText = textStart..<(bytes.count - 1)
          isAfterName = false
        }
        continue
      }
      switch byte {
      case 0x22:
        isInText = true
        textStart = bytes.count
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        guard depth <= ImportLimits.depth else {
          throw UnreadableFile(
            line: line, "The JSON is nested deeper than \(ImportLimits.depth) levels, which is the limit.")
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return bytes }
      case UInt8(ascii: ":"): isAfterName = true
      case 0x20, 0x09, 0x0A, 0x0D: break
      default: isAfterName = false
      }
    }
    guard depth == 0, !isInText else {
      throw UnreadableFile(line: start, "The record that begins there is not whole. Was the file cut?")
    }
    return bytes
  }

  private mutating func object() throws -> Record? {
    let start = line
    let (wasInList, wasList) = (isInList, list)
    guard let bytes = try extent(watching: !isInList && !isInWrapper) else { return nil }
    guard wasInList || !isInWrapper else {
      throw UnreadableFile(line: start, "An object stands where a name was expected.")
    }
    return Record(line: start, list: wasList, bytes: bytes)
  }

  /// A member of an object around lists: another list of records, or something that is passed over.
  private mutating func member() throws {
    guard let text = try text() else {
      throw UnreadableFile(line: line, "The JSON ends in the middle of a name. Was the file cut?")
    }
    while let byte = try peek(), [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ":")].contains(byte) { advance() }
    let name = names.name(of: String(decoding: text, as: UTF8.self))
    if lists.contains(name), try peek() == UInt8(ascii: "[") {
      advance()
      isInList = true
      list = name
      return
    }
    _ = try extent(watching: false)
  }

  private mutating func text() throws -> [UInt8]? {
    advance()
    var bytes: [UInt8] = []
    while let byte = try peek(), bytes.count <= ImportLimits.field {
      advance()
      if byte == 0x22 { return bytes }
      bytes.append(byte)
      if byte == 0x5C, let next = try peek() {
        bytes.append(next)
        advance()
      }
    }
    return nil
  }
}
