// Forms with files: what browsers send is read to the byte, and what is not delimited as it says is refused.
import CollectorHTTP
import Testing

@Suite struct MultipartTests {
  private func form(_ body: String, type: String = "multipart/form-data; boundary=XX") throws -> HTTPForm {
    try HTTPRequest(method: .POST, target: "/", headers: ["Content-Type": type], body: Array(body.utf8)).form()
  }

  private func field(_ name: String, _ value: String) -> String {
    "--XX\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
  }

  private func file(_ name: String, _ bytes: String) -> String {
    "--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(name)\"\r\nContent-Type: image/png\r\n\r\n\(bytes)\r\n"
  }

  @Test func `fields and files come apart, in order, to the byte`() throws {
    let form = try form(
      field("act", "answer") + field("note", "Grüße\r\n--X") + file("a%22b.png", "\r\n--X\r\n") + "--XX--\r\n")
    #expect(form["act"] == "answer" && form["note"] == "Grüße\r\n--X")
    #expect(
      form.files == [
        HTTPFormFile(field: "files", name: "a\"b.png", type: "image/png", bytes: Array("\r\n--X\r\n".utf8))
      ])
  }

  @Test func `a field for files without one is no file`() throws {
    #expect(try form(field("a", "") + file("", "") + "--XX--").files.isEmpty)
  }

  @Test(arguments: [
    "", "--XX", "--XX\r\n", "--YY\r\n\r\n\r\n--YY--", "--XX\r\nno colon\r\n\r\nx\r\n--XX--",
    "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XX--",
    "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
    "--XX\r\nContent-Disposition: form-data; name=\"a\"\n\nx\r\n--XX--",
    "--XXContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--XX--",
  ])
  func `what is not delimited as it says is refused`(body: String) {
    #expect(throws: HTTPError.self) { try form(body) }
  }

  @Test func `too many parts and a boundary that is none are refused`() {
    #expect(throws: HTTPError.self) { try form(String(repeating: field("a", "b"), count: 300) + "--XX--") }
    for type in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=XX"] {
      #expect(throws: HTTPError.self) { try form(field("a", "b") + "--XX--", type: type) }
    }
  }
}
