// The transaction in memory: conversations with reporters.
import CollectorCore
import TellbackMatch
import TellbackWire

extension MemoryTransaction {
  func addMessage(_ message: IncomingMessage) throws -> MessageOutcome {
    guard try report(message.message.report) != nil else { return .unknownReport }
    if let known = state.conversation.first(where: { $0.message.id == message.message.id }) {
      return known.message == message.message ? .duplicate : .conflict
    }
    state.conversation.append(
      StoredMessage(
        sequence: Int64(state.conversation.count) + 1, receivedAt: message.receivedAt, sentAt: message.sentAt,
        message: message.message))
    return .accepted
  }
  func noteApplied(message sequence: Int64, event: Int64?) throws {
    let index = Int(sequence) - 1
    state.conversation[index].isApplied = true
    state.conversation[index].event = event
  }
  func noteRead(report: StoredReport, upTo sequence: Int64) throws { state.read[report.id] = sequence }
  func message(_ id: ReportID) throws -> StoredMessage? { state.conversation.first { $0.message.id == id } }
  func waitingMessages(ofReport id: ReportID) throws -> [StoredMessage] {
    state.conversation.filter { $0.message.report == id && !$0.isApplied }
  }
  func messages(ofReport id: ReportID, limit: Int) throws -> [StoredMessage] {
    state.conversation.filter { $0.message.report == id }.suffix(limit)
  }
  func messageCount(ofReport id: ReportID) throws -> Int { throw NotKept() }
  func messages(ofEvents ids: [Int64]) throws -> [Int64: StoredMessage] { throw NotKept() }
  func reach(ofEvents ids: [Int64]) throws -> [Int64: Reach] {
    let said = state.said.values.filter(ids.contains)
    return Dictionary(uniqueKeysWithValues: said.map { ($0, Reach(told: 1, seen: 0)) })
  }
  func feedback(ofTicket number: Int64) throws -> Feedback { throw NotKept() }
  func attachments(ofMessage id: ReportID) throws -> [StoredAttachment] { throw NotKept() }
  func attachmentData(ofMessage id: ReportID, index: Int) throws -> [UInt8]? { throw NotKept() }
  func event(ofMessage id: ReportID, toldTo installation: ReportID, app: AppID) throws -> Int64? { throw NotKept() }
  func staffFiles(ofEvent event: Int64) throws -> [AttachmentInfo] { [] }
  func staffFileData(ofEvent event: Int64, index: Int) throws -> [UInt8]? { throw NotKept() }
  func addStaffFiles(_ files: [StaffFile], event: Int64) throws { throw NotKept() }
  func storeAttachment(ofMessage id: ReportID, index: Int, data: [UInt8], at: Timestamp) throws -> Bool? {
    throw NotKept()
  }
}
