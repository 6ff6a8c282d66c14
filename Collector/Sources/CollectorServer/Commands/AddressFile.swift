// The file in which a running collector names its address. Invariant: only a regular file is written, and only one that still
// holds this collector's address is removed.
import Foundation

/// Written once requests are taken, removed at the end.
struct AddressFile {
  private let path: String
  private let content: [UInt8]

  /// Throws ``CommandFailure`` when `path` is a folder, a device or anything else but a regular file, or cannot be written.
  init(_ path: String, address: String) throws {
    self.path = path
    content = Array("\(address)\n".utf8)
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw CommandFailure("address-file \(path) cannot be written: it exists and is not a regular file.")
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { close(descriptor) }
    guard write(descriptor, content, content.count) == content.count else { throw Self.failure(path) }
  }

  /// Leaves a file that another collector has written meanwhile.
  func remove() {
    guard FileManager.default.contents(atPath: path).map({ Array($0) == content }) == true else { return }
    unlink(path)
  }

  private static func failure(_ path: String) -> CommandFailure {
    CommandFailure("address-file \(path) cannot be written: \(String(cString: strerror(errno))).")
  }
}
