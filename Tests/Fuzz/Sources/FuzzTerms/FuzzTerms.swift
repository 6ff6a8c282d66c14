// Feeds the reader of terms whatever comes, valid UTF-8 or not, and checks what must hold of every input.
import Foundation
import LibFuzzer
@_spi(Fuzzing) import TellbackMatch

@main
struct FuzzTerms {
  static func main() {
    // One probe for all inputs, as an index has one reader for all reports.
    let probe = TermProbe()
    exit(fuzz { probe.brokenPromise($0) })
  }
}
