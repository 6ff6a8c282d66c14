// Schema 7, frozen once shipped: which apps an account sees.
import TellbackSQLite

extension Schema {
  // Accounts that were there see all apps, as they did.
  static let migration007 = Migration(
    7, "apps of an account",
    sql: """
      ALTER TABLE account ADD COLUMN all_apps INTEGER NOT NULL DEFAULT 1 CHECK (all_apps IN (0, 1));

      CREATE TABLE account_app (
        account INTEGER NOT NULL REFERENCES account (id),
        app INTEGER NOT NULL REFERENCES app (id),
        PRIMARY KEY (account, app)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX account_app_by_app ON account_app (app);
      """)
}
