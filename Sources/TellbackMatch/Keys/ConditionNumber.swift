// Which numbers of an error's message name a condition (an HTTP status, an exit code, an errno) and so tell errors apart.
// A count, a size, a time, an id or a line's number never does. Doubt keeps errors apart: a wrong merge is the worst fault.

/// How firmly the words so far announce a code.
enum CodeAnnouncement: Int, Comparable {
  case none
  /// `answered`, `returned`: a code of a known range may follow, or a count.
  case answer
  /// `exited with`, `failed with`: any short number that counts nothing.
  case outcome
  /// `error`, `result`: a short number that counts nothing.
  case error
  /// `code`, `status`, `errno`: whatever short number follows.
  case code
  /// `OSStatus`, `HRESULT`, `...Domain`: also a long one.
  case system

  static func < (one: CodeAnnouncement, other: CodeAnnouncement) -> Bool { one.rawValue < other.rawValue }
}

enum ConditionNumber {
  /// The most digits of a code, and of one of the system's.
  static let shortDigits = 5
  static let longDigits = 10

  /// What `word` announces, after a word (`previous`) and what that announced.
  static func announcement(
    of word: ArraySlice<UInt8>, after previous: ArraySlice<UInt8>, _ before: CodeAnnouncement
  ) -> CodeAnnouncement {
    if ends(word, with: "code") || ends(word, with: "codes") {
      return ownCodes.contains(word) || ownCodeNames.contains(previous) ? .none : .code
    }
    if systems.contains(word) || ends(word, with: "domain") && word.count > 6 { return .system }
    if codes.contains(word) || ends(word, with: "status") || ends(word, with: "errno") { return .code }
    if errors.contains(word) || ends(word, with: "error") || ends(word, with: "exception") { return .error }
    if answers.contains(word) { return .answer }
    if outcomes.contains(word) { return .outcome }
    // "status code is 404", "failed with error no. 5".
    if before != .none, fillers.contains(word) { return before }
    // "SQLSTATE[HY000] [2002]": the class stands before the code.
    if before == .system, word.count == 5, word.contains(where: isDigit) { return before }
    return .none
  }

  /// Whether a plain number of `digits` digits is kept, by what announced it and by the word after it.
  static func isKept(
    _ announcement: CodeAnnouncement, digits: Int, value: Int, isNegative: Bool, next: ArraySlice<UInt8>
  ) -> Bool {
    let isShort = digits <= (isNegative ? longDigits : shortDigits)
    switch announcement {
    case .none: return false
    case .system: return digits <= longDigits
    case .code: return isShort
    case .error, .outcome: return isShort && !isCounted(next)
    case .answer: return (isNegative && isShort || isStatus(value, digits)) && !isCounted(next)
    }
  }

  /// Whether `value` is an HTTP status by its range: of any class, or of an error.
  static func isStatus(_ value: Int, _ digits: Int) -> Bool { digits == 3 && (100...599).contains(value) }
  static func isErrorStatus(_ value: Int, _ digits: Int) -> Bool { digits == 3 && (400...599).contains(value) }

  /// Whether `next` is how the reason phrase of this status begins (RFC 9110, section 15), or says that it is one.
  static func isExplained(_ value: Int, by next: ArraySlice<UInt8>) -> Bool {
    if isErrorStatus(value, 3), statusNouns.contains(next) { return true }
    return reasons.first { $0.status == value }?.words.contains(next) ?? false
  }

  /// Whether a number before `next` counts something: `5 items`, `3 of 7`, `2 more`.
  static func isCounted(_ next: ArraySlice<UInt8>) -> Bool {
    if counters.contains(next) { return true }
    guard next.count > 2, next.last == 0x73 else { return false }
    if ends(next, with: "ss") || ends(next, with: "us") || ends(next, with: "is") { return false }
    return !noPlurals.contains(next)
  }

  static func isWebWord(_ word: ArraySlice<UInt8>) -> Bool { webWords.contains(word) }
  static func isServer(_ word: ArraySlice<UInt8>) -> Bool { servers.contains(word) }
  static func isMethod(_ word: ArraySlice<UInt8>) -> Bool { methods.contains(word) }
  static func isVendorPrefix(_ word: ArraySlice<UInt8>) -> Bool { vendors.contains(word) }
  /// Whether `word` ends what `strerror` says, so that a number in parentheses after it is the errno.
  static func endsSystemError(_ word: ArraySlice<UInt8>) -> Bool { systemErrorEnds.contains(word) }

