// The body of a form with files (RFC 7578 over RFC 2046, section 5.1). Strict: what is not delimited as the boundary says is refused,
// and so is text that is not UTF-8. Nothing is decoded but what browsers encode in names.

enum MultipartForm {
  /// RFC 2046, section 5.1.1.
  private static let boundaryLimit = 70
  /// The head of one part.
  private static let headLimit = 2_048

  /// The boundary of a `multipart/form-data` content type; nil for another type, or without a boundary that may be one.
  static func boundary(ofType type: String) -> [UInt8]? {
    let parts = type.split(separator: ";").map { $0.trimmingPrefix { $0 == " " || $0 == "\t" } }
    guard let first = parts.first, trimmed(first).lowercased() == "multipart/form-data" else { return nil }
    for part in parts.dropFirst() where part.lowercased().hasPrefix("boundary=") {
      var value = trimmed(part.dropFirst("boundary=".count))
      if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") { value = String(value.dropFirst().dropLast()) }
      let bytes = Array(value.utf8)
      guard (1...boundaryLimit).contains(bytes.count), bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
      return bytes
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }

  /// Nil for a body that is not what its boundary says, and for more than `limit` parts.
  static func read(_ body: [UInt8], boundary: [UInt8], limit: Int) -> HTTPForm? {
    let dashes = [Byte.hyphen, Byte.hyphen] + boundary
    let delimiter = [Byte.carriageReturn, Byte.lineFeed] + dashes
    guard body.starts(with: dashes) else { return nil }
    var pairs: [(name: String, value: String)] = []
    var files: [HTTPFormFile] = []
    var place = dashes.count
    while true {
      if body[place...].starts(with: [Byte.hyphen, Byte.hyphen]) { break }
      guard body[place...].starts(with: [Byte.carriageReturn, Byte.lineFeed]), pairs.count + files.count < limit
      else { return nil }
      place += 2
      guard let end = find(delimiter, in: body, from: place), let part = part(body[place..<end]) else { return nil }
      let content = body[part.content]
      if let fileName = part.fileName {
        // A field without a file is sent with an empty name.
        if !fileName.isEmpty || !content.isEmpty {
          files.append(
            HTTPFormFile(field: part.name, name: fileName, type: part.type ?? "", bytes: Array(content)))
        }
      } else {
        guard let value = String(validating: content, as: UTF8.self) else { return nil }
        pairs.append((part.name, value))
      }
      place = end + delimiter.count
    }
    return HTTPForm(pairs: pairs, files: files)
  }

  private struct Part {
    var name: String
    var fileName: String?
    var type: String?
    var content: Range<Int>
  }

  private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
    var part = Part(name: "", content: bytes.endIndex..<bytes.endIndex)
    var hasName = false
    var line = bytes.startIndex
    while true {
      guard line - bytes.startIndex <= headLimit,
        let end = bytes[line...].prefix(headLimit).firstIndex(of: Byte.lineFeed), end > line,
        bytes[end - 1] == Byte.carriageReturn
      else { return nil }
      if end - 1 == line {
        part.content = end + 1..<bytes.endIndex
        return hasName ? part : nil
      }
      guard let text = String(validating: bytes[line..<end - 1], as: UTF8.self),
        let colon = text.firstIndex(of: ":")
      else { return nil }
      let value = text[text.index(after: colon)...].trimmingPrefix { $0 == " " }
      switch text[..<colon].lowercased() {
      case "content-disposition":
        guard value.lowercased().hasPrefix("form-data"), let name = parameter("name", of: value) else { return nil }
        (part.name, part.fileName, hasName) = (name, parameter("filename", of: value), true)
      case "content-type": part.type = String(value)
      default: break
      }
      line = end + 1
    }
  }

  /// The value between quotes. Browsers write a quote and line breaks in it as percent-escapes (HTML Living Standard, multipart form
  /// data).
  private static func parameter(_ name: String, of value: Substring) -> String? {
    guard let start = value.range(ofLiteral: "; \(name)=\"") else { return nil }
    let rest = value[start.upperBound...]
    guard let end = rest.firstIndex(of: "\"") else { return nil }
    return String(rest[..<end]).replacing("%22", with: "\"").replacing("%0D", with: "").replacing("%0A", with: " ")
  }

  private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var place = start
      let last = bytes.count - needle.count
      while place <= last {
        if bytes[place] == needle[0], needle.indices.allSatisfy({ bytes[place + $0] == needle[$0] }) { return place }
        place += 1
      }
      return nil
    }
  }
}

/// A file in a form.
public struct HTTPFormFile: Sendable, Equatable {
  public var field: String
  /// As the browser calls it: no path is made of it.
  public var name: String
  /// As the browser calls it.
  public var type: String
  public var bytes: [UInt8]

  public init(field: String, name: String, type: String, bytes: [UInt8]) {
    self.field = field
    self.name = name
    self.type = type
    self.bytes = bytes
  }
}

extension Substring {
  fileprivate func range(ofLiteral text: String) -> Range<Index>? {
    var place = startIndex
    while place < endIndex {
      if self[place...].hasPrefix(text) { return place..<index(place, offsetBy: text.count) }
      place = index(after: place)
    }
    return nil
  }
}
