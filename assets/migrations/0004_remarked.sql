-- On which business days something happened that the report of exceptions lists. `key` is the
-- aggregate, an order or a shift.
CREATE TABLE remarked (
    day INTEGER NOT NULL,
    key INTEGER NOT NULL,
    PRIMARY KEY (day, key)
) STRICT, WITHOUT ROWID;
