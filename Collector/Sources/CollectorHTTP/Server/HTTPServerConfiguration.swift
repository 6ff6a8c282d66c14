// Every limit of the server, with its unit and its default.

/// Where the server listens and what it puts up with. Times are absolute: a byte now and then does not prolong them.
public struct HTTPServerConfiguration: Sendable {
  /// The address or name to listen on. Default `127.0.0.1`.
  public var host = "127.0.0.1"
  /// The TCP port; 0 lets the system choose. Default 0.
  public var port = 0
  /// Event loops, one thread each. Default: the number of processors.
  public var loops = defaultLoops

  /// Bytes of the request line; over it 414. Default 8 KiB.
  public var maxRequestLineBytes = 8 * 1024
  /// Bytes of the whole head with its empty line; over it 431. Default 32 KiB.
  public var maxHeadBytes = 32 * 1024
  /// Field lines of a head, and of a trailer; over it 431. Default 100.
  public var maxFields = 100
  /// Bytes of a trailer; over it 431. Default 8 KiB.
  public var maxTrailerBytes = 8 * 1024
  /// Bytes of one chunk's size line; over it 400. Default 1 KiB.
  public var maxChunkLineBytes = 1024
  /// Bytes of all chunk extensions of a request; over it 400. Default 8 KiB.
  public var maxChunkExtensionBytes = 8 * 1024
  /// How many times larger than sent a gzip body may become, once over 64 KiB; over it 413. Default 100.
  public var maxCompressionRatio = 100

  /// Connections in all; over it 503 and close. Lowered at the start when the process may not open that many descriptors.
  /// Default 4,096.
  public var maxConnections = 4096
  /// Connections of one IPv4 address or one IPv6 /64; over it 429 and close. Trusted proxies are exempt. Default 256.
  public var maxConnectionsPerAddress = 256
  /// Bytes that the request bodies over 64 KiB may take together, from their heads to their answers; over it 503 with
  /// Retry-After. A chunked or compressed body counts as large as its route allows. Default 256 MiB.
  public var maxBodyBytesInFlight = 256 * 1024 * 1024
  /// How long one turn of a loop may last before it refuses larger requests, of routes with an admission; over it 503 with
  /// Retry-After. Default 100 ms.
  public var turnLimit = Duration.milliseconds(100)
  /// Bytes of a body up to which a request is served however far behind its loop is. Default 16 KiB.
  public var sheddableBodyBytes = 16 * 1024
  /// Bytes waiting in one event stream; a reader slower than that is closed. Default 256 KiB.
  public var maxEventBacklogBytes = 256 * 1024

  /// From the first byte of a head (or from the connection) to its end; over it 408. Default 10 s.
  public var headTimeout = Duration.seconds(10)
  /// From the end of the head to the end of the body; over it 408. Default 60 s.
  public var bodyTimeout = Duration.seconds(60)
  /// From the whole request to its answer; over it 503. Default 60 s.
  public var handlerTimeout = Duration.seconds(60)
  /// For the client to take an answer, from when it first would not; over it the connection is closed. Default 60 s.
  public var writeTimeout = Duration.seconds(60)
  /// Between two requests of a connection; over it the connection is closed. Default 75 s.
  public var keepAliveTimeout = Duration.seconds(75)
  /// How long input is thrown away after an answer that closes, so that the client can read it; during a stop at most 1 s.
  /// Default 10 s.
  public var lingerTimeout = Duration.seconds(10)
  /// Between two comments that keep an event stream's connection from looking dead. Default 15 s.
  public var eventHeartbeat = Duration.seconds(15)

  /// Addresses of proxies whose `X-Forwarded-For` is believed (its last entry). Default: none.
  public var trustedProxies: Set<String> = []
  /// Whether each answer is reported to the log hook. Default false.
  public var logsAnswers = false

  public init(host: String = "127.0.0.1", port: Int = 0, loops: Int = defaultLoops) {
    self.host = host
    self.port = port
    self.loops = loops
  }

  /// The number of processors.
  public static var defaultLoops: Int { max(1, Sockets.processorCount) }

  var parserLimits: HTTPParserLimits {
    var limits = HTTPParserLimits()
    limits.requestLine = maxRequestLineBytes
    limits.head = maxHeadBytes
    limits.fields = maxFields
    limits.trailer = maxTrailerBytes
    limits.chunkLine = maxChunkLineBytes
    limits.chunkExtensions = maxChunkExtensionBytes
    limits.compressionRatio = max(1, maxCompressionRatio)
    return limits
  }
}

extension Duration {
  /// Whole nanoseconds, at least 0 and at most some centuries.
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0 else { return 0 }
    return UInt64(min(seconds, 10_000_000_000)) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
  }
}
