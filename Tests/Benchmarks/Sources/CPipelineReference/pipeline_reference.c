#include "pipeline_reference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef TELLBACK_LIBPQ
#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

struct tb_pipeline {
  PGconn *connection;
  uint64_t next;
};

/// A statement by itself, outside of the pipeline. 0 when it was done.
static int execute(PGconn *connection, const char *sql, char *message, size_t room) {
  PGresult *result = PQexec(connection, sql);
  ExecStatusType status = PQresultStatus(result);
  PQclear(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return 0;
  snprintf(message, room, "%s", PQerrorMessage(connection));
  return 1;
}

tb_pipeline *tb_pipeline_open(const char *address, const char *schema, char *message, size_t room) {
  char sql[2048];
  PGconn *connection = PQconnectdb(address);
  if (PQstatus(connection) != CONNECTION_OK) {
    snprintf(message, room, "%s", PQerrorMessage(connection));
    PQfinish(connection);
    return NULL;
  }
  snprintf(sql, sizeof sql,
           "SET client_min_messages = warning;"
           "DROP SCHEMA IF EXISTS bench_reference CASCADE;"
           "CREATE SCHEMA bench_reference;"
           "CREATE TABLE bench_reference.report (LIKE %s.report INCLUDING ALL);"
           "CREATE TABLE bench_reference.pending (LIKE %s.pending INCLUDING ALL,"
           "  FOREIGN KEY (report) REFERENCES bench_reference.report (sequence));"
           "SELECT set_config(name, 'lz4', FALSE) FROM pg_settings"
           "  WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals);"
           "SET search_path TO bench_reference",
           schema, schema);
  PGresult *prepared = NULL;
  if (execute(connection, sql, message, room) == 0) {
    const Oid types[] = {17, 20, 17, 20, 20, 17, 20};  // bytea and int8, by pg_type.dat
    prepared = PQprepare(connection, "add",
                         "WITH added AS ("
                         "  INSERT INTO report (id, app, installation, received_at, sent_at, body)"
                         "  VALUES ($1, $2, $3, $4, $5, $6) RETURNING sequence)"
                         "INSERT INTO pending (report, reference) SELECT sequence, $7 FROM added",
                         7, types);
    if (PQresultStatus(prepared) == PGRES_COMMAND_OK) {
      tb_pipeline *pipeline = calloc(1, sizeof *pipeline);
      if (pipeline != NULL) {
        pipeline->connection = connection;
        PQclear(prepared);
        return pipeline;
      }
    }
    snprintf(message, room, "%s", PQerrorMessage(connection));
  }
  PQclear(prepared);
  PQfinish(connection);
  return NULL;
}

static void put(char *bytes, uint64_t number) {
  for (int place = 7; place >= 0; place--, number >>= 8) bytes[place] = (char)(number & 0xff);
}

int tb_pipeline_commit(
    tb_pipeline *pipeline, int reports, const void *body, size_t length, char *message, size_t room) {
  PGconn *connection = pipeline->connection;
  int failed = PQenterPipelineMode(connection) != 1;
  failed |= PQsendQueryParams(connection, "BEGIN", 0, NULL, NULL, NULL, NULL, 0) != 1;
  for (int report = 0; report < reports && !failed; report++) {
    // Ordered by time, as UUIDv7 are; each of some installations has its share.
    char id[16], app[8], installation[16], at[8], reference[8];
    uint64_t number = ++pipeline->next;
    put(id, number);
    put(id + 8, number * UINT64_C(0x9E3779B97F4A7C15));
    put(app, 1);
    put(installation, number % 512);
    put(installation + 8, 7);
    put(at, UINT64_C(1764000000000) + number);
    put(reference, number % 1000000);
    const char *values[] = {id, app, installation, at, at, body, reference};
    const int lengths[] = {16, 8, 16, 8, 8, (int)length, 8};
    const int formats[] = {1, 1, 1, 1, 1, 1, 1};
    failed |= PQsendQueryPrepared(connection, "add", 7, values, lengths, formats, 1) != 1;
  }
  failed |= PQsendQueryParams(connection, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) != 1;
  failed |= PQpipelineSync(connection) != 1;
  if (failed) {
    snprintf(message, room, "%s", PQerrorMessage(connection));
    return 1;
  }
  for (;;) {
    PGresult *result = PQgetResult(connection);
    if (result == NULL) {
      // Between two answers.
      if (PQstatus(connection) == CONNECTION_OK) continue;
      snprintf(message, room, "%s", PQerrorMessage(connection));
      return 1;
    }
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_PIPELINE_SYNC && !failed) {
      failed = 1;
      snprintf(message, room, "%s", PQresultErrorMessage(result));
    }
    PQclear(result);
    if (status == PGRES_PIPELINE_SYNC) break;
  }
  return PQexitPipelineMode(connection) != 1 || failed;
}

void tb_pipeline_close(tb_pipeline *pipeline) {
  PQfinish(pipeline->connection);
  free(pipeline);
}

struct tb_session {
  PGconn *connection;
};

tb_session *tb_session_open(const char *address, char *message, size_t room) {
  tb_session *session = malloc(sizeof *session);
  if (session == NULL) {
    snprintf(message, room, "there is no memory for a connection");
    return NULL;
  }
  session->connection = PQconnectdb(address);
  if (PQstatus(session->connection) == CONNECTION_OK) return session;
  snprintf(message, room, "%s", PQerrorMessage(session->connection));
  tb_session_close(session);
  return NULL;
}

int tb_session_run(tb_session *session, const char *sql, char *text, size_t room) {
  PGresult *result = PQexec(session->connection, sql);
  ExecStatusType status = PQresultStatus(result);
  int failed = status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
  if (failed)
    snprintf(text, room, "%s", PQerrorMessage(session->connection));
  else
    snprintf(text, room, "%s", PQntuples(result) > 0 && PQnfields(result) > 0 ? PQgetvalue(result, 0, 0) : "");
  PQclear(result);
  return failed;
}

void tb_session_close(tb_session *session) {
  PQfinish(session->connection);
  free(session);
}

#else

tb_pipeline *tb_pipeline_open(const char *address, const char *schema, char *message, size_t room) {
  (void)address, (void)schema;
  snprintf(message, room, "built without the trait PostgreSQL");
  return NULL;
}

int tb_pipeline_commit(
    tb_pipeline *pipeline, int reports, const void *body, size_t length, char *message, size_t room) {
  (void)pipeline, (void)reports, (void)body, (void)length;
  snprintf(message, room, "built without the trait PostgreSQL");
  return 1;
}

void tb_pipeline_close(tb_pipeline *pipeline) { (void)pipeline; }

tb_session *tb_session_open(const char *address, char *message, size_t room) {
  (void)address;
  snprintf(message, room, "built without the trait PostgreSQL");
  return NULL;
}

int tb_session_run(tb_session *session, const char *sql, char *text, size_t room) {
  (void)session, (void)sql;
  snprintf(text, room, "built without the trait PostgreSQL");
  return 1;
}

void tb_session_close(tb_session *session) { (void)session; }

#endif
