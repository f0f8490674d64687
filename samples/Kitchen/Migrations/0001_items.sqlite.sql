CREATE TABLE IF NOT EXISTS items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    price TEXT NOT NULL, -- a decimal, digit by digit: a REAL would round it
    tags TEXT NOT NULL -- a JSON array
) STRICT;
