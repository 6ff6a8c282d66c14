// Reads the files of an export once, whole, and keeps what they say aside; then hands it out ticket by ticket. Not Sendable: one
// place at a time uses it.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackSupport
import TellbackWire

/// What was found in the files.
public struct ImportFindings: Sendable, Equatable {
  public var tickets = 0
  public var messages = 0
  public var people = 0
  /// Rows that stand there twice with the same words; taken once.
  public var doubled = 0
  /// Records that are no tickets here, by what they are.
  public var skipped: [String: Int] = [:]
  /// Columns that say something and are not read, by file.
  public var unknownColumns: [String: [String]] = [:]
  /// The first of them.
  public var problems: [ImportProblem] = []
  public var problemCount = 0

  public init() {}
}

public final class ImportReading {
  public private(set) var findings = ImportFindings()
  private let shape: any Shape.Type
  private let map: ImportMap
  private let encoding: TextEncoding?
  private let now: Timestamp
  private let staging: Staging
  private var files: [String] = []
  private var names = ColumnNames()
  private var unknown: [String: Set<String>] = [:]
  private var bytes: Int64 = 0
  private var place = Staging.Place()

  /// `folder` is where what was read waits, on disk; it needs about as much room as the files. Throws for a shape that is no other
  /// desk's, and when the folder cannot be written.
  public init(
    _ shape: ImportShape, map: ImportMap = ImportMap(), encoding: TextEncoding? = nil, now: Timestamp, folder: String
  ) throws {
    guard let reader = shape.reader else { throw ImportProblem(file: shape.rawValue, "It is no other desk's export.") }
    self.shape = reader
    self.map = map
    self.encoding = encoding
    self.now = now
    do { staging = try Staging(folder: folder) } catch {
      throw ImportProblem(file: folder, "What is read cannot be put aside there: \(error)")
    }
  }

  /// Reads a file, or the files of a folder that end in .csv, .json, .jsonl or .ndjson. Throws ``ImportProblem`` for what is none;
  /// what is wrong inside of files is among the ``findings``.
  public func read(path: String) throws {
    let paths = try Self.files(of: path)
    for path in paths { try readFile(path) }
    try staging.settle()
    for stray in try staging.strayMessages(limit: ImportLimits.shownProblems) {
      complain(
        ImportProblem(
          file: files[stray.file], line: stray.line, value: stray.ticket,
          "The message belongs to a ticket that is in none of the files. Export both, or take the row out."))
    }
    findings.unknownColumns = unknown.mapValues { $0.sorted() }
    if findings.tickets == 0, findings.problemCount == 0 {
      complain(ImportProblem(file: FilePaths.name(of: path), "There is no ticket in it."))
    }
  }

  /// The next tickets, oldest first; none at the end.
  public func next(limit: Int) throws -> [(ticket: ImportedTicket, messages: [ImportedMessage])] {
    try staging.tickets(after: &place, limit: limit)
  }

  // MARK: Files

