// The requests of each kind of tracker and what their answers mean. Sources: GitHub's REST API, version 2022-11-28, 'Issues' and 'Rate
// limits for the REST API'; GitLab's REST API v4, 'Issues API' and 'Rate limits'.
import CollectorCore
import CollectorTransfers
import TellbackWire

/// A tracker's dialect. No request holds the token in its address.
struct TrackerDialect: Sendable {
  let tracker: Tracker

  private var settings: TrackerSettings { tracker.settings }
  private var isGitHub: Bool { settings.kind == .github }

  static let kept: Set<String> = [
    "retry-after", "etag", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit-remaining", "ratelimit-reset",
  ]

  var headers: [String] {
    isGitHub
      ? [
        "Accept: application/vnd.github+json", "X-GitHub-Api-Version: 2022-11-28",
        "Authorization: Bearer \(tracker.token)",
      ] : ["Accept: application/json", "PRIVATE-TOKEN: \(tracker.token)"]
  }

  // MARK: Requests

  var openAddress: String { settings.issuesAddress }

  func openBody(title: String, body: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.string("title", title)
      writer.string(isGitHub ? "body" : "description", body)
      guard let label = settings.label else { return }
      if isGitHub {
        writer.array("labels") { $0.string(nil, label) }
      } else {
        writer.string("labels", label)
      }
    }
    return writer.bytes
  }

  func lookAddress(_ number: Int64) -> String { "\(settings.issuesAddress)/\(number)" }

  /// A page of issues of every state, the newest first, from 1.
  func listAddress(since: Timestamp, page: Int) -> String {
    // A second of RFC 3339 without its fraction, as both take it.
    let moment = String(RFC3339.text(since).prefix(19)) + "Z"
    let paging = "per_page=\(TrackerLimits.pageSize)&page=\(page)"
    return isGitHub
      ? "\(settings.issuesAddress)?state=all&sort=created&direction=desc&since=\(moment)&\(paging)"
      : "\(settings.issuesAddress)?scope=all&order_by=created_at&sort=desc&created_after=\(moment)&\(paging)"
  }

  func issue(_ body: [UInt8]) -> IssueFacts? { TrackerAnswer(tracker).issue(body) }
  func page(_ body: [UInt8], marker: String) -> (count: Int, found: IssueFacts?)? {
    TrackerAnswer(tracker).page(body, marker: marker)
  }

  // MARK: Answers

  /// When the tracker wants the next request: nothing is left of what it allows.
  func heldUntil(_ answer: HTTPAnswer, now: Timestamp) -> Timestamp? {
    let names = ["x-ratelimit", "ratelimit"]
    for name in names where answer.headers["\(name)-remaining"] == "0" {
      guard let text = answer.headers["\(name)-reset"], let seconds = Int64(text), seconds > 0 else { continue }
      // No tracker holds anybody for more than a day; a clock that is wrong must not.
      let limit = now.adding(seconds: 86_400)
      return min(max(Timestamp(milliseconds: seconds.multipliedReportingOverflow(by: 1_000).partialValue), now), limit)
    }
    guard answer.status == 429 || answer.status == 403,
      let seconds = RetryAfter.seconds(answer.retryAfter, now: now)
    else { return nil }
    return now.adding(seconds: min(seconds, 86_400))
  }

  /// Why an answer is none that was hoped for.
  func failure(_ answer: HTTPAnswer, now: Timestamp, isOpening: Bool) -> TrackerFailure {
    let status = answer.status
    let retryAfter = RetryAfter.seconds(answer.retryAfter, now: now)
    func make(_ sort: TrackerFailure.Sort, _ kind: OutgoingProblem.Kind) -> TrackerFailure {
      let problem = OutgoingProblem(kind, status, said: TrackerAnswer(tracker).message(answer.body))
      return TrackerFailure(sort, problem, status: status, retryAfter: retryAfter)
    }
    switch status {
    case 401: return make(.refused, .badToken)
    case 403, 429:
      if status == 429 || heldUntil(answer, now: now) != nil { return make(.later, .tooManyRequests) }
      return make(.refused, .forbidden)
    case 404 where isOpening: return make(.refused, .noProject)
    case 404: return make(.gone, .noIssue)
    case 410 where isOpening: return make(.refused, .issuesOff)
    case 410: return make(.gone, .issueDeleted)
    case 300...399: return make(.refused, .projectMoved)
    case 400, 422: return make(.refused, .issueRefused)
    case 408, 500...599: return make(isOpening ? .unknown : .later, .trackerFailed)
    case 200...299: return make(isOpening ? .unknown : .later, .notAnIssue)
    default: return make(.refused, .requestRefused)
    }
  }
}
