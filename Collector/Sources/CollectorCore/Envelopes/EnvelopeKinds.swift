// The names under which things of envelopes are counted. They come from outside, so only known ones are told apart: nobody
// fills a table with names of their own.

public enum EnvelopeKinds {
  /// Kinds of items that are skipped (develop.sentry.dev/sdk/data-model/envelope-items).
  static let skipped: Set<String> = [
    "event", "transaction", "session", "sessions", "statsd", "metric_meta", "metric_buckets", "profile",
    "profile_chunk", "replay_event", "replay_recording", "replay_video", "check_in", "span", "log", "otel_log",
    "trace_metric", "security", "raw_security", "nel", "unreal_report", "form_data",
  ]
  /// Reasons of client reports (develop.sentry.dev/sdk/telemetry/client-reports).
  static let reasons: Set<String> = [
    "queue_overflow", "cache_overflow", "buffer_overflow", "ratelimit_backoff", "network_error", "sample_rate",
    "before_send", "event_processor", "send_error", "internal_sdk_error", "insufficient_data", "backpressure",
    "no_parent_span", "invalid",
  ]
  /// Categories of client reports in which words of a person are counted; Python's SDK counts them as `default`.
  static let categoriesOfWords: Set<String> = ["feedback", "user_report", "user_report_v2", "default"]
  /// The largest count that one client report is believed.
  static let mostDiscarded: Int64 = 1_000_000
  public static let other = "other"

  static func counted(_ kind: String) -> String { skipped.contains(kind) ? kind : other }
  static func counted(reason: String) -> String { reasons.contains(reason) ? reason : other }
}