  /// Whether `0x…` is an HRESULT, an NTSTATUS or a termination code rather than an address: by its eight digits.
  static func isHexCode(_ token: ArraySlice<UInt8>, after previous: ArraySlice<UInt8>) -> Bool {
    guard token.count == 10, !addressWords.contains(previous) else { return false }
    let digits = token.dropFirst(2)
    if terminations.contains(digits) { return true }
    return hexFamilies.contains(digits.prefix(4)) || digits.starts(with: [0x63, 0x30, 0x30, 0x30])
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func ends(_ word: ArraySlice<UInt8>, with ending: StaticString) -> Bool {
    let count = ending.utf8CodeUnitCount
    guard word.count >= count else { return false }
    return ending.withUTF8Buffer { word.suffix(count).elementsEqual($0) }
  }

  // MARK: Words

  private static let codes = WordTable(
    "errno err status http exit signal rc smtp ftp imap grpc sip curl sqlcode")
  private static let systems = WordTable("osstatus hresult ntstatus sqlstate kern_return kr")
  private static let errors = WordTable("error result fault trap instruction exited exits failure")
  private static let answers = WordTable(
    """
    answered answers answer returned returns responded responds response replied replies reply got gets gave gives \
    received receives
    """)
  private static let outcomes = WordTable("with")
  private static let fillers = WordTable("is was of no nr num number value the a an")
  /// Codes that are somebody's own.
  private static let ownCodes = WordTable(
    """
    barcode barcodes postcode postcodes zipcode passcode promocode qrcode geocode decode encode unicode transcode \
    shortcode pincode bytecode sourcecode vouchercode discountcode keycode timecode
    """)
  private static let ownCodeNames = WordTable(
    """
    bar post postal zip area country promo coupon discount access verification security confirmation pin qr dial \
    voucher gift invite invitation tracking otp sms product article booking customer referral activation login \
    one-time backup recovery sort
    """)
  private static let statusNouns = WordTable("error response status")
  private static let counters = WordTable(
    """
    of more new old other out free left remaining pending times x percent people children entries data from_cache \
    item byte file row record
    """)
  private static let noPlurals = WordTable("does always perhaps as has was this yes less unless whereas besides")
  private static let webWords = WordTable(
    """
    server http https request response load loading fetch fetching url uri api endpoint gateway upload uploading \
    download downloading network connection sync syncing webhook resource host proxy backend service
    """)
  private static let servers = WordTable("server gateway backend proxy upstream api cdn endpoint webhook")
  private static let methods = WordTable("get post put patch delete head options")
  private static let vendors = WordTable("ora pls tns rman imp drg jbo kup")
  private static let systemErrorEnds = WordTable(
    """
    denied refused directory exists argument descriptor unreachable peer busy device pipe memory permitted \
    progress aborted
    """)
  private static let addressWords = WordTable("at address addr pointer ptr object instance thread handle base near")
  private static let hexFamilies = WordTable(
    "8000 8001 8002 8003 8004 8007 8009 800a 800b 800f 8010 8011 80ef 8024 8813")
  private static let terminations = WordTable(
    "8badf00d dead10cc deadfa11 c00010ff baaaaaad bad22222 bbadbeef 2bad45ec c51bad01 c51bad02 c51bad03")

  private static let reasons: [(status: Int, words: WordTable)] = [
    (200, WordTable("ok")), (201, WordTable("created")), (202, WordTable("accepted")), (204, WordTable("no")),
    (206, WordTable("partial")), (300, WordTable("multiple")), (301, WordTable("moved")), (302, WordTable("found")),
    (303, WordTable("see")), (304, WordTable("not")), (307, WordTable("temporary")), (308, WordTable("permanent")),
    (400, WordTable("bad")), (401, WordTable("unauthorized unauthorised")), (402, WordTable("payment")),
    (403, WordTable("forbidden")), (404, WordTable("not")), (405, WordTable("method")), (406, WordTable("not")),
    (407, WordTable("proxy")), (408, WordTable("request")), (409, WordTable("conflict")), (410, WordTable("gone")),
    (411, WordTable("length")), (412, WordTable("precondition")), (413, WordTable("payload request content entity")),
    (414, WordTable("uri request")), (415, WordTable("unsupported")), (416, WordTable("range requested")),
    (417, WordTable("expectation")), (421, WordTable("misdirected")), (422, WordTable("unprocessable")),
    (423, WordTable("locked")), (424, WordTable("failed")), (425, WordTable("too")), (426, WordTable("upgrade")),
    (428, WordTable("precondition")), (429, WordTable("too")), (431, WordTable("request")),
    (451, WordTable("unavailable")), (500, WordTable("internal")), (501, WordTable("not")), (502, WordTable("bad")),
    (503, WordTable("service")), (504, WordTable("gateway")), (505, WordTable("http")),
    (507, WordTable("insufficient")),
    (508, WordTable("loop")), (511, WordTable("network")),
  ]
}
