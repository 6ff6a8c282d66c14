// What is wrong with a file of an export, so that whoever holds the file can mend it.

/// A mistake of one row, or of a file as a whole.
public struct ImportProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file's name without its folder.
  public var file: String
  /// From 1; nil for what concerns the whole file.
  public var line: Int?
  /// As the source spells it.
  public var column: String?
  /// The beginning of what stands there.
  public var value: String?
  /// What is wrong, and what to do.
  public var text: String

  public init(file: String, line: Int? = nil, column: String? = nil, value: String? = nil, _ text: String) {
    self.file = file
    self.line = line
    self.column = column
    self.value = value.map(Self.shortened)
    self.text = text
  }

  public var description: String {
    var place = line.map { "\(file), line \($0)" } ?? file
    if let column { place += ", \(Self.shortened(column))" }
    return "\(place): \(text)\(value.map { " It is '\($0)'." } ?? "")"
  }

  /// On one line, and short.
  static func shortened(_ text: String) -> String {
    let scalars = text.unicodeScalars.prefix(60).map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
    return String(scalars) + (text.unicodeScalars.count > 60 ? "…" : "")
  }
}

/// A file cannot be read any further.
struct UnreadableFile: Error {
  var line: Int?
  var text: String
  init(line: Int? = nil, _ text: String) {
    self.line = line
    self.text = text
  }
}
