// What exports of four desks come to, and what is said of their mistakes.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorImports

private let now = Timestamp(milliseconds: 1_790_000_000_000)

/// Reads files of these names and texts.
private func read(
  _ shape: ImportShape, _ files: [(String, String)], map: String = ""
) throws -> (findings: ImportFindings, tickets: [(ticket: ImportedTicket, messages: [ImportedMessage])]) {
  let folder = NSTemporaryDirectory() + "import-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name)) }
  let reading = try ImportReading(shape, map: ImportMap(map, file: "map"), now: now, folder: folder)
  try reading.read(path: folder)
  return (reading.findings, reading.findings.problemCount == 0 ? try reading.next(limit: 100) : [])
}

@Suite struct ZendeskTests {
  static let tickets = """
    {"id": 35436, "subject": "Cannot pay", "description": "The button does nothing", "type": "problem", "priority": "urgent", \
    "status": "solved", "tags": ["checkout", "mobile"], "created_at": "2021-03-18T15:14:00Z", "updated_at": "2021-03-20T10:00:00Z", \
    "requester_id": 7, "assignee_id": 9, "comments": [\
    {"id": 1, "author_id": 7, "body": "The button does nothing", "public": true, "created_at": "2021-03-18T15:14:00Z"},\
    {"id": 2, "author_id": 9, "body": "Which browser?", "public": true, "created_at": "2021-03-18T16:00:00Z"},\
    {"id": 3, "author_id": 9, "body": "Same as 35400", "public": false, "created_at": "2021-03-18T16:01:00Z"},\
    {"id": 4, "author_id": 7, "body": "Firefox", "public": true, "created_at": "2021-03-19T08:00:00Z"}]}
    {"id": 35437, "subject": "How?", "status": "hold", "type": "question", "created_at": "2021-03-18T15:15:00Z"}
    """
  static let users = """
    [{"id": 7, "name": "Mia", "email": "Mia@Example.com", "role": "end-user"}, {"id": 9, "name": "Ann", "email": "ann@example.com", "role": "agent"}]
    """

