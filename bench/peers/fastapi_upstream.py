"""FastAPI's side of three concurrent calls of one upstream for each request: httpx with one client for the app."""

import asyncio
import os

import httpx
from fastapi import FastAPI
from pydantic import BaseModel

UPSTREAM = os.environ["RONDO_LOAD_UPSTREAM"]


class Lengths(BaseModel):
    first: int
    second: int
    third: int


app = FastAPI()


@app.on_event("startup")  # Debian's FastAPI has no lifespan yet
async def open_client():
    app.state.client = httpx.AsyncClient(base_url=UPSTREAM)


@app.get("/three", response_model=Lengths)
async def three():
    client = app.state.client
    first, second, third = await asyncio.gather(client.get("/"), client.get("/"), client.get("/"))
    return Lengths(first=len(first.text), second=len(second.text), third=len(third.text))
