// Takes in what another desk exported: reads all of it first, and writes only what is right, a few hundred tickets in a transaction.
import CollectorCore
import CollectorImports
import Foundation
import TellbackSupport
import TellbackWire

extension CommandService {
  /// Tickets of one transaction: enough to share the price of a commit and of a segment of the full-text index, few enough that whoever
  /// reports meanwhile waits for about a tenth of a second.
  static let importBatch = 200

  func perform(_ command: ImportCommand) async throws -> String {
    switch command {
    case .take(let source) where source.shape == .tellback: try await restore(source)
    case .take(let source): try await take(source)
    case .export(let target, let app): try await archive(to: target, app: app)
    }
  }

  private func take(_ source: ImportCommand.Source) async throws -> String {
    let name = source.app ?? ""
    guard let app = try await store.read({ try $0.app(named: name) }) else { throw Self.noApp(name) }
    let reading = try await read(source)
    let findings = reading.findings
    guard findings.problemCount == 0 else { throw Self.failure(findings, isDryRun: source.isDryRun) }
    let tickets = TicketImport(app: app.id, shape: source.shape)
    let tally =
      source.isDryRun
      ? try await count(reading, tickets) : try await write(reading, tickets, from: FilePaths.name(of: source.path))
    return Self.report(findings, tally, app: name, isDryRun: source.isDryRun)
  }

  /// On a thread of its own: it takes as long as the files are large.
  private func read(_ source: ImportCommand.Source) async throws -> ImportReading {
    let (now, folder) = (clock(), folder ?? FileManager.default.temporaryDirectory.path)
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            do {
              let map = try source.map.map(Self.map(at:)) ?? ImportMap()
              let reading = try ImportReading(
                source.shape, map: map, encoding: source.encoding, now: now, folder: folder)
              try reading.read(path: source.path)
              return reading
            } catch let problem as ImportProblem {
              throw CommandFailure("Nothing was imported. \(problem)")
            }
          })
      }
    }
  }

  private static func map(at path: String) throws -> ImportMap {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ImportProblem(file: path, "The file of --map cannot be read.")
    }
    guard data.count <= ImportMap.limit, let text = String(data: data, encoding: .utf8) else {
      throw ImportProblem(file: path, "The file of --map must be UTF-8 of at most \(ImportMap.limit) bytes.")
    }
    return try ImportMap(text, file: FilePaths.name(of: path))
  }

  // MARK: The two runs

  private func count(_ reading: ImportReading, _ tickets: TicketImport) async throws -> ImportTally {
    var tally = ImportTally()
    while case let batch = try reading.next(limit: Self.importBatch), !batch.isEmpty {
      let prepared = batch.map { tickets.prepare($0.ticket, $0.messages) }
      tally += try await store.read { try tickets.count(prepared, in: $0) }
    }
    return tally
  }

  private func write(_ reading: ImportReading, _ tickets: TicketImport, from file: String) async throws -> ImportTally {
    var tally = ImportTally()
    let staff = try await store.read { store in
      Dictionary(try store.accounts().filter(\.isUsable).map { ($0.email, $0) }) { first, _ in first }
    }
    while case let batch = try reading.next(limit: Self.importBatch), !batch.isEmpty {
      let prepared = batch.map { tickets.prepare($0.ticket, $0.messages) }
      let now = clock()
      let (written, placed) = try await store.write { store in
        var placed: [PlacedReport] = []
        let tally = try tickets.write(prepared, staff: staff, in: store, now: now) { placed.append($0) }
        return (tally, placed)
      }
      if !placed.isEmpty { onPlaced(placed) }
      tally += written
      await giveWay()
    }
    try await act { [tally] _, store in
      try note(
        .ticketsImported, in: store, app: tickets.app, subject: ImportedWords.line(file, limit: 300),
        detail: "\(tally.tickets) tickets and \(tally.messages) messages of \(tickets.shape.rawValue)")
    }
    return tally
  }

  /// Whoever reports now goes first.
  func giveWay() async {
    for _ in 0..<50 where store.waitingIngests > 0 { try? await Task.sleep(for: .milliseconds(5)) }
  }

  // MARK: What is said

  static func failure(_ findings: ImportFindings, isDryRun: Bool) -> CommandFailure {
    let count = findings.problemCount
    let lines = findings.problems.map { "  \($0)\n" }.joined()
    let more = count > findings.problems.count ? "  and \(count - findings.problems.count) more\n" : ""
    return CommandFailure(
      bounded(
        "Nothing \(isDryRun ? "would be" : "was") imported: \(count) \(count == 1 ? "mistake" : "mistakes").\n"
          + lines + more + unknown(findings)))
  }

  static func report(_ findings: ImportFindings, _ tally: ImportTally, app: String, isDryRun: Bool) -> String {
    var text = isDryRun ? "Nothing was written. '\(app)' would get " : "'\(app)' got "
    text += "\(tally.tickets) tickets and \(tally.messages) messages.\n"
    if tally.knownTickets + tally.knownMessages > 0 {
      text += "Here already: \(tally.knownTickets) tickets and \(tally.knownMessages) messages.\n"
    }
    if tally.erased > 0 {
      text += "Not taken, because they were erased here: \(tally.erased).\n"
    }
    if findings.doubled > 0 { text += "Rows that stand there twice, taken once: \(findings.doubled).\n" }
    for (what, count) in findings.skipped.sorted(by: { $0.key < $1.key }) {
      text += "Passed over: \(count) \(what).\n"
    }
    return bounded(text + unknown(findings))
  }

  /// A running collector hands over at most so much of an answer.
  private static func bounded(_ text: String) -> String {
    let limit = UnixSocket.messageLimit * 3 / 5
    return text.utf8.count <= limit ? text : ImportedWords.cut(text, to: limit) + "…\n"
  }

  private static func unknown(_ findings: ImportFindings) -> String {
    findings.unknownColumns.sorted { $0.key < $1.key }.prefix(20).map { file, columns in
      "Columns of \(file) that are not read: \(columns.prefix(30).joined(separator: ", "))"
        + (columns.count > 30 ? " and \(columns.count - 30) more" : "") + ".\n"
    }.joined()
  }
}
