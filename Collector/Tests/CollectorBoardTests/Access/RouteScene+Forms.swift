// How each form of the board is tried so that it could change something of an app that is not seen.
import CollectorCore
import Foundation

@testable import CollectorBoard

extension RouteScene {
  /// Forms that would change something of the second app.
  func forms(_ pattern: String) -> [(target: String, form: [(String, String)])]? {
    switch pattern {
    case "/tickets/{number:int}":
      ["answer", "note", "wait", "resolve", "correct", "reopen", "idea", "take-back", "correct-answer"].map {
        ("/tickets/\(other)", [("act", $0), ("note", "x"), ("resolution", "code"), ("seen", "9999")])
      }
    case "/tickets/{number:int}/owner":
      OwnerAction.allCases.map { ("/tickets/\(other)/owner", [("act", $0.rawValue), ("to", "person-1")]) }
    case "/tickets/{number:int}/answering":
      [("/tickets/\(other)/answering", []), ("/tickets/\(other)/answering", [("gone", "yes")])]
    case "/bulk":
      BulkAct.allCases.map {
        (
          "/bulk",
          [
            ("act", $0.rawValue), ("step", "do"), ("ticket", "\(other)"), ("ticket", "\(other + 1)"),
            ("keep", "\(other)"), ("note", "x"), ("severity", "low"), ("add", "x"), ("cause", "reporter"),
            ("resolution", "code"), ("unreleased", "yes"), ("to", "person-1"),
          ]
        )
      } + [("/bulk", [("act", "undo"), ("undo", "claim\t\(other)")])]
    case "/tickets/{number:int}/relations":
      [
        ("/tickets/\(other)/relations", [("act", "relate"), ("way", "blocks"), ("other", "\(mine)")]),
        ("/tickets/\(other)/relations", [("act", "unrelate"), ("way", "relates"), ("other", "\(mine)")]),
      ]
    case "/tickets/{number:int}/draft":
      [("/tickets/\(other)/draft", [("box", "answer"), ("note", "x")])]
    case "/tickets/{number:int}/links":
      [
        ("/tickets/\(other)/links", [("act", "merge"), ("other", "\(mine)")]),
        ("/tickets/\(mine)/links", [("act", "merge"), ("other", "\(other)")]),
        ("/tickets/\(mine)/links", [("act", "different"), ("other", "\(other)")]),
        ("/tickets/\(mine)/links", [("act", "survivor"), ("other", "\(other + 1)")]),
        ("/tickets/\(mine)/links", [("act", "undo"), ("link", "\(link)")]),
        ("/tickets/\(other)/links", [("act", "split"), ("report", report.description)]),
      ]
    case "/duplicates":
      [
        (
          "/duplicates",
          [("act", "merge"), ("candidate", "\(other)"), ("keep", "\(other)"), ("ticket", "\(other + 1)")]
        ),
        (
          "/duplicates",
          [
            ("act", "merge"), ("candidate", "\(mine)"), ("keep", "\(mine)"), ("ticket", "\(other)"),
            ("same", "\(other)"),
          ]
        ), ("/duplicates", [("act", "undo"), ("undo", "\(link).")]),
        ("/duplicates", [("act", "undo"), ("undo", ".\(other)x\(other + 1)")]),
      ]
    case "/pain":
      ["make", "designed"].map { ("/pain", [("act", $0), ("ticket", "\(other)")]) }
    case "/pain/{number:int}":
      PainAct.allCases.map {
        (
          "/pain/\(pain)",
          [
            ("act", $0.rawValue), ("ticket", "\(mine)"), ("membership", "1"), ("title", "x"), ("revision", "1"),
            ("decision", "fix"), ("reason", "x"), ("workaround", "x"), ("kind", "code"), ("what", "x"),
            ("version", "2"), ("attempt", "1"),
          ]
        )
      }
    case "/settings/pain":
      [
        (
          "/settings/pain",
          [("low", "1"), ("medium", "1"), ("high", "1"), ("critical", "1"), ("trend", "1")]
        )
      ]
    case "/settings/answers":
      [
        ("/settings/answers", [("act", "save"), ("answer", "1"), ("name", "x"), ("locale", "en"), ("text", "x")]),
        ("/settings/answers", [("act", "delete"), ("answer", "1")]),
      ]
    case "/settings/approvals": [("/settings/approvals", [("app", "\(bravo.id.value)")])]
    case "/tickets/{number:int}/canned": [("/tickets/\(other)/canned", [("canned", "1"), ("note", "x")])]
    case "/tickets/{number:int}/approvals":
      ["approve", "send-back", "withdraw"].map {
        ("/tickets/\(other)/approvals", [("act", $0), ("held", "1"), ("note", "x")])
      }
    case "/reports/{id:uuid}/redact":
      [
        ("/reports/\(report.description)/redact", [("act", "redact"), ("passage", "Saving"), ("reason", "x")]),
        ("/reports/\(report.description)/redact", [("act", "show"), ("passage", "Saving")]),
        ("/reports/\(report.description)/redact", [("act", "remove"), ("file", "0"), ("reason", "x")]),
      ]
    case "/reporters/{id:uuid}": [("/reporters/\(report.description)", [("act", "note"), ("note", "x")])]
    case "/segments":
      [("/segments?app=\(bravo.id.value)&name=\(Self.secret)+Ltd", [("act", "note"), ("note", "x")])]
    case "/tickets/{number:int}/known": [("/tickets/\(other)/known", [("act", "withdraw")])]
    case "/tickets/{number:int}/triage":
      [("/tickets/\(other)/triage", [("kind", "idea"), ("severity", "low"), ("component", "x")])]
    case "/numbers/dates":
      [
        ("/numbers/dates", [("act", "save"), ("date", "1"), ("name", "x"), ("day", "2026-01-01"), ("app", "\(mine)")]),
        ("/numbers/dates", [("act", "delete"), ("date", "1")]),
      ]
    case "/tickets/{number:int}/tags": [("/tickets/\(other)/tags", [("was", ""), ("tags", "x")])]
    case "/launches/new":
      [
        (
          "/launches/new",
          [
            ("act", "save"), ("app", "\(bravo.id.value)"), ("name", "x"), ("starts", "2026-12-01"),
            ("ends", "2026-12-02"), ("pages", "/x"),
          ]
        )
      ]
    case "/launches/{launch:int}":
      [
        (
          "/launches/1",
          [
            ("act", "save"), ("app", "\(alpha.id.value)"), ("name", "x"), ("starts", "2026-12-01"),
            ("ends", "2026-12-02"), ("pages", "/x"),
          ]
        ), ("/launches/1", [("act", "delete")]),
      ]
    case "/week":
      [
        ("/week", [("act", "watch"), ("sort", "app"), ("app", "\(bravo.id.value)")]),
        ("/week", [("act", "watch"), ("sort", "pain"), ("name", "\(pain)")]),
        ("/week", [("act", "unwatch"), ("watch", "1")]),
      ]
    case "/settings/blocked":
      [
        ("/settings/blocked", [("report", report.description), ("sender", "installation"), ("reason", "x")]),
        ("/settings/blocked", [("report", kept.description), ("sender", "reporter"), ("reason", "x")]),
      ]
    case "/settings/blocked/{block:int}":
      ["unblock", "unblock-release", "release", "release-report", "release-message"].map {
        ("/settings/blocked/\(block)", [("act", $0), ("id", kept.description)])
      }
    case "/settings/routing": [("/settings/routing", [("act", "delete"), ("rule", "1")])]
    case "/settings/routing/{rule}":
      [("/settings/routing/1", [("act", "save"), ("name", "x"), ("severity", "low"), ("enabled", "yes")])]
    case "/people":
      [("/people", [("email", "new@example.com"), ("role", "admin"), ("scope", "all")])]
    case "/people/{account:int}":
      [
        "role", "profile", "away", "back", "disable", "enable", "link", "require", "waive", "reset-factor",
        "end-sessions", "revoke-token",
      ].map {
        ("/people/1", [("act", $0), ("name", "x"), ("role", "lead"), ("scope", "all"), ("token", "1")])
      }
    case "/settings/service-levels":
      ServiceLevelForm.Act.allCases.map { ("/settings/service-levels", [("act", $0.rawValue), ("version", "0")]) }
    case "/settings/mail":
      [
        ("/settings/mail", [("act", "hours"), ("app", "\(bravo.id.value)"), ("hours", "5")]),
        ("/settings/mail", [("act", "test")]),
      ]
    case "/settings/webhooks": [("/settings/webhooks", [("name", "x"), ("url", "https://x.example/")])]
    case "/settings/webhooks/{webhook:int}":
      ["save", "rotate", "end-old", "test", "enable", "disable", "delete", "resend"].map {
        ("/settings/webhooks/1", [("act", $0), ("name", "x"), ("delivery", "1")])
      }
    case "/settings/trackers": [("/settings/trackers", [("name", "x"), ("app", "\(bravo.id.value)")])]
    case "/settings/trackers/{tracker:int}":
      ["save", "hook", "delete", "again"].map { ("/settings/trackers/1", [("act", $0), ("issue", "1")]) }
    case "/tickets/{number:int}/issues":
      IssueRoutes.Act.allCases.map {
        ("/tickets/\(other)/issues", [("act", $0.rawValue), ("tracker", "1"), ("issue", "1"), ("title", "x")])
      }
    // What concerns nobody but whoever sends it has tests of its own; and groups belong to no app.
    case "/sign-out", "/account", "/groups", "/views", "/next", "/inbox", "/read": []
    default: nil
    }
  }
}
