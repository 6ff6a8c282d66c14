// Numbers that name a condition keep errors apart; counts, sizes, times and ids do not.
import Testing

@testable import TellbackMatch

@Suite struct ConditionTests {
  private func key(_ message: String, version: UInt8 = ExactKey.version) -> [UInt8]? {
    ExactKey.errorSignature(type: "E", message: message, frames: [], version: version)
  }

  /// `#` stands for the number.
  static let conditions: [(message: String, values: [String])] = [
    ("Server answered #", ["404", "500", "503"]),
    ("The server responded with #", ["404", "502"]),
    ("Request failed with status code #", ["401", "403"]),
    ("status: #", ["200", "500"]),
    ("status=#", ["400", "500"]),
    ("Status code was # instead of 200", ["404", "410"]),
    ("status_code: #", ["404", "500"]),
    ("HTTP #", ["404", "500"]),
    ("HTTP/1.1 #", ["404", "500"]),
    ("HTTP/2 #", ["404", "500"]),
    ("http error #", ["404", "500"]),
    ("# error", ["404", "500"]),
    ("got a #", ["429", "503"]),
    ("API returned #", ["422", "500"]),
    ("GET https://example.org/a # in 12 ms", ["404", "503"]),
    ("GET /api/orders # (12 ms)", ["404", "503"]),
    ("POST https://example.org/a → #", ["404", "503"]),
    ("Failed to load resource: #", ["404", "503"]),
    ("Upload failed (#)", ["413", "507"]),
    ("bad response: #.", ["404", "500"]),
    ("upstream # while reading", ["502", "504"]),
    (##"{"status":#,"path":"/a"}"##, ["404", "500"]),
    (##"{"status": "#", "path": "/a"}"##, ["404", "500"]),
    (##"{"code":"#"}"##, ["12", "13"]),
    ("Request Failed - #", ["404 Not Found", "500 Internal Server Error", "503 Service Unavailable"]),
    ("code #", ["12", "13"]),
    ("Code=#", ["12", "-12"]),
    ("error code: #", ["7", "28"]),
    ("error code of #", ["7", "28"]),
    ("Error #", ["1062", "1045"]),
    ("Error # (23000): Duplicate entry 'x' for key 'y'", ["1062", "1586"]),
    ("error no. #", ["5", "6"]),
    ("Error #: disk full", ["5", "6"]),
    ("Exited with code #", ["1", "137"]),
    ("EXIT #", ["1", "137"]),
    ("exit status #", ["1", "2"]),
    ("Process exited with #", ["1", "137"]),
    ("terminated with #", ["9", "15"]),
    ("The worker was killed by signal #", ["9", "11"]),
    ("Segmentation fault: #", ["11", "10"]),
    ("Abort trap: #", ["6", "5"]),
    ("errno #", ["2", "13"]),
    ("errno=#", ["2", "13"]),
    ("[Errno #] cannot open the file", ["2", "13"]),
    ("Permission denied (#)", ["1", "13"]),
    ("Connection refused (#)", ["61", "111"]),
    ("(os error #)", ["2", "13"]),
    ("[WinError #] denied", ["5", "32"]),
    ("OSStatus #", ["-50", "-25300"]),
    ("OSStatus error #.", ["-50", "-54"]),
    ("OSStatus #", ["560227702", "1852797029"]),
    ("The keychain failed (#)", ["-25300", "-34018"]),
    ("NSURLErrorDomain #", ["-1001", "-1009"]),
    ("NSURLErrorDomain error #.", ["-1001", "-1009"]),
    ("Error Domain=NSCocoaErrorDomain Code=# \"The file is gone.\"", ["4", "260"]),
    ("The operation couldn’t be completed. (App.PayError error #.)", ["0", "3"]),
    ("kCFErrorDomainCFNetwork error #", ["303", "310"]),
    ("SSL error #", ["-9806", "-9807"]),
    ("SQLSTATE #", ["23505", "40001"]),
    ("SQLSTATE[#]", ["23000", "42P01"]),
    ("SQLSTATE[HY000] [#] no connection", ["2002", "1045"]),
    ("SQLSTATE[HY000]: General error: # Field 'x' is missing", ["1364", "1265"]),
    ("SQLCODE=#", ["-911", "-803"]),
    ("ORA-#", ["00942", "01017"]),
    ("HRESULT #", ["0x80004005", "0x80070057"]),
    ("HRESULT: #", ["-2147467259", "-2147024891"]),
    ("Installing failed: #", ["0x80070005", "0x80070002"]),
    ("Unhandled exception #", ["0xC0000005", "0xC00000FD"]),
    ("Termination reason #", ["0x8badf00d", "0xdead10cc"]),
    ("cURL error #", ["6", "28"]),
    ("curl: (#) failed to connect", ["6", "7"]),
    ("grpc-status: #", ["4", "14"]),
    ("SMTP #", ["550", "554"]),
    ("The socket closed with code #", ["1001", "1006"]),
    ("result #", ["3", "4"]),
    ("rc=#", ["3", "4"]),
    ("readdir returned #", ["-1", "-2"]),
    ("return code #", ["1", "2"]),
    ("returncode #", ["1", "2"]),
  ]

  @Test(arguments: conditions)
  func `a number that names a condition keeps errors apart`(message: String, values: [String]) {
    let keys = values.map { value in
      key(message.split(separator: "#", omittingEmptySubsequences: false).joined(separator: value))
    }
    #expect(!keys.contains(nil))
    #expect(Set(keys.map { $0 ?? [] }).count == values.count)
  }

  static let volatile: [(message: String, values: [String])] = [
    ("Needs # free", ["1,234 MB", "1.5 GB", "12 MB", "12MB", "1.234,5 kB", "1 234 MiB", "1'234 bytes", "3 gigabytes"]),
    ("Needs # free", ["1\u{2009}234 MB", "1\u{202F}234,5 Mo", "1\u{A0}234 KB", "1’234 GB", "12,34,567 MB"]),
    ("Total is # items", ["1,234", "1.234", "1 234", "1'234", "12", "1\u{2009}234\u{2009}567", "1_234"]),
    (
      "took # to load", ["2m30s", "00:01:02", "PT5M", "12 ms", "1.5s", "3 min", "2 h", "1h30m", "P1DT2H", "90 seconds"]
    ),
    ("No route to #", ["10.0.0.1", "fe80::1", "2001:db8::8a2e:370:7334", "192.168.1.20:8080", "[::1]:443"]),
    ("No route to #", ["00:1b:44:11:3a:b7", "00-1B-44-11-3A-B7", "001b.4411.3ab7", "fe80::1%eth0", "::ffff:10.0.0.1"]),
    ("Object at # was freed", ["0x7ffee1c2", "0x10a3b55d0", "0x0", "0x80001234", "0x600003a10c40"]),
    ("Request # failed", ["123", "98765", "404"]),
    ("Order # is lost", ["404", "4711", "500"]),
    ("items # of 900", ["4", "404"]),
    ("returned # rows", ["404", "5", "12"]),
    ("Server answered # bytes", ["404", "500", "1234"]),
    ("Failed with # errors", ["3", "4"]),
    ("got # of 7", ["404", "500"]),
    ("error: # items left", ["5", "7"]),
    ("attempt # failed", ["1", "2"]),
    ("# attempt failed", ["1st", "2nd", "3rd", "14th"]),
    ("Line #: syntax wrong", ["404", "12"]),
    ("Retrying (#)", ["1", "2"]),
    ("Image of # is too large", ["1920x1080", "640x480", "10x20"]),
    ("Price # is wrong", ["$12.50", "$1,234", "$3.99"]),
    ("Value # is not in range", ["1.5e-3", "2E+10", "17", "0.25"]),
    ("Width is #", ["12px", "300 px"]),
    ("verification code # is wrong", ["1234", "9876"]),
    ("barcode # is unknown", ["12345", "54321"]),
    ("postal code # is unknown", ["12345", "54321"]),
    ("Port # is taken", ["8080", "443"]),
    ("Timed out at #", ["2026-11-22 10:00:01", "2026-11-22"]),
    ("offset -#", ["5", "12"]),
    ("error on line #", ["5", "404"]),
    ("pid # is gone", ["404", "31337"]),
  ]

  @Test(arguments: volatile)
  func `a count, a size, a time or an address joins errors however it is written`(message: String, values: [String]) {
    let keys = values.map { value in
      key(message.split(separator: "#", omittingEmptySubsequences: false).joined(separator: value))
    }
    #expect(!keys.contains(nil))
    for (value, key) in zip(values, keys) { #expect(key == keys[0], "\(value)") }
  }

  @Test(arguments: [
    ("Upload stopped after 5 MB", "Upload stopped after 5 s"), ("limit of 5 exceeded", "limit of 5 MB exceeded"),
    ("3D view is empty", "2D view is empty"), ("iPhone 5s fails", "iPhone 4s fails"), ("no $1 given", "no $2 given"),
    ("std::a failed", "std::b failed"), ("db::add failed", "db::bad failed"), ("exit 1", "exit -1"),
    ("404 Not Found", "405 Method Not Allowed"),
  ])
  func `measures of another kind, names with digits and signs keep errors apart`(first: String, second: String) {
    #expect(key(first) != key(second))
  }

  @Test func `a code in the error's type counts, a compiler's number does not`() {
    func key(_ type: String) -> [UInt8]? { ExactKey.errorSignature(type: type, message: "It failed", frames: []) }
    #expect(key("HTTP 404") != key("HTTP 500"))
    #expect(key("NSURLErrorDomain -1001") != key("NSURLErrorDomain -1009"))
    #expect(key("Shop$1") == key("Shop$2"))
  }

  @Test(arguments: [
    ("I get error 0x80070005", "I get error 0x80070002"), ("OSStatus 560227702", "OSStatus 560227703"),
  ])
  func `codes in a person's words count, however long`(first: String, second: String) {
    #expect(ExactKey.words(first, page: nil) != nil)
    #expect(ExactKey.words(first, page: nil) != ExactKey.words(second, page: nil))
    #expect(ExactKey.tellsMoreThanFirst(words: first, page: nil))
  }

  @Test func `the page of an error is no record's page`() {
    #expect(ExactKey.words("It is blank", page: "/error/404") != ExactKey.words("It is blank", page: "/error/500"))
    #expect(ExactKey.words("It is blank", page: "/orders/404") == ExactKey.words("It is blank", page: "/orders/500"))
  }

  @Test func `the kind of a report keeps equal words apart`() {
    #expect(
      ExactKey.words("It is slow", page: nil, kind: "work") != ExactKey.words("It is slow", page: nil, kind: "idea"))
  }

  @Test func `keys of version 1 are what they were, and say where they joined too much`() {
    #expect(key("Server answered 404", version: 1) == key("Server answered 500", version: 1))
    #expect(key("Server answered 404", version: 1) != key("Server answered 404"))
    #expect(ExactKey.tellsMoreThanFirst(type: "E", message: "Server answered 404"))
    #expect(!ExactKey.tellsMoreThanFirst(type: "E", message: "Error code 12 after 12 MB"))
    #expect(!ExactKey.tellsMoreThanFirst(type: "E", message: "Request 123 failed"))
    #expect(!ExactKey.tellsMoreThanFirst(words: "I get error 404", page: "/cart/12"))
  }
}
