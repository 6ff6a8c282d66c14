// Files of conversations, handed on as those of reports are: known images to look at, all else to save.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct ConversationFileRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/messages/{id:uuid}/attachments/{index:int}", needs: .read, board, showReporters)
    router.page("/answers/{event:int}/files/{index:int}", needs: .read, board, showStaffs)
  }

  func showReporters(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    guard let id = ReportID(bytes: try request.parameters.uuid("id")) else { throw HTTPError.notFound }
    let index = try request.parameters.int("index")
    return try await AttachmentRoutes.answer(board) { reads in
      guard let message = try reads.message(id), let report = try reads.report(message.message.report),
        viewer.account.apps.contains(report.app),
        let attachment = try reads.attachments(ofMessage: id).first(where: { $0.index == index }),
        let content = try reads.content(of: .message(id, index))
      else { return nil }
      return (attachment, content)
    }
  }

  func showStaffs(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    let (id, index) = (Int64(try request.parameters.int("event")), try request.parameters.int("index"))
    return try await AttachmentRoutes.answer(board) { reads in
      guard let event = try reads.event(id), let ticket = try reads.ticket(event.ticket),
        viewer.account.apps.contains(ticket.app)
      else { return nil }
      let files = try reads.staffFiles(ofEvent: id)
      guard files.indices.contains(index), let content = try reads.content(of: .answer(id, index)) else {
        return nil
      }
      let report = event.report ?? ReportID(at: event.at, random: (0, 0))
      return (
        StoredAttachment(
          report: report, index: index, name: files[index].name, type: files[index].type, bytes: files[index].bytes,
          isHere: true), content
      )
    }
  }
}
