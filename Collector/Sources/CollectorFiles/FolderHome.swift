// Files in a folder, each under `xx/NAME` where `xx` are the first two digits of its name. A file is written beside its place, synced,
// named and synced again: after a crash it is there whole, or only as a part that goes with its name. The folder carries a mark, so
// that an empty mount point is never taken for a folder whose files are gone.
import CollectorCore
import Dispatch
import Foundation

public final class FolderHome: FileHome {
  static let mark = ".tellback-attachments"

  public let place = FilePlace.folder
  public let path: String
  /// One at a time: a disk that hangs takes one thread.
  private let queue = DispatchQueue(label: "tellback.attachments")

  public init(_ path: String) { self.path = path }

  public var title: String { "the folder \(path)" }

  /// It has its mark.
  public var isThere: Bool { isMarked }

  /// Makes the folder ready. `isNew`: the store has no file in a folder yet, so an empty or missing folder gets its mark.
  public func prepare(isNew: Bool) async throws(FileHomeError) {
    try await work { () throws(FileHomeError) in
      if self.isMarked { return }
      guard isNew else { throw self.unmarked }
      guard mkdir(self.path, 0o700) == 0 || errno == EEXIST else { throw self.failure("could not be made") }
      guard try self.names(in: self.path).isEmpty else {
        throw FileHomeError.unavailable(
          "\(self.title) holds other files and no \(Self.mark), so nothing was put there: name an empty folder.")
      }
      let words = "Attachments of a Tellback collector; each name stands in its store.\n"
      try self.write(Array(words.utf8), to: self.path + "/" + Self.mark)
      try self.sync(self.path)
    }
  }

  public func put(_ bytes: [UInt8], as name: String) async throws(FileHomeError) {
    try await work { () throws(FileHomeError) in
      guard self.isMarked else { throw self.unmarked }
      let folder = self.folder(of: name)
      if mkdir(folder, 0o700) == 0 {
        try self.sync(self.path)
      } else if errno != EEXIST {
        throw self.failure("could not take \(name)")
      }
      let part = self.part(of: name)
      unlink(part)
      do throws(FileHomeError) {
        try self.write(bytes, to: part)
        guard rename(part, self.file(name)) == 0 else { throw self.failure("could not name \(name)") }
      } catch {
        unlink(part)
        throw error
      }
      try self.sync(folder)
    }
  }

  public func bytes(of name: String, limit: Int) async throws(FileHomeError) -> [UInt8] {
    try await work { () throws(FileHomeError) in
      guard self.isMarked else { throw self.unmarked }
      let descriptor = open(self.file(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else {
        if errno == ENOENT { throw FileHomeError.missing("\(self.title) has no file \(name).") }
        throw self.failure("could not open \(name)")
      }
      defer { close(descriptor) }
      // One more than may be there shows what is too long.
      var buffer = [UInt8](repeating: 0, count: limit + 1)
      var count = 0
      while count < buffer.count {
        let start = count
        let got = buffer.withUnsafeMutableBytes {
          read(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
        }
        if got < 0, errno == EINTR { continue }
        guard got >= 0 else { throw self.failure("could not read \(name)") }
        if got == 0 { break }
        count += got
      }
      guard count <= limit else {
        throw FileHomeError.wrong("\(self.title) has more than \(limit) bytes under \(name).")
      }
      buffer.removeLast(buffer.count - count)
      return buffer
    }
  }

  public func remove(_ name: String) async throws(FileHomeError) {
    try await work { () throws(FileHomeError) in
      guard self.isMarked else { throw self.unmarked }
      unlink(self.part(of: name))
      if unlink(self.file(name)) == 0 {
        try self.sync(self.folder(of: name))
      } else if errno != ENOENT {
        throw self.failure("could not remove \(name)")
      }
    }
  }

  public func sizes(prefix: String) async throws(FileHomeError) -> [String: Int64] {
    try await work { () throws(FileHomeError) in
      guard self.isMarked else { throw self.unmarked }
      let folder = self.path + "/" + prefix
      guard access(folder, F_OK) == 0 else { return [:] }
      var sizes: [String: Int64] = [:]
      for name in try self.names(in: folder) {
        var status = stat()
        guard lstat(folder + "/" + name, &status) == 0 else { continue }
        sizes[name] = Int64(status.st_size)
      }
      return sizes
    }
  }

  // MARK: Files

  private func work<Value: Sendable>(_ body: @escaping @Sendable () throws(FileHomeError) -> Value)
    async
    throws(FileHomeError) -> Value
  {
    let result = await withCheckedContinuation { continuation in
      queue.async {
        do throws(FileHomeError) {
          continuation.resume(returning: Result<Value, FileHomeError>.success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }

  private var isMarked: Bool { access(path + "/" + Self.mark, F_OK) == 0 }

  private var unmarked: FileHomeError {
    .unavailable(
      "\(title) has no \(Self.mark), so it is not where attachments were put: is the disk mounted? Nothing was changed."
    )
  }

  private func failure(_ what: String) -> FileHomeError {
    .unavailable("\(title) \(what): \(String(cString: strerror(errno))).")
  }

  private func folder(of name: String) -> String { path + "/" + name.prefix(2) }
  private func file(_ name: String) -> String { folder(of: name) + "/" + name }
  private func part(of name: String) -> String { folder(of: name) + "/." + name + ".part" }

  private func names(in folder: String) throws(FileHomeError) -> [String] {
    guard let stream = opendir(folder) else { throw failure("could not be listed") }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      // A disk that was just formatted has this one.
      if name != ".", name != "..", name != "lost+found" { names.append(name) }
    }
    return names
  }

  /// Writes a new file and syncs it.
  private func write(_ bytes: [UInt8], to path: String) throws(FileHomeError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("could not be written to") }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("could not be written to") }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw failure("could not be synced") }
  }

  /// A name is durable only once its folder is.
  private func sync(_ folder: String) throws(FileHomeError) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("could not be synced") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("could not be synced") }
  }
}
