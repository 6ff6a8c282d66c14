// Reports as they would have arrived, for tests of the domain.
import CollectorCore
import TellbackWire

let noon = Timestamp(milliseconds: 1_750_000_000_000)

func makeID(_ number: UInt64) -> ReportID { ReportID(at: noon, random: (number, number)) }

func makeReport(_ number: UInt64, _ text: String, change: (inout Report) -> Void = { _ in }) -> Report {
  var report = Report(id: makeID(number), capturedAt: noon, text: text)
  change(&report)
  return report
}

func stored(
  _ report: Report, sequence: Int64, app: Int64 = 1, installation: ReportID? = makeID(900),
  receivedAt: Timestamp = noon,
  sentAt: Timestamp? = nil
) -> StoredReport {
  StoredReport(
    sequence: sequence, id: report.id, app: AppID(app), installation: installation, receivedAt: receivedAt,
    sentAt: sentAt, body: report.encoded())
}
