// Who is at the other end: the address as text, and the key under which its connections are counted.

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

struct PeerAddress: Sendable {
  /// Without a port; an IPv4 address that came through an IPv6 socket is shown as IPv4.
  let text: String
  /// One IPv4 address, or one IPv6 /64: a single subscriber holds a whole /64.
  let key: UInt64

  static let unknown = PeerAddress(text: "unknown", key: 0)

  init(text: String, key: UInt64) {
    self.text = text
    self.key = key
  }

  init(_ storage: sockaddr_storage) {
    var storage = storage
    switch Int32(storage.ss_family) {
    case AF_INET:
      let address = withUnsafeBytes(of: &storage) { $0.loadUnaligned(as: sockaddr_in.self).sin_addr }
      self.init(v4: withUnsafeBytes(of: address) { Array($0) }[...])
    case AF_INET6:
      let address = withUnsafeBytes(of: &storage) { $0.loadUnaligned(as: sockaddr_in6.self).sin6_addr }
      let bytes = withUnsafeBytes(of: address) { Array($0) }
      if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
        self.init(v4: bytes[12...])
        return
      }
      var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      var copy = address
      let known = inet_ntop(AF_INET6, &copy, &text, socklen_t(INET6_ADDRSTRLEN)) != nil
      let characters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      self.init(
        text: known ? String(decoding: characters, as: UTF8.self) : "unknown",
        key: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    default:
      self = .unknown
    }
  }

  private init(v4 bytes: ArraySlice<UInt8>) {
    self.init(
      text: bytes.map { String($0) }.joined(separator: "."),
      // ::ffff:a.b.c.d has no /64 of its own, so the key cannot meet that of a real IPv6 network.
      key: 0xFFFF_0000_0000 | bytes.reduce(0) { $0 << 8 | UInt64($1) })
  }
}
