// A customer who knows beforehand what they will type.
import Foundation

@testable import CornerShop

/// Plays lines and keeps what was written.
///
/// `@unchecked Sendable`: everything that changes is touched while `lock` is held alone.
final class ScriptedConsole: Console, @unchecked Sendable {
  private let lock = NSLock()
  private var lines: ArraySlice<String>
  private var written: [String] = []

  init(_ lines: [String]) { self.lines = lines[...] }

  var output: [String] { lock.withLock { written } }

  /// At `pause` the customer reads what the shop says of itself before they go on.
  func nextLine() async -> String? {
    guard let line = lock.withLock({ lines.popFirst() }) else { return nil }
    guard line == "pause" else { return line }
    while !output.contains(where: { $0.hasPrefix("  * ") }) { try? await Task.sleep(for: .milliseconds(2)) }
    return ""
  }

  func write(_ line: String) { lock.withLock { written.append(line) } }

  func prompt(_ text: String) {}

  func notify(_ line: String) { write(line) }
}
