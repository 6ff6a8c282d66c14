// What the kernel counts of a process. 0 where it does not say.
import Foundation

public enum ProcessFigures {
  /// Resident memory in MB: of the process with this number, or of this one.
  public static func residentMegabytes(of process: Int32? = nil) -> Double {
    number("VmRSS:", in: "/proc/\(process.map { "\($0)" } ?? "self")/status") / 1_000
  }

  /// What this process gave to the file system, in MB.
  public static func writtenMegabytes() -> Double { number("wchar:", in: "/proc/self/io") / 1e6 }

  /// Processor time of all threads of this process; POSIX counts `clock` in millionths.
  public static func processorSeconds() -> Double { Double(clock()) / 1e6 }

  /// What stands after `name`, in the unit of the file.
  private static func number(_ name: String, in file: String) -> Double {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
      let value = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
    else { return 0 }
    return value
  }
}
