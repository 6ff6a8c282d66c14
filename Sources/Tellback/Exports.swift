// An app imports Tellback alone; the types that travel (ReportKind, FieldValue, ReportID ...) come with it.
@_exported import TellbackWire
