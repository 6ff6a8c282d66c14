// Which addresses a webhook may go to: a table of what others were attacked by, and its edges.
import CollectorTransfers
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct PublicAddressTests {
  private func bytes(_ text: String) throws -> [UInt8] {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
    var six = in6_addr()
    try #require(inet_pton(AF_INET6, text, &six) == 1, "\(text) is no address")
    return withUnsafeBytes(of: six) { Array($0) }
  }

  @Test(arguments: [
    "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
    "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.7",
    "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.9",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "fc00::1", "fd12:3456::1",
    "fe80::1", "febf::1", "fec0::1", "ff02::1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:0:4136:e378::1", "2001:db8::1", "2002:7f00:1::1", "2002:a00:1::1", "2002:c0a8:101::1", "3fff::1",
    "5f00::1",
  ])
  func `an address inside, or for something special, is refused`(_ text: String) throws {
    #expect(!PublicAddress.isPublic(try bytes(text)))
  }

  @Test(arguments: [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
    "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
    "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2001:4860:4860::8888", "2606:4700::1111",
    "2a00:1450::1", "64:ff9b::808:808", "2002:808:808::1", "3ffe::1",
  ])
  func `an address of the public internet is taken`(_ text: String) throws {
    #expect(PublicAddress.isPublic(try bytes(text)))
  }

  @Test func `what is no address is refused`() {
    for count in [0, 3, 5, 15, 17] { #expect(!PublicAddress.isPublic([UInt8](repeating: 8, count: count))) }
  }
}
