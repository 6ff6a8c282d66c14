// What undoes a compression piece by piece. Invariant: output never passes `maxBytes`, and past 64 KiB never `ratio` times the
// input, so that a small body cannot become one that fills the machine.

protocol BodyDecoder: AnyObject {
  /// Decodes a piece; `onStep` is called after each 16 KiB at most that were added to `output`, and may empty it.
  func decode(
    _ input: [UInt8], _ range: Range<Int>, into output: inout [UInt8], onStep: (inout [UInt8]) -> Void
  ) throws(HTTPError)

  /// Throws when the end of the compressed data has not come.
  func finish() throws(HTTPError)
}

/// Bounds what comes out by what went in.
struct DecoderLimits {
  let maxBytes: Int
  let ratio: Int
  private var consumed = 0
  private var produced = 0
  private static let ratioFloor = 64 * 1024
  /// Bytes made at once.
  static let step = 16 * 1024

  init(maxBytes: Int, ratio: Int) {
    self.maxBytes = maxBytes
    self.ratio = ratio
  }

  mutating func note(used: Int, made: Int, _ name: String) throws(HTTPError) {
    consumed += used
    produced += made
    guard produced <= maxBytes else { throw BodyAssembler.tooLarge(maxBytes) }
    guard produced <= Self.ratioFloor || produced / ratio <= consumed else {
      throw HTTPError(
        status: 413, code: "compression_ratio",
        message: "The \(name) body is more than \(ratio) times smaller than what it holds; send it less compressed.")
    }
  }
}
