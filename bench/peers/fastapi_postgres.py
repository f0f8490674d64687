"""FastAPI's side of statements on PostgreSQL: a pool of asyncpg, as large as that of the others."""

import asyncio
import os
import random

import asyncpg
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel


class Dish(BaseModel):
    id: int
    name: str
    price: float


app = FastAPI()


@app.on_event("startup")  # Debian's FastAPI has no lifespan yet
async def open_database():
    app.state.pool = await asyncpg.create_pool(os.environ["RONDO_LOAD_DATABASE"], min_size=1, max_size=20)


async def find(id):
    row = await app.state.pool.fetchrow("SELECT id, name, price FROM dishes WHERE id = $1", id)
    return None if row is None else Dish(**row)


def random_id():
    return random.randint(1, 10_000)


@app.get("/one/{id}", response_model=Dish)
async def one(id: int):
    if (dish := await find(id)) is None:
        raise HTTPException(404)
    return dish


@app.get("/twenty", response_model=list[Dish])
async def twenty():
    rows = await app.state.pool.fetch("SELECT id, name, price FROM dishes WHERE id > $1 ORDER BY id LIMIT 20", 17)
    return [Dish(**row) for row in rows]


@app.get("/update", response_model=Dish)
async def update():
    async with app.state.pool.acquire() as connection, connection.transaction():
        return Dish(**await connection.fetchrow("UPDATE dishes SET price = price + 1 WHERE id = $1 RETURNING id, name, price", random_id()))


@app.get("/ten", response_model=list[Dish])
async def ten():
    return await asyncio.gather(*(find(random_id()) for _ in range(10)))
