// Taking words and files out of a report on the board: every place is shown first, and afterwards who did it and why.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct RedactionFormTests {
  private func withReport(
    _ body: (BoardFixture, Report, Visitor) async throws -> Void
  ) async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      let report = makeReport("My PIN is <1234>\nand nothing works. <1234>") { report in
        report.steps = [Step(at: BoardFixture.noon, text: "typed <1234>")]
        report.attachments = [AttachmentInfo(name: "pin.png", type: "image/png", bytes: 3)]
      }
      try await house.receive(report, app: app, files: [("image/png", [1, 2, 3])])
      try await house.addAccount(role: .lead)
      try await body(house, report, try await house.signIn())
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func act(
    _ house: BoardFixture, _ report: Report, _ visitor: Visitor, _ act: String, _ values: [(String, String)]
  ) async throws -> PlainAnswer {
    try await house.post(
      "/reports/\(report.id)/redact", [("form_token", visitor.token), ("act", act)] + values, as: visitor)
  }

  @Test func `each place is shown before, and who took it out and why stands there after`() async throws {
    try await withReport { house, report, visitor in
      let ticket = try await house.get("/tickets/1", as: visitor).text
      #expect(ticket.contains("/reports/\(report.id)/redact"))
      #expect(try await house.get("/reports/\(report.id)/redact", as: visitor).text.contains("Show each place"))
      let shown = try await act(house, report, visitor, "show", [("passage", "<1234>")])
      #expect(shown.status == 200 && shown.text.contains("It stands in 3 places"))
      #expect(shown.text.contains("…My PIN is <mark>&lt;1234&gt;</mark>"))
      #expect(shown.text.contains("Take it out of 3 places") && shown.text.contains("The report: <bdi>steps</bdi>"))
      let body = try await house.store.read { try $0.report(report.id)?.body }
      #expect(body == report.encoded())

      let silent = try await act(house, report, visitor, "redact", [("passage", "<1234>"), ("reason", " ")])
      #expect(silent.status == 422 && silent.text.contains("id=\"redact-reason-error\">Say why"))
      #expect(silent.text.contains("It stands in 3 places"))
      let missing = try await act(house, report, visitor, "show", [("passage", "1235")])
      #expect(missing.status == 422 && missing.text.contains("do not stand in the report"))
      // Line breaks come from a browser as CR LF.
      let lines = try await act(house, report, visitor, "show", [("passage", "<1234>\r\nand")])
      #expect(lines.text.contains("It stands in 1 place<"))

      let done = try await act(house, report, visitor, "redact", [("passage", "<1234>"), ("reason", "a PIN <b>")])
      #expect(done.status == 303 && done["location"] == "/tickets/1?report=\(report.id)#sought")
      let page = try await house.get("/tickets/1?report=\(report.id)", as: visitor).text
      #expect(page.contains("My PIN is [removed by Ada Keller: a PIN &lt;b&gt;]"))
      #expect(!page.contains("1234"))
      #expect(page.contains("took words or a file out of what"))
    }
  }

  @Test func `a file is removed with its name, and is not offered any more`() async throws {
    try await withReport { house, report, visitor in
      #expect(try await house.get("/reports/\(report.id)/attachments/0", as: visitor).status == 200)
      let silent = try await act(house, report, visitor, "remove", [("file", "0"), ("reason", "")])
      #expect(silent.status == 422 && silent.text.contains("id=\"remove-0-reason-error\">Say why"))
      #expect(try await act(house, report, visitor, "remove", [("file", "7"), ("reason", "x")]).status == 422)
      #expect(try await act(house, report, visitor, "remove", [("reason", "x")]).status == 422)
      #expect(try await act(house, report, visitor, "remove", [("file", "0"), ("reason", "a card")]).status == 303)
      #expect(try await house.get("/reports/\(report.id)/attachments/0", as: visitor).status == 404)
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(
        page.contains("[removed by Ada Keller: a card]") && !page.contains("pin.png") && !page.contains("not here yet"))
      #expect(try await act(house, report, visitor, "remove", [("file", "0"), ("reason", "a card")]).status == 422)
    }
  }
}
