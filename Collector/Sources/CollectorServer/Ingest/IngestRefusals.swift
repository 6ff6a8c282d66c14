// How the routes that take what apps send answer an error.
import CollectorCore
import CollectorHTTP

/// Each refusal is counted by its code, and logged where the collector is to blame.
struct IngestRefusals: Sendable {
  let telemetry: Telemetry
  let log: Log
  /// The name of the log's line.
  let event: String
  /// Stands in front of the code in the count.
  var prefix = ""

  /// `count` reports are refused. `told` shapes an answer whose sender can do something about it.
  func answer(
    _ error: any Error, count: Int64 = 1, told: (ErrorAnswer) -> HTTPResponse = { $0.response }
  ) -> HTTPResponse {
    guard let problem = ErrorAnswer(error) else {
      telemetry.countRefused(prefix + ErrorAnswer.unforeseen.code, by: count)
      log.error(event, ["error": "\(error)"])
      return ErrorAnswer.unforeseen.response
    }
    if case StoreError.unavailable(let why) = error { log.error(event, ["error": why]) }
    telemetry.countRefused(prefix + problem.code, by: count)
    return told(problem)
  }
}
