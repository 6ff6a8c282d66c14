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

  @Test func `tickets that are perhaps the same are read out with the words that speak for it`() throws {
    let html = """
      <section class="similar" aria-labelledby="t"><h2>Possible duplicates</h2><ol><li><p><a href="/tickets/1">#1 <bdi>It's &amp; broke</bdi></a></p>
      <p class="quiet"><span>Open</span> 2 people, both say <mark><bdi>till</bdi></mark> <mark><bdi>code</bdi></mark> </p>
      <div class="buttons"><a>Side by side</a></div></li></ol></section><section><li>no</li></section>
      """
    #expect(try page(html).similar == ["#1 It's & broke Open 2 people, both say till code"])
    #expect(try page("<section><li>no</li></section>").similar.isEmpty)
  }

  @Test func `a line end after the tag of a text area is not part of its words`() throws {
    let form = try #require(try page("<form><textarea name=note>\n\nso far</textarea></form>").forms.first)
    #expect(form.fields == [.init("note", "\nso far")])
  }
}
