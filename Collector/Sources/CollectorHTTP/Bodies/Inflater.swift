// One gzip member (RFC 1952), or one stream that HTTP calls deflate, undone piece by piece with the system's zlib.

import CCollectorZlib

/// Owned by one parser, on one thread.
final class Inflater: BodyDecoder {
  enum Format {
    case gzip
    /// A zlib stream (RFC 1950), or a bare one (RFC 1951), which some clients send under that name.
    case deflate

    var name: String { self == .gzip ? "gzip" : "deflate" }
  }

  private var stream = z_stream()
  private let format: Format
  private var limits: DecoderLimits
  private var ended = false
  /// The first byte of a deflate body, until the second shows which sort it is.
  private var head: [UInt8] = []
  private var isBegun = false

  init(_ format: Format, _ limits: DecoderLimits) throws(HTTPError) {
    self.format = format
    self.limits = limits
    // 16 asks for the gzip wrapper, 15 for the largest window.
    if format == .gzip { try begin(windowBits: 16 + 15) }
  }

  deinit { if isBegun { inflateEnd(&stream) } }

  func decode(
    _ input: [UInt8], _ range: Range<Int>, into output: inout [UInt8], onStep: (inout [UInt8]) -> Void
  ) throws(HTTPError) {
    guard isBegun else { return try decodeFirst(input, range, into: &output, onStep: onStep) }
    var position = range.lowerBound
    var pendingOutput = true
    while position < range.upperBound || pendingOutput {
      guard !ended else {
        if position < range.upperBound { throw malformed("The \(format.name) body goes on after its end.") }
        return
      }
      let (used, made) = try step(input, position..<range.upperBound, into: &output)
      guard used > 0 || made > 0 || position == range.upperBound else {
        throw malformed("The \(format.name) body makes no progress.")
      }
      position += used
      // zlib holds back output only when it filled all the room it had.
      pendingOutput = made == DecoderLimits.step
      try limits.note(used: used, made: made, format.name)
      onStep(&output)
    }
  }

  func finish() throws(HTTPError) {
    guard ended else { throw malformed("The \(format.name) body is cut short.") }
  }

  /// RFC 1950, section 2.2: the method is 8, and the two bytes together are a multiple of 31.
  private func decodeFirst(
    _ input: [UInt8], _ range: Range<Int>, into output: inout [UInt8], onStep: (inout [UInt8]) -> Void
  ) throws(HTTPError) {
    let all = head + input[range]
    guard all.count >= 2 else { return head = all }
    head = []
    let isWrapped = all[0] & 15 == 8 && (Int(all[0]) << 8 | Int(all[1])) % 31 == 0
    try begin(windowBits: isWrapped ? 15 : -15)
    try decode(all, 0..<all.count, into: &output, onStep: onStep)
  }

  private func begin(windowBits: Int32) throws(HTTPError) {
    let result = inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw .outOfMemory }
    isBegun = true
  }

  private func step(
    _ input: [UInt8], _ range: Range<Int>, into output: inout [UInt8]
  ) throws(HTTPError) -> (used: Int, made: Int) {
    let room = DecoderLimits.step
    let before = output.count
    var result: Int32 = Z_OK
    var used = 0
    var made = 0
    output.append(contentsOf: repeatElement(0, count: room))
    output.withUnsafeMutableBufferPointer { target in
      input.withUnsafeBufferPointer { source in
        // zlib reads `avail_in` bytes and writes `avail_out`; both are cut from the buffers' own bounds.
        let readable = UnsafeMutableBufferPointer(mutating: UnsafeBufferPointer(rebasing: source[range]))
        let writable = UnsafeMutableBufferPointer(rebasing: target[before..<(before + room)])
        stream.next_in = readable.baseAddress
        stream.avail_in = uInt(readable.count)
        stream.next_out = writable.baseAddress
        stream.avail_out = uInt(writable.count)
        result = CCollectorZlib.inflate(&stream, Z_NO_FLUSH)
        used = readable.count - Int(stream.avail_in)
        made = writable.count - Int(stream.avail_out)
      }
    }
    stream.next_in = nil
    stream.next_out = nil
    output.removeLast(room - made)
    switch result {
    case Z_STREAM_END: ended = true
    case Z_OK, Z_BUF_ERROR: break
    default: throw malformed("The body is not \(format.name), though Content-Encoding says so.")
    }
    return (used, made)
  }

  private func malformed(_ message: String) -> HTTPError { .badRequest("bad_\(format.name)", message) }
}
