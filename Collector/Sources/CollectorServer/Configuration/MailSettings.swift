// The settings of mail as one value, checked before anything is opened.
import CollectorCore
import CollectorOutbox
import Foundation

enum MailSettings {
  /// Nil without a host.
  static func server(_ values: SettingValues) throws -> MailServer? {
    let host = values.text(.smtpHost)
    guard !host.isEmpty else {
      guard values.text(.mailFrom).isEmpty else { throw UsageError("mail-from needs smtp-host: no server is named.") }
      return nil
    }
    guard host.utf8.count <= 253,
      host.utf8.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 || (0x2D...0x3A).contains($0) && $0 != 0x2F })
    else { throw UsageError("smtp-host must be a name or an address, such as mail.example.com; it is '\(host)'.") }
    guard let from = MailAddress.checked(values.text(.mailFrom)) else {
      throw UsageError("mail-from must be an address such as desk@example.com; it is '\(values.text(.mailFrom))'.")
    }
    let (user, file) = (values.text(.smtpUser), values.text(.smtpPasswordFile))
    guard user.isEmpty == file.isEmpty else {
      throw UsageError("smtp-user and smtp-password-file go together; one of them is empty.")
    }
    let security = MailServer.Security(rawValue: values.text(.smtpSecurity)) ?? .starttls
    guard user.isEmpty || security != .none else {
      throw UsageError("smtp-user needs smtp-security starttls or tls: the password would travel in the open.")
    }
    let certificates = values.text(.smtpCertificates)
    return MailServer(
      host: host, port: values.integer(.smtpPort), security: security, user: user,
      password: file.isEmpty ? "" : try SecretFile.read(file, of: .smtpPasswordFile), from: from,
      certificates: certificates.isEmpty ? nil : certificates)
  }
}

extension MailServer {
  /// As admins see it: no user, no password.
  var text: String {
    let how =
      switch security {
      case .starttls: "STARTTLS"
      case .tls: "TLS"
      case .none: "without TLS"
      }
    return "\(host):\(port), \(how), from \(from)"
  }
}
