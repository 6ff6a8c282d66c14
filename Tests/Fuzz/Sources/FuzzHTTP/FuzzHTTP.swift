// Feeds the request parser whatever comes, whole and in pieces, and checks what must hold of every input.
@_spi(Fuzzing) import CollectorHTTP

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  // The first byte seeds the cuts; the rest is what a client sends.
  guard let seed = input.first else { return 0 }
  let bytes = Array(input.dropFirst())
  let whole = HTTPParserProbe.read(bytes, cuts: [])
  let pieces = HTTPParserProbe.read(bytes, cuts: makeCuts(seed, bytes.count))
  if let difference = whole.difference(from: pieces) {
    fatalError("cut by seed \(seed): \(difference)")
  }
  if let broken = whole.brokenPromise {
    fatalError(broken)
  }
  return 0
}

/// Seed 0 cuts after every byte; the others make cuts that get denser or rarer with the seed.
private func makeCuts(_ seed: UInt8, _ count: Int) -> [Int] {
  guard seed != 0 else { return Array(0..<count) }
  var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
  var cuts: [Int] = []
  var position = 0
  while position < count {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    position += Int(state >> 33) % (1 + Int(seed % 64)) + 1
    if position < count { cuts.append(position) }
  }
  return cuts
}

/// libFuzzer's own entry, for a program that has a main of its own, as every executable of the package manager has.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@main
struct FuzzHTTP {
  static func main() {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    _ = runFuzzer(&count, &arguments, fuzzOneInput)
  }
}
