// Feeds the decision evidence and counts of any bits: the probability must be from 0 to 1, and what staff decided may not turn an
// order around.
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
        let probability = DecisionModel.standard.probability(of: values)
        guard isShare(Double(probability)) else { return "a probability of \(probability)" }
        let curve = DecisionCurve(history(raw))
        let bases = (values.map(Double.init) + [0.1, 0.5, 0.9]).filter { !$0.isNaN }.sorted()
        for agreed in (0..<UInt8(16)).map(MatchAgreement.init(rawValue:)) {
          let found = bases.map { curve.likelihood($0, agreed: agreed) }
          guard found.allSatisfy(isShare) else { return "a likelihood outside 0 to 1: \(found)" }
          guard zip(found, found.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            return "an order turned around: \(found)"
          }
        }
        return nil
      })
  }

  private static func isShare(_ value: Double) -> Bool { value >= 0 && value <= 1 }

  /// A count in each 26 bytes.
  private static func history(_ raw: UnsafeRawBufferPointer) -> DecisionHistory {
    var history = DecisionHistory()
    for start in stride(from: 0, to: raw.count - 25, by: 26) {
      func number(_ offset: Int) -> Int64 { raw.loadUnaligned(fromByteOffset: start + offset, as: Int64.self) }
      history.add(
        DecisionHistory.Count(decided: number(2), confirmed: number(10), expected: number(18)), band: Int(raw[start]),
        agreed: MatchAgreement(rawValue: raw[start + 1]))
    }
    return history
  }
}
