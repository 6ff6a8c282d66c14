// Turns any text into characters that mean themselves, in element content and in double-quoted attributes alike.

enum Escape {
  /// Appends `text`. Markup characters become references; controls become visible; the overrides of text direction, which
  /// make `gpj.exe` read as `exe.jpg`, are spelled out. O(n).
  static func append(_ text: String, to output: inout String) {
    guard text.utf8.contains(where: isSuspect) else {
      output += text
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: output += "&amp;"
      case 0x3C: output += "&lt;"
      case 0x3E: output += "&gt;"
      case 0x22: output += "&quot;"
      case 0x27: output += "&#39;"
      case 0x09, 0x0A, 0x0D: output.unicodeScalars.append(scalar)
      case 0..<0x20: appendPicture(scalar.value, to: &output)
      case 0x7F: output += "\u{2421}"
      case 0x80...0x9F: output += "\u{FFFD}"
      case 0x202D: output += "[LRO]"
      case 0x202E: output += "[RLO]"
      default: output.unicodeScalars.append(scalar)
      }
    }
  }

  /// The control pictures of Unicode stand in the order of the controls.
  private static func appendPicture(_ control: UInt32, to output: inout String) {
    if let picture = Unicode.Scalar(0x2400 + control) { output.unicodeScalars.append(picture) }
  }

  /// Bytes that may belong to something that must change: markup, controls, and the lead bytes C2 (C1 controls) and E2.
  private static func isSuspect(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x26, 0x3C, 0x3E, 0x22, 0x27, 0..<0x20, 0x7F, 0xC2, 0xE2: true
    default: false
    }
  }
}
