//! The journal and its projections in one SQLite file, written by one thread.
