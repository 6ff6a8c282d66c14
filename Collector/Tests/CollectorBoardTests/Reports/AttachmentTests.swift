// That bytes from reporters are shown only when they are pictures, and can do nothing even then.
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard
@testable import CollectorCore

@Suite struct AttachmentTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0]

  @Test(
    arguments: [
      ("image/png", png, "image/png", "inline"),
      ("text/html", png, "image/png", "inline"),
      ("image/png", Array("<html><script>1</script>".utf8), "application/octet-stream", "attachment"),
      (
        "image/svg+xml", Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), "application/octet-stream",
        "attachment"
      ),
      ("text/html", Array("<script>1</script>".utf8), "application/octet-stream", "attachment"),
      ("text/plain", [], "application/octet-stream", "attachment"),
    ] as [(String, [UInt8], String, String)])
  func theBytesDecideAndNotTheSender(declared: String, bytes: [UInt8], type: String, disposition: String) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      let report = makeReport("With a file") {
        $0.attachments = [AttachmentInfo(name: "a.png", type: declared, bytes: Int64(bytes.count))]
      }
      try await house.receive(report, app: app, files: [(declared, bytes)])
      let target = "/reports/\(report.id)/attachments/0"
      #expect(try await house.get(target).status == 303)
      let answer = try await house.get(target, as: try await house.signIn())
      #expect(answer.status == 200 && answer.body == bytes)
      #expect(answer["content-type"] == type)
      #expect(answer["content-disposition"]?.hasPrefix(disposition + ";") == true)
      #expect(answer["content-security-policy"] == SecurityHeaders.attachmentPolicy)
      #expect(answer["x-content-type-options"] == "nosniff")
      #expect(answer["cross-origin-resource-policy"] == "same-origin")
    }
  }

  @Test func whatIsNotThereIsNotFound() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      let report = makeReport("With a file") {
        $0.attachments = [AttachmentInfo(name: "late.png", type: "image/png", bytes: 10)]
      }
      try await house.receive(report, app: app)
      let visitor = try await house.signIn()
      for target in [
        "/reports/\(report.id)/attachments/0", "/reports/\(report.id)/attachments/9",
        "/reports/\(ReportID(at: BoardFixture.noon, random: (1, 1)))/attachments/0", "/reports/none/attachments/0",
      ] { #expect(try await house.get(target, as: visitor).status == 404, "\(target)") }
      #expect(try await house.get("/tickets/1", as: visitor).text.contains("not here yet"))
    }
  }

  @Test func aFileNameKeepsItsWordsAndLosesItsTricks() {
    #expect(AttachmentRoutes.fileName("photo 1.png") == "filename=\"photo 1.png\"; filename*=UTF-8''photo%201.png")
    #expect(
      AttachmentRoutes.fileName("../../etc/\u{202E}x\r\nY: 1\".png")
        == "filename=\"etcxY 1.png\"; filename*=UTF-8''etcxY%201.png")
    #expect(AttachmentRoutes.fileName("Größe.txt") == "filename=\"Gr__e.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.txt")
    #expect(AttachmentRoutes.fileName("...").hasPrefix("filename=\"attachment\""))
  }
}
