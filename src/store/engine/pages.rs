//! How far the file may grow: how a full disk is rehearsed.

use rusqlite::Connection;

use super::super::error::StoreError;

/// The most pages that a database can have.
const PAGES_MAX: i64 = 4_294_967_294;

/// Lets the file grow by at most `more` pages from now on.
///
/// # Errors
/// As the database says.
pub fn limit_pages(conn: &Connection, more: Option<u32>) -> Result<(), StoreError> {
    let now: i64 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let most = more.map_or(PAGES_MAX, |more| now + i64::from(more));
    conn.pragma_update_and_check(None, "max_page_count", most, |_| Ok(()))?;
    Ok(())
}
