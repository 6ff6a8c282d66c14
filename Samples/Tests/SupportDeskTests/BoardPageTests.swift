import Foundation
import Testing

@testable import SupportDesk

struct BoardPageTests {
  private func page(_ html: String) throws -> BoardPage {
    BoardPage(address: try #require(URL(string: "http://127.0.0.1/tickets/1")), status: 200, html: html)
  }

  @Test func `what a page warns of is read out`() throws {
    let warned = try page("<main><p class=\"alert\" role=\"alert\">Kim was here &amp; answered.</p></main>")
    #expect(warned.alert == "Kim was here & answered.")
    #expect(try page("<p>Fine</p>").alert == nil)
  }

  @Test func `a form that is not there is missed by the names of its fields`() throws {
    let page = try page("<form><input name=email></form>")
    #expect(throws: DeskError("/tickets/1 (status 200) has no form with email and password.")) {
      try page.form(with: "email", "password")
    }
  }

  @Test func `a line end after the tag of a text area is not part of its words`() throws {
    let form = try #require(try page("<form><textarea name=note>\n\nso far</textarea></form>").forms.first)
    #expect(form.fields == [.init("note", "\nso far")])
  }
}
