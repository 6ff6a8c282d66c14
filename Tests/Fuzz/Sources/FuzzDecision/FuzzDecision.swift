// Feeds the decision evidence and histories of any bits: the probability must be from 0 to 1.
import Foundation
import LibFuzzer
import TellbackMatch

@main
struct FuzzDecision {
  static func main() {
    exit(
      fuzz { bytes in
        let raw = UnsafeRawBufferPointer(bytes)
        let values = stride(from: 0, to: raw.count - raw.count % 4, by: 4).map { offset in
          Float(bitPattern: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        var history = DecisionHistory()
        if values.count > 1 {
          history.expected = values[0]
          history.confirmed = values[1]
        }
        let probability = DecisionModel.standard.probability(of: Array(values.dropFirst(2)), history: history)
        return probability >= 0 && probability <= 1 ? nil : "a probability of \(probability)"
      })
  }
}
