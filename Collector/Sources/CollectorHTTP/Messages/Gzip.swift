// Compresses bytes into one gzip member (RFC 1952) with the system's zlib.
import CCollectorZlib

public enum Gzip {
  /// How hard zlib tries.
  public enum Effort: Int32, Sendable {
    /// For what is made for one answer.
    case once = 5
    /// For what is made once and sent often.
    case often = 9
  }

  /// `bytes` compressed; nil when zlib has no memory. Takes milliseconds for a page, so it is not for event loops.
  public static func compressed(_ bytes: [UInt8], for effort: Effort = .once) -> [UInt8]? {
    var stream = z_stream()
    // 16 asks for the gzip wrapper, 15 for the largest window; 8 is zlib's default memory level.
    guard
      deflateInit2_(
        &stream, effort.rawValue, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, uLong(bytes.count))))
    let result = output.withUnsafeMutableBufferPointer { target in
      bytes.withUnsafeBufferPointer { source in
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = uInt(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = uInt(target.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    guard result == Z_STREAM_END else { return nil }
    output.removeLast(Int(stream.avail_out))
    return output
  }
}
