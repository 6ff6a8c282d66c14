// What was just done with a group, told once, with what undoes it: it travels in a cookie that the page takes away.
import CollectorCore
import CollectorHTTP

struct GroupNotice: Sendable {
  private static let name = "tellback-group"
  static var clearing: String { "\(name)=; Path=\(path); Max-Age=0; HttpOnly; SameSite=Lax" }

  /// Nil after an undo, which has none itself.
  var confirmation: GroupConfirmation?

  /// What the form that undoes it carries: `12-13.7x4`.
  var undo: String? {
    confirmation.map { done in
      let links = done.links.map(String.init).joined(separator: "-")
      return links + "." + done.apart.map { "\($0.ticket)x\($0.candidate)" }.joined(separator: "-")
    }
  }

  var sentence: Phrase {
    guard let confirmation else { return DuplicatesText.undone }
    let (merged, apart) = (Int64(confirmation.links.count), Int64(confirmation.apart.count))
    return merged == 0 ? DuplicatesText.keptApart : DuplicatesText.merged(merged, takenOut: apart)
  }

  init(_ confirmation: GroupConfirmation?) { self.confirmation = confirmation }

  /// Nil for what this board did not write.
  static func confirmation(_ text: String) -> GroupConfirmation? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.count <= 8_192 else { return nil }
    let links = parts[0].split(separator: "-").map { Int64($0) }
    let apart = parts[1].split(separator: "-").map { pair -> GroupConfirmation.Pair? in
      let numbers = pair.split(separator: "x").map { Int64($0) }
      guard numbers.count == 2, let ticket = numbers[0], let candidate = numbers[1] else { return nil }
      return GroupConfirmation.Pair(ticket: ticket, candidate: candidate)
    }
    guard !links.contains(nil), !apart.contains(nil), links.count + apart.count <= DuplicateGroup.memberLimit + 1 else {
      return nil
    }
    return GroupConfirmation(links: links.compactMap { $0 }, apart: apart.compactMap { $0 })
  }

  /// Nil without a notice.
  init?(_ request: HTTPRequest) {
    guard let text = request.cookie(Self.name) else { return nil }
    let confirmation = Self.confirmation(text)
    guard confirmation != nil || text == "undone" else { return nil }
    self.confirmation = confirmation
  }

  /// The path of the board: another board on the same host has notices of its own.
  private static var path: String { Link.prefix.isEmpty ? "/" : Link.prefix }

  func redirect(_ board: BoardContext) -> HTTPResponse {
    var response = HTTPResponse.redirect(to: DuplicatesPage.link.target)
    let secure = board.options.isSecure ? "; Secure" : ""
    response.headers.add(
      "Set-Cookie", "\(Self.name)=\(undo ?? "undone"); Path=\(Self.path); Max-Age=60; HttpOnly; SameSite=Lax\(secure)")
    return response
  }
}
