// A table on its way to a browser: its head, its rows by and by, its end. The download is written to the audit log before its first byte.
import CollectorCore
import CollectorHTTP
import Synchronization
import TellbackWire

struct ExportFile: Sendable {
  /// Bytes that are gathered before they are handed to the connection.
  private static let pieceBytes = 32 * 1024

  var format: ExportFormat
  /// Without its ending.
  var name: String
  var columns: [ExportColumn]
  /// Which rows these are, for whoever finds the file later.
  var about: String
  var at: Timestamp

  var headers: HTTPHeaders {
    [
      "Content-Type": format.type,
      "Content-Disposition": "attachment; filename=\"" + name + "." + format.rawValue + "\"",
    ]
  }

  /// The whole of it, of rows that are there already.
  func write(_ rows: [[ExportCell]], to body: HTTPBodyWriter) async throws {
    try await write(to: body) { send in try await send(rows) }
  }

  /// `make` hands over rows, some at a time, and throws when it cannot go on.
  func write(
    to body: HTTPBodyWriter, _ make: (_ send: ([[ExportCell]]) async throws -> Void) async throws -> Void
  ) async throws {
    var count = 0
    var piece = format.head(columns, about: about, at: at)
    try await make { rows in
      for row in rows {
        piece += format.row(row, columns, isFirst: count == 0)
        count += 1
        guard piece.count >= Self.pieceBytes else { continue }
        try await body.write(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    try await body.write(piece + format.tail(rows: count))
  }
}

extension Router {
  /// A file for everybody who is signed in and has `permission`, made while it is sent.
  mutating func download(
    _ pattern: String, needs permission: Permission, _ board: BoardContext,
    _ room: @escaping @Sendable (HTTPRequest, Viewer) async throws -> HTTPStreamedAnswer
  ) {
    streamed(.GET, pattern, access: RouteAccess(permission)) { request in
      let found = Found()
      let refusal = await board.page(request, needs: permission) { request, viewer in
        found.set(try await room(request, viewer))
        return HTTPResponse(status: 200)
      }
      // What the room returned, unless something else was to be said: signed out, not allowed, failed.
      guard refusal.status == 200, let answer = found.answer else { return .whole(refusal) }
      switch answer {
      case .whole(var response):
        SecurityHeaders.apply(to: &response.headers, isSecure: board.options.isSecure)
        return .whole(response)
      case .body(var headers, let make):
        SecurityHeaders.apply(to: &headers, isSecure: board.options.isSecure)
        let (prefix, language) = (board.options.pathPrefix, Language.current)
        return .body(headers) { body in
          try await Link.$prefix.withValue(prefix) {
            try await Language.$current.withValue(language) { try await make(body) }
          }
        }
      }
    }
  }
}

/// Takes what a room returned past ``BoardContext/page(_:needs:beforeFactor:_:)``, which answers whole pages.
private final class Found: Sendable {
  private let box = Mutex<HTTPStreamedAnswer?>(nil)

  var answer: HTTPStreamedAnswer? { box.withLock { $0 } }

  func set(_ answer: HTTPStreamedAnswer) { box.withLock { $0 = answer } }
}
