// The practices that the product is made for, each shown by a test that names its row.
import Foundation
import Testing

@Suite struct PracticeRowsTests {
  /// Rows of people who answer people and of closing the loop.
  private static let rows = [
    "A1", "A2", "A3", "A4", "A5", "A6", "A7", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "C1", "C2", "C3",
    "C4", "C5", "C6", "D1", "D2", "D3", "E1", "E2", "E3", "E4",
  ]

  /// A test names a row in its own name, or in a comment that speaks of practices.
  private static func names(_ row: String, in line: Substring) -> Bool {
    guard line.contains("`\(row):") || line.contains("Practice") else { return false }
    return line.split { !$0.isLetter && !$0.isNumber }.contains { $0 == row }
  }

  @Test(arguments: rows)
  func `a test names the row`(row: String) throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
    var found = 0
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" && file.path != #filePath {
      let text = try String(contentsOf: file, encoding: .utf8)
      guard text.contains("@Test") else { continue }
      found += text.split(separator: "\n").count { Self.names(row, in: $0) }
    }
    #expect(found > 0, "no test names the practice \(row)")
  }
}
