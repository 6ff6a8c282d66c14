// Splits a command line into words, options with values and switches. Anything unknown is an error that says what is known.

/// The parts of a command line after the command's name.
package struct ArgumentReader: Sendable, Equatable {
  private(set) var words: [String] = []
  /// Values by option, in their order.
  private(set) var values: [String: [String]] = [:]
  private(set) var switches: Set<String> = []

  /// `options` take a value: `--key value` or `--key=value`. `switches` take none, but a switch that is also among `options`
  /// may be followed by `true` or `false`.
  package init(_ arguments: [String], command: String, options: [String], switches known: [String] = []) throws {
    var rest = arguments[...]
    var onlyWords = false
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--"), !onlyWords else {
        guard onlyWords || !argument.hasPrefix("-") || argument == "-" else {
          throw UsageError("\(command): \(argument) is not known; options start with two dashes.")
        }
        words.append(argument)
        continue
      }
      if argument == "--" {
        onlyWords = true
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts.first ?? "")
      if parts.count == 1, known.contains(name), options.contains(name), let next = rest.first,
        ["true", "false"].contains(next)
      {
        // A setting that is a flag takes its value too, as the help says.
        rest.removeFirst()
        values[name, default: []].append(next)
      } else if parts.count == 1, known.contains(name) {
        switches.insert(name)
      } else if options.contains(name) {
        guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
          throw UsageError("\(command): \(name) needs a value.")
        }
        values[name, default: []].append(value)
      } else {
        let all = Set(options + known).sorted().joined(separator: " ")
        throw UsageError("\(command): \(name) is not known; expected \(all.isEmpty ? "no options" : "one of \(all)").")
      }
    }
  }

  /// The one value of an option; nil when it was not given, an error when it was given twice.
  package func value(_ name: String) throws -> String? {
    guard let all = values[name] else { return nil }
    guard all.count == 1 else { throw UsageError("\(name) was given \(all.count) times; expected once.") }
    return all.first
  }

  /// A whole number in `range`.
  package func integer(_ name: String, _ range: ClosedRange<Int64>) throws -> Int64? {
    guard let text = try value(name) else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      throw UsageError(
        "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound); it is '\(text)'.")
    }
    return number
  }

  /// Exactly these words.
  package func words(_ expected: String...) throws -> [String] {
    guard words.count == expected.count else {
      let given = words.isEmpty ? "nothing" : words.joined(separator: " ")
      throw UsageError(
        expected.isEmpty
          ? "Expected no further words; given: \(given)."
          : "Expected \(expected.joined(separator: " ")); given: \(given).")
    }
    return words
  }
}
