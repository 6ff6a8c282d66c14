// What a store can say of one reporter or one organisation.
import TellbackWire

/// Reads what belongs to a subject, inside one snapshot or transaction.
public protocol ReporterReads {
  /// O(the updates of the installation), or O(the reports of the tickets on which the segment occurs).
  func standings(of subject: ReportSubject, offset: Int, limit: Int) throws -> StandingPage
  /// Oldest first.
  func notes(about subject: ReportSubject) throws -> [SubjectNote]
  func note(_ id: Int64) throws -> SubjectNote?
}

/// Writes notes, inside one transaction. They go with the last report of whom they are about.
public protocol ReporterWrites: ReporterReads {
  /// Stores it; its `id` is ignored and a new one given back.
  func addNote(_ note: SubjectNote) throws -> Int64
  /// False when there is none.
  func removeNote(_ id: Int64) throws -> Bool
}
