"""FastAPI's side of one row by its key from SQLite: one connection of aiosqlite, on its thread."""

import os
import tempfile

import aiosqlite
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel


class Dish(BaseModel):
    id: int
    name: str
    price: float


app = FastAPI()


@app.on_event("startup")  # Debian's FastAPI has no lifespan yet
async def open_database():
    db = await aiosqlite.connect(os.path.join(tempfile.mkdtemp(prefix="rondo-load-"), "dishes.db"))
    await db.executescript("""
        PRAGMA journal_mode = WAL;
        CREATE TABLE dishes (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL NOT NULL);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10000) INSERT INTO dishes SELECT i, 'dish ' || i, i * 0.5 FROM n;
        """)
    app.state.db = db


@app.get("/dishes/{id}", response_model=Dish)
async def dish(id: int):
    async with app.state.db.execute("SELECT id, name, price FROM dishes WHERE id = ?", (id,)) as cursor:
        row = await cursor.fetchone()
    if row is None:
        raise HTTPException(404)
    return Dish(id=row[0], name=row[1], price=row[2])
