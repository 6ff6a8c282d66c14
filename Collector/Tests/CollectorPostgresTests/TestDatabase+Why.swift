// Why a test on PostgreSQL is skipped.
#if PostgreSQL
  import TestDatabases
  import Testing

  extension TestDatabase {
    static let why: Comment =
      "PostgreSQL is tested where TELLBACK_POSTGRES names a server, as Tests/postgres does: Tests/postgres COMMAND"
  }
#endif
