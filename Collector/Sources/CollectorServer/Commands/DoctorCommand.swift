// `doctor`: says what is wrong with a data directory and what to do; changes nothing, also beside a running collector.
import CollectorSQLite

enum DoctorCommand {
  static func run(_ arguments: [String], environment: [String: String]) throws -> Int32 {
    _ = try ArgumentReader(arguments, command: "doctor", options: [Setting.data.flag]).words()
    let directory = try AdminTool.dataDirectory(arguments, environment)
    let findings = SQLiteStore.examine(directory: directory)
    for finding in findings { Output.print("\(finding)\n") }
    let errors = findings.count { $0.severity == .error }
    Output.print(
      errors == 0 ? "\(directory) is sound.\n" : "\(directory) has \(errors) \(errors == 1 ? "error" : "errors").\n")
    return errors == 0 ? 0 : 1
  }
}
