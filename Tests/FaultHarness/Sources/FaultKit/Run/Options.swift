// The command line of a harness. Unknown arguments are refused.
import Foundation

/// The arguments that every harness takes: `--short` (the default) or `--long`, `--seed N`, `--only PROMISE` (again and again),
/// `--case N` (of a promise whose cases are numbered), `--list`, and after `child` the words of a role that the harness plays as a process of its own.
public struct Options: Sendable {
  public var isLong = false
  /// Seeds every choice of the run. Random unless given, and always printed.
  public var seed = UInt64.random(in: 1...999_999_999)
  public var only: [String] = []
  /// The one case to try, as a finding names it.
  public var onlyCase: Int?
  public var lists = false
  /// The role and its arguments, when this process is a child of the harness.
  public var child: [String] = []

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    func value(after name: String) throws -> String {
      guard let value = rest.popFirst() else { throw FaultError("\(name) wants a value.") }
      return value
    }
    while let word = rest.popFirst() {
      switch word {
      case "--short": isLong = false
      case "--long": isLong = true
      case "--list": lists = true
      case "--seed":
        guard let number = UInt64(try value(after: word)) else { throw FaultError("--seed wants a whole number.") }
        seed = number
      case "--case":
        guard let number = Int(try value(after: word)), number >= 0 else {
          throw FaultError("--case wants the number of a case.")
        }
        onlyCase = number
      case "--only": only.append(try value(after: word))
      case "child":
        child = Array(rest)
        rest = []
      default:
        throw FaultError(
          "'\(word)' is not known. It takes --short, --long, --seed N, --only PROMISE, --case N and --list.")
      }
    }
  }
}

/// What went wrong in a harness, in a sentence.
public struct FaultError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
