// What the names and values of a desk mean where they differ from those of its maker: a file of lines.

/// The file of `--map`. Each line says what a column is called, or what a value means:
///
///     Betreff = Subject
///     Status: In Arbeit = In Progress
///
/// Lines that are empty or begin with `#` say nothing.
public struct ImportMap: Sendable, Equatable {
  /// Bytes of the file.
  public static let limit = 1_048_576

  /// By the one spelling of a name.
  private var columns: [String: String] = [:]
  /// By column and value, both in small letters.
  private var values: [String: [String: String]] = [:]

  public init() {}

  /// Throws ``ImportProblem``.
  public init(_ text: String, file: String) throws {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.trimmed
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      guard let equals = line.lastIndex(of: "=") else {
        throw ImportProblem(
          file: file, line: index + 1, value: line,
          "A line says `Column = Name` or `Column: Value = Meaning`; the sign = is missing.")
      }
      let (left, right) = (line[..<equals].trimmed, line[line.index(after: equals)...].trimmed)
      guard !left.isEmpty, !right.isEmpty else {
        throw ImportProblem(file: file, line: index + 1, value: line, "Nothing stands on one side of the sign =.")
      }
      if let colon = left.firstIndex(of: ":") {
        let column = ColumnNames.spelled(left[..<colon].trimmed)
        values[column, default: [:]][left[left.index(after: colon)...].trimmed.lowercased()] = right
      } else {
        columns[ColumnNames.spelled(left)] = ColumnNames.spelled(right)
      }
    }
  }

  var isEmpty: Bool { columns.isEmpty && values.isEmpty }

  func column(_ name: String) -> String { columns[name] ?? name }

  func value(_ value: String, of column: String) -> String {
    values[column]?[value.lowercased()] ?? value
  }
}

extension StringProtocol {
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}
