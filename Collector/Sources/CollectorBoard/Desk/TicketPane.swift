// The ticket beside the list. It is empty here: the script brings the ticket's own page into it, where there is room for both.
// Without the script, and on a narrow window, a row leads to the ticket's page.
import CollectorCore
import CollectorHTTP

enum TicketPane {
  /// The parameter of the list's address that names the ticket beside it.
  static let parameter = "ticket"

  static func html() -> HTML {
    """
    <div id="pane" class="pane" role="group"\(.ariaLabel, DeskText.ticket) tabindex="-1" hidden>
    <div class="pane-bar" hidden><a class="pane-page"\(.href, Link())>\(DeskText.asPage)</a>
    <button type="button" class="plain" data-act="close-pane">\(DeskText.close)</button></div>
    <div class="pane-told" role="status"></div>
    <div class="pane-news" role="status"></div>
    <div class="pane-body">\(choose)</div>
    </div>
    <template id="pane-choose">\(choose)</template>
    <template id="pane-end"><section class="empty"><h2>\(DeskText.ended)</h2><p>\(DeskText.endedHow)</p></section></template>
    """
  }

  private static var choose: HTML {
    "<section class=\"empty\"><h2>\(DeskText.choose)</h2><p>\(DeskText.chooseHow)</p></section>"
  }

  /// The ticket that the list's address names.
  static func number(_ request: HTTPRequest) -> Int64? { request.query(parameter).flatMap { Int64($0) } }

  /// Whoever has no scripts gets a link to the ticket that a shared address names.
  static func withoutScripts(_ number: Int64) -> HTML {
    """
    <noscript><p class="lookalikes"><a\(.href, Link("tickets", String(number)))>\(DeskText.openTicket(number))</a></p></noscript>
    """
  }
}
