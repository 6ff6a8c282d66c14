// Reads the lines of an archive, a line at a time. Not Sendable: one place at a time uses it.
import CollectorCore
import Foundation
import TellbackSupport

public final class ArchiveReading {
  public let header: ArchiveHeader
  public let file: String
  /// The line of the row that was read last.
  public private(set) var line = 1
  private var records: JSONRecords
  private var names = ColumnNames()
  private var rows: Int64 = 0
  private var isDone = false
  private let handle: FileHandle

  /// Throws ``ImportProblem``: what is no archive, and one of a newer program.
  public init(path: String, schema: Int) throws {
    file = FilePaths.name(of: path)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ImportProblem(file: path, "It cannot be read: \(String(cString: strerror(errno))).")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.handle = handle
    records = JSONRecords(
      TextSource(encoding: .utf8) { Array(try handle.read(upToCount: TextSource.chunk) ?? Data()) }, lists: [])
    let none = ImportProblem(
      file: file, line: 1,
      "It is no export of Tellback: the first line does not say so. Files of other desks have a shape of their own.")
    guard let first = try? records.next(), let value = try? JSONParser.parse(first.bytes, &names),
      let header = ArchiveLine.header(value)
    else { throw none }
    guard header.schema <= schema else {
      throw ImportProblem(
        file: file, line: 1,
        "It was written by a newer collector (schema \(header.schema); this one knows \(schema)). Update this one first."
      )
    }
    guard !header.apps.isEmpty else { throw ImportProblem(file: file, line: 1, "It names no app.") }
    self.header = header
  }

  /// The next row; nil after the last. Throws ``ImportProblem``.
  public func next() throws -> ArchiveRow? {
    guard !isDone else { return nil }
    do {
      guard let record = try records.next() else {
        throw ImportProblem(file: file, line: line, "The file ends before its last line. Was it cut?")
      }
      line = record.line
      let value = try JSONParser.parse(record.bytes, &names, field: ImportLimits.record)
      guard let row = ArchiveLine.row(value) else {
        throw ImportProblem(file: file, line: line, "A row was expected there: an object that names its kind.")
      }
      if row.kind == "end" {
        guard row["rows"] == .integer(rows) else {
          throw ImportProblem(
            file: file, line: line, "The file has \(rows) rows and says otherwise. Were lines taken out?")
        }
        guard try records.next() == nil else {
          throw ImportProblem(file: file, line: line + 1, "Something stands after the last line.")
        }
        isDone = true
        return nil
      }
      rows += 1
      return row
    } catch let error as UnreadableFile {
      throw ImportProblem(file: file, line: error.line, error.text)
    } catch let mistake as JSONParser.Mistake {
      throw ImportProblem(file: file, line: line, "The JSON is broken: \(mistake.text).")
    }
  }

  /// The next rows, about `bytes` of them; none after the last.
  public func batch(rows limit: Int, bytes: Int) throws -> [ArchiveRow] {
    var batch: [ArchiveRow] = []
    var size = 0
    while batch.count < limit, size < bytes, let row = try next() {
      batch.append(row)
      size += row.bytes
    }
    return batch
  }
}
