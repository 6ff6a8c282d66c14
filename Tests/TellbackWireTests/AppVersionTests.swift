// Versions are compared by their parts, as people count and as semver.org orders pre-releases.
import Testing

@testable import TellbackWire

@Suite struct AppVersionTests {
  @Test func `versions come in the order in which they are released`() throws {
    let order = [
      "0.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
      "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2", "1.10", "1.10.0.1", "2b9", "2 b10", "v2", "10",
    ]
    let versions = try order.map { try #require(AppVersion($0)) }
    for (index, version) in versions.enumerated() {
      for (other, second) in versions.enumerated() {
        #expect((version < second) == (index < other), "\(order[index]) against \(order[other])")
        #expect((version == second) == (index == other))
      }
    }
  }

  @Test(arguments: [
    ("3.2", "3.2.0"), ("v3.2", "3.2"), ("3.2+build.7", "3.2"), ("3.2 (4711)", "3.2"), (" 3.2", "3.2"),
    ("3.2.0-RC1", "3.2-rc.1"), ("03.2", "3.2"),
  ]) func `some are the same`(pair: (String, String)) throws {
    #expect(try #require(AppVersion(pair.0)) == (try #require(AppVersion(pair.1))))
  }

  @Test func `a version has a fix when it is not older, and nothing is guessed`() {
    #expect(AppVersion.has(nil, in: "anything"))
    #expect(AppVersion.has("3.2", in: "3.2") && AppVersion.has("3.2", in: "3.10") && AppVersion.has("3.2", in: "4"))
    #expect(!AppVersion.has("3.2", in: "3.1.9") && !AppVersion.has("3.2", in: "3.2-beta.4"))
    #expect(AppVersion.has("3.2-beta.4", in: "3.2") && AppVersion.has("3.2-beta.4", in: "3.2-beta.10"))
    #expect(!AppVersion.has("3.2", in: "Sunflower") && !AppVersion.has("Sunflower", in: "3.2"))
    #expect(AppVersion.has("Sunflower", in: "Sunflower") && !AppVersion.has("Sunflower", in: "Tulip"))
    #expect(!AppVersion.has("3.2", in: "") && AppVersion("99999999999999999999") == nil && AppVersion("v") == nil)
  }
}
