// Schema 11, frozen once shipped: routing, blocking, canned answers, service levels, webhooks, views, decisions and changes.
import TellbackSQLite

extension Schema {
  static let migration011 = Migration(
    11, "routing, canned answers, service levels, outbox, views, decisions, changes",
    sql: routing011 + answers011 + serviceLevels011 + outbox011 + views011 + decisions011 + changes011)
}
