// When to try again, as a pure function of what happened: no clock, no chance, no I/O in here.

/// What an answer means for the reports in the request.
enum Verdict: Equatable {
  /// Look into the body for receipts.
  case answered
  /// Try the same again later; the collector may have said not before when.
  case retry(floor: Duration?)
  /// The collector failed on this request, maybe because of what is in it.
  case serverError(floor: Duration?)
  /// Something is wrong that a repeat will not mend soon: a key, an address. Everything is kept.
  case probe
  /// The collector has gone for good.
  case gone
  /// This request will never be taken.
  case poison
  case tooLarge
}

/// Delays between tries: `random(0 ... min(cap, base x 2^n))`, never below what Retry-After says.
///
/// Source: M. Brooker, "Exponential Backoff and Jitter" (full jitter).
public struct RetryPolicy: Sendable, Equatable {
  public var base: Duration = .seconds(2)
  public var cap: Duration = .seconds(21_600)
  /// Between two tries while the key or the address is not accepted.
  public var probe: Duration = .seconds(3_600)
  /// The longest Retry-After that is believed.
  public var longestFloor: Duration = .seconds(86_400)
  /// Server errors on the same single report before it is put off, so that the others go on.
  public var serverErrorsBeforePuttingOff = 5

  public init() {}

  /// The delay before the next try.
  /// - Parameters:
  ///   - failures: tries that failed in a row, from 1.
  ///   - floor: what Retry-After said.
  ///   - chance: from 0 up to and without 1.
  public func delay(failures: Int, floor: Duration? = nil, chance: Double) -> Duration {
    let exponent = min(max(failures - 1, 0), 32)
    let grown = min(base.seconds * Double(UInt64(1) << UInt64(exponent)), cap.seconds)
    let drawn = Duration.seconds(grown * min(max(chance, 0), 1))
    guard let floor else { return drawn }
    return max(drawn, min(floor, longestFloor))
  }

  /// The delay before the next try while the key or the address is not accepted: between half of ``probe`` and all.
  public func probeDelay(chance: Double) -> Duration { probe * (0.5 + 0.5 * min(max(chance, 0), 1)) }

  /// How long a report is put off after `attempts` server errors on it alone: between half and all of ten minutes the first
  /// time, so that an outage does not cost its reports hours, and twice as long each time up to ``cap``.
  func putOffDelay(attempts: Int, chance: Double) -> Duration {
    let exponent = min(max(attempts - serverErrorsBeforePuttingOff, 0), 16)
    let grown = min(600 * Double(UInt64(1) << UInt64(exponent)), cap.seconds)
    return .seconds(grown * (0.5 + 0.5 * min(max(chance, 0), 1)))
  }

  /// What `status` means for a request.
  func verdict(status: Int, retryAfter: Duration?) -> Verdict {
    switch status {
    case 200, 201, 202: .answered
    case 400, 415, 422: .poison
    case 413: .tooLarge
    case 410: .gone
    case 500: .serverError(floor: retryAfter)
    case 408, 409, 425, 429, 502, 503, 504: .retry(floor: retryAfter)
    // A redirect or another 2xx is not our collector but something in between, such as a captive portal.
    case 200...399: .retry(floor: retryAfter)
    default: .probe
    }
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
