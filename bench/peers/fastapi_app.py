"""FastAPI's side: the typed endpoints of bench/Rondo.Load/Framework.cs."""

import asyncio
import concurrent.futures
import functools
from typing import List, Optional

from fastapi import FastAPI, Path, Query
from pydantic import BaseModel, Field

app = FastAPI()


class Answer(BaseModel):
    message: str


class Echo(BaseModel):
    id: int
    q: Optional[str] = None


class Order(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    price: float = Field(ge=0.01, le=1_000_000)
    tags: Optional[List[str]] = None


@app.get("/json", response_model=Answer)
async def hello():
    return Answer(message="Hello, World!")


@app.get("/echo/{id}", response_model=Echo)
async def echo(id: int = Path(ge=1), q: Optional[str] = Query(None, max_length=50)):
    return Echo(id=id, q=q)


@app.post("/items", response_model=Answer)
async def items(item: Order):
    return Answer(message=item.name)


def compute():
    total = 0
    for i in range(1_200_000):
        total += i % 7
    return total


@functools.cache
def processes():
    return concurrent.futures.ProcessPoolExecutor(2)


@app.get("/compute/thread")
def compute_on_a_thread():
    return compute()


@app.get("/compute/process")
async def compute_in_a_process():
    return await asyncio.get_running_loop().run_in_executor(processes(), compute)
