import Testing

@testable import CornerShop

struct ShopOptionsTests {
  @Test func `the options say where the collector is and who shops`() throws {
    let options = try ShopOptions(
      ["--collector", "https://example.com/feedback", "--key", "k", "--data", "/var/tmp/shop", "--user", "ann"],
      environment: ["TELLBACK_KEY": "other"])
    let configuration = try options.configuration()
    #expect(configuration.collector.absoluteString == "https://example.com/feedback")
    #expect(configuration.appKey == "k")
    #expect(configuration.queueDirectory == "/var/tmp/shop")
    #expect(options.user == "ann")
  }

  @Test func `the key may come from the environment, where others cannot read it`() throws {
    #expect(try ShopOptions([], environment: ["TELLBACK_KEY": "k"]).key == "k")
  }

  @Test(arguments: [[], ["--colector", "x"], ["--key"], ["--key", ""], ["x"]])
  func `nonsense is refused in words`(arguments: [String]) {
    #expect(throws: ShopOptionsError.self) { try ShopOptions(arguments, environment: [:]) }
  }

  @Test(arguments: ["nowhere", "", "/path"])
  func `an address without a host is refused`(address: String) throws {
    var options = try ShopOptions(["--key", "k"], environment: [:])
    options.collector = address
    #expect(throws: ShopOptionsError.self) { try options.configuration() }
  }
}
