-- Orders that lines moved between, in both directions, laid down with the fact that moved them, so
-- that all orders of a family are found from any of them. An order alone has no row here.
CREATE TABLE links (
    one INTEGER NOT NULL,
    other INTEGER NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
