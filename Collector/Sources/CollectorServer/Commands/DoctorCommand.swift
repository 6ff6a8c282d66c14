// `doctor`: says what is wrong with a data directory or a database and what to do; changes nothing but, with --reindex, the match index, also beside a running collector.
import CollectorCore
import CollectorFiles
import CollectorSQLite

enum DoctorCommand {
  /// Findings of one sort that are printed.
  private static let most = 20

  static func run(_ all: [String], environment: [String: String]) async throws -> Int32 {
    let choice = try StoreChoice(all, environment: environment)
    let arguments = choice.arguments
    let parsed = try ArgumentReader(
      arguments, command: "doctor",
      options: [Setting.data.flag, SettingValues.configFlag] + Setting.ofAttachments.map(\.flag),
      switches: ["--reindex", "--read-attachments"])
    _ = try parsed.words()
    let directory = try AdminTool.dataDirectory(arguments, environment)
    let settings = try AttachmentSettings(arguments, environment: environment, data: directory)
    if parsed.switches.contains("--reindex") {
      Output.print(
        MatchIndexFile.remove(in: directory)
          ? "The match index was removed; the collector builds it anew from the store when it starts.\n"
          : "There is no match index file; the collector builds the index from the store when it starts.\n")
    }
    var findings = try choice.address.map(StoreOpening.examine) ?? SQLiteStore.examine(directory: directory)
    let place = choice.address?.description ?? directory
    // Of a store that cannot be read nothing can be said of what belongs to it.
    if !findings.contains(where: { $0.severity == .error || $0.code == "older_schema" }) {
      let files = try choice.address.map(StoreOpening.outsideFiles) ?? SQLiteStore.outsideFiles(in: directory)
      findings += await attachments(settings, files, reads: parsed.switches.contains("--read-attachments"))
    }
    for finding in findings { Output.print("\(finding)\n") }
    let errors = findings.count { $0.severity == .error }
    Output.print(
      errors == 0 ? "\(place) is sound.\n" : "\(place) has \(errors) \(errors == 1 ? "error" : "errors").\n")
    return errors == 0 ? 0 : 1
  }

  private static func attachments(
    _ settings: AttachmentSettings, _ files: OutsideFileList, reads: Bool
  ) async -> [Finding] {
    var findings: [Finding] = []
    do {
      let rows = FileExamination.Rows(
        files: { try files.files(in: $0, prefix: $1) }, isKnown: { try files.isKnown($0) })
      let homes = settings.homes
      for place in try files.places() where !homes.contains(where: { $0.place == place }) {
        findings.append(
          Finding(
            .error, "attachments_unknown",
            "Attachments lie in \(place.rawValue), which the settings do not name.",
            advice: "Give doctor the settings of serve, by --config, the environment or flags."))
      }
      for home in homes {
        // A folder that was never used is nothing to examine.
        if let folder = home as? FolderHome, try !files.places().contains(.folder), !folder.isThere { continue }
        do {
          findings += Self.findings(try await FileExamination(rows).examine(home, reads: reads))
        } catch let error as FileHomeError {
          findings.append(
            Finding(.error, "attachments_unreachable", "\(error)", advice: "Look at that place, then run doctor again.")
          )
        }
      }
    } catch {
      findings.append(
        Finding(.error, "attachments_unreadable", "The list of attachments outside cannot be read: \(error)"))
    }
    return findings
  }

  private static func findings(_ found: [FileExamination.Found]) -> [Finding] {
    FileExamination.Trouble.allCases.flatMap { trouble -> [Finding] in
      let all = found.filter { $0.trouble == trouble }
      let (severity, advice): (Finding.Severity, String) =
        switch trouble {
        case .missing, .size, .content: (.error, "Put the file back from a backup of that place.")
        case .orphan:
          (
            .warning,
            "It was left by a restore or belongs to another store: remove it if no other store uses the place."
          )
        }
      let code = "attachment_\(trouble.rawValue)"
      let shown = all.prefix(most).map { Finding(severity, code, $0.sentence, advice: advice) }
      guard all.count > most else { return shown }
      return shown + [Finding(severity, code, "There are \(all.count - most) more of this sort.")]
    }
  }
}
