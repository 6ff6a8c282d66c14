// The reference of durable ingest on PostgreSQL: the rows of an ingest, written by libpq's pipeline mode and nothing else.
#ifndef TELLBACK_PIPELINE_REFERENCE_H
#define TELLBACK_PIPELINE_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

typedef struct tb_pipeline tb_pipeline;

/// Connects and makes empty tables of its own in the schema `bench_reference`: columns, keys and storage are those of `report` and
/// `pending` in `schema`. Null where it cannot, or where it was built without libpq; `message` then says why, in at most `room` bytes.
tb_pipeline *tb_pipeline_open(const char *address, const char *schema, char *message, size_t room);

/// Writes so many reports in one transaction, each by one prepared statement that adds its two rows, all in one pipeline, and waits for
/// the end of the commit. Returns 0; else `message` says why.
int tb_pipeline_commit(tb_pipeline *pipeline, int reports, const void *body, size_t length, char *message, size_t room);

void tb_pipeline_close(tb_pipeline *pipeline);

typedef struct tb_session tb_session;

/// A connection for statements one after the other. Null where it cannot, or where it was built without libpq; `message` then says why.
tb_session *tb_session_open(const char *address, char *message, size_t room);

/// Runs statements and waits for all of them. Returns 0, and the first column of the last one's first row in `text`; else what went wrong.
int tb_session_run(tb_session *session, const char *sql, char *text, size_t room);

void tb_session_close(tb_session *session);

#endif
