// What every platform answers in the same way: the volume's room, the zone and the person's language.
import Foundation

/// Facts about the system, read from it at each access; none of them blocks on a network.
enum SystemInfo {
  /// Free bytes on the volume of `path`, or of the nearest folder above it that is there.
  static func diskFree(at path: String) -> Int64? {
    var path = path
    while true {
      var status = statvfs()
      if statvfs(path, &status) == 0 {
        return Int64(clamping: UInt64(status.f_bavail).multipliedClamped(by: UInt64(status.f_frsize)))
      }
      guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
      path = String(path[..<slash])
    }
  }

  static var timeZone: String { TimeZone.current.identifier }

  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
