//! The journal and its projections in one database file, written by one thread.
