// Every setting of `serve`, in one table. Flags, environment, file, `serve --check` and the documentation are made from it.

/// One setting of the collector.
struct Setting: Sendable {
  enum Kind: Sendable {
    case text
    /// A whole number in this range.
    case integer(ClosedRange<Int>)
    /// `true` or `false`; a flag without a value means true.
    case flag
    /// One of these words.
    case choice([String])
    /// Several, separated by commas; a flag or a line may be repeated.
    case list
  }

  /// The key in a file; `--KEY` as a flag; `TELLBACK_KEY` in the environment, upper case with underscores.
  let key: String
  let kind: Kind
  let fallback: String
  let help: String

  var flag: String { "--\(key)" }
  var environment: String {
    "TELLBACK_" + String(key.uppercased().map { $0 == "-" ? "_" : $0 })
  }

  /// What a value of it looks like, for messages.
  var expected: String {
    switch kind {
    case .text: "a text"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .choice(let words): words.joined(separator: " or ")
    case .list: "values separated by commas"
    }
  }

  static let data = Setting(
    key: "data", kind: .text, fallback: "tellback-data", help: "The directory of everything that is kept.")
  static let store = Setting(
    key: "store", kind: .text, fallback: "",
    help: "postgres://USER@HOST:PORT/DATABASE keeps everything in PostgreSQL, which several collectors share; the data "
      + "directory then holds what is this collector's own. See *PostgreSQL and several collectors*.")
  static let storePasswordFile = Setting(
    key: "store-password-file", kind: .text, fallback: "",
    help: "A file that holds the database's password and nothing else; read at the start. Without it libpq looks for a "
      + "passfile.")
  static let listen = Setting(
    key: "listen", kind: .text, fallback: "127.0.0.1:8080",
    help: "HOST:PORT to listen on; port 0 lets the system choose. TLS is the business of the proxy in front.")
  static let addressFile = Setting(
    key: "address-file", kind: .text, fallback: "",
    help: "A file to which the address is written once requests are taken; removed at the end.")
  static let publicURL = Setting(
    key: "public-url", kind: .text, fallback: "",
    help: "Where browsers and apps reach the collector through a proxy, such as https://feedback.example.com or "
      + "https://example.com/feedback; with https, cookies are Secure.")
  static let trustedProxies = Setting(
    key: "trusted-proxies", kind: .list, fallback: "",
    help: "Addresses of proxies whose X-Forwarded-For is believed.")
  static let loops = Setting(
    key: "loops", kind: .integer(0...256), fallback: "0",
    help: "Event loops, one thread each; 0 takes one for each processor.")
  static let maxConnections = Setting(
    key: "max-connections", kind: .integer(1...1_000_000), fallback: "4096", help: "Connections in all.")
  static let maxConnectionsPerAddress = Setting(
    key: "max-connections-per-address", kind: .integer(1...1_000_000), fallback: "256",
    help: "Connections from one address.")
  static let stopSeconds = Setting(
    key: "stop-seconds", kind: .integer(1...3_600), fallback: "20",
    help: "How long requests that were accepted may take to finish at the end.")
  static let sessionDays = Setting(
    key: "session-days", kind: .integer(1...365), fallback: "7", help: "How long a sign-in on the board lasts.")
  static let signInHeader = Setting(
    key: "sign-in-header", kind: .text, fallback: "",
    help: "A header in which a proxy of --trusted-proxies names whom it has signed in, by e-mail; it must remove the "
      + "header from what clients send. Accounts are not made by it.")
  static let auditDays = Setting(
    key: "audit-days", kind: .integer(1...3_650), fallback: "365",
    help: "How long the audit log keeps what people and commands did.")
  static let undoSeconds = Setting(
    key: "undo-seconds", kind: .integer(0...600), fallback: "10",
    help: "How long an answer or a resolution can be taken back before reporters are told; 0 tells them at once.")
  static let idleClaimHours = Setting(
    key: "idle-claim-hours", kind: .integer(0...8_760), fallback: "72",
    help: "An open ticket is given back when its owner did nothing on it for so long; 0 keeps claims for ever.")
  static let reminderDays = Setting(
    key: "reminder-days", kind: .integer(0...365), fallback: "7",
    help: "Reporters for whose answer a ticket waits are reminded once after so long; 0 reminds nobody.")
  static let unansweredDays = Setting(
    key: "unanswered-days", kind: .integer(0...365), fallback: "14",
    help:
      "So long after the reminder such a ticket is resolved for want of an answer, which a reply undoes; 0 ends none.")
  static let allowPrivateWebhooks = Setting(
    key: "allow-private-webhooks", kind: .flag, fallback: "false",
    help: "Webhooks may go to addresses inside your network, and by plain http. Whoever administers the board reaches "
      + "them.")
  static let smtpHost = Setting(
    key: "smtp-host", kind: .text, fallback: "",
    help: "The server that takes mails of the collector; empty sends none. --mail-from goes with it.")
  static let smtpPort = Setting(
    key: "smtp-port", kind: .integer(1...65_535), fallback: "587", help: "Its port.")
  static let smtpSecurity = Setting(
    key: "smtp-security", kind: .choice(["starttls", "tls", "none"]), fallback: "starttls",
    help: "TLS begun within the connection, from its start, or none for a server on this machine.")
  static let smtpUser = Setting(
    key: "smtp-user", kind: .text, fallback: "", help: "The name to sign in with; empty signs in nowhere.")
  static let smtpPasswordFile = Setting(
    key: "smtp-password-file", kind: .text, fallback: "",
    help: "A file that holds the password and nothing else; read at the start.")
  static let smtpCertificates = Setting(
    key: "smtp-ca-file", kind: .text, fallback: "",
    help: "Certificates to trust in place of the system's, for a server with one of your own.")
  static let mailFrom = Setting(
    key: "mail-from", kind: .text, fallback: "",
    help: "The address that mails come from, such as desk@example.com. What is sent to it is not read.")
  static let attachments = Setting(
    key: "attachments", kind: .choice(["store", "folder", "s3"]), fallback: "store",
    help: "Where attachments are kept: in the database, in a folder, or behind S3's protocol. See *Attachments*.")
  static let attachmentsFolder = Setting(
    key: "attachments-folder", kind: .text, fallback: "",
    help: "The folder; empty is `attachments` in the data directory. It must be empty at first.")
  static let s3Endpoint = Setting(
    key: "s3-endpoint", kind: .text, fallback: "",
    help: "Where S3's protocol is spoken, such as https://s3.eu-central-1.amazonaws.com; empty speaks it nowhere.")
  static let s3Bucket = Setting(
    key: "s3-bucket", kind: .text, fallback: "",
    help: "The bucket, which must exist and be for attachments alone.")
  static let s3Region = Setting(
    key: "s3-region", kind: .text, fallback: "us-east-1", help: "The region that requests are signed for.")
  static let s3AccessKey = Setting(
    key: "s3-access-key", kind: .text, fallback: "", help: "The access key's id. --s3-secret-file goes with it.")
  static let s3SecretFile = Setting(
    key: "s3-secret-file", kind: .text, fallback: "",
    help: "A file that holds the access key's secret and nothing else; read at the start.")
  static let s3Certificates = Setting(
    key: "s3-ca-file", kind: .text, fallback: "",
    help: "Certificates to trust in place of the system's, for a server with one of your own.")
  static let logFormat = Setting(
    key: "log-format", kind: .choice(Log.Format.allCases.map(\.rawValue)), fallback: "logfmt",
    help: "How lines on standard error are written.")
  static let logRequests = Setting(
    key: "log-requests", kind: .flag, fallback: "false", help: "Logs every answer: method, path, status and time.")
  static let components = Setting(
    key: "component", kind: .list, fallback: "",
    help: "PREFIX=NAME. Made a rule by the first start of a release that has rules, and not read since: see `rule`.")
  static let criticalPhrases = Setting(
    key: "critical-phrase", kind: .list, fallback: "",
    help: "Words that make a problem critical. Made a rule by that first start, and not read since: see `rule`.")
  static let highPhrases = Setting(
    key: "high-phrase", kind: .list, fallback: "",
    help: "Words that make a problem of high severity. Made a rule by that first start, and not read since: see `rule`."
  )
  static let oldKeyDays = Setting(
    key: "old-key-days", kind: .integer(0...3_650), fallback: "90",
    help: "After a change of how reports are grouped: days since a ticket's newest report in which its old keys join.")
  static let sweepSeconds = Setting(
    key: "sweep-seconds", kind: .integer(1...86_400), fallback: "3600",
    help: "Between two looks for reports that an app keeps no longer; see `app retention`.")
  static let tombstoneDays = Setting(
    key: "tombstone-days", kind: .integer(30...36_500), fallback: "1095",
    help: "How long an erased report's id is kept, so that a device that was away so long cannot bring it back.")

  /// Those that say where attachments are, which commands need too.
  static let ofAttachments = [
    attachmentsFolder, s3Endpoint, s3Bucket, s3Region, s3AccessKey, s3SecretFile, s3Certificates,
  ]

  static let all: [Setting] = [
    data, store, storePasswordFile, listen, addressFile, publicURL, trustedProxies, loops, maxConnections,
    maxConnectionsPerAddress, stopSeconds,
    sessionDays, signInHeader, auditDays, undoSeconds, idleClaimHours, reminderDays, unansweredDays,
    allowPrivateWebhooks, smtpHost, smtpPort, smtpSecurity, smtpUser, smtpPasswordFile, smtpCertificates, mailFrom,
    attachments, attachmentsFolder, s3Endpoint, s3Bucket, s3Region, s3AccessKey, s3SecretFile, s3Certificates,
    logFormat, logRequests, components, criticalPhrases, highPhrases,
    oldKeyDays, sweepSeconds, tombstoneDays,
  ]
}
