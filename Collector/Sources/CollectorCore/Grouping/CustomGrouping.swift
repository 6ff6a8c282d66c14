// Which reports are the same by the app's own word for it. Pure; the same on every machine.
import TellbackMatch
import TellbackWire

/// Joins by the key that the app gave. It decides alone: neither words nor an error joins such a report to another ticket.
public enum CustomGrouping {
  public static let mechanism = "custom-1"

  /// Nil for a report without a key. Keys are compared byte for byte.
  public static func key(of report: Report) -> GroupingKey? {
    report.groupingKey.map {
      GroupingKey(mechanism: mechanism, bytes: ExactKey.verbatim(["grouping-key-1", $0]))
    }
  }
}
