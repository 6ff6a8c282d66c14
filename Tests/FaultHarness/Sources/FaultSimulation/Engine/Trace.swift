// A hash of what happened in a simulation, equal for two runs of one seed, and its lines for a person who asks.
import FaultKit

struct Trace {
  /// FNV-1a over every step and every line.
  private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  var keepsLines = false
  private(set) var lines: [String] = []

  mutating func step(_ uptime: Int64, _ index: Int, _ count: Int) {
    mix(UInt64(bitPattern: uptime))
    mix(UInt64(index) << 32 | UInt64(count))
  }

  mutating func note(_ uptime: Int64, _ line: String) {
    for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    mix(UInt64(bitPattern: uptime))
    if keepsLines {
      let milliseconds = uptime / 1_000_000 - 1_000_000
      let text = "\(milliseconds / 1_000).\(String(1_000 + milliseconds % 1_000).dropFirst())"
      lines.append(String(repeating: " ", count: max(0, 12 - text.count)) + text + "  " + line)
      say(lines[lines.count - 1])
    }
  }

  private mutating func mix(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01B3 }
}
