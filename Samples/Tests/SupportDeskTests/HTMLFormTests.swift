import Testing

@testable import SupportDesk

struct HTMLFormTests {
  private let page = """
    <h1>Ticket <b>1</b></h1>
    <form method="get" action="/tickets"><input name=q value='a "b"'><button>Search</button></form>
    <form class="answer" method=post action="/tickets/1/answer?x=1&amp;y=2">
      <input type="hidden" name="form_token" value="k&lt;&#39;&amp;quot;">
      <textarea name="note" required>so
    far</textarea>
      <select name="kind"><option value="code">Code<option value="content" selected>Content</select>
      <input type="checkbox" name="mail" value="1"><input type="checkbox" name="live" value="1" checked>
      <input type="text" name="old" disabled value="x">
      <button name="then" value="resolve">Resolve</button><input type="submit" name="then" value="wait">
    </form>
    """

  @Test func `all forms are found, with method and address`() {
    let forms = HTMLForm.all(in: page)
    #expect(forms.map(\.method) == ["GET", "POST"])
    #expect(forms.map(\.action) == ["/tickets", "/tickets/1/answer?x=1&y=2"])
  }

  @Test func `fields have the values that a browser would send`() throws {
    let form = try #require(HTMLForm.all(in: page).last)
    #expect(
      form.fields == [
        .init("form_token", "k<'&quot;"), .init("note", "so\nfar"), .init("kind", "content"), .init("live", "1"),
      ])
    #expect(form.buttons == [.init("then", "resolve"), .init("then", "wait")])
  }

  @Test func `what is filled in replaces what stood there, and is escaped`() throws {
    let form = try #require(HTMLForm.all(in: page).last)
    let sent = form.encoded(["note": "fixed & shipped ü", "kind": "code"], pressing: form.buttons[0])
    #expect(
      sent
        == "form_token=k%3C%27%26quot%3B&note=fixed%20%26%20shipped%20%C3%BC&kind=code&live=1&then=resolve")
  }

  @Test(arguments: [
    "", "<form", "<form>", "<form method=\"post", "<form><input name=", "< form ><a<b<c", "<form x=\"y>",
  ])
  func `a page that is cut short gives no field that it does not have`(html: String) {
    #expect(HTMLForm.all(in: html).allSatisfy { $0.fields.isEmpty })
  }
}
