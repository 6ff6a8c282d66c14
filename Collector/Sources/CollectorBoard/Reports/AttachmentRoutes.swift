// Bytes that a reporter sent, handed on so that they can do nothing: known images to look at, all else to save.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// Images that browsers show without running anything in them. SVG and HTML are not among them and never will be.
enum PreviewType: String, CaseIterable, Sendable {
  case png = "image/png"
  case jpeg = "image/jpeg"
  case gif = "image/gif"
  case webp = "image/webp"

  /// Whether a page should try to show it; what it is decides itself by its bytes.
  static func isDeclared(_ type: String) -> Bool {
    PreviewType(rawValue: type.prefix { $0 != ";" }.lowercased()) != nil
  }

  /// By the first bytes (WHATWG MIME Sniffing, section 6.1): what the sender calls it does not count.
  init?(sniffing bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: Array("GIF87a".utf8)) || bytes.starts(with: Array("GIF89a".utf8)) {
      self = .gif
    } else if bytes.count >= 14, bytes.starts(with: Array("RIFF".utf8)), bytes[8..<14].elementsEqual("WEBPVP".utf8) {
      self = .webp
    } else {
      return nil
    }
  }
}

struct AttachmentRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    router.page("/reports/{id:uuid}/attachments/{index:int}", needs: .read, board, show)
  }

  func show(_ request: HTTPRequest, _ viewer: Viewer) async throws -> HTTPResponse {
    guard let id = ReportID(bytes: try request.parameters.uuid("id")) else { throw HTTPError.notFound }
    let index = try request.parameters.int("index")
    return try await Self.answer(board) { reads in
      guard let report = try reads.report(id), viewer.account.apps.contains(report.app),
        let attachment = try reads.attachments(of: id).first(where: { $0.index == index }),
        let content = try reads.content(of: .report(id, index))
      else { return nil }
      return (attachment, content)
    }
  }

  /// What `find` finds, wherever its bytes lie. They are fetched after the snapshot has ended.
  static func answer(
    _ board: BoardContext,
    _ find: @escaping @Sendable (any StoreReads) throws -> (value: StoredAttachment, content: FileContent)?
  ) async throws -> HTTPResponse {
    do {
      guard let found = try await board.options.files.bytes({ try await board.store.read(find) }) else {
        throw HTTPError(status: 404, code: "no_such_attachment", message: ReportText.noAttachment)
      }
      return answer(found.value, found.data)
    } catch let error as FileHomeError {
      board.options.onFailure("-", "attachment", error)
      throw HTTPError(status: 503, code: "attachment_unavailable", message: ReportText.unavailableAttachment)
    }
  }

  static func answer(_ attachment: StoredAttachment, _ data: [UInt8]) -> HTTPResponse {
    let preview = PreviewType(sniffing: data)
    return HTTPResponse(
      status: 200,
      headers: [
        "Content-Type": preview?.rawValue ?? "application/octet-stream",
        "Content-Disposition": "\(preview == nil ? "attachment" : "inline"); \(fileName(attachment.name))",
        "Content-Security-Policy": SecurityHeaders.attachmentPolicy,
        "Cache-Control": "private, max-age=300",
      ], body: data)
  }

  /// Both forms of RFC 6266, section 4.3: plain for old clients, UTF-8 for the others. No path, no controls, no direction
  /// marks, no leading dot.
  static func fileName(_ name: String) -> String {
    let scalars = name.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
      default: !"/\\:*?\"<>|".unicodeScalars.contains(scalar)
      }
    }
    var clean = String(String.UnicodeScalarView(scalars)).trimmed
    while clean.hasPrefix(".") { clean.removeFirst() }
    if clean.isEmpty { clean = "attachment" }
    let plain = String(clean.map { $0.isASCII && $0 != "%" && $0 != ";" ? $0 : "_" })
    let escaped = Link.encoded(clean)
    return "filename=\"" + plain + "\"; filename*=UTF-8''" + escaped
  }
}
