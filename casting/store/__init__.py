"""The database: connections, tables, the writer, queries and migrations."""
