// A folder of one run's own.
import Foundation

public final class Folder: Sendable {
  public let path: String

  /// In `TELLBACK_FAULTS_DIR`, or else in the folder for temporary files: a synced commit on a memory disk proves little, so
  /// `Tests/faults` gives a folder of the checkout.
  public init() throws {
    let parent = ProcessInfo.processInfo.environment["TELLBACK_FAULTS_DIR"] ?? NSTemporaryDirectory()
    path = URL(fileURLWithPath: parent).appendingPathComponent("tellback-fault-\(UUID().uuidString)").path
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
}
