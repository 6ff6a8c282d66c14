// What the app says of its installation.

extension Reporter {
  /// The organisation or group of customers of this installation, as the daily heartbeat says it; longer than ``WireLimits/segment``
  /// bytes, it is cut. It starts as ``ReporterConfiguration/segment``, and may be set once it is known, for example after a
  /// sign-in: until the day's heartbeat is sent, the day counts for the new one.
  public var segment: String? {
    get { core.heartbeats.segment }
    set {
      core.heartbeats.segment = newValue
      core.own.sync.heartbeatsChanged()
    }
  }
}
