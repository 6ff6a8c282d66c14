// Tests the recorder: replaying the recorded changes must give the folder that is on disk.
import FaultKit
import Foundation

enum RecordingCheck {
  /// Throws when a file differs from what the changes make of it: then a call was missed, and the cuts would prove nothing.
  static func compare(_ changes: [Change], with root: String, in folder: String) throws {
    let disk = Disk()
    for change in changes { disk.apply(change) }
    try disk.write(to: folder)
    let (found, expected) = (try files(in: root), try files(in: folder))
    guard found.keys.sorted() == expected.keys.sorted() else {
      throw FaultError("The recording has the files \(expected.keys.sorted()), the disk \(found.keys.sorted()).")
    }
    for (name, bytes) in found where expected[name] != bytes {
      throw FaultError("The recording of \(name) has \(expected[name]?.count ?? 0) bytes, the disk \(bytes.count).")
    }
  }

  /// SQLite keeps its shared memory by mapping, which no call shows; it is made anew at each opening.
  private static func files(in root: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: root) where !name.hasSuffix("-shm") {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: root + "/" + name, isDirectory: &isFolder), !isFolder.boolValue
      else { continue }
      files[name] = try Data(contentsOf: URL(fileURLWithPath: root + "/" + name))
    }
    return files
  }
}
