// A temporary folder of one process. Its name has the process id, so that a later harness can remove the folders of
// killed ones.
import Foundation

public final class Folder: Sendable {
  public let path: String

  private static let prefix = "tellback-fault-"
  private static let memory = "/dev/shm"

  /// In `TELLBACK_FAULTS_DIR`, or else in the folder for temporary files: a synced commit on a memory disk proves little, so
  /// `Tests/faults` gives a folder of the checkout. `isInMemory` asks for a memory disk all the same, where there is one.
  public init(isInMemory: Bool = false) throws {
    let parent = isInMemory && access(Self.memory, W_OK) == 0 ? Self.memory : Self.parent
    let mark = String(UInt32.random(in: .min ... .max), radix: 36)
    path = URL(fileURLWithPath: parent).appendingPathComponent("\(Self.prefix)\(getpid())-\(mark)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public func file(_ name: String) -> String { path + "/" + name }

  /// Makes, or makes anew, a folder inside.
  public func fresh(_ name: String) throws -> String {
    let inner = file(name)
    try? FileManager.default.removeItem(atPath: inner)
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
    return inner
  }

  /// Removes the folders of processes that are gone.
  static func sweep() {
    for parent in [Self.parent, memory] {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
        guard let owner = name.dropFirst(prefix.count).split(separator: "-").first.flatMap({ pid_t($0) }),
          kill(owner, 0) != 0, errno == ESRCH
        else { continue }
        try? FileManager.default.removeItem(atPath: parent + "/" + name)
      }
    }
  }

  private static var parent: String {
    ProcessInfo.processInfo.environment["TELLBACK_FAULTS_DIR"] ?? NSTemporaryDirectory()
  }
}
