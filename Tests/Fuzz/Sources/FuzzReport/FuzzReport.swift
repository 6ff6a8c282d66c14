// Feeds the readers of reports and batches whatever comes. What is read must be within the limits, and must be read the
// same again once it is written.
import TellbackWire

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  if let report = try? Report(decoding: bytes) { check(report) }
  if let batch = try? ReportBatch.decode(bytes) {
    for element in batch.elements {
      guard case .report(let report, let range) = element else { continue }
      guard let alone = try? Report(decoding: Array(bytes[range])), alone == report else {
        fatalError("a report of a batch is another one alone")
      }
      check(report)
    }
  }
  // The other messages share the reader; they must at least end.
  _ = try? UpdatePage(decoding: bytes)
  _ = try? Receipt.decodeAll(bytes)
  _ = InstallationCredential(header: String(decoding: bytes, as: UTF8.self))
  _ = Reference(String(decoding: bytes, as: UTF8.self))
  return 0
}

private func check(_ report: Report) {
  do {
    try report.validate()
  } catch {
    fatalError("what was read is not valid: \(error)")
  }
  let written = report.encoded()
  // A number may be written longer than it was read, so a report at the limit may grow past it.
  guard written.count <= WireLimits.reportBytes else { return }
  guard let again = try? Report(decoding: written) else { fatalError("what was written is not read") }
  guard again == report else { fatalError("what was written is read as another report") }
  guard again.encoded() == written else { fatalError("writing is not stable") }
}

/// libFuzzer's own entry, for a program that has a main of its own, as every executable of the package manager has.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@main
struct FuzzReport {
  static func main() {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    _ = runFuzzer(&count, &arguments, fuzzOneInput)
  }
}
