// Reads small files with a limit; no more than the limit is ever in memory.
import TellbackSupport
import TellbackWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

enum FileReading {
  /// The bytes of a regular file of at most `limit` bytes.
  static func bytes(ofFile path: String, limit: Int) throws(TellbackError) -> [UInt8] {
    guard FilePaths.isUsable(path) else { throw unreadable(path, SystemError(number: ENOENT)) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(path, SystemError.last) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, SystemError.last) }
    // A pipe or a device could block or never end.
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw TellbackError(.unreadableAttachment, "\(path) is not a regular file; give a file or its bytes.")
    }
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(max(Int(status.st_size) + 1, 4_096), limit + 1, 1 << 20))
    while true {
      let count = chunk.withUnsafeMutableBytes { systemRead(descriptor, $0) }
      if count < 0 {
        if errno == EINTR { continue }
        throw unreadable(path, SystemError.last)
      }
      if count == 0 { return result }
      result.append(contentsOf: chunk[..<count])
      guard result.count <= limit else {
        throw TellbackError(.invalidReport, "\(path) has more than \(limit) bytes, the limit of an attachment.")
      }
    }
  }

  private static func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, buffer.baseAddress, buffer.count)
  }

  private static func unreadable(_ path: String, _ cause: SystemError) -> TellbackError {
    TellbackError(.unreadableAttachment, "\(path) could not be read.", cause: cause)
  }
}

/// A refusal by the operating system.
struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
  let number: Int32

  static var last: SystemError { SystemError(number: errno) }

  var description: String { "\(String(cString: strerror(number))) (\(number))" }
}