  @Test func `The JSON export becomes tickets with their people, whatever the order of the files`() throws {
    let (findings, tickets) = try read(.zendesk, [("a-tickets.json", Self.tickets), ("b-users.json", Self.users)])
    #expect(findings.problems == [])
    #expect(findings.unknownColumns == [:])
    #expect(tickets.map(\.ticket.key) == ["35436", "35437"])
    let ticket = try #require(tickets.first?.ticket)
    #expect(ticket.severity == .critical && ticket.state == .resolved && ticket.tags == ["checkout", "mobile"])
    #expect(ticket.reporter?.email == "mia@example.com" && ticket.assignee?.name == "Ann")
    #expect(tickets[0].messages.map(\.author?.isStaff) == [false, true, true, false])
    #expect(tickets[0].messages.map(\.isInner) == [false, false, true, false])
    #expect(
      tickets[1].ticket.state == .waiting && !tickets[1].ticket.waitsForReporter && tickets[1].ticket.kind == .question)
  }

  @Test func `The CSV export is read by its own names`() throws {
    let csv = """
      Summation column,Id,Requester,Requester email,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,Organization,Solved at,Mood
      1,35436,Mia,mia@example.com,Ann,Support,Cannot pay,checkout mobile,Closed,High,Web,Incident,2021-03-18 15:14,2021-03-20 10:00,Acme,2021-03-19 09:00,bad
      """
    let (findings, tickets) = try read(.zendesk, [("t.csv", csv)])
    #expect(findings.problems == [])
    #expect(findings.unknownColumns == ["t.csv": ["Mood"]])
    let ticket = try #require(tickets.first?.ticket)
    #expect(ticket.organization == "Acme" && ticket.tags == ["checkout", "mobile"] && ticket.severity == .high)
    #expect(ticket.resolvedAt == Timestamp(milliseconds: 1_616_144_400_000))
  }

  @Test func `Every mistake is told with its line, its column and what to do`() throws {
    let csv = """
      Id,Subject,Status,Priority,Created at
      1,A,open,urgent,2021-03-18 15:14
      2,B,on fire,urgent,2021-03-18 15:14
      3,C,open,purple,03/04/2021
      4,D,open
      ,E,open,low,2021-03-18 15:14
      1,Other words,open,urgent,2021-03-18 15:14
      7,F,open,low,2036-01-01 00:00
      """
    let (findings, _) = try read(.zendesk, [("t.csv", csv)])
    let said = findings.problems.map(\.description)
    #expect(findings.problems.map(\.line) == [3, 4, 4, 5, 6, 7, 8])
    #expect(said[0].hasPrefix("t.csv, line 3, Status: The status is not known."))
    #expect(said[0].contains("--map") && said[0].hasSuffix("It is 'on fire'."))
    #expect(said[1].contains("two ways"))
    #expect(said[2].contains("purple"))
    #expect(said[3].contains("3 fields and the first line 5"))
    #expect(said[5].contains("line 2"))
    #expect(said[6].contains("future"))
  }

  @Test func `A row twice is taken once`() throws {
    let csv = "Id,Subject,Status,Created at\n1,A,open,2021-03-18\n1,A,open,2021-03-18\n"
    let (findings, tickets) = try read(.zendesk, [("t.csv", csv)])
    #expect(findings.doubled == 1 && findings.tickets == 1 && tickets.count == 1)
  }

  @Test func `Columns and values of another language are mapped`() throws {
    let csv = "Nummer;Betreff;Status;Angelegt\n1;Hilfe;In Arbeit;2021-03-18\n"
    let map = "# ours\nNummer = Id\nBetreff = Subject\nAngelegt = Created at\nStatus: In Arbeit = open\n"
    let (findings, tickets) = try read(.zendesk, [("t.csv", csv)], map: map)
    #expect(findings.problems == [])
    #expect(tickets.first?.ticket.title == "Hilfe")
    let without = try read(.zendesk, [("t.csv", csv)]).findings
    #expect(without.problems.first?.description.contains("id, subject, created_at are missing") == true)
    #expect(throws: ImportProblem.self) { try ImportMap("Betreff", file: "map") }
  }

  @Test func `A message without its ticket is told`() throws {
    let comment =
      #"[{"id": 5, "issue_url": "https://x/issues/9", "body": "b", "created_at": "2021-03-18T15:14:00Z", "user": {"login": "m"}}]"#
    let (findings, _) = try read(.github, [("c.json", comment)])
    #expect(findings.problems.first?.text.contains("none of the files") == true)
  }
}

@Suite struct OtherShapeTests {
  @Test func `GitHub's issues and comments are joined, and pull requests passed over`() throws {
    let issues = """
      [{"number": 3, "title": "Crash", "body": "It crashes", "state": "closed", "state_reason": "not_planned", "labels": [{"name": "bug"}], \
      "user": {"login": "mia"}, "created_at": "2021-03-18T15:14:00Z", "updated_at": "2021-03-20T10:00:00Z", "closed_at": "2021-03-19T10:00:00Z"}, \
      {"number": 4, "title": "PR", "body": "", "state": "open", "user": {"login": "ann"}, "created_at": "2021-03-18T15:14:00Z", "pull_request": {}}, \
      {"number": 5, "title": "Dark mode", "body": null, "state": "open", "labels": [{"name": "enhancement"}], "user": {"login": "mia"}, \
      "created_at": "2021-03-18T15:14:00Z"}]
      """
    let comments = """
      [{"id": 11, "issue_url": "https://api.github.com/repos/a/b/issues/3", "user": {"login": "ann"}, "author_association": "MEMBER", \
      "body": "Won't fix", "created_at": "2021-03-19T09:00:00Z"},
      {"id": 12, "issue_url": "https://api.github.com/repos/a/b/issues/3", "user": {"login": "bob"}, "author_association": "NONE", \
      "body": "Me too", "created_at": "2021-03-19T09:30:00Z"}]
      """
    let (findings, tickets) = try read(.github, [("comments.json", comments), ("issues.json", issues)])
    #expect(findings.problems == [])
    #expect(findings.skipped == ["pull requests": 1])
    #expect(tickets.map(\.ticket.key) == ["3", "5"])
    #expect(tickets[0].ticket.resolution == .noSolution)
    #expect(tickets[0].messages.map(\.author?.isStaff) == [true, false])
    #expect(tickets[1].ticket.kind == .idea)
  }

