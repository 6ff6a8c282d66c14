// One brotli stream (RFC 7932) undone piece by piece with the system's libbrotlidec, which is loaded at the first need.

import CCollectorBrotli
import Synchronization

/// Owned by one parser, on one thread.
final class Unbrotli: BodyDecoder {
  private let library: BrotliLibrary
  private let state: UnsafeMutableRawPointer
  private var limits: DecoderLimits
  private var ended = false

  init(_ limits: DecoderLimits) throws(HTTPError) {
    guard let library = BrotliLibrary.shared() else {
      throw HTTPError(
        status: 415, code: "unsupported_content_encoding",
        message: "Brotli needs libbrotlidec on the server's machine (Debian: libbrotli1); send gzip or no compression.",
        headers: ["Accept-Encoding": "gzip, deflate"])
    }
    guard let state = tellback_brotli_begin(library.functions) else { throw .outOfMemory }
    self.library = library
    self.state = state
    self.limits = limits
  }

  deinit { tellback_brotli_end(library.functions, state) }

  func decode(
    _ input: [UInt8], _ range: Range<Int>, into output: inout [UInt8], onStep: (inout [UInt8]) -> Void
  ) throws(HTTPError) {
    var position = range.lowerBound
    var needsOutput = false
    while position < range.upperBound || needsOutput {
      guard !ended else { throw Self.malformed("The brotli body goes on after its end.") }
      var (used, made) = (0, 0)
      let before = output.count
      output.append(contentsOf: repeatElement(0, count: DecoderLimits.step))
      // The library reads and writes what it is told there is, cut from the buffers' own bounds.
      let result = output.withUnsafeMutableBufferPointer { target in
        input.withUnsafeBufferPointer { source in
          tellback_brotli_step(
            library.functions, state, UnsafeBufferPointer(rebasing: source[position..<range.upperBound]).baseAddress,
            range.upperBound - position, UnsafeMutableBufferPointer(rebasing: target[before...]).baseAddress,
            DecoderLimits.step, &used, &made)
        }
      }
      output.removeLast(DecoderLimits.step - made)
      position += used
      switch Int(result) {
      case TELLBACK_BROTLI_SUCCESS: ended = true
      case TELLBACK_BROTLI_NEEDS_INPUT, TELLBACK_BROTLI_NEEDS_OUTPUT: break
      default: throw Self.malformed("The body is not brotli, though Content-Encoding says so.")
      }
      needsOutput = Int(result) == TELLBACK_BROTLI_NEEDS_OUTPUT
      try limits.note(used: used, made: made, "brotli")
      onStep(&output)
      guard used > 0 || made > 0 || ended || needsOutput || position == range.upperBound else {
        throw Self.malformed("The brotli body makes no progress.")
      }
    }
  }

  func finish() throws(HTTPError) {
    guard ended else { throw Self.malformed("The brotli body is cut short.") }
  }

  private static func malformed(_ message: String) -> HTTPError { .badRequest("bad_brotli", message) }
}

/// The system's libbrotlidec. Its functions are thread-safe as long as a state stays on one thread.
///
/// `@unchecked Sendable`: `functions` is written once, before anybody sees it.
final class BrotliLibrary: @unchecked Sendable {
  #if canImport(Darwin)
    private static let paths = ["libbrotlidec.1.dylib", "/opt/homebrew/lib/libbrotlidec.1.dylib"]
  #else
    private static let paths = ["libbrotlidec.so.1"]
  #endif
  private static let loaded = Mutex<BrotliLibrary?>(nil)

  let functions: UnsafeMutablePointer<tellback_brotli>

  private init(_ functions: UnsafeMutablePointer<tellback_brotli>) { self.functions = functions }

  /// Loads it, once; nil where it is missing, and it may be there at the next call. It is never unloaded.
  static func shared() -> BrotliLibrary? {
    loaded.withLock { loaded in
      if let loaded { return loaded }
      let functions = UnsafeMutablePointer<tellback_brotli>.allocate(capacity: 1)
      functions.initialize(to: tellback_brotli())
      for path in paths where tellback_brotli_load(path, functions) == nil {
        loaded = BrotliLibrary(functions)
        return loaded
      }
      functions.deallocate()
      return nil
    }
  }
}
