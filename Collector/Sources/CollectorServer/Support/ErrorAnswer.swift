// An answer that says no: `{"error":{"code","field","message"}}`, one sentence that names field and limit.
import CollectorCore
import CollectorHTTP
import TellbackWire

/// Why a request was refused, as the sender hears it and as it is counted.
struct ErrorAnswer: Error, Sendable, Equatable {
  var status: Int
  /// The machine code on the wire, and the reason by which it is counted.
  var code: String
  /// Empty when the message as a whole is meant.
  var field = ""
  var message: String
  /// Seconds; sent as Retry-After.
  var retryAfter: Int64?

  init(_ status: Int, _ code: String, field: String = "", _ message: String, retryAfter: Int64? = nil) {
    self.status = status
    self.code = code
    self.field = field
    self.message = message
    self.retryAfter = retryAfter
  }

  /// What was not understood is 400; what was understood and is not allowed is 422; what is too large as a whole is 413.
  init(_ error: WireError) {
    let status =
      switch error.code {
      case .syntax, .tooDeep, .duplicateKey, .wrongType: 400
      case .tooLong where error.field == "report" || error.field == "batch": 413
      case .missing, .invalid, .tooLong, .tooMany: 422
      }
    self.init(status, error.code.rawValue, field: error.field, error.message)
  }

  /// The answer for an error that a handler threw; nil for an unexpected one.
  init?(_ error: any Error) {
    switch error {
    case let problem as ErrorAnswer: self = problem
    case let error as WireError: self.init(error)
    case StoreError.wrongSecret:
      self.init(
        403, "wrong_secret", field: WireHeaders.installation,
        "The secret in \(WireHeaders.installation) is not the one that this installation used first.")
    case StoreError.full:
      self.init(503, "disk_full", "The collector's disk is full; nothing was written. Try again later.", retryAfter: 60)
    case StoreError.unavailable:
      self.init(
        503, "storage_unavailable", "The collector's disk refuses; nothing was written. Try again later.",
        retryAfter: 30)
    case StoreError.busy:
      self.init(503, "busy", "More reports wait to be written than the collector holds. Try again soon.", retryAfter: 1)
    case StoreError.closed:
      self.init(503, "stopping", "The collector is stopping. Try again in a moment.", retryAfter: 5)
    case is FileHomeError:
      self.init(
        503, "attachment_unavailable",
        "The place where attachments are kept does not give this one for now. Try again later.", retryAfter: 60)
    default: return nil
    }
  }

  var response: HTTPResponse {
    var writer = JSONWriter(reservingCapacity: 192)
    writer.object { writer in
      writer.object("error") { writer in
        writer.string("code", code)
        writer.string("field", field)
        writer.string("message", message)
      }
    }
    var response = HTTPResponse.json(status, writer.bytes)
    if let retryAfter { response.headers.add("Retry-After", String(retryAfter)) }
    if status == 401 { response.headers.add("WWW-Authenticate", "Bearer") }
    return response
  }
}
