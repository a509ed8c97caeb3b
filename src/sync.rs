//! Journals compared by frontier and moved in ranges between replicas.
