// The files that pages load. They are part of the program, so the board needs no files beside its binary.
import CollectorHTTP

/// One stylesheet and a script for every page, made of several files, a script for a ticket, one icon.
struct BoardAssets: Sendable {
  struct Asset: Sendable {
    let name: String
    let type: String
    let bytes: [UInt8]
    /// ``bytes`` with gzip; they are compressed once, not for each request.
    let gzip: [UInt8]?
    /// Changes with the content, so browsers may keep a file for ever.
    let version: String

    init(_ name: String, type: String, bytes: [UInt8]) {
      self.name = name
      self.type = type
      self.bytes = bytes
      gzip = Gzip.compressed(bytes, for: .often)
      version = Self.digest(bytes)
    }

    var link: Link { Link("assets", name, query: [("v", version)]) }

    /// FNV-1a, 64 bits: it tells versions apart and protects nothing.
    private static func digest(_ bytes: [UInt8]) -> String {
      String(bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }, radix: 16)
    }
  }

  static let stylesheet = Asset(
    "board.css", type: "text/css; charset=utf-8",
    bytes: PackageResources.board_css + PackageResources.list_css + PackageResources.people_css
      + PackageResources.duplicates_css + PackageResources.kanban_css + PackageResources.answers_css
      + PackageResources.routing_css + PackageResources.levels_css + PackageResources.pain_css
      + PackageResources.desk_css + PackageResources.numbers_css)
  static let script = Asset(
    "board.js", type: "text/javascript; charset=utf-8",
    bytes: PackageResources.board_js + PackageResources.list_js + PackageResources.live_js
      + PackageResources.kanban_js + PackageResources.palette_js)
  static let ticketScript = Asset(
    "ticket.js", type: "text/javascript; charset=utf-8",
    bytes: PackageResources.ticket_js + PackageResources.desk_js + PackageResources.bulk_js
      + PackageResources.presence_js)
  static let icon = Asset("icon.svg", type: "image/svg+xml", bytes: PackageResources.icon_svg)
  static let all = [stylesheet, script, ticketScript, icon]
}

struct AssetRoutes: Sendable {
  let board: BoardContext

  func add(to router: inout Router) {
    let isSecure = board.options.isSecure
    router.immediate(.GET, "/assets/{name}", access: .anyone) { request in
      var response = try Self.answer(request)
      SecurityHeaders.apply(to: &response.headers, isSecure: isSecure)
      return response
    }
  }

  private static func answer(_ request: HTTPRequest) throws -> HTTPResponse {
    let name = try request.parameters.string("name")
    guard let asset = BoardAssets.all.first(where: { $0.name == name }) else { throw HTTPError.notFound }
    let isCurrent = request.query("v") == asset.version
    let gzip = HTTPResponse.acceptsGzip(request.headers.list("accept-encoding")) ? asset.gzip : nil
    var response = HTTPResponse(
      status: 200,
      headers: [
        "Content-Type": asset.type,
        "Cache-Control": isCurrent ? "public, max-age=31536000, immutable" : "no-cache",
        "Vary": "Accept-Encoding",
      ],
      body: gzip ?? asset.bytes)
    if gzip != nil { response.headers.set("Content-Encoding", "gzip") }
    return response
  }
}
