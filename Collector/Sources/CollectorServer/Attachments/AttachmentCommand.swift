// Commands that show where attachments lie, and move them.
import CollectorCore
import CollectorFiles

enum AttachmentCommand: Sendable, Equatable {
  case show
  case move(to: FilePlace)

  static let usage = """
    attachments show                                       how many attachments lie where
    attachments move --to store|folder|s3                  move all of them there, while work goes on
    """

  /// Nil for a command that is none of these. Throws ``UsageError``.
  init?(_ command: String, _ rest: [String]) throws {
    let settings = ["--data", SettingValues.configFlag] + Setting.ofAttachments.map(\.flag)
    switch command {
    case "attachments show":
      _ = try ArgumentReader(rest, command: command, options: settings).words()
      self = .show
    case "attachments move":
      let parsed = try ArgumentReader(rest, command: command, options: settings + ["--to"])
      _ = try parsed.words()
      let text = try parsed.value("--to") ?? ""
      guard let place = FilePlace(rawValue: text) else {
        throw UsageError("--to must be store, folder or s3; it is '\(text)'.")
      }
      self = .move(to: place)
    default: return nil
    }
  }
}

extension CommandService {
  /// Of one command that a running collector performs: it must answer before the tool's patience ends.
  private static let moveLimit = Duration.seconds(3_000)

  func perform(_ command: AttachmentCommand) async throws -> String {
    guard let files else { throw CommandFailure("This collector keeps no attachments outside its store.") }
    switch command {
    case .show: return try await show(files)
    case .move(let place): return try await move(files, to: place)
    }
  }

  private func show(_ files: FileKeeper) async throws -> String {
    let (counts, doomed) = try await store.read { (try $0.fileCounts(), try $0.doomedCount()) }
    let lines = FilePlace.allCases.map { place in
      let count = counts[place] ?? FileCount()
      return "\(Self.title(of: place, files))\t\(count.files) attachments\t\(count.bytes) bytes\n"
    }
    return lines.joined() + (doomed > 0 ? "\(doomed) files wait to be removed outside the store\n" : "")
      + (files.tally.trouble.map { "waiting: \($0)\n" } ?? "")
  }

  private func move(_ files: FileKeeper, to place: FilePlace) async throws -> String {
    if isRunning, place != files.target {
      throw CommandFailure(
        "The collector that runs keeps attachments in \(files.target.rawValue), and would go on doing so: start it with "
          + "--attachments \(place.rawValue), keeping the settings of where they are now, then move them.")
    }
    let move: FileMove
    do {
      move = try await files.moveAll(to: place, within: Self.moveLimit)
    } catch let error as FileHomeError {
      throw CommandFailure("\(error) What was moved before stays moved; run the command again to go on.")
    }
    var text = "\(move.moved) attachments were moved to \(Self.title(of: place, files)).\n"
    if move.isUnfinished { text += "More remain: run the command again to go on.\n" }
    if move.brokenCount > 0 {
      text += move.broken.joined(separator: "\n") + "\n"
      throw CommandFailure(
        text + "\(move.brokenCount) attachments could not be moved: where they lie they are not as they were put.")
    }
    return text
  }

  static func title(of place: FilePlace, _ files: FileKeeper?) -> String {
    place == .store ? "the store" : files?.title(of: place) ?? place.rawValue
  }
}
