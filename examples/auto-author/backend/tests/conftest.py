"""The application with fakes in the places of the database and of the services it calls."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.application import create_app
from app.settings import Settings

# Port 9 (discard) has no listener: nothing here may reach a real service.
ENVIRONMENT = {
    "DATABASE_URI": "mongodb://127.0.0.1:9/auto-author",
    "API_V1_PREFIX": "/api/v1",
    "BACKEND_CORS_ORIGINS": "http://localhost:3002",
    "OPENAI_API_KEY": "key-for-tests",
    "CLERK_SECRET_KEY": "key-for-tests",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    "CLERK_API_URL": "http://127.0.0.1:9/v1",
}


class FakeCursor:
    def __init__(self, documents: list[dict[str, Any]]) -> None:
        self.documents = documents

    def sort(self, key: str, direction: int) -> "FakeCursor":
        return FakeCursor(sorted(self.documents, key=lambda d: d[key], reverse=direction < 0))

    def limit(self, count: int) -> "FakeCursor":
        return FakeCursor(self.documents[:count])

    async def to_list(self) -> list[dict[str, Any]]:
        return self.documents


class FakeInsert:
    def __init__(self, inserted_id: str) -> None:
        self.inserted_id = inserted_id


class FakeCollection:
    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []

    def find(self) -> FakeCursor:
        return FakeCursor(self.documents)

    async def insert_one(self, document: dict[str, Any]) -> FakeInsert:
        identifier = f"book-{len(self.documents) + 1}"
        self.documents.append({**document, "_id": identifier})
        return FakeInsert(identifier)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings.read(ENVIRONMENT))) as client:
        client.app.state.database = {"books": FakeCollection()}
        yield client
