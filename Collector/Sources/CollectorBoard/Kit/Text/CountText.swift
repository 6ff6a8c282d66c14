// Numbers as people read them.

enum CountText {
  /// `1 person`, `12 people`.
  static func of(_ count: Int64, _ one: String, _ many: String) -> String {
    "\(grouped(count)) \(count == 1 ? one : many)"
  }

  /// `12,345`, in German `12.345`.
  static func grouped(_ count: Int64) -> String {
    Language.current.grouped(count)
  }

  /// `512 bytes`, `1.4 KB`, `3.2 MB`, in German `512 Byte`, `1,4 KB`; powers of 1,000.
  static func bytes(_ count: Int64) -> String {
    let units = ["KB", "MB", "GB", "TB", "PB", "EB"]
    guard count >= 1_000 else { return KitText.bytes(count).text }
    var divisor: Int64 = 1_000
    var unit = 0
    while unit + 1 < units.count, count / divisor >= 1_000 {
      divisor *= 1_000
      unit += 1
    }
    let tenths = count / (divisor / 10)
    return tenths >= 100 || tenths % 10 == 0
      ? "\(tenths / 10) \(units[unit])" : "\(decimal(tenths: tenths)) \(units[unit])"
  }

  /// `4.3`, in German `4,3`.
  static func decimal(tenths: Int64) -> String {
    "\(tenths / 10)\(Language.current == .german ? "," : ".")\(tenths % 10)"
  }
}
