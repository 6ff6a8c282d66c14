// What a password must be. Length counts, not the kinds of its characters (NIST SP 800-63B, section 3.1.1.2).

public enum StaffPassword {
  /// Bytes of a password.
  public static let range = 8...1_000

  /// What is wrong with a password; nil when nothing is.
  public static func problem(_ password: String) -> String? {
    let bytes = password.utf8.count
    guard !range.contains(bytes) else { return nil }
    return "The password must have \(range.lowerBound) to \(range.upperBound) bytes; it has \(bytes)."
  }
}
