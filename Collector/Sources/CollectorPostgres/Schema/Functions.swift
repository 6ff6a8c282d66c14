// Functions and operators of SQLite's that PostgreSQL lacks, under the names that statements use. No right but to create in the
// store's own schema is needed.
#if PostgreSQL
  enum Functions {
    static let sql = """
      CREATE FUNCTION max(a anycompatible, b anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE AS
        'SELECT CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN a >= b THEN a ELSE b END';
      CREATE FUNCTION min(a anycompatible, b anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE AS
        'SELECT CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN a <= b THEN a ELSE b END';
      CREATE FUNCTION max(a anycompatible, b anycompatible, c anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE AS
        'SELECT CASE WHEN a IS NULL OR b IS NULL OR c IS NULL THEN NULL ELSE GREATEST(a, b, c) END';
      CREATE FUNCTION min(a anycompatible, b anycompatible, c anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE AS
        'SELECT CASE WHEN a IS NULL OR b IS NULL OR c IS NULL THEN NULL ELSE LEAST(a, b, c) END';
      CREATE FUNCTION ifnull(a anycompatible, b anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE AS
        'SELECT COALESCE(a, b)';

      -- SQLite's sums of integers are integers, so that dividing them drops the rest.
      CREATE FUNCTION add_truth(sum bigint, value boolean) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        'SELECT CASE WHEN value IS NULL THEN sum ELSE COALESCE(sum, 0) + value::int END';
      CREATE AGGREGATE sum_of(bigint) (SFUNC = int8pl, STYPE = bigint);
      CREATE AGGREGATE sum_of(double precision) (SFUNC = float8pl, STYPE = double precision);
      CREATE AGGREGATE sum_of(boolean) (SFUNC = add_truth, STYPE = bigint);
      CREATE AGGREGATE total(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = '0');
      CREATE AGGREGATE total(double precision) (SFUNC = float8pl, STYPE = double precision, INITCOND = '0');
      CREATE AGGREGATE total(boolean) (SFUNC = add_truth, STYPE = bigint, INITCOND = '0');
      CREATE FUNCTION larger(a boolean, b boolean) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a OR b';
      CREATE FUNCTION smaller(a boolean, b boolean) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a AND b';
      CREATE AGGREGATE max(boolean) (SFUNC = larger, STYPE = boolean);
      CREATE AGGREGATE min(boolean) (SFUNC = smaller, STYPE = boolean);
      CREATE FUNCTION larger(a bytea, b bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS
        'SELECT CASE WHEN a >= b THEN a ELSE b END';
      CREATE FUNCTION smaller(a bytea, b bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS
        'SELECT CASE WHEN a <= b THEN a ELSE b END';
      CREATE AGGREGATE max(bytea) (SFUNC = larger, STYPE = bytea);
      CREATE AGGREGATE min(bytea) (SFUNC = smaller, STYPE = bytea);

      CREATE FUNCTION add_to_list(list text, value text) RETURNS text LANGUAGE sql IMMUTABLE AS
        $$SELECT CASE WHEN value IS NULL THEN list ELSE COALESCE(list || ',', '') || value END$$;
      CREATE FUNCTION add_to_list(list text, value bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
        $$SELECT CASE WHEN value IS NULL THEN list ELSE COALESCE(list || ',', '') || value::text END$$;
      CREATE AGGREGATE group_concat(text) (SFUNC = add_to_list, STYPE = text);
      CREATE AGGREGATE group_concat(bigint) (SFUNC = add_to_list, STYPE = text);

      -- Truth is 1 and 0 in SQLite.
      CREATE FUNCTION truth_is(a boolean, b bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a::int = b';
      CREATE FUNCTION truth_is(a bigint, b boolean) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a = b::int';
      CREATE FUNCTION truth_is_not(a boolean, b bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a::int <> b';
      CREATE FUNCTION truth_is_not(a bigint, b boolean) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a <> b::int';
      CREATE FUNCTION truth_sum(a boolean, b boolean) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        'SELECT (a::int + b::int)::bigint';
      CREATE FUNCTION truth_sum(a bigint, b boolean) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT a + b::int';
      CREATE OPERATOR = (LEFTARG = boolean, RIGHTARG = bigint, FUNCTION = truth_is);
      CREATE OPERATOR = (LEFTARG = bigint, RIGHTARG = boolean, FUNCTION = truth_is);
      CREATE OPERATOR <> (LEFTARG = boolean, RIGHTARG = bigint, FUNCTION = truth_is_not);
      CREATE OPERATOR <> (LEFTARG = bigint, RIGHTARG = boolean, FUNCTION = truth_is_not);
      CREATE OPERATOR + (LEFTARG = boolean, RIGHTARG = boolean, FUNCTION = truth_sum);
      CREATE OPERATOR + (LEFTARG = bigint, RIGHTARG = boolean, FUNCTION = truth_sum);

      CREATE FUNCTION to_text(value bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
        BEGIN RETURN convert_from(value, 'UTF8'); EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$;
      CREATE FUNCTION to_text(value bigint) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT value::text';
      CREATE FUNCTION to_text(value text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT value';
      CREATE FUNCTION to_blob(value text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$SELECT convert_to(value, 'UTF8')$$;
      CREATE FUNCTION to_blob(value bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT value';
      CREATE FUNCTION to_integer(value double precision) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        'SELECT trunc(value)::bigint';
      CREATE FUNCTION to_integer(value bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT value';
      CREATE FUNCTION to_integer(value boolean) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT value::int::bigint';
      CREATE FUNCTION to_integer(value text) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        $$SELECT COALESCE(substring(value FROM '^\\s*([-+]?[0-9]{1,18})')::bigint, 0)$$;
      CREATE FUNCTION to_real(value double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT value';

      CREATE FUNCTION randomblob(bytes bigint) RETURNS bytea LANGUAGE sql VOLATILE AS
        'SELECT substring(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) FROM 1 FOR bytes::int)';
      CREATE FUNCTION random_number() RETURNS bigint LANGUAGE sql VOLATILE AS
        $$SELECT ('x' || substring(md5(gen_random_uuid()::text) FROM 1 FOR 16))::bit(64)::bigint$$;
      CREATE FUNCTION substr(value text, first bigint, count bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
        'SELECT pg_catalog.substr(value, first::int, count::int)';
      CREATE FUNCTION instr(value text, part text) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        'SELECT strpos(value, part)::bigint';
      CREATE FUNCTION instr(value bytea, part bytea) RETURNS bigint LANGUAGE sql IMMUTABLE AS
        'SELECT position(part IN value)::bigint';

      -- Lists of numbers as one value.
      CREATE FUNCTION json_each(list text) RETURNS TABLE (value bigint) LANGUAGE sql IMMUTABLE ROWS 50 AS
        'SELECT t.v::bigint FROM jsonb_array_elements_text(list::jsonb) AS t(v)';
      CREATE FUNCTION json_valid(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN RETURN value::json IS NOT NULL; EXCEPTION WHEN OTHERS THEN RETURN false; END $$;
      -- Paths of names alone, such as $.context.appVersion.
      CREATE FUNCTION json_extract(value text, path text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
        BEGIN
          RETURN value::json #>> string_to_array(substring(path FROM 3), '.');
        EXCEPTION WHEN OTHERS THEN RETURN NULL;
        END $$;

      -- What an archive asks of the tables.
      CREATE FUNCTION pragma_table_info(named text) RETURNS TABLE (cid bigint, name text, "notnull" bigint, pk bigint)
        LANGUAGE sql STABLE AS $$
          SELECT a.attnum - 1, a.attname::text, a.attnotnull::int::bigint,
            COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint
          FROM pg_class AS c
          JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
          LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
          WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = named $$;
      CREATE VIEW sqlite_sequence AS
        SELECT t.relname::text AS name, COALESCE(pg_sequence_last_value(s.oid), 0) AS seq
        FROM pg_class AS s
        JOIN pg_depend AS d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'i'
        JOIN pg_class AS t ON t.oid = d.refobjid
        WHERE s.relkind = 'S' AND t.relnamespace = current_schema()::regnamespace;

      CREATE FUNCTION to_xid(value text) RETURNS xid8 LANGUAGE sql IMMUTABLE AS 'SELECT value::xid8';
      CREATE FUNCTION refuse(reason text) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION USING MESSAGE = reason, ERRCODE = 'check_violation'; END $$;
      """
  }
#endif
