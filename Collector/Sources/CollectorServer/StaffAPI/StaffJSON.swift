// Tickets, reports, events and people as the staff API writes them.
import CollectorCore
import TellbackWire

extension JSONWriter {
  mutating func moment(_ key: StaticString, _ value: Timestamp?) { integer(key, optional: value?.milliseconds) }
}

extension Severity {
  var word: String {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }
}

extension Ticket {
  /// `app` is the app's name; `event` is what the ETag names.
  func write(
    _ writer: inout JSONWriter, app: String?, tags: [String], versions: [VersionSeen]? = nil, event: Int64? = nil,
    clocks: [ClockReading] = [], issues: [TrackerIssue] = []
  ) {
    writer.object { writer in
      writer.integer("number", number)
      writer.string("app", optional: app)
      writer.string("title", title)
      writer.string("kind", kind.rawValue)
      writer.string("severity", severity.word)
      writer.string("component", optional: component)
      writer.string("page", optional: page)
      writer.string("state", state.rawValue)
      writer.string("resolution", optional: resolution?.rawValue)
      switch fix {
      case .version(let version): writer.string("fixedIn", version)
      case .notYet: writer.bool("unreleased", true)
      case nil: break
      }
      if let waiting {
        writer.object("waiting") { writer in
          writer.string("for", waiting.cause.rawValue)
          writer.string("name", optional: waiting.name)
          writer.moment("until", waiting.until)
        }
      }
      if let owner = holder.owner {
        writer.object("owner") { writer in
          writer.integer("id", owner.account)
          writer.string("name", owner.name)
          writer.moment("since", owner.since)
        }
      }
      if let group = holder.group {
        writer.object("group") { writer in
          writer.integer("id", group.id)
          writer.string("name", group.name)
        }
      }
      writer.array("tags") { writer in for tag in tags { writer.string(nil, tag) } }
      writer.moment("openedAt", openedAt)
      writer.moment("changedAt", changedAt)
      writer.moment("resolvedAt", resolvedAt)
      writer.moment("lastReceivedAt", lastReceivedAt)
      writer.integer("reports", reportCount)
      writer.integer("reporters", reporterCount)
      writer.integer("event", optional: event)
      ServiceLevelJSON.write(clocks, &writer)
      writer.issues(issues)
      if let versions {
        writer.array("versions") { writer in
          for seen in versions.prefix(200) {
            writer.object { writer in
              writer.string("version", seen.version)
              writer.integer("reports", seen.reports)
            }
          }
        }
      }
    }
  }
}

extension TicketEvent {
  func write(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.integer("id", id)
      writer.integer("ticket", ticket)
      writer.moment("at", at)
      writer.string("kind", kind.rawValue)
      if case .staff(let id, let name) = actor {
        writer.object("by") { writer in
          writer.integer("id", id)
          writer.string("name", name)
        }
      }
      if let report { writer.id("report", report) }
      writer.string("from", optional: from?.rawValue)
      writer.string("to", optional: to?.rawValue)
      writer.string("resolution", optional: resolution?.rawValue)
      writer.string("text", optional: text)
      writer.string("detail", optional: detail)
      writer.integer("other", optional: other)
    }
  }
}

extension StoredReport {
  /// The report itself as it came; left out when it cannot be read.
  func write(_ writer: inout JSONWriter, app: String?, ticket: Int64?, attachments: [StoredAttachment]) {
    writer.object { writer in
      writer.id("id", id)
      writer.string("reference", id.reference.description)
      writer.string("app", optional: app)
      writer.integer("ticket", optional: ticket)
      writer.moment("receivedAt", receivedAt)
      // What was stored has passed the reader; what it no longer passes must not break the answer around it.
      if (try? Report(decoding: body)) != nil { writer.raw("report", body) }
      writer.array("attachments") { writer in
        for attachment in attachments {
          writer.object { writer in
            writer.integer("index", Int64(attachment.index))
            writer.string("name", attachment.name)
            writer.string("type", attachment.type)
            writer.integer("bytes", attachment.bytes)
            writer.bool("isHere", attachment.isHere)
          }
        }
      }
    }
  }
}

extension StaffAccount {
  /// `isWhole` adds what admins alone are told.
  func write(_ writer: inout JSONWriter, isWhole: Bool, apps names: [AppID: String]) {
    writer.object { writer in
      writer.integer("id", id)
      writer.string("name", name)
      writer.string("role", role.rawValue)
      writer.array("languages") { writer in for tag in languages { writer.string(nil, tag) } }
      writer.string("timeZone", optional: timeZone)
      writer.moment("awaySince", awaySince)
      guard isWhole else { return }
      writer.string("email", email)
      writer.moment("joinedAt", joinedAt)
      writer.moment("disabledAt", disabledAt)
      if case .only(let ids) = apps {
        writer.array("apps") { writer in
          for id in ids.sorted(by: { $0.value < $1.value }) { writer.string(nil, names[id] ?? "") }
        }
      }
    }
  }
}