  static func files(of path: String) throws -> [String] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw ImportProblem(file: path, "It cannot be read: \(String(cString: strerror(errno))).")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw ImportProblem(file: path, "It is neither a file nor a folder.")
      }
      return [path]
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { name in
      [".csv", ".json", ".jsonl", ".ndjson"].contains { name.lowercased().hasSuffix($0) }
    }
    guard !names.isEmpty else {
      throw ImportProblem(file: path, "It has no file that ends in .csv, .json, .jsonl or .ndjson.")
    }
    guard names.count <= ImportLimits.files else {
      throw ImportProblem(file: path, "It has \(names.count) files; the limit is \(ImportLimits.files).")
    }
    return names.sorted().map { FilePaths.join(path, $0) }
  }

  private func readFile(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ImportProblem(file: path, "It cannot be read: \(String(cString: strerror(errno))).")
    }
    defer { close(descriptor) }
    try read(
      named: FilePaths.name(of: path),
      TextSource(encoding: encoding) { [unowned self] in
        let chunk = try Self.chunk(of: descriptor)
        bytes += Int64(chunk.count)
        guard bytes <= ImportLimits.bytes else {
          throw UnreadableFile(
            "The files have more than \(ImportLimits.bytes) bytes, which is the limit. Import them in parts.")
        }
        return chunk
      })
  }

  private static func chunk(of descriptor: Int32) throws -> [UInt8] {
    while true {
      var failure: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: TextSource.chunk) { buffer, count in
        let got = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      if failure == EINTR { continue }
      guard failure == 0 else { throw UnreadableFile("It cannot be read: \(String(cString: strerror(failure))).") }
      return chunk
    }
  }

  /// Reads what a file of this name holds.
  func read(named name: String, _ source: TextSource) throws {
    files.append(name)
    var source = source
    do {
      switch try source.firstByte() {
      case nil: throw UnreadableFile("The file is empty.")
      case UInt8(ascii: "{"), UInt8(ascii: "["): try readJSON(source, name)
      default: try readCSV(source, name)
      }
    } catch let error as UnreadableFile {
      complain(ImportProblem(file: name, line: error.line, error.text))
    }
  }

  private func readJSON(_ source: TextSource, _ file: String) throws {
    var records = JSONRecords(source, lists: shape.lists)
    while let record = try records.next() {
      let value: ImportValue
      do { value = try JSONParser.parse(record.bytes, &names) } catch let mistake as JSONParser.Mistake {
        let line = record.line + record.bytes.prefix(mistake.position).count { $0 == 0x0A }
        complain(ImportProblem(file: file, line: line, "The JSON is broken: \(mistake.text)."))
        continue
      }
      guard case .object(let members) = value else {
        complain(ImportProblem(file: file, line: record.line, "A record is an object; this is another value."))
        continue
      }
      try take(
        SourceRecord(
          .object(members.map(renamed)), file: file, line: record.line, list: record.list, map: map, now: now))
    }
  }

  private func renamed(_ member: ImportMember) -> ImportMember {
    var member = member
    member.name = map.column(member.name)
    return member
  }

  private func readCSV(_ source: TextSource, _ file: String) throws {
    var rows = CSVReader(source)
    guard let header = try rows.next() else { throw UnreadableFile("The file is empty.") }
    let columns = header.fields.map { source in
      renamed(ImportMember(name: names.name(of: source), source: source, value: .null))
    }
    try checkHeader(columns, line: header.line)
    while let row = try rows.next() {
      guard row.fields.count == columns.count else {
        complain(
          ImportProblem(
            file: file, line: row.line,
            "The row has \(row.fields.count) fields and the first line \(columns.count). Is a quote or a divider missing?"
          ))
        continue
      }
      let members = zip(columns, row.fields).map { ImportMember(name: $0.name, source: $0.source, value: .text($1)) }
      try take(SourceRecord(.object(members), file: file, line: row.line, map: map, now: now))
    }
  }

  private func checkHeader(_ columns: [ImportMember], line: Int) throws {
    let there = Set(columns.map(\.name))
    // Zendesk's users.
    if there.contains("role"), !there.contains("status") { return }
    let missing = shape.needed.filter { there.isDisjoint(with: $0) }.map { $0[0] }
    guard missing.isEmpty else {
      let found = columns.prefix(12).map { ImportProblem.shortened($0.source) }.joined(separator: ", ")
      throw UnreadableFile(
        line: line,
        "The columns \(missing.joined(separator: ", ")) are missing; there are \(found). Is it the right file and shape? Columns of "
          + "other names are named in the file of --map, such as `\(columns.first?.source ?? "x") = \(missing[0])`.")
    }
  }

  // MARK: Records

  private func take(_ record: SourceRecord) throws {
    var record = record
    shape.take(&record)
    if let why = record.skipped {
      findings.skipped[why, default: 0] += 1
      return
    }
    noteUnknown(record)
    guard record.problems.isEmpty else { return record.problems.forEach(complain) }
    let file = files.count - 1
    for item in record.items {
      switch item {
      case .ticket(let ticket):
        findings.tickets += 1
        guard findings.tickets <= ImportLimits.tickets else {
          throw UnreadableFile(
            line: record.line,
            "There are more than \(ImportLimits.tickets) tickets, which is the limit. Import them in parts.")
        }
        if note(try staging.add(ticket, file: file, line: record.line), record, "ticket", ticket.key) {
          findings.tickets -= 1
        }
      case .message(let message):
        findings.messages += 1
        guard findings.messages <= ImportLimits.messages else {
          throw UnreadableFile(
            line: record.line,
            "There are more than \(ImportLimits.messages) messages, which is the limit. Import them in parts.")
        }
        if note(try staging.add(message, file: file, line: record.line), record, "message", message.key) {
          findings.messages -= 1
        }
      case .person(let person):
        findings.people += 1
        try staging.add(person)
      }
    }
  }

  /// True for one that is there already.
  private func note(_ added: Staging.Added, _ record: SourceRecord, _ what: String, _ key: String) -> Bool {
    switch added {
    case .new: return false
    case .doubled: findings.doubled += 1
    case .differs(let file, let line):
      complain(
        ImportProblem(
          file: record.file, line: record.line, value: key,
          "The \(what) stands there a second time with other words; the first is in \(files[file]), line \(line). Keep one of them."
        ))
    }
    return true
  }

  private func noteUnknown(_ record: SourceRecord) {
    guard case .object(let members) = record.value, unknown[record.file, default: []].count < 100 else { return }
    for member in members where !shape.columns.contains(member.name) {
      // A column that says nothing is missed by nobody.
      if case .null = member.value { continue }
      if member.value == .text("") { continue }
      unknown[record.file, default: []].insert(ImportProblem.shortened(member.source))
    }
  }

  private func complain(_ problem: ImportProblem) {
    findings.problemCount += 1
    if findings.problems.count < ImportLimits.shownProblems { findings.problems.append(problem) }
  }
}
