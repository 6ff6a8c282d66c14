// What a page loads: small, cached, and the same under every coding.
import CollectorHTTP
import Foundation
import Testing

@testable import CollectorServer

@Suite struct WidgetScriptTests {
  private let script = WidgetScript.shipped

  private func ask(_ headers: HTTPHeaders = [:]) throws -> HTTPResponse {
    script.answer(to: try HTTPRequest(method: .GET, target: "/widget.js", headers: headers))
  }

  @Test func `the form for web pages is at most 15 KB compressed`() throws {
    let gzip = try #require(script.gzip)
    #expect(gzip.count <= WidgetScript.limit, "widget.js has \(gzip.count) bytes compressed")
    #expect(WidgetScript.limit == 15 * 1_024)
    #expect(script.bytes.count > 10_000)
  }

  @Test func `who has it is told so, by a tag for each coding`() throws {
    let (plain, zipped) = (try ask(), try ask(["Accept-Encoding": "br, gzip"]))
    #expect(plain.body == script.bytes && plain.headers["content-encoding"] == nil)
    #expect(zipped.body == script.gzip && zipped.headers["content-encoding"] == "gzip")
    for response in [plain, zipped] {
      #expect(response.status == 200)
      #expect(response.headers["content-type"] == "text/javascript; charset=utf-8")
      #expect(response.headers["cache-control"] == "public, max-age=3600")
      #expect(response.headers["access-control-allow-origin"] == "*")
      #expect(response.headers["x-content-type-options"] == "nosniff")
    }
    let tag = try #require(zipped.headers["etag"])
    #expect(plain.headers["etag"] != tag)
    for known in [tag, "\"x\", W/\(tag)", "*"] {
      let again = try ask(["Accept-Encoding": "gzip", "If-None-Match": known])
      #expect(again.status == 304 && again.body.isEmpty && again.headers["etag"] == tag)
    }
    #expect(try ask(["If-None-Match": tag]).status == 200)
  }

  @Test func `only what authors read is left out`() {
    let made = WidgetScript([Array("// a\n  const a = `x\n   y // z`;\n\n  // b\n".utf8), Array("a();".utf8)])
    #expect(String(decoding: made.bytes, as: UTF8.self) == "const a = `x\ny // z`;\na();\n")
  }

  @Test func `nothing in it is evaluated from text or written as markup`() {
    let text = String(decoding: script.bytes, as: UTF8.self)
    for word in ["eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", ".style."] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  @Test func `both languages say the same things`() throws {
    let text = String(decoding: script.bytes, as: UTF8.self)
    func names(_ language: String) throws -> Set<String> {
      let part = try #require(
        text.components(separatedBy: "\n\(language): {\n").last?.components(separatedBy: "\n},").first)
      return Set(part.matches(of: #/(?:^|, |\n)([a-zA-Z_]+): '/#).map { String($0.output.1) })
    }
    #expect(try names("en") == names("de"))
    #expect(try names("en").count > 60)
  }
}
