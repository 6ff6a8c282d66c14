// Secrets, log lines, figures and control messages.
import Foundation
import TellbackWire
import Testing

@testable import CollectorServer

@Suite struct SupportTests {
  @Test func `A password fits its hash alone`() throws {
    let secrets = try SodiumSecrets()
    let hash = try secrets.passwordHash("correct horse")
    #expect(hash.hasPrefix("$argon2id$"))
    #expect(secrets.verify(password: "correct horse", hash: hash))
    #expect(!secrets.verify(password: "Correct horse", hash: hash))
    #expect(!secrets.verify(password: "correct horse", hash: ""))
    #expect(!secrets.verify(password: "correct horse", hash: hash.replacingOccurrences(of: "m=", with: "n=")))
    #expect(throws: SecretsError.self) { try secrets.passwordHash(String(repeating: "x", count: 1_025)) }
  }

  @Test func `Tokens are random, their hashes are not`() throws {
    let secrets = try SodiumSecrets()
    #expect(secrets.makeToken() != secrets.makeToken())
    #expect(secrets.tokenHash([1, 2]) == secrets.tokenHash([1, 2]))
    #expect(secrets.tokenHash([1, 2]).count == 32)
    #expect(secrets.areEqual([1, 2], [1, 2]))
    #expect(!secrets.areEqual([1, 2], [1, 3]))
    #expect(!secrets.areEqual([1, 2], [1, 2, 3]))
    #expect(secrets.areEqual([], []))
  }

  @Test func `A log line stays one line whatever a value holds`() throws {
    let lines = Shared<[String]>([])
    let put: @Sendable ([UInt8]) -> Void = { line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
    }
    Log(.logfmt, put: put).warning("refused", ["code": "a b\n\"c\"", "plain": "x"])
    Log(.json, put: put).warning("refused", ["code": "a b\n\"c\"", "long": String(repeating: "é", count: 2_000)])
    let written = lines.withLock { $0 }
    #expect(written.allSatisfy { $0.hasSuffix("\n") && !$0.dropLast().contains("\n") })
    #expect(written[0].hasSuffix("level=warning event=refused code=\"a b\\n\\\"c\\\"\" plain=x\n"))
    #expect(written[1].utf8.count < 1_200)
    let object = try JSONSerialization.jsonObject(with: Data(written[1].utf8)) as? [String: String]
    #expect(object?["code"] == "a b\n\"c\"")
  }

  @Test func `A moment is written by RFC 3339`() {
    #expect(Log.time(Timestamp(milliseconds: 1_750_000_000_007)) == "2025-06-15T15:06:40.007Z")
  }

  @Test func `A histogram counts at its bounds and past its end`() {
    var histogram = Histogram()
    for seconds in [0.001, 0.0011, 10, 11] { histogram.observe(seconds) }
    #expect(histogram.counts.first == 1)
    #expect(histogram.counts[1] == 1)
    #expect(histogram.counts.suffix(2) == [1, 1])
    var text = MetricsText()
    text.histogram("h", "Help.", histogram)
    #expect(text.text.contains("h_bucket{le=\"10.0\"} 3\n"))
    #expect(text.text.contains("h_bucket{le=\"+Inf\"} 4\n"))
  }

  @Test func `A label's value cannot end its line`() {
    var text = MetricsText()
    text.labelled("x", .counter, "Help.", by: "reason", ["a\"\n\\": 1])
    #expect(text.text.hasSuffix("x{reason=\"a\\\"\\n\\\\\"} 1\n"))
  }

  @Test func `Control messages come back as they were`() throws {
    let request = ControlRequest(arguments: ["app", "create", "a\nb"], input: "pass\"word")
    #expect(try ControlRequest(decoding: request.encoded()) == request)
    #expect(!request.encoded().contains(UInt8(ascii: "\n")))
    let reply = ControlReply(status: 2, text: "two\nlines\n")
    #expect(try ControlReply(decoding: reply.encoded()) == reply)
  }
}
