// System information that all platforms give in the same way: free space, time zone and environment.
import Foundation
import TellbackSupport

/// Information about the system, read at each access; nothing here waits for a network.
enum SystemInfo {
  /// Free bytes on the volume of `path`, or of its nearest parent folder that exists.
  static func diskFree(at path: String) -> Int64? {
    var path = path
    while true {
      var status = statvfs()
      if statvfs(path, &status) == 0 {
        return Int64(clamping: UInt64(status.f_bavail).multipliedClamped(by: UInt64(status.f_frsize)))
      }
      let parent = FilePaths.parent(of: path)
      guard parent.utf8.count < path.utf8.count else { return nil }
      path = parent
    }
  }

  static var timeZone: String { TimeZone.current.identifier }

  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
