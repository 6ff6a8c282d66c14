// One gzip member (RFC 1952) undone piece by piece with the system's zlib, inside a limit on bytes and on the ratio.
// Invariant: output never passes `maxBytes`, and past 64 KiB never `ratio` times the input.

import CCollectorZlib

/// Owned by one parser, on one thread.
final class Gunzip {
  private var stream = z_stream()
  private let maxBytes: Int
  private let ratio: Int
  private var consumed = 0
  private var produced = 0
  private var ended = false
  private static let ratioFloor = 64 * 1024
  private static let step = 16 * 1024

  init(maxBytes: Int, ratio: Int) throws(HTTPError) {
    self.maxBytes = maxBytes
    self.ratio = ratio
    // 16 asks for the gzip wrapper, 15 for the largest window.
    let result = inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else {
      throw HTTPError(
        status: 503, code: "out_of_memory", message: "The server has no memory for this; try again.",
        headers: ["Retry-After": "5"])
    }
  }

  deinit { inflateEnd(&stream) }

  func inflate(_ input: [UInt8], _ range: Range<Int>, into output: inout [UInt8]) throws(HTTPError) {
    var position = range.lowerBound
    var pendingOutput = true
    while position < range.upperBound || pendingOutput {
      guard !ended else {
        if position < range.upperBound { throw Self.malformed("The gzip body goes on after its end.") }
        return
      }
      let (used, made) = try step(input, position..<range.upperBound, into: &output)
      guard used > 0 || made > 0 || position == range.upperBound else {
        throw Self.malformed("The gzip body makes no progress.")
      }
      position += used
      consumed += used
      produced += made
      // zlib holds back output only when it filled all the room it had.
      pendingOutput = made == Self.step
      try checkLimits()
    }
  }

  func finish() throws(HTTPError) {
    guard ended else { throw Self.malformed("The gzip body is cut short.") }
  }

  private func step(
    _ input: [UInt8], _ range: Range<Int>, into output: inout [UInt8]
  ) throws(HTTPError) -> (used: Int, made: Int) {
    let room = Self.step
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
    default: throw Self.malformed("The body is not gzip, though Content-Encoding says so.")
    }
    return (used, made)
  }

  private func checkLimits() throws(HTTPError) {
    guard produced <= maxBytes else { throw BodyAssembler.tooLarge(maxBytes) }
    guard produced <= Self.ratioFloor || produced / ratio <= consumed else {
      throw HTTPError(
        status: 413, code: "compression_ratio",
        message: "The gzip body is more than \(ratio) times smaller than what it holds; send it less compressed.")
    }
  }

  private static func malformed(_ message: String) -> HTTPError { .badRequest("bad_gzip", message) }
}
