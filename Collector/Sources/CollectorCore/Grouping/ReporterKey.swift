// Who reported, as a key that counts distinct people without showing who they are.
import TellbackMatch
import TellbackWire

/// Tells reporters apart: by the app's name for the user, else by the contact, else by the installation.
public enum ReporterKey {
  /// 16 bytes. A report that names nobody counts as a reporter of its own: reports without a name must not be counted as one person.
  public static func bytes(of report: Report, installation: ReportID?) -> [UInt8] {
    if let user = report.user, !user.isEmpty { return ExactKey.verbatim(["user", user]) }
    if let contact = report.contact, !contact.isEmpty {
      return ExactKey.verbatim(["contact", contact.lowercased()])
    }
    if let installation { return ExactKey.verbatim(["installation", installation.description]) }
    return ExactKey.verbatim(["report", report.id.description])
  }
}