  @Test func `What gh prints is read too`() throws {
    let text = """
      [{"number":3,"title":"Crash","body":"It crashes","author":{"login":"mia"},"state":"CLOSED","stateReason":"COMPLETED","createdAt":"2021-03-18T15:14:00Z",\
      "closedAt":"2021-03-19T10:00:00Z","labels":[],"comments":[{"id":"IC_1","author":{"login":"ann"},"authorAssociation":"OWNER","body":"Fixed","createdAt":"2021-03-19T09:00:00Z"}]}]
      """
    let (findings, tickets) = try read(.github, [("gh.json", text)])
    #expect(findings.problems == [])
    #expect(tickets.first?.ticket.resolution == .code && tickets.first?.messages.first?.author?.isStaff == true)
  }

  @Test func `Jira's CSV has a column for each comment`() throws {
    let csv = """
      Summary,Issue key,Issue id,Issue Type,Status,Priority,Resolution,Assignee,Reporter,Created,Updated,Resolved,Fix Version/s,Component/s,Labels,Labels,Description,Comment,Comment
      Login fails,SHOP-7,10007,Bug,Done,High,Fixed,ann,mia,18/Mar/21 3:14 PM,20/Mar/21 9:00 AM,19/Mar/21 10:00 AM,2.1,Login,web,urgent,"First line
      second line",18/Mar/21 4:00 PM;ann;Which; browser?,18/Mar/21 5:00 PM;mia;Firefox
      """
    let (findings, tickets) = try read(.jira, [("j.csv", csv)])
    #expect(findings.problems == [])
    let ticket = try #require(tickets.first?.ticket)
    #expect(ticket.fixedIn == "2.1" && ticket.component == "Login" && ticket.tags == ["web", "urgent"])
    #expect(ticket.resolution == .code && ticket.text == "First line\nsecond line")
    #expect(tickets[0].messages.map(\.text) == ["Which; browser?", "Firefox"])
  }

  @Test func `Jira's documents give their words, and categories their states`() throws {
    let text = """
      {"startAt": 0, "issues": [{"id": "1", "key": "SHOP-8", "fields": {"summary": "S", "created": "2021-03-18T15:14:00.000+0000", \
      "status": {"name": "Ganz eigen", "statusCategory": {"key": "indeterminate"}}, "description": {"type": "doc", "version": 1, \
      "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hello "}, {"type": "text", "text": "you"}]}, \
      {"type": "paragraph", "content": [{"type": "text", "text": "there"}]}]}, "comment": {"comments": [{"id": "5", "author": \
      {"displayName": "Ann", "accountId": "x"}, "body": "inner", "created": "2021-03-18T16:14:00.000+0000", "jsdPublic": false}]}}}]}
      """
    let (findings, tickets) = try read(.jira, [("j.json", text)])
    #expect(findings.problems == [])
    #expect(tickets.first?.ticket.text == "Hello you\nthere" && tickets.first?.ticket.state == .open)
    #expect(tickets.first?.messages.first?.isInner == true)
  }

  @Test func `Fider's posts become ideas with their answer`() throws {
    let csv = """
      number,title,description,created_at,created_by,votes_count,comments_count,status,responded_by,responded_at,response,original_number,original_title,tags
      1,Dark mode,Please,2018-03-23T19:33:22Z,Faceless,4,2,declined,John Snow,2018-04-04T19:48:10Z,Nope,,,"easy, ignored"
      """
    let (findings, tickets) = try read(.fider, [("posts.csv", csv)])
    #expect(findings.problems == [])
    #expect(tickets.first?.ticket.resolution == .declined && tickets.first?.ticket.tags == ["easy", "ignored"])
    #expect(tickets.first?.messages.map(\.text) == ["Nope"])
  }

  @Test(arguments: [ImportShape.zendesk, .github, .jira, .fider])
  func `Files of nonsense are refused by name, and nothing crashes`(shape: ImportShape) throws {
    for text in [
      "", " \n", "[]", "{}", "[[1]]", "[1, 2]", "\u{0}", "a,b\n1,2\n", "{\"tickets\": 3}", "\"", "[{}]", "null",
      "[{\"id\":",
    ] {
      let findings = try read(shape, [("x.json", text)]).findings
      #expect(findings.problemCount > 0, "\(text)")
    }
  }
}
