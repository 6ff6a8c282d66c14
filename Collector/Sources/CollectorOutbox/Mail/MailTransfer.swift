// One mail by SMTP (RFC 5321), by libcurl, on a thread of its own. The return path is null, so that no failure of delivery comes back as
// mail, and nobody's answer to it is answered.
import CCollectorCurl
import CollectorCore
import CollectorTransfers
import Foundation

/// What the server made of a mail.
enum MailVerdict: Sendable, Equatable {
  case sent
  /// The recipient or the mail is refused for good.
  case refused(OutgoingProblem)
  /// This mail is put off; others may pass.
  case putOff(OutgoingProblem)
  /// Nothing passes for now: the server is not reached, or does not take our sign-in.
  case unreachable(String)
  case stopped
}

/// Confined to its thread; libcurl calls back on it.
final class MailTransfer {
  private let server: MailServer
  private let recipient: String
  private let message: [UInt8]
  private let isStopped: () -> Bool
  private var sent = 0

  init(_ server: MailServer, to recipient: String, message: [UInt8], isStopped: @escaping () -> Bool) {
    self.server = server
    self.recipient = recipient
    self.message = message
    self.isStopped = isStopped
  }

  func run(_ library: CurlLibrary) -> MailVerdict {
    do {
      let handle = try CurlHandle(library)
      let recipients = try CurlLines(["<\(recipient)>"], library)
      let me = Unmanaged.passUnretained(self).toOpaque()
      try handle.set(CURLOPT_URL, server.url)
      try handle.set(CURLOPT_PROTOCOLS_STR, server.security == .tls ? "smtps" : "smtp")
      try handle.set(CURLOPT_PROXY, "")
      try handle.set(CURLOPT_NOSIGNAL, 1)
      try handle.set(CURLOPT_FRESH_CONNECT, 1)
      try handle.set(CURLOPT_FORBID_REUSE, 1)
      try handle.set(CURLOPT_CONNECTTIMEOUT_MS, MailLimits.connectMilliseconds)
      try handle.set(CURLOPT_TIMEOUT_MS, MailLimits.attemptMilliseconds)
      if server.security == .starttls { try handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
      if let certificates = server.certificates { try handle.set(CURLOPT_CAINFO, certificates) }
      if !server.user.isEmpty {
        try handle.set(CURLOPT_USERNAME, server.user)
        try handle.set(CURLOPT_PASSWORD, server.password)
      }
      try handle.set(CURLOPT_MAIL_FROM, "")
      try handle.set(CURLOPT_MAIL_RCPT, recipients.pointer)
      try handle.set(CURLOPT_UPLOAD, 1)
      try handle.set(CURLOPT_INFILESIZE_LARGE, size: message.count)
      try handle.set(CURLOPT_READFUNCTION, data: Self.give)
      try handle.set(CURLOPT_READDATA, me)
      try handle.watch(Self.progress, me)
      let code = handle.perform()
      return withExtendedLifetime(recipients) { verdict(code, handle) }
    } catch {
      return .unreachable("\(error)")
    }
  }

  private func verdict(_ code: Int32, _ handle: CurlHandle) -> MailVerdict {
    guard code != 0 else { return .sent }
    guard !isStopped() else { return .stopped }
    let (status, reason) = (handle.status, handle.failure(code))
    // libcurl names the command that the server refused. A refused sender or sign-in is the operator's to mend, and no fault of this
    // mail.
    let isOfMail = reason.hasPrefix("RCPT failed") || reason.hasPrefix("DATA failed") || code == 8
    switch (isOfMail, status) {
    case (true, 500...599): return .refused(OutgoingProblem(.mailRefused, status))
    case (true, 400...499): return .putOff(OutgoingProblem(.mailPutOff, status))
    default: return .unreachable(reason)
    }
  }

  // MARK: What libcurl calls

  private static func one(_ context: UnsafeMutableRawPointer?) -> MailTransfer? {
    context.map { Unmanaged<MailTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private static let give: curl_read_callback = { buffer, size, count, context in
    guard let transfer = MailTransfer.one(context), let buffer else { return 0 }
    let piece = transfer.message[transfer.sent..<min(transfer.sent + size * count, transfer.message.count)]
    for (place, byte) in piece.enumerated() { buffer[place] = CChar(bitPattern: byte) }
    transfer.sent += piece.count
    return piece.count
  }

  private static let progress: curl_xferinfo_callback = { context, _, _, _, _ in
    MailTransfer.one(context)?.isStopped() ?? true ? 1 : 0
  }
}
