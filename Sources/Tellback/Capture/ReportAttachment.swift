// An attachment of a report: bytes, or a file that is read when the report is made.
import Foundation
import TellbackSupport
import TellbackWire

/// A file or bytes to send with a report, at most ``WireLimits/attachmentBytes`` each.
public struct ReportAttachment: Sendable {
  enum Source: Sendable {
    case bytes([UInt8])
    case file(path: String)
  }

  let source: Source
  /// At most ``WireLimits/attachmentName`` bytes, not empty.
  public let name: String
  /// A media type, such as `image/png`; at most ``WireLimits/attachmentType`` bytes.
  public let type: String

  /// Makes an attachment of bytes in memory.
  public init(bytes: [UInt8], name: String, type: String) {
    source = .bytes(bytes)
    self.name = name
    self.type = type
  }

  /// Makes an attachment of a file, which is read when the report is made. `name` nil takes the file's own name.
  public init(file path: String, name: String? = nil, type: String) {
    source = .file(path: path)
    self.name = name ?? FilePaths.name(of: path)
    self.type = type
  }

  /// The bytes. It blocks while it reads a file, so it runs on a background thread.
  func read() throws(TellbackError) -> [UInt8] {
    switch source {
    case .bytes(let bytes): return bytes
    case .file(let path): return try FileReading.bytes(ofFile: path, limit: WireLimits.attachmentBytes)
    }
  }
}
