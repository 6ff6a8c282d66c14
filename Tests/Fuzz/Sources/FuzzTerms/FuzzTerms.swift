// Feeds the readers of terms and exact keys whatever comes, valid UTF-8 or not, and checks what must hold of every input.
@_spi(Fuzzing) import TellbackMatch

nonisolated(unsafe) private let probe = TermProbe()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if let broken = probe.brokenPromise(Array(UnsafeBufferPointer(start: start, count: count))) { fatalError(broken) }
  return 0
}

/// libFuzzer's own entry, for a program that has a main of its own, as every executable of the package manager has.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@main
struct FuzzTerms {
  static func main() {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    _ = runFuzzer(&count, &arguments, fuzzOneInput)
  }
}
