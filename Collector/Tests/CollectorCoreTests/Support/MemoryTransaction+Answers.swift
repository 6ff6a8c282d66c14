// The transaction in memory: answers that wait for a second person. Canned answers, redactions and notes are not kept.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func heldAnswer(_ id: Int64) throws -> HeldAnswer? { state.held.first { $0.id == id } }
  func heldAnswers(ofTicket number: Int64) throws -> [HeldAnswer] {
    let family = try family(number)
    return state.held.filter { family.contains($0.ticket) }
  }
  func heldAnswers(in apps: AppScope, limit: Int) throws -> [HeldAnswer] { Array(state.held.prefix(limit)) }
  func needsApproval(app: AppID) throws -> Bool { state.approving.contains(app) }
  func addHeldAnswer(_ answer: HeldAnswer) throws -> Int64 {
    var answer = answer
    state.heldAnswers += 1
    answer.id = state.heldAnswers
    state.held.append(answer)
    return answer.id
  }
  func removeHeldAnswer(_ id: Int64) throws -> Bool {
    let before = state.held.count
    state.held.removeAll { $0.id == id }
    return state.held.count < before
  }
  func setNeedsApproval(_ isNeeded: Bool, app: AppID, at: Timestamp) throws {
    if isNeeded { state.approving.insert(app) } else { state.approving.remove(app) }
  }
  func moveStaffFiles(from event: Int64, to other: Int64) throws {}

  func reports(toldOfEvent event: Int64) throws -> [StoredReport] { throw NotKept() }
  func appendCorrection(_ told: Told, to report: StoredReport, at: Timestamp) throws { throw NotKept() }

  func cannedAnswer(_ id: Int64) throws -> CannedAnswer? { throw NotKept() }
  func cannedAnswers(in apps: AppScope) throws -> [CannedAnswer] { throw NotKept() }
  func cannedAnswer(named name: String, app: AppID?) throws -> CannedAnswer? { throw NotKept() }
  func saveCannedAnswer(_ answer: CannedAnswer) throws -> Int64 { throw NotKept() }
  func deleteCannedAnswer(_ id: Int64) throws -> Bool { throw NotKept() }

  func redactions(ofReport id: ReportID) throws -> [Redaction] { throw NotKept() }
  func staffWords(holding text: String, onTicket number: Int64) throws -> [(event: Int64, text: String)] {
    throw NotKept()
  }
  func addRedaction(_ redaction: Redaction) throws { throw NotKept() }
  func redact(_ stored: StoredReport, from old: Report, to new: Report) throws { throw NotKept() }
  func forgetGroupingKey(_ key: [UInt8], app: AppID) throws { throw NotKept() }
  func redact(message: StoredMessage, text: String?, names: [String], at: Timestamp) throws { throw NotKept() }
  func redactStaffWords(_ text: String, to mark: String, onTicket number: Int64, report: StoredReport) throws {
    throw NotKept()
  }
  func removeAttachment(ofReport id: ReportID, index: Int, note: String, at: Timestamp) throws -> Bool {
    throw NotKept()
  }
  func removeAttachment(ofMessage id: ReportID, index: Int, note: String, at: Timestamp) throws -> Bool {
    throw NotKept()
  }

  func standings(of subject: ReportSubject, offset: Int, limit: Int) throws -> StandingPage { throw NotKept() }
  func notes(about subject: ReportSubject) throws -> [SubjectNote] { throw NotKept() }
  func note(_ id: Int64) throws -> SubjectNote? { throw NotKept() }
  func addNote(_ note: SubjectNote) throws -> Int64 { throw NotKept() }
  func removeNote(_ id: Int64) throws -> Bool { throw NotKept() }
}
