// What somebody of support does on the board, through the forms that a person fills in.
import Foundation

/// A signed-in person of support.
public struct SupportDesk: Sendable {
  private let client: BoardClient

  /// Signs in. Throws when the board does not let this person in.
  public init(board: URL, email: String, password: String) async throws {
    client = BoardClient(board)
    let page = try await client.open("/sign-in")
    let after = try await client.submit(
      try page.form(with: "email", "password"), of: page, ["email": email, "password": password])
    if after.forms.contains(where: { $0.has("password") }) {
      throw DeskError("The board did not let \(email) in. \(after.alert ?? "")")
    }
  }

  /// Writes to everyone who reported the ticket.
  public func answer(_ ticket: Int64, _ words: String) async throws {
    try await act("answer", on: ticket, ["note": words])
  }

  /// Ends the ticket. `resolution` is one of the outcomes that fit the ticket's kind, such as `code`, `content`, `explanation`
  /// or `no_solution`; for `code`, `version` names the version with the fix, and nil says that it is not released yet.
  public func resolve(_ ticket: Int64, as resolution: String, in version: String? = nil, _ words: String) async throws {
    var values = ["note": words, "resolution": resolution]
    if resolution == "code" { values[version == nil ? "unreleased" : "fixed-in"] = version ?? "yes" }
    try await act("resolve", on: ticket, values)
  }

  /// Tells every copy of the app about the ticket: under this title, with what helps until it is fixed, and with other
  /// words that people use for it.
  public func publish(_ ticket: Int64, title: String, workaround: String, words: String) async throws {
    try await act("publish", on: ticket, ["title": title, "workaround": workaround, "words": words])
  }

  /// The tickets that are perhaps the same, a line each, with the words that speak for it.
  public func similar(_ ticket: Int64) async throws -> [String] {
    let page = try await client.open("/tickets/\(ticket)")
    guard page.status == 200 else { throw DeskError("The board has no ticket \(ticket) (status \(page.status)).") }
    return page.similar
  }

  private func act(_ act: String, on ticket: Int64, _ values: [String: String]) async throws {
    let page = try await client.open("/tickets/\(ticket)")
    guard page.status == 200 else { throw DeskError("The board has no ticket \(ticket) (status \(page.status)).") }
    let button = HTMLForm.Field("act", act)
    guard let form = page.forms.first(where: { $0.buttons.contains(button) }) else {
      throw DeskError("Ticket \(ticket) offers no way to \(act).")
    }
    let after = try await client.submit(form, of: page, values, pressing: button)
    // The board shows a refused form again, with the reason.
    if let alert = after.alert { throw DeskError("The board did not \(act) ticket \(ticket): \(alert)") }
  }
}
