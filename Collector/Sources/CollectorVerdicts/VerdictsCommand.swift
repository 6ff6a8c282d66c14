// `tellback-verdicts [--seed N] [--worlds N] [--only TEXT]`: prints the figures of the method beside what they must reach.
import Foundation

/// The simulation as a command. It is for those who work on the method; operators need it never.
public enum VerdictsCommand {
  static let usage = "usage: tellback-verdicts [--seed N] [--worlds N] [--only TEXT]   (1000 worlds a row unless said)"

  /// 0 when every figure is reached, 1 when one is not, 2 for wrong arguments.
  public static func run(_ arguments: [String]) -> Int32 {
    var simulation = Simulation()
    var rest = arguments[...]
    while let option = rest.popFirst() {
      guard let text = rest.popFirst() else { return complain("\(option) needs a value, or is not known.") }
      switch option {
      case "--seed":
        guard let seed = UInt64(text) else { return complain("--seed takes a number from 0; it is '\(text)'.") }
        simulation.seed = seed
      case "--worlds":
        guard let worlds = Int(text), (1...100_000).contains(worlds) else {
          return complain("--worlds takes 1 to 100000; it is '\(text)'.")
        }
        simulation.worlds = worlds
      case "--only":
        simulation.only = text
      default:
        return complain("'\(option)' is not known.")
      }
    }
    print("\(simulation.worlds) worlds a row, seed \(simulation.seed)")
    var (figures, missed) = (0, 0)
    do {
      try simulation.run { figure in
        print(figure.line)
        figures += 1
        if !figure.isReached { missed += 1 }
      }
    } catch {
      return complain("A world could not be judged: \(error)")
    }
    guard figures > 0 else { return complain("No row's name has '\(simulation.only ?? "")' in it.") }
    print(missed == 0 ? "Every figure is reached." : "Not reached: \(missed).")
    return missed == 0 ? 0 : 1
  }

  private static func complain(_ sentence: String) -> Int32 {
    FileHandle.standardError.write(Data("\(sentence)\n\(usage)\n".utf8))
    return 2
  }
}
