// Feeds the request parser whatever comes, whole and in pieces, and checks what must hold of every input.
@_spi(Fuzzing) import CollectorHTTP
import Foundation
import LibFuzzer

@main
struct FuzzHTTP {
  static func main() {
    exit(fuzz { brokenPromise(Array($0)) })
  }
}

private func brokenPromise(_ input: [UInt8]) -> String? {
  // The first byte seeds the cuts; the rest is what a client sends.
  guard let seed = input.first else { return nil }
  let bytes = Array(input.dropFirst())
  let whole = HTTPParserProbe.read(bytes, cuts: [])
  let pieces = HTTPParserProbe.read(bytes, cuts: makeCuts(seed, bytes.count))
  if let difference = whole.difference(from: pieces) { return "cut by seed \(seed): \(difference)" }
  return whole.brokenPromise
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
