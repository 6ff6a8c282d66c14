// Writes a small file atomically: a temporary file, fsync, rename, and fsync of the folder.
import TellbackSupport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The system's `write`, which the methods below would hide by their names.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}

enum DurableFile {
  /// Writes `bytes` to `path`, readable by this user alone.
  static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    let temporary = path + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last }
    do throws(SystemError) {
      defer { close(descriptor) }
      try writeAll(bytes, to: descriptor)
      guard sync(descriptor) else { throw SystemError.last }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let error = SystemError.last
      unlink(temporary)
      throw error
    }
    syncFolder(of: path)
  }

  /// Makes an empty file that only this user can read, unless it exists. SQLite gives its WAL the same permissions.
  static func makeEmpty(_ path: String) throws(SystemError) -> String {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last }
    close(descriptor)
    return path
  }

  /// Makes a folder and its parents. The names of new folders survive a power loss.
  static func makeFolder(_ path: String) throws(SystemError) {
    if try makeLastFolder(of: path) { return }
    let parent = FilePaths.parent(of: path)
    // The folder above the first one is there, or cannot be made.
    guard parent.utf8.count < path.utf8.count else { throw SystemError(number: ENOENT) }
    try makeFolder(parent)
    guard try makeLastFolder(of: path) else { throw SystemError(number: ENOENT) }
  }

  /// False when the parent folder does not exist.
  private static func makeLastFolder(of path: String) throws(SystemError) -> Bool {
    if mkdir(path, 0o700) == 0 {
      // Without this a power loss could take the folder with everything in it.
      syncFolder(of: path)
      return true
    }
    if errno == EEXIST { return true }
    guard errno == ENOENT else { throw .last }
    return false
  }

  /// After this the names in the folder of `path` survive a power loss.
  static func syncFolder(of path: String) {
    let descriptor = open(FilePaths.parent(of: path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    // Some file systems cannot sync a folder; they keep names without it.
    _ = sync(descriptor)
    close(descriptor)
  }

  /// Syncs to the medium. On Apple platforms fsync alone leaves data in the drive's cache.
  static func sync(_ descriptor: Int32) -> Bool {
    #if canImport(Darwin)
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return true }
    #endif
    return fsync(descriptor) == 0
  }

  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: $0[offset...])) }
      if count < 0 {
        if errno == EINTR { continue }
        throw .last
      }
      offset += count
    }
  }
}
