// `doctor`: says what is wrong with a data directory or a database and what to do; changes nothing but, with --reindex, the match index, also beside a running collector.
import CollectorSQLite

enum DoctorCommand {
  static func run(_ all: [String], environment: [String: String]) throws -> Int32 {
    let choice = try StoreChoice(all, environment: environment)
    let arguments = choice.arguments
    let words = arguments.filter { $0 != "--reindex" }
    _ = try ArgumentReader(words, command: "doctor", options: [Setting.data.flag]).words()
    let directory = try AdminTool.dataDirectory(arguments, environment)
    if words.count < arguments.count {
      Output.print(
        MatchIndexFile.remove(in: directory)
          ? "The match index was removed; the collector builds it anew from the store when it starts.\n"
          : "There is no match index file; the collector builds the index from the store when it starts.\n")
    }
    let findings = try choice.address.map(StoreOpening.examine) ?? SQLiteStore.examine(directory: directory)
    let place = choice.address?.description ?? directory
    for finding in findings { Output.print("\(finding)\n") }
    let errors = findings.count { $0.severity == .error }
    Output.print(
      errors == 0 ? "\(place) is sound.\n" : "\(place) has \(errors) \(errors == 1 ? "error" : "errors").\n")
    return errors == 0 ? 0 : 1
  }
}
