from fastapi.testclient import TestClient
from pymongo.errors import ServerSelectionTimeoutError

BOOKS = "/api/v1/books"


def test_a_created_book_is_listed(client: TestClient) -> None:
    created = client.post(BOOKS, json={"title": "  Salt Roads ", "author": "Mara Lind"})
    assert created.status_code == 201
    assert created.json()["title"] == "Salt Roads"
    assert client.get(BOOKS).json() == [created.json()]


def test_the_newest_book_comes_first(client: TestClient) -> None:
    documents = client.app.state.database["books"].documents
    for year, title in [(2024, "Older"), (2025, "Newer")]:
        created_at = f"{year}-01-01T00:00:00Z"
        documents.append({"_id": title, "title": title, "author": "Mara Lind", "created_at": created_at})
    assert [book["title"] for book in client.get(BOOKS).json()] == ["Newer", "Older"]


def test_a_book_without_a_title_is_refused(client: TestClient) -> None:
    assert client.post(BOOKS, json={"title": " ", "author": "Mara Lind"}).status_code == 422
    assert client.get(BOOKS).json() == []


def test_only_the_frontend_may_call_from_a_browser(client: TestClient) -> None:
    allowed = client.get(BOOKS, headers={"Origin": "http://localhost:3002"})
    assert allowed.headers["access-control-allow-origin"] == "http://localhost:3002"
    other = client.get(BOOKS, headers={"Origin": "http://localhost:9999"})
    assert "access-control-allow-origin" not in other.headers


def test_without_the_database_the_answer_is_503(client: TestClient) -> None:
    class Away:
        async def insert_one(self, document: dict) -> None:
            raise ServerSelectionTimeoutError("main:27017 refused the connection")

    client.app.state.database = {"books": Away()}
    response = client.post(BOOKS, json={"title": "Salt Roads", "author": "Mara Lind"})
    assert response.status_code == 503
    assert "27017" not in response.text
