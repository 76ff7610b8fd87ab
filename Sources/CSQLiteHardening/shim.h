#include <sqlite3.h>

/* Refuses what could damage the file through SQL (SQLITE_DBCONFIG_DEFENSIVE); variadic in C, so out of Swift's reach. */
static inline int checkly_sync_sqlite_defend(void *connection) {
    return sqlite3_db_config((sqlite3 *)connection, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

/* Leaves the write-ahead log as it is when the connection ends (SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE). */
static inline int checkly_sync_sqlite_keep_wal(void *connection) {
    return sqlite3_db_config((sqlite3 *)connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
