// The request to erase what an installation sent, and its response, which is the same whether or not anything was there.

/// What to erase of an installation. The proof is the secret in ``WireHeaders/installation``.
public enum ErasureRequest: Sendable, Equatable {
  /// These reports, also those that have not arrived yet; at most ``WireLimits/erasures``.
  case reports([ReportID])
  /// Everything of the installation, with its last counts. Reports that it sends later get ``Receipt/Outcome/erased``: it should
  /// take a new identity.
  case everything(Accounting?)

  /// The request as JSON.
  public func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      switch self {
      case .reports(let ids):
        writer.array("reports") { writer in for id in ids { writer.id(nil, id) } }
      case .everything(let accounting):
        writer.bool("everything", true)
        if let accounting { accounting.write(to: &writer) }
      }
    }
    return writer.bytes
  }

  /// Reads a request of at most ``WireLimits/erasureBytes``.
  /// - Throws: ``WireError`` for anything else.
  public init(decoding bytes: [UInt8]) throws {
    guard bytes.count <= WireLimits.erasureBytes else {
      throw WireError.tooLong("erasure", bytes: bytes.count, limit: WireLimits.erasureBytes)
    }
    var ids: [ReportID]?
    var isEverything = false
    var accounting: Accounting?
    try JSONReader.read(bytes) { reader in
      try reader.object("erasure") { reader, key in
        switch key {
        case "reports":
          var list: [ReportID] = []
          try reader.array("reports", limit: WireLimits.erasures) { list.append(try ReportID.read(&$0, "reports")) }
          ids = list
        case "everything": isEverything = try reader.bool("everything")
        case "accounting": accounting = try Accounting.read(&reader)
        default: try reader.skipValue()
        }
      }
    }
    switch (ids, isEverything) {
    case (nil, true): self = .everything(accounting)
    case (let ids?, false) where !ids.isEmpty: self = .reports(ids)
    default: throw WireError.invalid("erasure", expected: "either reports, at least one, or everything: true")
    }
  }
}

/// The response to an ``ErasureRequest``: nothing of it is at the collector, or never was.
public enum ErasureAnswer {
  /// The response as JSON.
  public static var encoded: [UInt8] { Array("{\"erased\":true}".utf8) }

  /// True when these bytes are a collector's confirmation; false for a captive portal's page.
  public static func isDone(_ bytes: [UInt8]) -> Bool {
    var isErased = false
    // Anything else confirms nothing.
    try? JSONReader.read(bytes) { reader in
      try reader.object("answer") { reader, key in
        if key == "erased" { isErased = try reader.bool("erased") } else { try reader.skipValue() }
      }
    }
    return isErased
  }
}
