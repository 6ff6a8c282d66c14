// The settings of the board.
import CollectorCore
import TellbackSupport

/// Sign-in by a proxy in front: it has asked who somebody is, and says so in a header.
public struct ProxySignIn: Sendable, Equatable {
  /// The name of the header that holds an e-mail address. The proxy must remove what clients send under it.
  public var header: String
  /// Addresses from which the header is believed.
  public var proxies: Set<String>

  public init(header: String, proxies: Set<String>) {
    self.header = header
    self.proxies = proxies
  }
}

/// What the board tells of mail.
public struct MailOutlook: Sendable {
  /// How the server is known, such as `mail.example.com:587, STARTTLS, from desk@example.com`; nil where mail is not set up.
  public var server: String?
  /// Why the server takes nothing for now.
  public var trouble: @Sendable () -> String?
  /// Called after something was written that goes out.
  public var onChange: @Sendable () -> Void

  public init(
    server: String? = nil, trouble: @escaping @Sendable () -> String? = { nil },
    onChange: @escaping @Sendable () -> Void = {}
  ) {
    self.server = server
    self.trouble = trouble
    self.onChange = onChange
  }
}

/// The settings of a ``Board``.
public struct BoardOptions: Sendable {
  /// True when browsers reach the board over TLS: cookies are `Secure` and answers carry Strict-Transport-Security.
  public var isSecure: Bool
  /// The board's own origin, such as `https://feedback.example.com`, for a proxy that changes `Host`. Nil: forms must come
  /// from the origin that `Host` names.
  public var origin: String?
  /// The path under which a proxy publishes the board, such as `/feedback`: empty, or segments of letters, digits and `-._~`,
  /// each after a slash, without one at the end.
  public var pathPrefix: String
  /// How long a sign-in lasts, in seconds: 1 to 31,536,000; values outside are taken to the nearest end.
  public var sessionSeconds: Int64
  /// How long words to reporters can be taken back, in seconds: 0 to 600; 0 tells them at once.
  public var undoSeconds: Int64
  /// An open ticket whose owner does nothing on it for so many seconds is given back: the board warns of it before. 0 for never.
  public var idleSeconds: Int64
  /// Called after something was written that is due later: whoever sends messages looks when.
  public var onDueChange: @Sendable () -> Void
  /// Called after reports or messages that were kept back were released: there is something to digest.
  public var onReleased: @Sendable () -> Void
  /// Endpoints may have addresses that are not public.
  public var allowsPrivateWebhooks: Bool
  /// Called after an endpoint was made or changed: whoever sends looks at once.
  public var onWebhookChange: @Sendable () -> Void
  /// Called after an issue was wanted or a tracker changed: whoever speaks to trackers looks at once.
  public var onTrackerChange: @Sendable () -> Void
  public var mail: MailOutlook
  /// Gives the bytes of attachments that lie outside the store.
  public var files: any OutsideReading = NothingOutside()
  /// How often the store is asked whether something changed while somebody watches, in milliseconds; at least 50.
  public var pollMilliseconds: Int64
  /// Signalled when something may have changed: it is asked at once.
  public var changed = WakeUp()
  /// Browsers that may watch at once.
  public var watchers: Int
  /// Nil: everybody signs in with a password.
  public var proxySignIn: ProxySignIn?
  /// For tests: each phrase stands between ⟦ and ⟧.
  package var isProof = false
  /// Called before words are taken out of a report, and after they are gone from the store: indexes beside the store forget them.
  public var onRedacting: @Sendable () -> Void
  public var onRedacted: @Sendable (RedactedReport) -> Void
  /// Hears of every failure that a person was shown as an error page: the incident's number, where, and what failed.
  public var onFailure: @Sendable (_ incident: String, _ place: String, _ error: any Error) -> Void

  public init(
    isSecure: Bool = false, origin: String? = nil, pathPrefix: String = "", sessionSeconds: Int64 = 7 * 86_400,
    undoSeconds: Int64 = 0, idleSeconds: Int64 = 0,
    onDueChange: @escaping @Sendable () -> Void = {}, onReleased: @escaping @Sendable () -> Void = {},
    pollMilliseconds: Int64 = 1_000, watchers: Int = 500,
    proxySignIn: ProxySignIn? = nil,
    onRedacting: @escaping @Sendable () -> Void = {},
    onRedacted: @escaping @Sendable (RedactedReport) -> Void = { _ in },
    allowsPrivateWebhooks: Bool = false, onWebhookChange: @escaping @Sendable () -> Void = {},
    onTrackerChange: @escaping @Sendable () -> Void = {},
    mail: MailOutlook = MailOutlook(),
    onFailure: @escaping @Sendable (_ incident: String, _ place: String, _ error: any Error) -> Void
  ) {
    self.isSecure = isSecure
    self.origin = origin
    self.pathPrefix = pathPrefix
    self.sessionSeconds = min(max(sessionSeconds, 1), 31_536_000)
    self.undoSeconds = min(max(undoSeconds, 0), 600)
    self.idleSeconds = max(idleSeconds, 0)
    self.onDueChange = onDueChange
    self.onReleased = onReleased
    self.allowsPrivateWebhooks = allowsPrivateWebhooks
    self.onWebhookChange = onWebhookChange
    self.onTrackerChange = onTrackerChange
    self.mail = mail
    self.pollMilliseconds = max(pollMilliseconds, 50)
    self.watchers = max(watchers, 0)
    self.proxySignIn = proxySignIn
    self.onRedacting = onRedacting
    self.onRedacted = onRedacted
    self.onFailure = onFailure
  }
}
