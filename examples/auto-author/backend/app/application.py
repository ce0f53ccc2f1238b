"""Puts the application together, and takes its connections down again when it stops."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure

from app import books, health
from app.settings import Settings

DATABASE_NAME_WITHOUT_ONE_IN_THE_URI = "auto-author"
# Shorter than a health check may take, so that its log line carries the driver's reason.
SERVER_SELECTION_TIMEOUT_MS = 1500


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def connections(app: FastAPI) -> AsyncIterator[None]:
        """Opened on start; on SIGTERM uvicorn finishes the open requests first, then these close."""
        async with (
            AsyncMongoClient(
                settings.database_uri,
                serverSelectionTimeoutMS=SERVER_SELECTION_TIMEOUT_MS,
                tz_aware=True,
            ) as mongo,
            httpx.AsyncClient(timeout=health.CHECK_TIMEOUT_SECONDS) as http,
        ):
            app.state.database = mongo.get_default_database(DATABASE_NAME_WITHOUT_ONE_IN_THE_URI)
            app.state.checks = {
                "main": health.database_answers(mongo),
                "openai": health.service_answers(http, settings.openai_url),
                "clerk": health.service_answers(http, settings.clerk_url),
            }
            yield

    app = FastAPI(title="Auto-Author", lifespan=connections)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type"],
    )
    app.add_exception_handler(ConnectionFailure, database_is_away)
    app.include_router(health.router, prefix=settings.api_prefix)
    app.include_router(books.router, prefix=settings.api_prefix)
    return app


async def database_is_away(request: Request, reason: Exception) -> JSONResponse:
    return JSONResponse({"detail": "the database does not answer"}, status_code=503)
