-- What is made from the journal, in the same transaction, and can be made anew at any time.

-- One row for each order: what lists and start-up need to find it. `key` is its aggregate.
-- `due` is not zero while money is open; `hour` is the local hour of the payment that settled it.
CREATE TABLE orders (
    key INTEGER PRIMARY KEY,
    day INTEGER,
    at INTEGER,
    letter TEXT,
    count INTEGER,
    status TEXT NOT NULL,
    money TEXT NOT NULL,
    total INTEGER NOT NULL,
    due INTEGER NOT NULL,
    hour INTEGER,
    exceptions INTEGER NOT NULL
) STRICT;

CREATE INDEX orders_by_number ON orders (day, letter, count);
CREATE INDEX orders_due ON orders (due) WHERE due <> 0;
CREATE INDEX orders_with_exceptions ON orders (day) WHERE exceptions <> 0;

-- One row for each shift. `key` is its aggregate.
CREATE TABLE shifts (
    key INTEGER PRIMARY KEY,
    terminal TEXT,
    day INTEGER,
    number TEXT,
    drawer TEXT NOT NULL,
    opened INTEGER,
    closed INTEGER
) STRICT;

CREATE INDEX shifts_by_day ON shifts (day);
CREATE INDEX shifts_open ON shifts (key) WHERE closed IS NULL;

-- The orders that were opened, paid or given back in a shift that is not closed; `number` is the
-- key of the order.
CREATE TABLE shift_orders (
    shift INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (shift, number)
) STRICT, WITHOUT ROWID;

-- The last count of each series of each journal: receipts, shifts, zs.
CREATE TABLE series (
    terminal TEXT NOT NULL,
    name TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (terminal, name)
) STRICT, WITHOUT ROWID;

-- Figures of each business day by part and word: 'day', 'hour', 'item', 'category', 'tender',
-- 'tax', 'staff', 'station'. Amounts are minor units, quantities thousandths.
CREATE TABLE rollups (
    day INTEGER NOT NULL,
    part TEXT NOT NULL,
    word TEXT NOT NULL,
    orders INTEGER NOT NULL,
    guests INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    gross INTEGER NOT NULL,
    sales INTEGER NOT NULL,
    discounts INTEGER NOT NULL,
    comps INTEGER NOT NULL,
    net INTEGER NOT NULL,
    tax INTEGER NOT NULL,
    charge INTEGER NOT NULL,
    tips INTEGER NOT NULL,
    rounding INTEGER NOT NULL,
    refunds INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    voids INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    PRIMARY KEY (part, day, word)
) STRICT, WITHOUT ROWID;
