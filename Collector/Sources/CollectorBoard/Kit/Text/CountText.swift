// Numbers as people read them.

enum CountText {
  /// `1 person`, `12 people`.
  static func of(_ count: Int64, _ one: String, _ many: String) -> String {
    "\(grouped(count)) \(count == 1 ? one : many)"
  }

  /// `12,345`, in German `12.345`.
  static func grouped(_ count: Int64) -> String {
    let digits = Array(String(count.magnitude))
    var result = count < 0 ? "−" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(Language.current == .german ? "." : ",") }
      result.append(digit)
    }
    return result
  }

  /// `512 bytes`, `1.4 KB`, `3.2 MB`; powers of 1,000.
  static func bytes(_ count: Int64) -> String {
    let units = ["KB", "MB", "GB", "TB", "PB", "EB"]
    guard count >= 1_000 else { return of(count, "byte", "bytes") }
    var divisor: Int64 = 1_000
    var unit = 0
    while unit + 1 < units.count, count / divisor >= 1_000 {
      divisor *= 1_000
      unit += 1
    }
    let tenths = count / (divisor / 10)
    return tenths >= 100 || tenths % 10 == 0
      ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
