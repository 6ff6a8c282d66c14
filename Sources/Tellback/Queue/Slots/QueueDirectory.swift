// The default folder of an app's queue: the platform's place for application state, which the system does not purge.
import Foundation
import TellbackSupport

enum QueueDirectory {
  /// Nil when the platform names no such place.
  static func standard(for appName: String) -> String? {
    let folder = fileName(appName)
    #if canImport(Darwin)
      let support = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask).first
      return support.map { $0.path + "/Tellback/" + folder }
    #else
      // systemd sets STATE_DIRECTORY for a unit with StateDirectory=; several folders are divided by colons.
      if let state = SystemInfo.environment("STATE_DIRECTORY")?.utf8.split(separator: UInt8(ascii: ":")).first,
        let state = absolute(String(Substring(state)))
      {
        return FilePaths.join(state, "tellback/" + folder)
      }
      if let state = absolute(SystemInfo.environment("XDG_STATE_HOME")) {
        return FilePaths.join(state, "tellback/" + folder)
      }
      guard let home = absolute(SystemInfo.environment("HOME")), home != "/" else { return nil }
      return FilePaths.join(home, ".local/state/tellback/" + folder)
    #endif
  }

  /// A relative path in the environment is a mistake and is ignored.
  private static func absolute(_ path: String?) -> String? {
    guard let path, path.utf8.first == UInt8(ascii: "/") else { return nil }
    return FilePaths.absolute(path)
  }

  /// Keeps ASCII letters, digits, `-`, `_` and `.`; every other character becomes `-`.
  private static func fileName(_ appName: String) -> String {
    let text = String(
      appName.unicodeScalars.prefix(80).map { scalar -> Character in
        let isPlain =
          scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
          || scalar == "-" || scalar == "_" || scalar == "."
        return isPlain ? Character(scalar) : "-"
      })
    return text.allSatisfy { $0 == "." } ? "app" : text
  }
}
