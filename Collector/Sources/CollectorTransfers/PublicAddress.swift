// Which addresses of the internet belong to nobody's inside. Sources: the IANA special-purpose address registries for IPv4 and IPv6
// (RFC 6890), RFC 1112 (multicast), RFC 6052 and RFC 8215 (IPv4 within IPv6).

package enum PublicAddress {
  /// First address and length of each IPv4 range that is not public.
  private static let refused4: [(UInt32, Int)] = [
    (0x0000_0000, 8),  // this network
    (0x0A00_0000, 8),  // private
    (0x6440_0000, 10),  // shared by a carrier's customers
    (0x7F00_0000, 8),  // loopback
    (0xA9FE_0000, 16),  // link-local, and the metadata services of clouds
    (0xAC10_0000, 12),  // private
    (0xC000_0000, 24),  // protocol assignments
    (0xC000_0200, 24),  // documentation
    (0xC058_6300, 24),  // 6to4 relays
    (0xC0A8_0000, 16),  // private
    (0xC612_0000, 15),  // benchmarks
    (0xC633_6400, 24),  // documentation
    (0xCB00_7100, 24),  // documentation
    (0xE000_0000, 4),  // multicast
    (0xF000_0000, 4),  // reserved, and broadcast
  ]

  /// Of an address of 4 or 16 bytes; false for any other count.
  package static func isPublic(_ bytes: [UInt8]) -> Bool {
    switch bytes.count {
    case 4: isPublic4(bytes[...])
    case 16: isPublic6(bytes)
    default: false
    }
  }

  private static func isPublic4(_ bytes: ArraySlice<UInt8>) -> Bool {
    let address = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return !refused4.contains { first, length in address >> (32 - length) == first >> (32 - length) }
  }

  /// Global unicast is 2000::/3; of it some ranges are not, and some hold an IPv4 address, which decides.
  private static func isPublic6(_ bytes: [UInt8]) -> Bool {
    // 64:ff9b::/96, the translation prefix through which a network without IPv4 reaches it.
    if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return isPublic4(bytes[12...]) }
    // Everything else outside, such as loopback, IPv4-mapped, unique local, link-local and multicast.
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    // 2001::/23: protocol assignments, among them Teredo.
    if bytes[0] == 0x20, bytes[1] == 0x01, bytes[2] < 0x02 { return false }
    // 2001:db8::/32 and 3fff::/20: documentation.
    if bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) || (bytes.starts(with: [0x3F, 0xFF]) && bytes[2] < 0x10) {
      return false
    }
    // 2002::/16, 6to4: the IPv4 address follows.
    if bytes.starts(with: [0x20, 0x02]) { return isPublic4(bytes[2..<6]) }
    return true
  }
}
