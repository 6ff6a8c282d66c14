// `replay` is a program of its own, tellback-replay, which lies beside this one: it links the SDK, whose HTTPS client would hold
// 5 MB of a collector that never uses it.
import Foundation
import TellbackSupport

enum ReplayProgram {
  /// Lets that program take the place of this one. Returns only when it cannot be started.
  static func failure(toBecomeWith arguments: [String]) -> any Error {
    guard let own = Bundle.main.executablePath else {
      return CommandFailure("The place of this program is not known, so tellback-replay cannot be found beside it.")
    }
    let path = FilePaths.join(FilePaths.parent(of: own), "tellback-replay")
    let words = ([path] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    execv(path, words + [nil])
    return CommandFailure(
      "\(path) cannot be started: \(String(cString: strerror(errno))). Build it with --product tellback-replay.")
  }
}
