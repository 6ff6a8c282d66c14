// Feeds the exact keys of errors, words and pages whatever comes, and checks what must hold of every input.
import Foundation
import LibFuzzer
@_spi(Fuzzing) import TellbackMatch

@main
struct FuzzKeys {
  static func main() {
    let probe = TermProbe()
    exit(fuzz { probe.brokenKey($0) })
  }
}
