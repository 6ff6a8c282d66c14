// The way into libFuzzer that every fuzzer takes: a check of one input, run until the arguments say that it is enough.

/// The check in use. libFuzzer calls from one thread, and it is set before the first call.
nonisolated(unsafe) private var check: (UnsafeBufferPointer<UInt8>) -> String? = { _ in nil }

/// Runs libFuzzer with the program's arguments. `broken` says which promise an input breaks, and nil when it breaks none.
///
/// - Returns: libFuzzer's exit code; a broken promise ends the process, with the input written where libFuzzer says.
public func fuzz(_ broken: @escaping (UnsafeBufferPointer<UInt8>) -> String?) -> CInt {
  check = broken
  var count = CommandLine.argc
  var arguments = CommandLine.unsafeArgv
  return runFuzzer(&count, &arguments, checkOneInput)
}

/// libFuzzer's library wants this name, although it is handed the function.
@_cdecl("LLVMFuzzerTestOneInput")
public func checkOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  if let broken = check(UnsafeBufferPointer(start: start, count: count)) { fatalError(broken) }
  return 0
}

/// libFuzzer's own entry, for a program that has a main of its own, as every executable of the package manager has.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
